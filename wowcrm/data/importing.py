"""Clients in: a file rehearsed, and imported once, by the same steps."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from flask_babel import gettext as _

from wowcrm.data.candidates import Candidate
from wowcrm.data.columns import Columns, recognise
from wowcrm.data.habits import Habits
from wowcrm.data.known import Difference, Known, merge
from wowcrm.data.matching import AT_ONCE, Index, Match
from wowcrm.data.models import Outcome
from wowcrm.data.reading import Line, Sheet, UnreadableFile, read
from wowcrm.data.rows import Reader
from wowcrm.data.synonyms import Field
from wowcrm.data.writing import Writer
from wowcrm.traders.models import Trader

SAMPLE = 200
"""Rows that show how a file writes its days and what its unnamed columns hold."""


@dataclass(frozen=True)
class Fate:
    """What becomes of one row."""

    line: int
    outcome: Outcome
    name: str
    words: str
    known: Known | None = None
    troubled: bool = False
    """Whether something in the row could not be used."""


class Brought:
    """A file that the trader brings: its sheet, its columns, and how its rows are read."""

    def __init__(
        self,
        content: bytes,
        trader: Trader,
        *,
        encoding: str | None = None,
        separator: str | None = None,
    ) -> None:
        """Open the file; raise UnreadableFile when it is no list of clients."""
        self.habits = Habits.of(trader.timezone, trader.today())
        self.sheet: Sheet = read(
            content, encoding=encoding, separator=separator, likely=self.habits.encoding
        )
        self.sample = [line.cells for line in islice(self.sheet.rows(), SAMPLE)]
        self.columns: Columns = recognise(self.sheet.header, self.sample)
        if not self.columns.can_find_clients:
            raise UnreadableFile(
                _(
                    "No column holds a name, an e-mail or a phone; I found: %(columns)s.",
                    columns=_shortened(", ".join(filter(None, self.sheet.header))),
                )
            )
        self.reader = Reader(self.columns, self.habits, self.sample)
        self.left_out: set[int] = set()
        """Columns that hold something and are not recognised; complete once all rows were read."""

    def candidates(self) -> Iterator[Candidate]:
        unknown = {i for i, meaning in enumerate(self.columns.meanings) if meaning is None}
        for line in self.sheet.rows():
            if unknown:
                self._notice(line, unknown)
            yield self.reader.candidate(line)

    def _notice(self, line: Line, unknown: set[int]) -> None:
        filled = {i for i in unknown if i < len(line.cells) and line.cells[i].strip()}
        self.left_out |= filled
        unknown -= filled


class Importing:
    """One pass over the rows of a file: each finds its client and says what it adds."""

    def __init__(self, trader: Trader, brought: Brought, today: date) -> None:
        self.trader = trader
        self.brought = brought
        self.writer = Writer(trader, today)
        self.lines: dict[int, tuple[int, bool]] = {}
        """Where each client was first met in this file, and whether the file made them."""
        self.counts: Counter[Outcome] = Counter()

    def chunks(self) -> Iterator[list[Fate]]:
        """Write the rows a thousand at a time, and say what became of each."""
        for candidates in _batched(self.brought.candidates(), AT_ONCE):
            index = Index(self.trader)
            index.load([each for each in candidates if not each.unusable])
            for known in index.by_id.values():
                self._remember(known)
            fates = [self._fate(candidate, index) for candidate in candidates]
            self.writer.write(_distinct(fate.known for fate in fates))
            for fate in fates:
                self.counts[fate.outcome] += 1
                if fate.known is not None and fate.known.id is not None:
                    self.lines.setdefault(
                        fate.known.id, (fate.known.line or fate.line, fate.known.made)
                    )
            yield fates

    def _remember(self, known: Known) -> None:
        """Recall that an earlier row of this file was about the same client."""
        if known.id in self.lines:
            known.line, known.made = self.lines[known.id]

    def _fate(self, candidate: Candidate, index: Index) -> Fate:
        if candidate.unusable:
            return Fate(
                candidate.line,
                Outcome.UNUSABLE,
                candidate.name,
                _sentences([candidate.unusable, *candidate.problems]),
                troubled=True,
            )
        match = index.find(candidate)
        known = match.known or Known(name=candidate.name, named=candidate.named, made=True)
        earlier = known.line
        truth = self.brought.reader.own and earlier is None
        difference = merge(known, candidate, truth=truth)
        if earlier is None:
            known.line = candidate.line
        index.add(known)
        outcome = _outcome(match, difference, earlier)
        return Fate(
            candidate.line,
            outcome,
            candidate.name,
            _sentences([*_words(outcome, match, difference, earlier, truth), *candidate.problems]),
            known,
            troubled=bool(candidate.problems),
        )


def _outcome(match: Match, difference: Difference, earlier: int | None) -> Outcome:
    if match.known is None:
        return Outcome.NEW
    if earlier is not None:
        return Outcome.REPEATED
    return Outcome.UPDATED if difference.gained else Outcome.SAME


def _words(
    outcome: Outcome, match: Match, difference: Difference, earlier: int | None, truth: bool
) -> Iterator[str]:
    """Say what a row adds, and what of the trader's own was kept."""
    if outcome is Outcome.NEW:
        if match.alike is not None and match.namesake:
            yield _("There is already a %(name)s with another e-mail.", name=match.alike.name)
        elif match.alike is not None:
            yield _("Shares an e-mail or a phone with %(name)s.", name=match.alike.name)
        return
    if outcome is Outcome.REPEATED:
        yield _("The same client as on line %(line)s.", line=earlier)
    if difference.gained and truth:
        yield _("Changed: %(fields)s.", fields=_list(difference.gained))
    elif difference.gained:
        yield _("Added: %(fields)s.", fields=_list(difference.gained))
    if difference.kept:
        yield _(
            "Yours was kept, though the file differs: %(fields)s.", fields=_list(difference.kept)
        )


def _list(fields: Iterable[Field]) -> str:
    return ", ".join(field.word for field in fields)


def _sentences(parts: Iterable[str]) -> str:
    return " ".join(parts)


def _shortened(text: str, longest: int = 200) -> str:
    return text if len(text) <= longest else text[:longest].rstrip() + "…"


def _distinct(clients: Iterable[Known | None]) -> list[Known]:
    return list({id(known): known for known in clients if known is not None}.values())


def _batched(candidates: Iterable[Candidate], size: int) -> Iterator[list[Candidate]]:
    rest = iter(candidates)
    while some := list(islice(rest, size)):
        yield some
