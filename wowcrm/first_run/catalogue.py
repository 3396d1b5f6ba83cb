"""What a trade brings along, read from the TOML files beside this module."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from wowcrm.expectations.models import Unit
from wowcrm.expectations.rhythm import Line
from wowcrm.standards.models import Rhythm


@dataclass(frozen=True, slots=True)
class Trade:
    slug: str
    name: str
    line: str
    serves: str
    wow_lasts: int
    consistency_window: int
    consistency_bar: int
    contact_every: int
    wow_budget: Decimal
    needs: tuple[str, ...]

    @property
    def serves_firms(self) -> bool:
        return self.serves == "firms"


@dataclass(frozen=True, slots=True)
class SuggestedIdea:
    slug: str
    text: str
    minutes: int
    cost: Decimal
    fits: tuple[str, ...]
    trades: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()

    def suits(self, trade: str) -> bool:
        return trade not in self.not_for and (not self.trades or trade in self.trades)


@dataclass(frozen=True, slots=True)
class SuggestedChecklist:
    trade: str
    name: str
    rhythm: Rhythm
    standards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SuggestedSheet:
    """What a trade's own sheet of expectations begins with."""

    channel: str
    contact_procedure: str
    reply_within: int
    reply_unit: Unit
    hours: str
    rhythm: tuple[Line, ...]
    from_me: tuple[str, ...]
    from_client: tuple[str, ...]
    not_included: tuple[str, ...]
    progress_every: int | None = None

    def written(self) -> dict[str, Any]:
        """Return it as the columns of a sheet hold it."""
        return {
            "channel": self.channel,
            "contact_procedure": self.contact_procedure,
            "reply_within": self.reply_within,
            "reply_unit": self.reply_unit,
            "hours": self.hours,
            "rhythm": [line.frozen() for line in self.rhythm],
            "progress_every": self.progress_every,
            "from_me": "\n".join(self.from_me),
            "from_client": "\n".join(self.from_client),
            "not_included": "\n".join(self.not_included),
        }


@cache
def trades() -> tuple[Trade, ...]:
    """Return the trades in the order they are offered."""
    return tuple(
        Trade(
            **row
            | {
                "needs": tuple(row["needs"]),
                "wow_budget": Decimal(row["wow_budget"]),
            }
        )
        for row in _read("trades.toml")["trade"]
    )


def trade_called(slug: str) -> Trade:
    """Find a trade by its slug; an unknown one is a ValueError."""
    for trade in trades():
        if trade.slug == slug:
            return trade
    raise ValueError(f"No trade is called {slug!r}.")


@cache
def ideas() -> tuple[SuggestedIdea, ...]:
    return tuple(
        SuggestedIdea(
            **row
            | {
                "cost": Decimal(row["cost"]),
                "fits": tuple(row["fits"]),
                "trades": tuple(row.get("trades", ())),
                "not_for": tuple(row.get("not_for", ())),
            }
        )
        for row in _read("ideas.toml")["idea"]
    )


def ideas_for(trade: str) -> list[SuggestedIdea]:
    return [idea for idea in ideas() if idea.suits(trade)]


@cache
def checklists() -> tuple[SuggestedChecklist, ...]:
    return tuple(
        SuggestedChecklist(
            trade=row["trade"],
            name=row["name"],
            rhythm=Rhythm(row["rhythm"]),
            standards=tuple(row["standards"]),
        )
        for row in _read("standards.toml")["checklist"]
    )


def checklists_for(trade: str) -> list[SuggestedChecklist]:
    return [checklist for checklist in checklists() if checklist.trade == trade]


def sheet_for(trade: str) -> SuggestedSheet:
    """Return what a trade's own sheet begins with; a trade of no such name gets what suits most."""
    return sheets().get(trade) or sheets()["other"]


@cache
def sheets() -> dict[str, SuggestedSheet]:
    """Return the sheet of each trade, by its slug."""
    return {row.pop("trade"): _sheet(row) for row in _read("expectations.toml")["sheet"]}


def _sheet(row: dict[str, Any]) -> SuggestedSheet:
    lists = {name: tuple(row[name]) for name in ("from_me", "from_client", "not_included")}
    own = {
        "contact_procedure": row["contact_procedure"].strip(),
        "reply_unit": Unit(row["reply_unit"]),
        "rhythm": tuple(Line.thawed(line) for line in row["rhythm"]),
    }
    return SuggestedSheet(**row | lists | own)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))
