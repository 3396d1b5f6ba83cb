"""The library of ideas: narrowed, paged, and how often each was delivered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

import sqlalchemy as sa

from wowcrm.db import db
from wowcrm.delights.models import FITS, Delight, Idea
from wowcrm.traders.models import Trader

PAGE = 40


@dataclass(frozen=True)
class Wish:
    """What is looked for, as the address says it; the library is shown after an idea's number."""

    fits: str | None = None
    minutes: int | None = None
    cost: int | None = None
    retired: bool = False
    after: int | None = None

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        fits = args.get("fits")
        return cls(
            fits if fits in FITS else None,
            _number(args.get("minutes")),
            _number(args.get("cost")),
            args.get("retired") == "1",
            _number(args.get("after")),
        )

    @property
    def args(self) -> dict[str, str | int]:
        """The same as arguments of an address."""
        said = {"fits": self.fits, "minutes": self.minutes, "cost": self.cost, "after": self.after}
        found: dict[str, str | int] = {
            name: value for name, value in said.items() if value is not None
        }
        return found | ({"retired": 1} if self.retired else {})

    def but(self, **changes: object) -> dict[str, str | int]:
        """Return the arguments of a neighbouring wish, from its beginning."""
        return replace(self, **{"after": None, **changes}).args  # type: ignore[arg-type]

    @property
    def is_narrow(self) -> bool:
        return any(value is not None for value in (self.fits, self.minutes, self.cost))


@dataclass(frozen=True)
class Shelf:
    wish: Wish
    ideas: Sequence[Idea]
    delivered: dict[int, int]
    """How often each idea was delivered, by its number."""
    after: int | None


def library_of(trader: Trader, wish: Wish) -> Shelf:
    rows = db.session.scalars(_chosen(trader, wish).limit(PAGE + 1)).all()
    after = rows[PAGE - 1].id if len(rows) > PAGE else None
    return Shelf(wish, rows[:PAGE], times_delivered(trader, rows[:PAGE]), after)


def times_delivered(trader: Trader, ideas: Sequence[Idea]) -> dict[int, int]:
    counted = (
        Delight.of(trader)
        .where(Delight.idea_id.in_([idea.id for idea in ideas]), Delight.delivered_on.is_not(None))
        .with_only_columns(Delight.idea_id, sa.func.count())
        .group_by(Delight.idea_id)
    )
    return {id: count for id, count in db.session.execute(counted) if id is not None}


def _chosen(trader: Trader, wish: Wish) -> sa.Select[Idea]:
    chosen = Idea.of(trader).where(
        Idea.retired_on.is_not(None) if wish.retired else Idea.retired_on.is_(None)
    )
    if wish.fits:
        # The kinds stand in a JSON list; each is one plain word in quotes.
        chosen = chosen.where(sa.cast(Idea.fits, sa.Text).contains(f'"{wish.fits}"'))
    if wish.minutes is not None:
        chosen = chosen.where(Idea.minutes <= wish.minutes)
    if wish.cost is not None:
        chosen = chosen.where(sa.func.coalesce(Idea.cost, Decimal(0)) <= Decimal(wish.cost))
    if wish.after is not None:
        chosen = chosen.where(Idea.id > wish.after)
    return chosen


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None
