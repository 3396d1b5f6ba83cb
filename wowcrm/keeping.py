"""What was worked out from all of a trader's data is kept as long as the data stay as they are."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from wowcrm.db import is_reading
from wowcrm.traders.models import Trader

KEPT = 64
"""So many values a process keeps of one kind; each is some ten kilobytes at most."""

Value = TypeVar("Value")


class Keeper(Generic[Value]):
    """Keeps values of one kind: plain ones only, since many requests read them.

    Each change that is saved gives the trader another edition, and so does each new day. Only pages
    that change nothing use what is kept: what is not saved yet may still be taken back.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[str, Value]] = OrderedDict()
        self._lock = Lock()

    def get(self, trader: Trader, *about: Hashable, work_out: Callable[[], Value]) -> Value:
        """Return what was worked out about these things, or work it out."""
        if not is_reading():
            return work_out()
        key, edition = (trader.id, *about), trader.edition
        with self._lock:
            kept_for, found = self._kept.get(key, (None, None))
            if found is not None and kept_for == edition:
                self._kept.move_to_end(key)
                return found
        found = work_out()
        with self._lock:
            # What was kept of an earlier edition goes: nobody will ask for it again.
            self._kept[key] = (edition, found)
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found
