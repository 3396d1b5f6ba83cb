"""The heap that the server's threads share."""

import ctypes
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from wowcrm import heap

SETTLES = """
import gc
from wowcrm import create_app, heap
app = create_app()
many = len(gc.get_objects())
heap.settle()
assert len(gc.get_objects()) < many / 100, "the collector still goes through the application"
"""

SPREAD = """
import sys, threading
from wowcrm import heap
if sys.argv[1] == "shared": assert heap.share()
import ctypes
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
together = threading.Barrier(8)
def take():
    together.wait()
    for _ in range(500):
        libc.malloc(1000)
    together.wait()
threads = [threading.Thread(target=take) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc.malloc_stats()
"""


KEEPS = """
from wowcrm import heap
import ctypes
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.free.argtypes = [ctypes.c_void_p]
heap.share()
def held():
    with open("/proc/self/smaps_rollup") as told:
        return next(int(line.split()[1]) for line in told if line.startswith("Rss:"))
parts = [libc.malloc(60_000) for _ in range(800)]
for part in parts: ctypes.memset(part, 1, 60_000)
for part in parts[:-1]: libc.free(part)
before = held()
heap.give_back()
print(before - held())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others give back as they please")
def test_what_was_let_go_is_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", KEEPS], check=True, capture_output=True, text=True)
    assert int(done.stdout) > 30_000, "kB"


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others share by themselves")
@pytest.mark.parametrize(("how", "one"), [("shared", True), ("apart", False)])
def test_threads_share_one_heap(how: str, one: bool) -> None:
    told = subprocess.run(
        [sys.executable, "-c", SPREAD, how], check=True, capture_output=True, text=True
    ).stderr
    assert ("Arena 1" not in told) is one


def test_other_libraries_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    assert not heap.share()
    heap.give_back()


def test_the_collector_need_not_go_through_what_stays(tmp_path: Path) -> None:
    environ = {**os.environ, "WOWCRM_DATA": str(tmp_path)}
    subprocess.run([sys.executable, "-c", SETTLES], check=True, env=environ)
