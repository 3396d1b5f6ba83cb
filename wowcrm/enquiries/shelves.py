"""The enquiries on one page: who waits, who was asked, what was decided of late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from wowcrm.db import db
from wowcrm.enquiries.models import Enquiry
from wowcrm.traders.models import Trader

LATELY = timedelta(days=90)
MOST = 50


@dataclass(frozen=True, slots=True)
class Shelf:
    waiting: Sequence[Enquiry]
    asked: Sequence[Enquiry]
    decided: Sequence[Enquiry]
    set_aside: int

    @property
    def is_bare(self) -> bool:
        return not (self.waiting or self.asked or self.decided)


def shelf_of(trader: Trader, on: date) -> Shelf:
    real = Enquiry.real(trader).options(joinedload(Enquiry.client))
    asked = real.where(Enquiry.closed_on.is_(None), Enquiry.asked_on.is_not(None))
    decided = real.where(Enquiry.closed_on > on - LATELY)
    return Shelf(
        waiting=db.session.scalars(Enquiry.waiting(trader).limit(MOST)).all(),
        asked=db.session.scalars(asked.order_by(Enquiry.asked_on, Enquiry.id).limit(MOST)).all(),
        decided=db.session.scalars(
            decided.order_by(Enquiry.closed_on.desc(), Enquiry.id.desc()).limit(MOST)
        ).all(),
        set_aside=_number(Enquiry.set_aside(trader)),
    )


def set_aside_of(trader: Trader) -> Sequence[Enquiry]:
    return db.session.scalars(Enquiry.set_aside(trader).limit(MOST * 2)).all()


def passed_on_by(trader: Trader) -> Sequence[Enquiry]:
    """List whom the trader sent to colleagues, newest first."""
    passed = Enquiry.real(trader).where(Enquiry.passed_on.is_not(None))
    return db.session.scalars(
        passed.order_by(Enquiry.passed_on.desc(), Enquiry.id.desc()).limit(20)
    ).all()


def _number(chosen: sa.Select[Enquiry]) -> int:
    ids = chosen.with_only_columns(Enquiry.id).order_by(None).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(ids)) or 0
