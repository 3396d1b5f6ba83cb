"""Work beside requests: it steps aside while somebody waits for a page.

Only one thread at a time runs Python. Whoever works for a minute in another thread would make every
page wait at each turn; so it works in short spells, and looks between them whether anybody waits.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import get_ident

LONGEST = 0.03
"""Seconds to step aside at a time: work goes on even where pages are asked for without a pause."""
SPELL = 0.0005
"""Seconds after which a thread is asked to let others have their turn; usually it is ten times that."""

_waiting: set[int] = set()


def enter() -> None:
    """Somebody waits for a page."""
    _waiting.add(get_ident())


def leave(_error: BaseException | None = None) -> None:
    _waiting.discard(get_ident())


class AtEase:
    """Alone, or for somebody who waits for just this."""

    def breathe(self) -> None:
        """Let others have their turn."""


class Beside(AtEase):
    """Beside whoever waits for a page."""

    def breathe(self) -> None:
        if _waiting:
            until = time.monotonic() + LONGEST
            while _waiting and time.monotonic() < until:
                time.sleep(0.001)


@contextmanager
def short_spells() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(min(usual, SPELL))
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
