"""Work beside requests: it steps aside while somebody waits for a page.

Only one thread at a time runs Python. Whoever works for a minute in another thread would make every
page wait at each turn; so it works in short spells, and looks between them whether anybody waits.
"""

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, get_ident

from flask import Flask, request

LONGEST = 0.03
"""Seconds to step aside at a time: work goes on even where pages are asked for without a pause."""
SPELL = 0.0005
"""Seconds after which a thread is asked to let others have their turn; usually it is ten times that."""

GIVEN = 0.3
"""Seconds for whoever wants to save something."""
HELD = 2.0
"""Seconds for which a form waits here until the work gives way; after that, at the database."""
MANY, FEW = 1000, 50
"""Rows at a time: many cost less each, and few keep nobody waiting who wants to save something."""
USUAL, SOON = 0.5, 0.2
"""Seconds of work until it is saved: whoever wants to save waits while much is written to the disk."""
MINDFUL = 10.0
"""Seconds for which few rows are taken, and saved soon, once somebody has saved something."""

_waiting: set[int] = set()
"""Who waits for a page."""
_saving: set[int] = set()
"""Who wants to save something, and so waits until the work lets others write."""
_free = Event()
"""Whether no work in this process holds the database: SQLite would have whoever waits for it look
now and then, and miss the moments in which it is free."""
_free.set()
_came_at = -MINDFUL
"""When somebody last came to save something."""


def init_app(app: Flask) -> None:
    """Hear of each request before it asks the database who is there: a form waits at just that."""
    app.before_request(_enter)
    app.teardown_request(_leave)


def _enter() -> None:
    global _came_at
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        _waiting.add(get_ident())
    else:
        _came_at = time.monotonic()
        _saving.add(get_ident())
        _free.wait(HELD)


def _leave(_error: BaseException | None) -> None:
    _waiting.discard(get_ident())
    _saving.discard(get_ident())


def has_begun() -> None:
    """What this request wanted to save is saved; whoever waits for what it began wants nothing else."""
    global _came_at
    _came_at = -MINDFUL
    _saving.discard(get_ident())


def give_way(least: float = 0, tidy: Callable[[], None] = lambda: None) -> None:
    """Let others save, now that what was done is saved; for so many seconds at least.

    What was written is tidied away when they have saved: the disk would have them wait for that.
    """
    _free.set()
    time.sleep(least)
    _wait_for(_saving, GIVEN)
    tidy()
    _free.clear()


@contextmanager
def holding() -> Iterator[None]:
    """Hold the database but for the moments in which it is given to others."""
    _free.clear()
    try:
        yield
    finally:
        _free.set()


def _wait_for(others: set[int], longest: float) -> None:
    until = time.monotonic() + longest
    while others and time.monotonic() < until:
        time.sleep(0.001)


class AtEase:
    """Alone, or for somebody who waits for just this."""

    @property
    def most(self) -> int:
        """Rows at a time."""
        return MANY

    @property
    def spell(self) -> float:
        """Seconds of work until it is saved."""
        return math.inf

    @property
    def is_awaited(self) -> bool:
        """Whether somebody waits for the end of this to save something."""
        return False

    def breathe(self) -> None:
        """Let others have their turn."""


class Beside(AtEase):
    """Beside whoever waits for a page, or to save something until some rows are written."""

    @property
    def most(self) -> int:
        return FEW if self._is_mindful else MANY

    @property
    def spell(self) -> float:
        return SOON if self._is_mindful else USUAL

    @property
    def _is_mindful(self) -> bool:
        return time.monotonic() - _came_at < MINDFUL

    def breathe(self) -> None:
        _wait_for(_waiting, LONGEST)

    @property
    def is_awaited(self) -> bool:
        return bool(_saving)


@contextmanager
def short_spells() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(min(usual, SPELL))
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
