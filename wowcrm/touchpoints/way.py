"""The client's way as a whole: each touchpoint with both ratings, and the worst three."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from wowcrm.actions.models import Action
from wowcrm.actions.taking import actions_about
from wowcrm.db import db
from wowcrm.levels.level import JUDGED, ServiceLevel
from wowcrm.touchpoints.models import Look, Phase, Touchpoint
from wowcrm.touchpoints.said import NOTHING, Said, voices_of
from wowcrm.traders.models import Trader

WORST = 3
A_YEAR = timedelta(days=365)
BEST = JUDGED.index(ServiceLevel.EXCEEDS)


@dataclass(frozen=True, slots=True)
class Stop:
    """A touchpoint on the way: how the trader sees it, and how clients do."""

    touchpoint: Touchpoint
    said: Said
    said_before: Said = NOTHING
    """In the year before the last."""
    look_before: Look | None = None
    """The trader's own, of an earlier year."""

    @property
    def known(self) -> tuple[float, ...]:
        """Both ratings as numbers from 0 to 2; a few clients count only where nobody else spoke."""
        own, theirs = self.touchpoint.level, self.said.mean
        found = [] if own is None else [float(JUDGED.index(own))]
        if theirs is not None and not (found and self.said.is_few):
            found.append(theirs)
        return tuple(found)

    @property
    def is_wanting(self) -> bool:
        return bool(self.known) and min(self.known) < BEST

    @property
    def attention(self) -> tuple[float, float, int, int, int, int]:
        """What sorts the worst first: the lower rating, both together, then the client's effort."""
        point, known = self.touchpoint, self.known
        return (
            min(known),
            sum(known) / len(known),
            -(point.chases or 0),
            -(point.waits or 0),
            -(point.steps or 0),
            point.id,
        )


@dataclass(frozen=True, slots=True)
class Way:
    stops: Sequence[Stop]
    actions: dict[str, list[Action]]

    @property
    def phases(self) -> list[tuple[Phase, list[Stop]]]:
        return [
            (phase, [stop for stop in self.stops if stop.touchpoint.phase is phase])
            for phase in Phase
        ]

    @property
    def worst(self) -> list[Stop]:
        wanting = [stop for stop in self.stops if stop.is_wanting]
        return sorted(wanting, key=lambda stop: stop.attention)[:WORST]

    @property
    def reviewed_on(self) -> date | None:
        """The day of the newest look at any of it."""
        days = [stop.touchpoint.reviewed_on for stop in self.stops if stop.touchpoint.reviewed_on]
        return max(days, default=None)

    def is_due(self, on: date) -> bool:
        """Whether the yearly look is due."""
        return self.reviewed_on is None or on - self.reviewed_on >= A_YEAR


def way_of(trader: Trader, on: date) -> Way:
    """Gather the way that clients go now; three queries, and two once an edition."""
    points = db.session.scalars(
        Touchpoint.in_use(trader).options(selectinload(Touchpoint.looks))
    ).all()
    now, before = voices_of(trader, on)
    stops = [
        Stop(
            point,
            now.get(point.key, NOTHING),
            before.get(point.key, NOTHING),
            point.look_before(on.year),
        )
        for point in points
    ]
    return Way(stops, actions_about(trader, [point.about for point in points]))


def stop_of(touchpoint: Touchpoint, trader: Trader, on: date) -> Stop:
    now, before = voices_of(trader, on)
    return Stop(
        touchpoint,
        now.get(touchpoint.key, NOTHING),
        before.get(touchpoint.key, NOTHING),
        touchpoint.look_before(on.year),
    )


def move(touchpoint: Touchpoint, trader: Trader, *, later: bool) -> None:
    """Let a touchpoint of the way come one place earlier or later in its phase."""
    chosen = Touchpoint.in_use(trader).where(Touchpoint.phase == touchpoint.phase)
    points = list(db.session.scalars(chosen))
    if touchpoint not in points:
        return
    place = points.index(touchpoint)
    points.insert(max(place + (1 if later else -1), 0), points.pop(place))
    for number, each in enumerate(points, 1):
        each.place = number


def last_place(trader: Trader, phase: Phase) -> int:
    highest = Touchpoint.of(trader).where(Touchpoint.phase == phase)
    return db.session.scalar(highest.with_only_columns(sa.func.max(Touchpoint.place))) or 0
