"""What becomes of each row: a verdict, reached without writing anything."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from flask_babel import gettext as _

from wowcrm.data.candidates import Candidate
from wowcrm.data.known import Known
from wowcrm.data.matching import Index, Match
from wowcrm.data.merging import Difference, Rules, made_of, merge
from wowcrm.data.models import Outcome
from wowcrm.data.synonyms import Field
from wowcrm.search.folding import fold


class Fate(NamedTuple):
    """What becomes of one row."""

    line: int
    outcome: Outcome
    name: str
    words: str
    known: Known | None = None
    troubled: bool = False
    """Whether something in the row could not be used."""


class Judge:
    """Says of the rows of one file what they add to whom; the words are looked up once a file."""

    def __init__(self, *, own: bool) -> None:
        self.first = Rules(truth=own, birthday=fold(_("Birthday")))
        self.later = self.first._replace(truth=False)
        """A second row about the same client only adds."""
        self.namesake = _("There is already a %(name)s with another e-mail.")
        self.shares = _("Shares an e-mail or a phone with %(name)s.")
        self.repeated = _("The same client as on line %(line)s.")
        self.changed = _("Changed: %(fields)s.")
        self.added = _("Added: %(fields)s.")
        self.kept = _("Yours was kept, though the file differs: %(fields)s.")
        self.word: Callable[[Field], str] = cache(lambda field: field.word)

    def fate(self, candidate: Candidate, index: Index) -> Fate:
        """Find the client of a row among those of the index, and add to them what it says."""
        if candidate.unusable:
            words = " ".join((candidate.unusable, *candidate.problems))
            return Fate(candidate.line, Outcome.UNUSABLE, candidate.name, words, troubled=True)
        match = index.find(candidate)
        if match.known is None:
            return self._new(candidate, match, index)
        return self._about(match.known, candidate, index)

    def _new(self, candidate: Candidate, match: Match, index: Index) -> Fate:
        known = made_of(candidate, self.first)
        index.add(known)
        if match.alike is None:
            return _fate(candidate, Outcome.NEW, (), known)
        sentence = self.namesake if match.namesake else self.shares
        return _fate(candidate, Outcome.NEW, (sentence % {"name": match.alike.name},), known)

    def _about(self, known: Known, candidate: Candidate, index: Index) -> Fate:
        earlier = known.line
        rules = self.first if earlier is None else self.later
        difference = merge(known, candidate, rules)
        if earlier is None:
            known.line = candidate.line
        if difference.gained:
            index.add(known)
        outcome = Outcome.REPEATED
        if earlier is None:
            outcome = Outcome.UPDATED if difference.gained else Outcome.SAME
        return _fate(candidate, outcome, self._words(difference, earlier, rules), known)

    def _words(self, difference: Difference, earlier: int | None, rules: Rules) -> Iterator[str]:
        """Say what a row adds, and what of the trader's own was kept."""
        if earlier is not None:
            yield self.repeated % {"line": earlier}
        if difference.gained:
            sentence = self.changed if rules.truth else self.added
            yield sentence % {"fields": self._list(difference.gained)}
        if difference.kept:
            yield self.kept % {"fields": self._list(difference.kept)}

    def _list(self, fields: Iterable[Field]) -> str:
        return ", ".join(map(self.word, fields))


def _fate(candidate: Candidate, outcome: Outcome, words: Iterable[str], known: Known) -> Fate:
    problems = candidate.problems
    return Fate(
        candidate.line,
        outcome,
        candidate.name,
        " ".join((*words, *problems)),
        known,
        bool(problems),
    )
