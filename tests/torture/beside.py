"""A file of a hundred thousand rows comes in beside everything else: the progress moves at least every
second, and whoever asks for other pages meanwhile hardly notices.

`python -m tests.torture.beside [ROWS]`: first with a defect that must be found.
"""

import re
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from uuid import uuid4

from tests.bench.people import as_csv, people
from tests.houses import move_in
from tests.test_serving import Served
from tests.torture.house import Person, served

EVERY, POLL, PAUSE = 1.0, 0.1, 0.05
"""Seconds within which the progress moves; between two looks at it; between two pages of one person."""
SLOWER = 3.0
"""How many times as long as without an import nineteen of twenty pages may take."""
HERE = 1000
"""Clients before the file comes."""
ASKED = 60
"""Times that each page is asked for while nothing else goes on, before and after."""

Times = dict[str, list[float]]

DEFECT = """
from wowcrm.data import working
from wowcrm.data.pace import Beside
working.BETWEEN = 0
Beside.spell, Beside.most, Beside.is_awaited = 4, 1000, False
Beside.breathe = lambda self: None
"""
"""It works in long spells, and steps aside for nobody."""


class Patron(Person):
    """Somebody who goes on with their day."""

    where: str
    """The client whom they look at."""

    def __init__(self, running: Served) -> None:
        super().__init__(running)
        self.sign_in()
        self.times: Times = defaultdict(list)
        self.faults: list[str] = []

    def go_round(self) -> None:
        """Look at a list, a client and Today, and write something down."""
        for name, path in {"list": "/clients", "client": self.where, "today": "/"}.items():
            self.note(name, "GET", path, 200)
        said = {"kind": "call", "summary": f"Rang {uuid4().hex}", "direction": "out"}
        self.note("save", "POST", f"{self.where}/touches", 303, {**said, "once": uuid4().hex})

    def note(
        self, name: str, method: str, path: str, wanted: int, fields: dict[str, str] | None = None
    ) -> None:
        began = time.monotonic()
        code, _ = self.ask(method, path, fields)
        self.times[name].append(time.monotonic() - began)
        if code != wanted:
            self.faults.append(f"{path} answers {code} meanwhile")
        time.sleep(PAUSE)

    def taken(self) -> Times:
        """Hand over the times that were noted."""
        times, self.times = self.times, defaultdict(list)
        return times

    def idle(self) -> Times:
        for _ in range(ASKED):
            self.go_round()
        return self.taken()

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Go on with the day until something else is over."""
        over = threading.Event()

        def live() -> None:
            while not over.is_set():
                self.go_round()

        thread = threading.Thread(target=live)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


class Watcher(Person):
    """Somebody who brings a file, and looks at nothing but its progress."""

    def __init__(self, running: Served) -> None:
        super().__init__(running)
        self.sign_in()
        self.longest: dict[str, tuple[float, int]] = {}
        """Seconds between two movements at most, and behind how many rows, by what was done."""
        self.took: dict[str, float] = {}

    def bring(self, content: bytes) -> str:
        assert self.attach("/import", content, "people.csv", field="file") == 303
        return self.location

    def watch(self, what: str, address: str) -> None:
        began = moved = time.monotonic()
        longest, where, rows = 0.0, 0, -1
        while (now := self._rows(address)) is not None:
            if now != rows:
                if rows >= 0 and time.monotonic() - moved > longest:
                    longest, where = time.monotonic() - moved, rows
                rows, moved = now, time.monotonic()
            time.sleep(POLL)
        if time.monotonic() - moved > longest:
            longest, where = time.monotonic() - moved, rows
        self.longest[what], self.took[what] = (longest, where), time.monotonic() - began

    def _rows(self, address: str) -> int | None:
        """Ask how many rows are done, as the page does; none when it is over."""
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        headers = {"Cookie": cookies, "HX-Request": "true", "HX-Request-Type": "partial"}
        self.connection.request("GET", f"{address}/progress", headers=headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 200, f"the progress answers {answer.status}"
        if "HX-Redirect" in answer.headers:
            return None
        found = re.search(r'<progress[^>]* value="(\d+)"', text)
        assert found, text
        return int(found[1])


def p95(times: list[float]) -> float:
    return quantiles(times, n=20, method="inclusive")[-1] * 1000


def torture(data: Path, rows: int, defect: str = "") -> tuple[list[str], list[str]]:
    """Bring a large file in while somebody goes on with their day; return figures, and faults."""
    move_in(data)
    running = served(data, defect, WOWCRM_UPLOAD_MB="100")
    try:
        watcher, patron = Watcher(running), Patron(running)
        few = watcher.bring(as_csv(people(HERE)))
        watcher.ask("POST", f"{few}/confirm", {})
        watcher.watch("few", few)
        patron.where = re.findall(r"/clients/\d+", patron.ask("GET", "/clients")[1])[0]
        patron.idle()
        before = patron.idle()
        address, meanwhile = watcher.bring(as_csv(people(rows, seed=9, mark="y"))), {}
        for what in ("rehearsal", "import"):
            with patron.busy():
                watcher.watch(what, address)
            meanwhile[what] = patron.taken()
            watcher.ask("POST", f"{address}/confirm", {})
        after = patron.idle()
        _, report = watcher.ask("GET", f"{address}/report.csv")
        faults = patron.faults
        if len(report.splitlines()) != rows + 1:
            faults.append("the report does not tell of every row")
    finally:
        running.close()
    figures = [f"{each} took {watcher.took[each]:.0f} s" for each in meanwhile]
    for what, times in meanwhile.items():
        gap, where = watcher.longest[what]
        figures.append(f"{what}: longest pause of the progress {gap:.2f} s, at row {where:,}")
        if gap > EVERY + POLL:
            faults.append(f"{figures[-1]}")
        for page, each in times.items():
            usual = max(p95(before[page]), p95(after[page]))
            told = (
                f"{what}: {page} p95 {p95(each):.0f} ms of {len(each)}, against"
                f" {p95(before[page]):.0f} before and {p95(after[page]):.0f} after"
            )
            figures.append(told)
            if p95(each) > SLOWER * usual:
                faults.append(told)
    return figures, faults


def main(rows: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        _, planted = torture(Path(folder), min(rows, 20_000), DEFECT)
    print(f"planted: it steps aside for nobody: {planted or 'NOT FOUND'}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        figures, faults = torture(Path(folder), rows)
    print(*figures, sep="\n")
    print(f"beside: {rows:,} rows, {len(faults)} faults", *faults[:10], sep="\n")
    return 0 if planted and not faults else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
