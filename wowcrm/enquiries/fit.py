"""How well whoever wrote would fit: points by rules that the trader wrote, and can see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

WELL, IN_PART = 75, 40
"""Per cent of the points from which it fits well, or in part."""


@dataclass(frozen=True, slots=True)
class Answered:
    ask: str
    said: str
    points: int
    best: int

    @property
    def kind(self) -> str:
        """Which mark stands beside it: the best there is, nothing, or between."""
        if self.points >= self.best:
            return "good"
        return "poor" if self.points == 0 else "fair"


@dataclass(frozen=True, slots=True)
class Fit:
    answers: tuple[Answered, ...]

    @property
    def points(self) -> int:
        return sum(answer.points for answer in self.answers)

    @property
    def best(self) -> int:
        return sum(answer.best for answer in self.answers)

    @property
    def percent(self) -> int | None:
        """None where nothing was answered that counts."""
        return self.points * 100 // self.best if self.best else None

    @property
    def words(self) -> str:
        percent = self.percent
        if percent is None:
            return ""
        if percent >= WELL:
            return _("Fits well")
        return _("Fits in part") if percent >= IN_PART else _("Hardly fits")

    @property
    def kind(self) -> str:
        percent = self.percent or 0
        return "good" if percent >= WELL else "" if percent >= IN_PART else "due"


def fit_of(answers: Sequence[Mapping[str, Any]]) -> Fit:
    """Read what an enquiry keeps."""
    return Fit(
        tuple(
            Answered(each["ask"], each["said"], int(each["points"]), int(each["best"]))
            for each in answers
        )
    )
