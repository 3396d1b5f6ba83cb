"""Client by client: what each said last beside what was thought of it, a page at a time."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from wowcrm.db import db
from wowcrm.feedback.models import Answer, Survey
from wowcrm.referrals.figures import PAGE, Page, day_key, page_of
from wowcrm.traders.models import Trader


def voices_page(trader: Trader, after: str | None = None) -> Page:
    """List each client's last question that was answered, newest first."""
    chosen = (
        Survey.of(trader)
        .options(selectinload(Survey.client), joinedload(Survey.answer))
        .where(Survey.answer.has(), Survey.client.has(archived_on=None), ~_answered_since())
        .order_by(Survey.asked_on.desc(), Survey.id.desc())
    )
    if key := day_key(after):
        chosen = chosen.where(
            sa.tuple_(Survey.asked_on, Survey.id) < sa.tuple_(*map(sa.literal, key))
        )
    return page_of(db.session.scalars(chosen.limit(PAGE + 1)).all(), "asked_on")


def _answered_since() -> sa.ColumnElement[bool]:
    """Whether the client answered a newer question too."""
    newer = aliased(Survey)
    return (
        sa.select(newer.id)
        .join(Answer, Answer.survey_id == newer.id)
        .where(
            newer.client_id == Survey.client_id,
            sa.tuple_(newer.asked_on, newer.id) > sa.tuple_(Survey.asked_on, Survey.id),
        )
        .correlate(Survey)
        .exists()
    )
