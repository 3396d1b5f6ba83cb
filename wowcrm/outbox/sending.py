"""Put a mail into the outbox: rendered from the three templates of its name."""

import secrets
from datetime import datetime

from flask import render_template
from flask_babel import force_locale

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.outbox.models import MOST_TRIES, Fault, Mail, State
from wowcrm.outbox.tidying import deliverable, one_line, person
from wowcrm.traders.models import Trader

DEFAULT = "en_GB"


def send(
    trader: Trader | None,
    name: str,
    *,
    to: str,
    at: datetime,
    to_name: str | None = None,
    client: Client | None = None,
    headers: dict[str, str] | None = None,
    most_tries: int = MOST_TRIES,
    **context: object,
) -> Mail:
    """Write what goes out, in the transaction of the act that brings it about; the worker sends it.

    Without a trader it is the installation that writes. `name` names the templates: emails/NAME.subject.txt, emails/NAME.txt and emails/NAME.html. An
    address that no mail can be sent to is not lost: it stands in the outbox with the reason.
    """
    with force_locale(trader.locale if trader else DEFAULT):
        subject, text, html = (
            render_template(f"emails/{name}.{part}", trader=trader, client=client, **context)
            for part in ("subject.txt", "txt", "html")
        )
    mail = Mail(
        trader_id=trader.id if trader else None,
        client=client,
        kind=name,
        to_name=person(to_name) if to_name else None,
        to_address=deliverable(to) or one_line(to),
        subject=one_line(subject),
        text=_lines(text),
        html=html,
        headers=headers or {},
        message_id=_message_id(trader),
        due_at=at,
        most_tries=most_tries,
    )
    if deliverable(to) is None:
        mail.state, mail.due_at, mail.fault = State.GIVEN_UP, None, Fault.ADDRESS
    db.session.add(mail)
    return mail


def _message_id(trader: Trader | None) -> str:
    """Name a mail before it is sent for the first time, so that a second copy is known to be one."""
    address = deliverable(trader.email) if trader else None
    domain = (address or "@wowcrm.invalid").rpartition("@")[2]
    return f"<{secrets.token_hex(16)}@{domain}>"


def _lines(text: str) -> str:
    """Spell ends of lines one way, and end with one."""
    return "\n".join(line.rstrip() for line in text.replace("\x00", "").splitlines()).strip() + "\n"
