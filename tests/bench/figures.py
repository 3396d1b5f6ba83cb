"""Figures beside their bars, as a table."""

from dataclasses import dataclass
from statistics import median

QUIET = (0.85, 1.18)
"""Between which two copies of the floor must cost the same, or the machine is too noisy."""


@dataclass(frozen=True)
class Figure:
    """One line of the table; `bar` is the most (or, `least`, the least) that it may be."""

    number: str
    what: str
    value: float
    bar: float | None
    unit: str = "×"
    note: str = ""
    least: bool = False

    @property
    def holds(self) -> bool:
        if self.bar is None:
            return True
        return self.value >= self.bar if self.least else self.value <= self.bar

    def __str__(self) -> str:
        bar = "" if self.bar is None else f"{'≥' if self.least else '≤'} {self.bar:g}"
        verdict = "" if self.bar is None else "ok" if self.holds else "OVER"
        return (
            f"{self.number:<4} {self.what:<44} {self.value:>8.2f} {self.unit:<4} {bar:>8}"
            f"  {verdict:<5} {self.note}"
        ).rstrip()


@dataclass
class Cost:
    """What one page costs a request: processor and wall time in ms, a round each."""

    cpu: list[float]
    wall: list[float]

    @property
    def ms(self) -> float:
        return median(self.cpu)

    @property
    def p50(self) -> float:
        return median(self.wall)


def against(number: str, what: str, cost: Cost, floor: Cost, bar: float | None) -> Figure:
    """Tell what a page costs the processor as a multiple of the floor's."""
    note = (
        f"{cost.ms:.2f} ms of CPU against {floor.ms:.2f};"
        f" p50 {cost.p50:.1f} ms, {cost.p50 / floor.p50:.1f}×"
    )
    return Figure(number, what, cost.ms / floor.ms, bar, note=note)


def waited(number: str, what: str, cost: Cost, floor: Cost, bar: float) -> Figure:
    """Tell how long a page is waited for as a multiple of the floor's, where the disk has a part."""
    note = (
        f"p50 {cost.p50:.1f} ms against {floor.p50:.1f};"
        f" {cost.ms:.2f} ms of CPU, {cost.ms / floor.ms:.1f}×"
    )
    return Figure(number, what, cost.p50 / floor.p50, bar, note=note)
