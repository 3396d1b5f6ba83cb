"""Figures that would rather be seen than read: shapes for accessible SVG, in units of 0 to 100.

Everything that is placed is computed here, so that no element needs a style of its own; the
macros of shared/charts.html and shared/band.html draw it, and add the same numbers as a table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from wowcrm.levels.level import ServiceLevel

HEIGHTS = {
    ServiceLevel.UNKNOWN: 8.0,
    ServiceLevel.BELOW: 34.0,
    ServiceLevel.MEETS: 67.0,
    ServiceLevel.EXCEEDS: 100.0,
}


@dataclass(frozen=True)
class Zone:
    """A stretch of a band or a bar."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True)
class Band:
    """How contact with a client stands: too soon, good, due or overdue, and where in between."""

    state: str
    days: int | None
    at_least: int | None
    rest: int
    zones: tuple[Zone, ...]
    now: float | None


def draw_band(days: int | None, at_least: int | None = None, rest: int = 0) -> Band:
    """Place the last contact between the ceiling and the floor.

    `days` since the last contact (None: never), `at_least` the days after which it is time again
    (None: no floor), `rest` the days since the last contact during which the client is left in
    peace because the ceiling was reached.
    """
    floor = at_least or max(2 * rest, 2 * (days or 0), 30)
    # The last fifth before the floor is "due": time to act before it is late.
    due = floor - max(1, round(floor / 5)) if at_least else floor
    due = max(due, min(rest, floor))
    end = floor * 1.4
    edges: list[tuple[str, float, float]] = [
        ("soon", 0, min(rest, floor)),
        ("good", min(rest, floor), due),
    ]
    edges += [("due", due, floor), ("overdue", floor, end)] if at_least else [("good", due, end)]
    zones = tuple(
        Zone(kind, round(100 * start / end, 2), round(100 * (stop - start) / end, 2))
        for kind, start, stop in edges
        if stop > start
    )
    now = None if days is None else round(min(100 * days / end, 100), 2)
    return Band(_state(days, at_least, due, rest), days, at_least, rest, zones, now)


def _state(days: int | None, at_least: int | None, due: float, rest: int) -> str:
    if days is None:
        return "never"
    if days < rest:
        return "soon"
    if at_least is None or days < due:
        return "good"
    return "due" if days <= at_least else "overdue"


SLIVER = 1.5


@dataclass(frozen=True)
class Span:
    """A stretch of days at one level; the height stands for the level."""

    level: ServiceLevel
    since: date
    until: date
    x: float
    width: float
    height: float


def draw_levels(
    changes: Iterable[tuple[date, ServiceLevel]],
    since: date,
    until: date,
    before: ServiceLevel = ServiceLevel.UNKNOWN,
) -> tuple[Span, ...]:
    """Draw a client's levels over time as a stair: `changes` oldest first, (day, new level).

    What came about on the last day or shortly before keeps a sliver at the end, so that the stair
    always ends on the level of today.
    """
    if until <= since:
        until = since + timedelta(days=1)
    days = (until - since).days
    marks: list[tuple[date, ServiceLevel]] = [(since, before)]
    for on, level in changes:
        if on <= since:
            marks = [(since, level)]
        elif on <= until:
            marks.append((on, level))
    ends = [on for on, _level in marks[1:]] + [until]
    edges = [min(100 * (on - since).days / days, 100 - SLIVER) for on, _level in marks] + [100]
    return tuple(
        Span(level, start, end, round(x, 3), round(next_x - x, 3), HEIGHTS[level])
        for (start, level), end, x, next_x in zip(marks, ends, edges, edges[1:], strict=False)
        if end > start or next_x > x
    )


@dataclass(frozen=True)
class Bar:
    label: str
    value: float
    width: float
    kind: str


def draw_bars(rows: Sequence[tuple[str, float] | tuple[str, float, str]]) -> tuple[Bar, ...]:
    """Draw one bar a row, the longest filling the width; a third value names its kind."""
    longest = max((float(row[1]) for row in rows), default=0) or 1
    return tuple(
        Bar(
            row[0],
            float(row[1]),
            round(100 * float(row[1]) / longest, 2),
            row[2] if len(row) > 2 else "plain",
        )
        for row in rows
    )


def draw_share(counts: Sequence[tuple[str, int]]) -> tuple[Zone, ...]:
    """Part one bar by counts, (kind, count) in order; what is zero takes no room."""
    total = sum(count for _kind, count in counts) or 1
    zones, x = [], 0.0
    for kind, count in counts:
        width = 100 * count / total
        if count:
            zones.append(Zone(kind, round(x, 2), round(width, 2)))
        x += width
    return tuple(zones)


@dataclass(frozen=True)
class Meter:
    """How full something is, with a mark where it should be; `over` when it is past the whole."""

    full: float
    planned: float
    mark: float | None
    over: bool


def draw_meter(
    part: float | Decimal | int,
    whole: float | Decimal | int = 1,
    planned: float | Decimal | int = 0,
    mark: float | Decimal | None = None,
) -> Meter:
    """Fill a meter with `part` of `whole`; `planned` is shown behind it, `mark` is in `whole`'s units."""
    size = float(whole) or 1.0
    used, meant = float(part) / size, float(planned) / size
    return Meter(
        full=round(100 * min(max(used, 0), 1), 2),
        planned=round(100 * max(min(used + meant, 1) - min(used, 1), 0), 2),
        mark=None if mark is None else round(100 * float(mark) / size, 2),
        over=used > 1,
    )


@dataclass(frozen=True)
class Column:
    """One of two columns beside each other, built of levels from the ground up."""

    kind: str
    """Which of the two it is: "guessed" or "said"."""
    level: ServiceLevel
    x: float
    y: float
    width: float
    height: float


Counts = Mapping[ServiceLevel, int]


def draw_pairs(pairs: Sequence[tuple[Counts, Counts]]) -> tuple[Column, ...]:
    """Draw two columns for each pair of counts, to one scale: what was guessed, what was said."""
    highest = max((sum(counts.values()) for pair in pairs for counts in pair), default=0) or 1
    room = 100 / max(len(pairs), 1)
    return tuple(
        column
        for number, pair in enumerate(pairs)
        for place, (kind, counts) in enumerate(zip(("guessed", "said"), pair, strict=True))
        for column in _column(kind, counts, room * (number + 0.12 + 0.4 * place), room, highest)
    )


def _column(kind: str, counts: Counts, x: float, room: float, highest: int) -> Iterable[Column]:
    ground = 100.0
    for level in (ServiceLevel.BELOW, ServiceLevel.MEETS, ServiceLevel.EXCEEDS):
        if height := 100 * counts.get(level, 0) / highest:
            ground -= height
            width = round(room * 0.36, 2)
            yield Column(kind, level, round(x, 2), round(ground, 2), width, round(height, 2))
