"""What stands on the page of the outbox: a page of mails, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy.orm import selectinload

from wowcrm.db import db
from wowcrm.outbox.models import Mail
from wowcrm.traders.models import Trader

PAGE = 20
LONGEST_LINK = 1800
"""Mail programs cut off what comes after."""


@dataclass(frozen=True)
class Page:
    mails: Sequence[Mail]
    before: int | None
    """Where the next page begins; none: this is the last."""


def page_of(trader: Trader, before: int | None = None) -> Page:
    chosen = Mail.of(trader).options(selectinload(Mail.client)).order_by(Mail.id.desc())
    if before is not None and 0 < before < 2**31:
        chosen = chosen.where(Mail.id < before)
    rows = db.session.scalars(chosen.limit(PAGE + 1)).all()
    return Page(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None)


def mailto(mail: Mail) -> str:
    """Address the trader's own mail program with all that the mail says (RFC 6068)."""
    begun = (
        f"mailto:{quote(mail.to_address, safe='@')}?subject={quote(mail.subject, safe='')}&body="
    )
    body = quote(mail.text.replace("\n", "\r\n"), safe="")
    room = LONGEST_LINK - len(begun)
    if len(body) > room:
        # Cut between letters, not within one.
        body = body[: max(room, 0)].rpartition("%0D%0A")[0]
    return begun + body
