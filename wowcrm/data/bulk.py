"""Thousands of rows at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """Keep the garbage collector away for a moment.

    A thousand rows are many objects and no cycles: they go when they are let go. The collector
    would look for garbage among them, and then through the whole application, for longer than
    the rows take.
    """
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()
