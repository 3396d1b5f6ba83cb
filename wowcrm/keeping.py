"""What was worked out from all of a trader's data is kept as long as the data stay as they are."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from wowcrm.db import is_reading
from wowcrm.traders.models import Trader

KEPT = 64
"""So many values a process keeps of one kind; each is a few kilobytes."""

Value = TypeVar("Value")


class Keeper(Generic[Value]):
    """Keeps values of one kind: plain ones only, since many requests read them.

    Each change that is saved gives the trader another edition, and so does each new day. Only pages
    that change nothing use what is kept: what is not saved yet may still be taken back.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, trader: Trader, *about: Hashable, work_out: Callable[[], Value]) -> Value:
        """Return what was worked out about these things, or work it out."""
        if not is_reading():
            return work_out()
        key = (trader.edition, trader.id, *about)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = work_out()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found
