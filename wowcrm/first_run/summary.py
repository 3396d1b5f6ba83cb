"""What a new trader finds laid out, in figures."""

from dataclasses import dataclass

import sqlalchemy as sa

from wowcrm.db import db
from wowcrm.delights.models import Idea
from wowcrm.standards.models import Checklist, Standard
from wowcrm.traders.models import Trader


@dataclass(frozen=True)
class Endowment:
    checklists: int
    standards: int
    ideas: int


def endowment_of(trader: Trader) -> Endowment:
    """Count what is in use; one query."""
    counts = (
        sa.select(sa.func.count()).select_from(chosen.order_by(None).subquery()).scalar_subquery()
        for chosen in (
            Checklist.kept_up(trader),
            Standard.of(trader).where(Standard.retired_on.is_(None)),
            Idea.fresh(trader),
        )
    )
    return Endowment(*db.session.execute(sa.select(*counts)).one())
