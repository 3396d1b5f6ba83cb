"""A row of the outbox as the mail that it is: text first, HTML beside it."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy
from email.utils import format_datetime
from typing import Any

from wowcrm.outbox.tidying import one_line, person


class Whole(UnstructuredHeader):
    """A header that is not folded: the library would take an address in it to pieces."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]  # of BaseHeader


HEADERS = HeaderRegistry()
for _name in ("list-unsubscribe", "list-unsubscribe-post"):
    HEADERS.map_to_type(_name, Whole)  # type: ignore[arg-type]  # it is made one there
POLICY = policy.SMTP.clone(header_factory=HEADERS)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent of a mail."""

    created_at: datetime
    to_name: str | None
    to_address: str
    subject: str
    text: str
    html: str | None
    headers: dict[str, Any]
    message_id: str
    sender_name: str
    reply_to: str | None


def letter_of(row: Any) -> Letter:
    """Read a claimed mail, with its trader's name, business and address."""
    return Letter(
        created_at=row.created_at,
        to_name=row.to_name,
        to_address=row.to_address,
        subject=row.subject,
        text=row.text,
        html=row.html,
        headers=row.headers,
        message_id=row.message_id,
        sender_name=row.business or row.name or "WowCRM",
        reply_to=row.email,
    )


def message_of(letter: Letter, sender: str) -> EmailMessage:
    """Build the mail; whatever the row holds, no header can begin another."""
    message = EmailMessage(policy=POLICY)
    message["From"] = _address(letter.sender_name, sender)
    message["To"] = _address(letter.to_name or "", letter.to_address)
    if letter.reply_to:
        message["Reply-To"] = _address(letter.sender_name, letter.reply_to)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = letter.message_id
    if letter.headers.get("Auto-Submitted") != "no":
        message["Auto-Submitted"] = letter.headers.get("Auto-Submitted") or "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    for name, value in letter.headers.items():
        plain = re.fullmatch(r"[A-Za-z-]+", name) and str(value).isascii()
        if plain and name not in message:
            message[name] = one_line(str(value), 900)
    message.set_content(letter.text, cte="quoted-printable")
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return message


def _address(name: str, address: str) -> Address:
    return Address(person(name), addr_spec=one_line(address))
