"""Words about the trader, a page at a time: those that may be quoted, and those to act on."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.referrals.figures import PAGE, Page, day_key, page_of
from wowcrm.referrals.models import BadWord, GoodWord
from wowcrm.traders.models import Trader


def quotable_page(trader: Trader, after: str | None = None) -> Page:
    """List the words to whose quoting their clients agreed, newest consent first."""
    chosen = (
        GoodWord.of(trader)
        .where(GoodWord.consent_on.is_not(None))
        .order_by(GoodWord.consent_on.desc(), GoodWord.id.desc())
    )
    if key := day_key(after):
        chosen = chosen.where(
            sa.tuple_(GoodWord.consent_on, GoodWord.id) < sa.tuple_(*map(sa.literal, key))
        )
    rows = db.session.scalars(chosen.options(selectinload(GoodWord.client)).limit(PAGE + 1)).all()
    return page_of(rows, "consent_on")


def unseen_page(trader: Trader, after: str | None = None) -> Page:
    """List what was heard and not seen to yet, oldest first."""
    chosen = (
        BadWord.of(trader)
        .where(BadWord.seen_to_on.is_(None), Client.archived_on.is_(None))
        .order_by(BadWord.heard_on, BadWord.id)
    )
    if key := day_key(after):
        chosen = chosen.where(
            sa.tuple_(BadWord.heard_on, BadWord.id) > sa.tuple_(*map(sa.literal, key))
        )
    rows = db.session.scalars(chosen.options(selectinload(BadWord.client)).limit(PAGE + 1)).all()
    return page_of(rows, "heard_on")
