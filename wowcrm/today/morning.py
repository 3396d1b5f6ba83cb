"""All that Today says, worked out once for each edition of the trader's data."""

from dataclasses import dataclass
from datetime import date

from wowcrm.clients.listing import count_levels
from wowcrm.keeping import Keeper
from wowcrm.levels.level import ServiceLevel
from wowcrm.today.done import Done, done_on
from wowcrm.today.moveup import MoveUps, move_ups_for
from wowcrm.today.queue import ComingUp, Queue, coming_up, queue_for
from wowcrm.traders.models import Trader


@dataclass(frozen=True, slots=True)
class Morning:
    """Plain values only: it is read by many requests, each with a database session of its own."""

    counts: dict[ServiceLevel, int]
    queue: Queue
    move_ups: MoveUps
    done: list[Done]
    coming: ComingUp | None


_kept: Keeper[Morning] = Keeper()


def morning_of(trader: Trader, on: date, *, whole: bool = False) -> Morning:
    """Return what Today says; it is worked out anew after each change and on each new day."""
    return _kept.get(trader, on, whole, work_out=lambda: _work_out(trader, on, whole))


def _work_out(trader: Trader, on: date, whole: bool) -> Morning:
    queue = queue_for(trader, on, whole=whole)
    return Morning(
        counts=count_levels(trader),
        queue=queue,
        move_ups=move_ups_for(trader, on),
        done=done_on(trader, on),
        coming=None if queue.nudges else coming_up(trader, on),
    )
