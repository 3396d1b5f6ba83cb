"""A file that the trader brings: its sheet, what its columns mean, and how its rows are read."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from flask_babel import gettext as _

from wowcrm.data import plans
from wowcrm.data.candidates import Candidate
from wowcrm.data.cards import Cards, is_cards
from wowcrm.data.columns import Columns, Meaning, recognise, why_left_out
from wowcrm.data.contents import Content
from wowcrm.data.habits import Habits
from wowcrm.data.reading import Line, Sheet, UnreadableFile, read
from wowcrm.data.rows import Reader
from wowcrm.data.synonyms import Field
from wowcrm.data.targets import (
    APART,
    extras_of,
    key_of,
    meaning_of,
    named_so,
)
from wowcrm.data.wishes import Wishes
from wowcrm.traders.models import Trader

SAMPLE = 200
"""Rows that show how a file writes its days and what its unnamed columns hold."""


@dataclass(frozen=True)
class Column:
    """A column that holds something, as it is shown to the trader."""

    place: int
    name: str
    target: str
    samples: list[str]
    why: str | None
    """Why it is left out, where the trader did not say so."""


class Brought:
    def __init__(
        self,
        content: Content,
        trader: Trader,
        *,
        encoding: str | None = None,
        separator: str | None = None,
        wishes: Wishes | None = None,
    ) -> None:
        """Open the file; raise UnreadableFile when it is no list of clients."""
        self.habits = Habits.of(trader.timezone, trader.today())
        self.wishes = wishes or Wishes()
        self.sheet = _opened(content, encoding, separator, self.habits.encoding)
        self.sample = [line.cells for line in islice(self.sheet.rows(), SAMPLE)]
        self.extras = extras_of(trader, self.sheet.header)
        recognised = recognise(self.sheet.header, self.sample)
        self.recalled = plans.planned(trader, self.sheet.header)
        self.whys: dict[int, str] = {}
        self.columns = self._meant(recognised)
        self.reader = Reader(
            self.columns,
            self.habits,
            self.sample,
            extras=self.extras,
            day_first=self.wishes.day_first,
            is_cards=isinstance(self.sheet, Cards),
        )
        self.filled: Counter[int] = Counter()
        """In how many rows each column that is left out holds something, once all were read."""

    def _meant(self, recognised: Columns) -> Columns:
        """Say what each column is taken for: as the trader says, said before, or by itself."""
        source = "vCard" if isinstance(self.sheet, Cards) else recognised.source
        said = {**self.recalled, **self.wishes.columns}
        values = {m.group for m in recognised.meanings if m and m.field is not Field.LABEL}
        changes: dict[int, Meaning | None] = {}
        for place, meaning in enumerate(recognised.meanings):
            alone = meaning and meaning.field is Field.LABEL and meaning.group not in values
            if meaning is not None and not alone:
                continue
            name = recognised.header[place]
            if why := why_left_out(name, source):
                self.whys[place] = why
                changes[place] = None
            elif key := named_so(name, self.extras):
                changes[place] = Meaning(Field.EXTRA, key)
            else:
                changes[place] = Meaning(Field.REMARK, APART)
        for place, key in said.items():
            if place < len(recognised.meanings):
                self.whys.pop(place, None)
                itself = recognised.meanings[place]
                as_it_is = key == key_of(itself)
                changes[place] = itself if as_it_is else meaning_of(key, place, self.extras)
        return replace(recognised.having(changes), source=source)

    @property
    def is_unsure(self) -> bool:
        """Whether some column is only kept as a note because it means nothing here."""
        return any(
            meaning == Meaning(Field.REMARK, APART)
            and place not in self.wishes.columns
            and place not in self.recalled
            for place, meaning in enumerate(self.columns.meanings)
        )

    @property
    def bytes_a_row(self) -> int:
        """How long a row is, about."""
        longest = sum(len(",".join(cells).encode()) for cells in self.sample)
        return max(longest // max(len(self.sample), 1), 1)

    @property
    def writes_days(self) -> bool:
        days = {Field.BIRTHDAY, Field.DATE, Field.CLIENT_SINCE, Field.ARCHIVED_ON}
        return bool(self.columns.fields & days)

    def insist(self) -> None:
        """Refuse a file in which no column tells clients apart, where nobody can be asked."""
        if not self.columns.can_find_clients:
            raise UnreadableFile(
                _(
                    "No column holds a name, an e-mail or a phone; I found: %(columns)s.",
                    columns=_shortened(", ".join(filter(None, self.sheet.header))),
                )
            )

    def lines(self) -> Iterator[Line]:
        """Give the rows of the file, with the cells that were put right."""
        right = self.wishes.cells
        for line in self.sheet.rows():
            yield _put_right(line, right[line.number]) if line.number in right else line

    def candidates(self) -> Iterator[Candidate]:
        read = self.reader.candidate
        for line in self.lines():
            candidate = read(line)
            if candidate.left_out:
                self.filled.update(candidate.left_out)
            yield candidate

    def shown(self) -> list[Column]:
        """List the columns that hold something, with what each is taken for."""
        columns = zip(self.columns.header, self.columns.meanings, strict=True)
        return [
            Column(place, name, key_of(meaning), samples, self.whys.get(place))
            for place, (name, meaning) in enumerate(columns)
            if (samples := self._samples(place)) or self.filled[place]
        ]

    def _samples(self, place: int, most: int = 3) -> list[str]:
        cells = (row[place].strip() for row in self.sample if place < len(row))
        return [cell[:80] for cell in dict.fromkeys(cells) if cell][:most]

    def named(self, place: int) -> str:
        return column_name(self.columns.header, place)


def column_name(header: tuple[str, ...], place: int) -> str:
    return header[place] or _("Column %(number)s", number=place + 1)


def _opened(
    content: Content, encoding: str | None, separator: str | None, likely: str
) -> Sheet | Cards:
    if is_cards(content, encoding):
        return Cards.read(content, encoding=encoding, likely=likely)
    return read(content, encoding=encoding, separator=separator, likely=likely)


def _put_right(line: Line, cells: Mapping[int, str]) -> Line:
    whole = line.cells + [""] * (max(cells) + 1 - len(line.cells))
    for place, text in cells.items():
        whole[place] = text
    return Line(line.number, whole)


def _shortened(text: str, longest: int = 200) -> str:
    return text if len(text) <= longest else text[:longest].rstrip() + "…"
