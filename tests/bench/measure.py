"""Measure pages in rounds: servers take turns, and every other round goes backwards."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

from tests.bench.figures import Cost
from tests.bench.servers import Server, Visitor


@dataclass(frozen=True)
class Page:
    """Something to ask one server for, over and over: `ask(count)` asks for the n-th time."""

    server: Server
    ask: Callable[[int], object]
    times: int = 1
    """How many requests `ask` makes."""


def page(server: Server, path: str) -> Page:
    return Page(server, lambda _count: server.visitor.get(path))


def rounds(pages: Mapping[str, Page], *, number: int, requests: int) -> dict[str, Cost]:
    """Ask for each page in interleaved rounds and return what a request to each costs."""
    costs = {name: Cost([], []) for name in pages}
    asked = 0
    for one in pages.values():
        for _ in range(min(requests, 10)):
            one.ask(asked)
            asked += 1
    for turn in range(number):
        names = list(pages) if turn % 2 == 0 else list(pages)[::-1]
        for name in names:
            one, walls = pages[name], []
            before = one.server.cpu()
            for _ in range(requests):
                began = time.perf_counter()
                one.ask(asked)
                walls.append(time.perf_counter() - began)
                asked += 1
            spent = one.server.cpu() - before
            costs[name].cpu.append(spent * 1000 / (requests * one.times))
            costs[name].wall.append(median(walls) * 1000)
    return costs


@dataclass(frozen=True)
class Crowd:
    per_second: float
    errors: int


def crowd(server: Server, path: str, *, visitors: int, seconds: float) -> Crowd:
    """Let several visitors ask at once for a while."""
    until = time.perf_counter() + seconds
    counts: list[int] = []
    errors: list[int] = []

    def visit() -> None:
        one, count, wrong = Visitor(server.url, server.visitor.cookie), 0, 0
        while time.perf_counter() < until:
            try:
                one.get(path)
                count += 1
            except (OSError, RuntimeError):
                wrong += 1
        one.close()
        counts.append(count)
        errors.append(wrong)

    threads = [threading.Thread(target=visit) for _ in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Crowd(sum(counts) / seconds, sum(errors))
