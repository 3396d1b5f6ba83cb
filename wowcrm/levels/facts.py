"""The facts about one client from which a level is worked out; plain values, no database."""

from dataclasses import dataclass
from datetime import date

from wowcrm.levels.level import ServiceLevel


@dataclass(frozen=True, slots=True)
class Rules:
    """The trader's settings that bear on levels: days, but for the bar, which is per cent."""

    wow_lasts: int = 90
    feedback_counts_for: int = 180
    consistency_window: int = 90
    consistency_bar: int = 90


@dataclass(frozen=True, slots=True)
class NeedFact:
    id: int
    summary: str
    essential: bool
    level: ServiceLevel | None
    judged_on: date | None = None


@dataclass(frozen=True, slots=True)
class CheckFact:
    id: int
    standard_id: int
    promise: str
    checked_on: date
    kept: bool
    put_right_on: date | None = None
    in_use: bool = True
    """Whether the standard still holds; a retired one is owed to nobody."""


@dataclass(frozen=True, slots=True)
class DelightFact:
    id: int
    what: str
    planned_for: date
    delivered_on: date | None = None
    landed: bool = True
    """False where the reaction was indifferent or unwelcome; an unknown one counts."""
    reacted: bool = False
    expected_since: date | None = None
    """The day its idea became a standard: from then on it is no wow."""


@dataclass(frozen=True, slots=True)
class ComplaintFact:
    """Something that went wrong in the client's eyes; open until it is resolved."""

    id: int
    what: str
    raised_on: date
    resolved_on: date | None = None
    answer_id: int | None = None
    """The answer it was opened from, which it covers once it is resolved."""

    def is_open(self, on: date) -> bool:
        return self.raised_on <= on and (self.resolved_on is None or self.resolved_on > on)


@dataclass(frozen=True, slots=True)
class PromiseFact:
    """Anything dated that the trader said they would do; `due_on` is the day agreed last."""

    id: int
    what: str
    due_on: date
    kept_on: date | None = None

    def is_late(self, on: date) -> bool:
        return self.due_on < on and (self.kept_on is None or self.kept_on > on)


@dataclass(frozen=True, slots=True)
class AnswerFact:
    """What the client said when they were asked how it went."""

    id: int
    level: ServiceLevel
    given_on: date
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    name: str
    needs: tuple[NeedFact, ...] = ()
    checks: tuple[CheckFact, ...] = ()
    delights: tuple[DelightFact, ...] = ()
    complaints: tuple[ComplaintFact, ...] = ()
    promises: tuple[PromiseFact, ...] = ()
    """Those not kept yet, and those kept of late."""
    answers: tuple[AnswerFact, ...] = ()
    last_wow_on: date | None = None
    """The newest delight that landed, however long ago."""


@dataclass(frozen=True, slots=True)
class Consistency:
    """How many of the checks of a window were kept; no checks at all holds."""

    kept: int
    total: int
    bar: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down so that it never claims the bar before it is reached."""
        return self.kept * 100 // self.total if self.total else None

    @property
    def holds(self) -> bool:
        return self.kept * 100 >= self.bar * self.total
