"""How often a client wants to hear from the trader: at least, and at most."""

from typing import Protocol

from wowcrm.traders.models import Trader


class Wished(Protocol):
    """A client, or what a list shows of one: their group, and wishes of their own."""

    @property
    def group_id(self) -> int | None: ...

    @property
    def contact_every(self) -> int | None: ...

    @property
    def contacts_at_most(self) -> int | None: ...

    @property
    def contacts_within(self) -> int | None: ...


def floor_of(client: Wished, trader: Trader) -> int | None:
    """The client's own wish, else their group's, else the trader's."""
    group = trader.group(client.group_id)
    return client.contact_every or (group and group.contact_every) or trader.contact_every


def ceiling_of(client: Wished, trader: Trader) -> tuple[int, int]:
    group = trader.group(client.group_id)
    most = client.contacts_at_most or (group and group.contacts_at_most)
    within = client.contacts_within or (group and group.contacts_within)
    return most or trader.contacts_at_most, within or trader.contacts_within
