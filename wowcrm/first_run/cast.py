"""The six sample clients as they stand in cast.toml, with days counted from today."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from wowcrm.delights.models import Reaction
from wowcrm.levels.level import ServiceLevel
from wowcrm.timeline.models import Direction, InteractionKind


@dataclass(frozen=True, slots=True)
class SampleDate:
    """An important date, `in_days` ahead; `years` is how many it then turns, 0 if unknown."""

    label: str
    in_days: int
    years: int


@dataclass(frozen=True, slots=True)
class SampleNeed:
    """A need, as its place among the needs of the trade."""

    need: int
    essential: bool
    level: ServiceLevel
    judged: int
    could_exceed_by: str


@dataclass(frozen=True, slots=True)
class SampleVisit:
    """A run of the trade's checklist for visits, all kept but for what was missed."""

    days: int
    missed: tuple[int, ...] = ()
    note: str | None = None
    put_right: int | None = None


@dataclass(frozen=True, slots=True)
class SampleDelight:
    """A delight from an idea, delivered some days ago, or so long ago that it fades soon."""

    idea: str
    reaction: Reaction
    words: str
    planned: int
    delivered: int | None = None
    fades_in: int | None = None

    def delivered_days_ago(self, wow_lasts: int) -> int:
        return self.delivered if self.delivered is not None else wow_lasts - (self.fades_in or 0)


@dataclass(frozen=True, slots=True)
class SampleTouch:
    kind: InteractionKind
    direction: Direction
    days: int
    summary: str
    chased: bool = False


@dataclass(frozen=True, slots=True)
class SampleClient:
    name: str
    organisation: str
    level: ServiceLevel
    since: int
    email: str
    notes: str
    needs: tuple[SampleNeed, ...]
    visits: tuple[SampleVisit, ...]
    touches: tuple[SampleTouch, ...]
    delights: tuple[SampleDelight, ...] = ()
    dates: tuple[SampleDate, ...] = ()
    promises: tuple[dict[str, Any], ...] = ()
    sheets: tuple[dict[str, Any], ...] = ()
    """Told as agreements.py tells them."""
    answers: tuple[dict[str, Any], ...] = ()
    complaints: tuple[dict[str, Any], ...] = ()
    """Both as listening.py tells them."""


@cache
def sample_clients() -> tuple[SampleClient, ...]:
    text = resources.files(__package__).joinpath("cast.toml").read_text("utf-8")
    return tuple(_client(row) for row in tomllib.loads(text)["client"])


def _client(row: dict[str, Any]) -> SampleClient:
    needs = (SampleNeed(**need | {"level": ServiceLevel(need["level"])}) for need in row["needs"])
    return SampleClient(
        **row
        | {
            "level": ServiceLevel(row["level"]),
            "needs": tuple(needs),
            "visits": tuple(_visit(visit) for visit in row["visits"]),
            "touches": tuple(_touch(touch) for touch in row["touches"]),
            "delights": tuple(_delight(delight) for delight in row.get("delights", ())),
            "dates": tuple(SampleDate(**date) for date in row.get("dates", ())),
            "promises": tuple(row.get("promises", ())),
            "sheets": tuple(row.get("sheets", ())),
            "answers": tuple(row.get("answers", ())),
            "complaints": tuple(row.get("complaints", ())),
        }
    )


def _visit(row: dict[str, Any]) -> SampleVisit:
    return SampleVisit(**row | {"missed": tuple(row.get("missed", ()))})


def _delight(row: dict[str, Any]) -> SampleDelight:
    return SampleDelight(**row | {"reaction": Reaction(row["reaction"])})


def _touch(row: dict[str, Any]) -> SampleTouch:
    kinds = {"kind": InteractionKind(row["kind"]), "direction": Direction(row["direction"])}
    return SampleTouch(**row | kinds)
