"""Who writes and to whom: the letterhead of every paper, from what the trader and client are."""

from wowcrm.clients.models import Client
from wowcrm.documents.paper import Party
from wowcrm.traders.models import Trader


def sender_of(trader: Trader) -> Party:
    """The trader's business, and below it how to reach them."""
    name = trader.business or trader.name
    person = trader.name if trader.business else None
    lines = (person, *lines_of(trader.address), trader.phone, trader.website)
    return Party(name, tuple(line for line in lines if line))


def recipient_of(client: Client) -> Party:
    """The client, and the first of their addresses."""
    address = client.addresses[0].value if client.addresses else None
    lines = (client.organisation, *lines_of(address))
    return Party(client.name, tuple(line for line in lines if line and line != client.name))


def foot_of(trader: Trader) -> tuple[str, ...]:
    """What must stand on each page: registration numbers, and how to pay."""
    return (*lines_of(trader.registered_as), *lines_of(trader.pays_to))


def lines_of(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())
