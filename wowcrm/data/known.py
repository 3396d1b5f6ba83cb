"""A client as an import knows them, and what a row of a file adds: pure, no database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _

from wowcrm.clients.models import DetailKind
from wowcrm.data.candidates import Candidate, Occasion, Way, fold
from wowcrm.data.synonyms import Field

TEXTS = (
    "given",
    "family",
    "organisation",
    "job_title",
    "notes",
    "client_since",
    "found_us_by",
    "value",
    "archived_on",
)
"""Columns of a client that a row may fill, beside the name."""

KINDS = {
    DetailKind.EMAIL: Field.EMAIL,
    DetailKind.PHONE: Field.PHONE,
    DetailKind.ADDRESS: Field.ADDRESS,
    DetailKind.WEBSITE: Field.WEBSITE,
}


@dataclass(slots=True)
class Detail:
    """A way to reach a client; `id` is None until it is written."""

    kind: DetailKind
    key: str
    value: str
    label: str | None
    id: int | None = None
    changed: bool = False


@dataclass(slots=True)
class Dated:
    """An important date; `id` is None until it is written."""

    occasion: Occasion
    id: int | None = None
    changed: bool = False


@dataclass(slots=True)
class Known:
    """A client of the trader's, or one that a row of this file has just made."""

    id: int | None = None
    line: int | None = None
    """The row of this file that made them or was the first to match them."""
    made: bool = False
    """Whether this file made them."""
    name: str = ""
    named: bool = False
    texts: dict[str, Any] = field(default_factory=dict)
    details: list[Detail] = field(default_factory=list)
    dates: list[Dated] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    """Names of tags by their folded keys."""
    changed: set[str] = field(default_factory=set)
    """Columns to write again."""
    tagged: set[str] = field(default_factory=set)
    """Keys of tags to add."""
    untagged: set[str] = field(default_factory=set)
    contact: tuple[date | None, int | None, date] | None = None
    """Last contact, after how many days the next is due, the day they were written down."""

    @property
    def organisation(self) -> str:
        return fold(self.texts.get("organisation") or "")

    def keys(self, kind: DetailKind) -> set[str]:
        return {detail.key for detail in self.details if detail.kind is kind}


@dataclass(slots=True)
class Difference:
    """What a row changed about a client, and where the client's own words were kept."""

    gained: list[Field] = field(default_factory=list)
    kept: list[Field] = field(default_factory=list)

    def gain(self, what: Field) -> None:
        if what not in self.gained:
            self.gained.append(what)

    def keep(self, what: Field) -> None:
        if what not in self.kept:
            self.kept.append(what)


def merge(known: Known, candidate: Candidate, *, truth: bool) -> Difference:
    """Add what a row says to a client.

    A row fills only what is missing. In our own export (`truth`) it also changes what differs,
    but an empty cell never takes anything away.
    """
    difference = Difference()
    _merge_name(known, candidate, difference, truth)
    for column in TEXTS:
        _merge_text(known, column, getattr(candidate, column), difference, truth)
    for kind, wanted in candidate.details.items():
        if wanted:
            _merge_details(known, kind, wanted, difference, truth)
    _merge_dates(known, candidate.dates, difference, truth)
    _merge_tags(known, candidate.tags, difference, truth)
    return difference


def _merge_name(known: Known, candidate: Candidate, difference: Difference, truth: bool) -> None:
    if not candidate.named or _alike(known.name, candidate.name):
        return
    if not known.named or truth:
        known.name, known.named = candidate.name, True
        known.changed.add("name")
        difference.gain(Field.NAME)
    elif fold(known.name) != fold(candidate.name):
        difference.keep(Field.NAME)


def _merge_text(known: Known, column: str, value: Any, difference: Difference, truth: bool) -> None:
    mine = known.texts.get(column)
    if value is None or value == mine or _alike(mine, value):
        return
    if mine is None or truth:
        known.texts[column] = value
        known.changed.add(column)
        difference.gain(Field(column))
    else:
        difference.keep(Field(column))


def _merge_details(
    known: Known,
    kind: DetailKind,
    wanted: dict[str, Way],
    difference: Difference,
    truth: bool,
) -> None:
    mine = {detail.key: detail for detail in known.details if detail.kind is kind}
    missing = {key: way for key, way in wanted.items() if key not in mine}
    if truth:
        for key, way in wanted.items():
            if key in mine and _respell(mine[key], way):
                difference.gain(KINDS[kind])
        # A value that vanished where another appeared was corrected in the spreadsheet.
        gone = [detail for key, detail in mine.items() if key not in wanted]
        for detail, (key, way) in zip(gone, list(missing.items()), strict=False):
            detail.key, detail.value, detail.label = key, way.value, way.label
            detail.changed = True
            difference.gain(KINDS[kind])
            del missing[key]
    for key, way in missing.items():
        known.details.append(Detail(kind, key, way.value, way.label))
        difference.gain(KINDS[kind])


def _respell(detail: Detail, way: Way) -> bool:
    """Take over another spelling or label of the same detail."""
    spelt = detail.kind in (DetailKind.ADDRESS, DetailKind.WEBSITE)
    value = way.value if spelt and not _alike(detail.value, way.value) else detail.value
    label = detail.label if way.label is None or _alike(detail.label, way.label) else way.label
    if (value, label) == (detail.value, detail.label):
        return False
    detail.value, detail.label, detail.changed = value, label, True
    return True


def _alike(mine: Any, value: Any) -> bool:
    """Whether two texts differ by nothing but blanks, which reading a file tidies."""
    return isinstance(mine, str) and isinstance(value, str) and mine.split() == value.split()


def _merge_dates(
    known: Known, occasions: Iterable[Occasion], difference: Difference, truth: bool
) -> None:
    wanted = [one for one in occasions if one not in {dated.occasion for dated in known.dates}]
    said = set(occasions)
    for one in wanted:
        like = [dated for dated in known.dates if fold(dated.occasion.label) == fold(one.label)]
        loose = next((dated for dated in like if dated.occasion not in said), None)
        if loose is not None and (truth or _tells_the_year(loose.occasion, one)):
            loose.occasion, loose.changed = one, True
            difference.gain(_field(one))
        elif like and not truth and fold(one.label) == fold(_("Birthday")):
            if not any(_tells_the_year(one, dated.occasion) for dated in like):
                difference.keep(Field.BIRTHDAY)
        else:
            known.dates.append(Dated(one))
            difference.gain(_field(one))


def _tells_the_year(without: Occasion, other: Occasion) -> bool:
    return without.year is None and (without.month, without.day) == (other.month, other.day)


def _field(occasion: Occasion) -> Field:
    return Field.BIRTHDAY if fold(occasion.label) == fold(_("Birthday")) else Field.DATE


def _merge_tags(known: Known, names: Iterable[str], difference: Difference, truth: bool) -> None:
    wanted = {fold(name): name for name in names}
    for key, name in wanted.items():
        if key not in known.tags:
            known.tags[key] = name
            known.tagged.add(key)
            difference.gain(Field.TAGS)
    if truth and wanted:
        for key in [key for key in known.tags if key not in wanted]:
            del known.tags[key]
            known.untagged.add(key)
            difference.gain(Field.TAGS)


def same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's: "B. Carter" and "Ben Carter", not "Ann Carter"."""
    few, many = sorted((_words(one), _words(other)), key=len)
    left = list(many)
    for word in few:
        like = next((w for w in left if w.startswith(word) or word.startswith(w)), None)
        if like is None:
            return False
        left.remove(like)
    return bool(few)


def _words(name: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in fold(name)).split()
