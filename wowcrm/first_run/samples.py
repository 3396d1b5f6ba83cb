"""The six sample clients as they stand in samples.toml, with days counted from today."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from wowcrm.levels.level import ServiceLevel


@dataclass(frozen=True, slots=True)
class SampleDate:
    """An important date, `in_days` ahead; `years` is how many it will then have turned."""

    kind: str
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
class SampleCheck:
    """A check of one of the trade's standards for visits, by its place; days are days ago."""

    standard: int
    days: int
    kept: bool
    note: str | None = None
    put_right: int | None = None


@dataclass(frozen=True, slots=True)
class SampleDelight:
    """A delight from an idea, delivered some days ago, or so long ago that it fades soon."""

    idea: str
    reaction: str
    words: str
    planned: int
    delivered: int | None = None
    fades_in: int | None = None

    def delivered_days_ago(self, wow_lasts: int) -> int:
        return self.delivered if self.delivered is not None else wow_lasts - (self.fades_in or 0)


@dataclass(frozen=True, slots=True)
class SampleTouch:
    kind: str
    direction: str
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
    checks: tuple[SampleCheck, ...]
    touches: tuple[SampleTouch, ...]
    delights: tuple[SampleDelight, ...] = ()
    dates: tuple[SampleDate, ...] = ()


@cache
def sample_clients() -> tuple[SampleClient, ...]:
    text = resources.files(__package__).joinpath("samples.toml").read_text("utf-8")
    return tuple(_client(row) for row in tomllib.loads(text)["client"])


def _client(row: dict[str, Any]) -> SampleClient:
    needs = (SampleNeed(**need | {"level": ServiceLevel(need["level"])}) for need in row["needs"])
    return SampleClient(
        **row
        | {
            "level": ServiceLevel(row["level"]),
            "needs": tuple(needs),
            "checks": tuple(SampleCheck(**check) for check in row["checks"]),
            "touches": tuple(SampleTouch(**touch) for touch in row["touches"]),
            "delights": tuple(SampleDelight(**delight) for delight in row.get("delights", ())),
            "dates": tuple(SampleDate(**date) for date in row.get("dates", ())),
        }
    )
