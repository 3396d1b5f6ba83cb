"""One heap for all threads: glibc gives each its own, and what one lets go no other may use."""

import ctypes
import gc
import sys

# As glibc's malloc.h numbers what can be set.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
LARGE = 128 * 1024


def give_back() -> None:
    """Give what was let go back to the system, once something large is done."""
    if trim := getattr(_libc(), "malloc_trim", None):
        trim(0)


def share() -> bool:
    """Have threads share one heap, and what is large go back to the system once it is let go.

    Only one thread at a time runs Python, so they hardly ever wait for the heap. Tell whether this
    could be set: other C libraries than glibc share by themselves, or do as they please.
    """
    mallopt = getattr(_libc(), "mallopt", None)
    if mallopt is None:
        return False
    wanted = ((ARENA_MAX, 1), (MMAP_THRESHOLD, LARGE), (TRIM_THRESHOLD, LARGE))
    return all(mallopt(name, value) == 1 for name, value in wanted)


def settle() -> None:
    """Spare the garbage collector what stays for good: the application as it is once it can serve.

    It would go through all of it now and then, and every page would wait for that.
    """
    gc.collect()
    gc.freeze()


def _libc() -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(None) if sys.platform.startswith("linux") else None
    except OSError:
        return None
