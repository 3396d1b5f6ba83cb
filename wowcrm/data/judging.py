"""What becomes of each row: a verdict, reached without writing anything."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from flask_babel import gettext as _

from wowcrm.data.candidates import Candidate
from wowcrm.data.known import Known
from wowcrm.data.matching import Index
from wowcrm.data.merging import Difference, Rules, made_of, merge
from wowcrm.data.models import Choice, Outcome
from wowcrm.data.synonyms import Field
from wowcrm.data.wishes import Wishes
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
    faults: tuple[tuple[int, str], ...] = ()
    """The cells that could not be used, by the places of their columns."""
    alike: Known | None = None
    """Who may be meant, where that is not sure."""
    reach: str = ""
    """How the row says to reach somebody, to compare with who may be meant."""


class Judge:
    """Says of the rows of one file what they add to whom; the words are looked up once a file."""

    def __init__(self, *, own: bool, wishes: Wishes) -> None:
        self.wishes = wishes
        self.first = Rules(truth=own, birthday=fold(_("Birthday")))
        self.later = self.first._replace(truth=False)
        """A second row about the same client only adds."""
        self.namesake = _("There is already a %(name)s with another e-mail.")
        self.shares = _("Shares an e-mail or a phone with %(name)s.")
        self.repeated = _("The same client as on line %(line)s.")
        self.skipped = _("You said to skip this row.")
        self.theirs = _("You said that this is %(name)s.")
        self.changed = _("Changed: %(fields)s.")
        self.added = _("Added: %(fields)s.")
        self.kept = _("Yours was kept, though the file differs: %(fields)s.")
        self.word: Callable[[Field], str] = cache(lambda field: field.word)

    def fate(self, candidate: Candidate, index: Index) -> Fate:
        """Find the client of a row among those of the index, and add to them what it says."""
        if candidate.unusable:
            words = " ".join((candidate.unusable, *candidate.problems, *candidate.said))
            return Fate(
                candidate.line,
                Outcome.UNUSABLE,
                candidate.name,
                words,
                troubled=True,
                faults=candidate.faults,
            )
        match = index.find(candidate)
        if match.known is not None:
            return self._about(match.known, candidate, index)
        if match.alike is not None:
            return self._alike(match.alike, match.namesake, candidate, index)
        return self._new(candidate, Outcome.NEW, (), index)

    def _new(
        self, candidate: Candidate, outcome: Outcome, words: Iterable[str], index: Index
    ) -> Fate:
        known = made_of(candidate, self.first)
        index.add(known)
        return _fate(candidate, outcome, words, known)

    def _alike(self, alike: Known, namesake: bool, candidate: Candidate, index: Index) -> Fate:
        """Do with a possible duplicate as the trader says, or put it before them."""
        said = {"name": alike.name}
        choice = self.wishes.choice(candidate.line)
        if choice is Choice.UPDATE:
            fate = self._about(alike, candidate, index, self.theirs % said)
        elif choice is Choice.SKIP:
            fate = _fate(candidate, Outcome.SKIPPED, (self.skipped,), None)
        else:
            outcome = Outcome.NEW if choice is Choice.BOTH else Outcome.ALIKE
            sentence = self.namesake if namesake else self.shares
            fate = self._new(candidate, outcome, (sentence % said,), index)
        return fate._replace(alike=alike, reach=_reach(candidate))

    def _about(self, known: Known, candidate: Candidate, index: Index, *said: str) -> Fate:
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
        words = (*said, *self._words(difference, earlier, rules))
        return _fate(candidate, outcome, words, known)

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


def _fate(
    candidate: Candidate, outcome: Outcome, words: Iterable[str], known: Known | None
) -> Fate:
    problems, said = candidate.problems, candidate.said
    return Fate(
        candidate.line,
        outcome,
        candidate.name,
        " ".join((*words, *problems, *said)) if words or problems or said else "",
        known,
        bool(problems),
        candidate.faults,
    )


def _reach(candidate: Candidate) -> str:
    ways = (*candidate.emails, *candidate.phones)
    return ", ".join(filter(None, (candidate.organisation, *(way.value for way in ways[:4]))))
