"""How time grows with a text: compared within one run, since seconds say nothing on a busy machine."""

from collections.abc import Callable
from time import thread_time

SLACK = 0.004
"""Seconds of a noisy machine; what grows with the square of its text takes many times more."""

Act = Callable[[str], object]


def is_steep(act: Act, short: str, long: str) -> bool:
    """Tell whether a text four times as long takes much more than four times as long."""
    return least(act, long, 5) > SLACK / 2 + 8 * least(act, short, 5)


def least(act: Act, text: str, times: int) -> float:
    """Measure seconds of work, at best of so many times."""
    return min(_seconds(act, text) for _ in range(times))


def _seconds(act: Act, text: str) -> float:
    began = thread_time()
    act(text)
    return thread_time() - began
