"""Send the trader's own words from the app: into the outbox, as they stand."""

from datetime import datetime

from wowcrm.clients.models import Client
from wowcrm.outbox.models import Mail
from wowcrm.outbox.sending import send
from wowcrm.traders.models import Trader


def send_words(
    trader: Trader,
    subject: str,
    text: str,
    *,
    to: str,
    at: datetime,
    to_name: str | None = None,
    client: Client | None = None,
) -> Mail:
    return send(
        trader,
        "words",
        to=to,
        to_name=to_name,
        at=at,
        client=client,
        # A person wrote it, so nobody is to take it for a machine's.
        headers={"Auto-Submitted": "no"},
        subject=subject,
        text=text,
    )
