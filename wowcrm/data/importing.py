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

AT_ONCE = 1000


class Importing:
    """Judges the rows of a file, a thousand at a time."""

    def __init__(self, brought: Brought, earlier: Earlier) -> None:
        self.brought = brought
        self.earlier = earlier
        self.judge = Judge(own=brought.reader.own)
        self.counts: Counter[Outcome] = Counter()

    def chunks(self) -> Iterator[list[Fate]]:
        """Say what becomes of each row; the next chunk is judged when this one has been acted on.

        A chunk is let go then, because a thousand rows are large.
        """
        rows = self.brought.candidates()
        while fates := self._judged(list(islice(rows, AT_ONCE))):
            self.counts.update(fate.outcome for fate in fates)
            yield fates
            self.earlier.remember(clients_of(fates))
            fates.clear()

    def _judged(self, candidates: list[Candidate]) -> list[Fate]:
        usable = [each for each in candidates if not each.unusable]
        index = Index(self.earlier.lookup.mark, self.earlier.about(usable))
        return [self.judge.fate(candidate, index) for candidate in candidates]


def clients_of(fates: Iterable[Fate]) -> list[Known]:
    """List the clients of some rows, each once."""
    return list({id(fate.known): fate.known for fate in fates if fate.known is not None}.values())
