"""`python -m tests.bench [--full]`: measure WowCRM beside its floor, and hold it to its bars."""

import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tests.bench import run
from tests.bench.figures import Figure
from tests.bench.stage import Stage, seed, staged, start_product

FEW = 1000


def main() -> int:
    full = "--full" in sys.argv
    number = 100_000 if full else 10_000
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="wowcrm-bench-") as folder, ExitStack() as stages:
        many, few = Path(folder) / "many", Path(folder) / "few"
        for place, size in ((many, number), (few, FEW)):
            place.mkdir()
            seed(place, size)
        print(f"{number:,} clients, {number * 20:,} lines of story, seeded in", end=" ")
        print(f"{time.perf_counter() - began:.0f} s", flush=True)
        cold = Figure("P14", "cold start to the first answer", cold_start(many), 2.0, "s")
        stage = stages.enter_context(staged(many, number))
        small = stages.enter_context(staged(few, FEW))
        figures = shown(all_of(stage, small, cold, full=full))
    over = [figure for figure in figures if not figure.holds]
    print(f"{len(over)} over the bar; {time.perf_counter() - began:.0f} s in all")
    return 1 if over else 0


def all_of(stage: Stage, small: Stage, cold: Figure, *, full: bool) -> Iterator[Figure]:
    yield from run.pages(stage)
    yield run.size_matters_not(small, stage)
    yield run.creating(stage)
    yield from run.first_load(stage)
    yield from run.crowds(stage)
    yield from run.standing_still(stage, 10_000 if full else 1_000)
    yield from run.figures(stage)
    yield from run.exporting(stage)
    yield from run.importing(stage)
    yield from run.papers(stage)
    yield run.after_everything(stage)
    yield cold
    yield from run.installation(timed=full)


def shown(figures: Iterable[Figure]) -> list[Figure]:
    """Print each figure as it comes."""
    seen = []
    for figure in figures:
        print(figure, flush=True)
        seen.append(figure)
    return seen


def cold_start(folder: Path) -> float:
    """Seconds until a stopped product answers; the median of three starts."""
    times = []
    for _ in range(3):
        server = start_product(folder)
        times.append(server.cold_start)
        server.stop()
    return median(times)


if __name__ == "__main__":
    sys.exit(main())
