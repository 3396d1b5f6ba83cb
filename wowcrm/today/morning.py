"""All that Today says, worked out once for each edition of the trader's data."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from threading import Lock

from wowcrm.clients.listing import count_levels
from wowcrm.db import is_reading
from wowcrm.levels.level import ServiceLevel
from wowcrm.today.done import Done, done_on
from wowcrm.today.moveup import MoveUps, move_ups_for
from wowcrm.today.queue import ComingUp, Queue, coming_up, queue_for
from wowcrm.traders.models import Trader

KEPT = 64
"""Mornings that a process keeps; one is some ten kilobytes."""


@dataclass(frozen=True, slots=True)
class Morning:
    """Plain values only: it is read by many requests, each with a database session of its own."""

    counts: dict[ServiceLevel, int]
    queue: Queue
    move_ups: MoveUps
    done: list[Done]
    coming: ComingUp | None


Key = tuple[str, int, date, bool]

_kept: OrderedDict[Key, Morning] = OrderedDict()
_lock = Lock()


def morning_of(trader: Trader, on: date, *, whole: bool = False) -> Morning:
    """Return what Today says; it is worked out anew after each change and on each new day.

    Only pages that change nothing use what is kept: what is not saved yet may still be taken back.
    """
    if not is_reading():
        return _work_out(trader, on, whole)
    key = (trader.edition, trader.id, on, whole)
    with _lock:
        if found := _kept.get(key):
            _kept.move_to_end(key)
            return found
    found = _work_out(trader, on, whole)
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _work_out(trader: Trader, on: date, whole: bool) -> Morning:
    queue = queue_for(trader, on, whole=whole)
    return Morning(
        counts=count_levels(trader),
        queue=queue,
        move_ups=move_ups_for(trader, on),
        done=done_on(trader, on),
        coming=None if queue.nudges else coming_up(trader, on),
    )
