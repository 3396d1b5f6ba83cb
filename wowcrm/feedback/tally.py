"""Guesses and answers counted side by side; values, no database."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from wowcrm.feedback.models import Survey
from wowcrm.levels.level import JUDGED, ServiceLevel

FEW = 3
"""So many answers or fewer are told one by one: no share and no trend is read out of them."""

Pair = tuple[ServiceLevel, ServiceLevel]
"""A guess and an answer."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each guess met each answer."""

    pairs: Mapping[Pair, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.pairs.values())

    @property
    def is_few(self) -> bool:
        return self.total <= FEW

    @property
    def guessed(self) -> dict[ServiceLevel, int]:
        return self._by_level(0)

    @property
    def said(self) -> dict[ServiceLevel, int]:
        return self._by_level(1)

    @property
    def right(self) -> int:
        return self._where(lambda pair: pair[0] is pair[1])

    @property
    def too_sure(self) -> int:
        """How often the trader had thought that it went better than the client said."""
        return self._where(lambda pair: JUDGED.index(pair[0]) > JUDGED.index(pair[1]))

    @property
    def too_modest(self) -> int:
        return self.total - self.right - self.too_sure

    @property
    def gap(self) -> int:
        """Per cent of wows that the trader thought there were, less those that clients say."""
        wows = self.guessed[ServiceLevel.EXCEEDS] - self.said[ServiceLevel.EXCEEDS]
        return round(100 * wows / self.total) if self.total else 0

    def _by_level(self, place: int) -> dict[ServiceLevel, int]:
        counts = dict.fromkeys(JUDGED, 0)
        for pair, number in self.pairs.items():
            counts[pair[place]] += number
        return counts

    def _where(self, fits: Callable[[Pair], bool]) -> int:
        return sum(number for pair, number in self.pairs.items() if fits(pair))


def added(tallies: Iterable[Tally]) -> Tally:
    total: Counter[Pair] = Counter()
    for tally in tallies:
        total.update(tally.pairs)
    return Tally(total)


def tally_of(surveys: Iterable[Survey]) -> Tally:
    """Count the questions of a list that were answered."""
    return Tally(Counter((one.guess, one.answer.level) for one in surveys if one.answer))
