"""One pass over a file: a source yields lines, a mapping makes candidates of them, and each
candidate is judged. Nothing is written here.

A rehearsal and an import make the same pass, so that the preview cannot promise anything else; they
differ in whether somebody acts on each chunk of verdicts before the next is asked for, and so in
where the clients of earlier rows are found. A chunk needs nothing of the one before it but that,
so chunks may be written one at a time, each in a transaction of its own, with progress in between.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from wowcrm.data.brought import Brought
from wowcrm.data.candidates import Candidate
from wowcrm.data.earlier import Earlier
from wowcrm.data.judging import Fate, Judge
from wowcrm.data.known import Known
from wowcrm.data.matching import Index
from wowcrm.data.models import Outcome
from wowcrm.data.pace import AtEase

AT_ONCE = 1000
PIECE = 40
"""Rows between two looks at whether anybody waits."""


class Importing:
    """Judges the rows of a file, some at a time."""

    def __init__(
        self,
        brought: Brought,
        earlier: Earlier,
        *,
        skip: int = 0,
        pace: AtEase | None = None,
    ) -> None:
        self.brought = brought
        self.earlier = earlier
        self.skip = skip
        """Rows at the beginning that were acted on before."""
        self.pace = pace or AtEase()
        self.judge = Judge(own=brought.reader.own, wishes=brought.wishes)
        self.counts: Counter[Outcome] = Counter()

    def chunks(self) -> Iterator[list[Fate]]:
        """Say what becomes of each row; the next chunk is judged when this one has been acted on.

        A chunk is let go then, because a thousand rows are large.
        """
        rows = self.brought.candidates()
        for _row in islice(rows, self.skip):
            pass
        while fates := self._judged(self._next(rows)):
            self.counts.update(fate.outcome for fate in fates)
            yield fates
            self.earlier.remember(clients_of(fates))
            fates.clear()

    def _next(self, rows: Iterator[Candidate]) -> list[Candidate]:
        some: list[Candidate] = []
        most = min(AT_ONCE, self.pace.most)
        while len(some) < most and (piece := self._some(rows, most - len(some))):
            some += piece
            if self.pace.is_awaited:
                break
            self.pace.breathe()
        return some

    def _some(self, rows: Iterator[Candidate], most: int) -> list[Candidate]:
        return list(islice(rows, min(PIECE, most)))

    def _judged(self, candidates: list[Candidate]) -> list[Fate]:
        usable = [each for each in candidates if not each.unusable]
        index = Index(self.earlier.lookup.mark, self.earlier.about(usable))
        return [self.judge.fate(candidate, index) for candidate in candidates]


def clients_of(fates: Iterable[Fate]) -> list[Known]:
    """List the clients of some rows, each once."""
    return list({id(fate.known): fate.known for fate in fates if fate.known is not None}.values())
