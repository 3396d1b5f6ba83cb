"""What a row of a file adds to a client: pure, no database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple

from wowcrm.clients.models import DetailKind
from wowcrm.data.candidates import Candidate, Occasion, Way
from wowcrm.data.known import TEXTS, Dated, Detail, Known
from wowcrm.data.synonyms import Field
from wowcrm.search.folding import fold

KINDS = {
    DetailKind.EMAIL: Field.EMAIL,
    DetailKind.PHONE: Field.PHONE,
    DetailKind.ADDRESS: Field.ADDRESS,
    DetailKind.WEBSITE: Field.WEBSITE,
}


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


texts_of = attrgetter(*TEXTS)


class Rules(NamedTuple):
    """How rows of one file are merged."""

    truth: bool
    """Whether a row also changes what differs; it is our own export, corrected."""
    birthday: str
    """The folded label of birthdays."""


def made_of(candidate: Candidate, rules: Rules) -> Known:
    """Make a client of all that a row says: what merging it into nobody would come to."""
    told = zip(TEXTS, texts_of(candidate), strict=True)
    texts = {column: value for column, value in told if value is not None}
    details = [Detail(kind, key, way.value, way.label) for kind, key, way in candidate.keyed]
    known = Known(candidate.name, None, candidate.line, texts, details)
    known._folded = candidate.folded
    if candidate.extras:
        known.extras = dict(candidate.extras)
        known.extras_before = dict.fromkeys(candidate.extras)
    if candidate.dates or candidate.tags:
        difference = Difference()
        _merge_dates(known, candidate.dates, difference, rules)
        _merge_tags(known, candidate.tags, difference, rules)
    return known


def merge(known: Known, candidate: Candidate, rules: Rules) -> Difference:
    """Add what a row says to a client.

    A row fills only what is missing, but where it is the truth, it also changes what differs. An
    empty cell never takes anything away.
    """
    difference = Difference()
    _merge_name(known, candidate, difference, rules)
    for column in TEXTS:
        value = getattr(candidate, column)
        if value is not None:
            _merge_text(known, column, value, difference, rules)
    for kind in dict.fromkeys(kind for kind, _key, _way in candidate.keyed):
        _merge_details(known, kind, candidate.ways(kind), difference, rules)
    _merge_dates(known, candidate.dates, difference, rules)
    _merge_tags(known, candidate.tags, difference, rules)
    if candidate.extras:
        _merge_extras(known, candidate.extras, difference, rules)
    if difference.gained:
        known.is_changed, known._folded = True, None
    return difference


def _merge_name(known: Known, candidate: Candidate, difference: Difference, rules: Rules) -> None:
    if not candidate.named or _alike(known.name, candidate.name):
        return
    if rules.truth or not known.named:
        known.before.setdefault("name", known.name)
        known.name = candidate.name
        known.columns |= {"name"}
        difference.gain(Field.NAME)
    elif fold(known.name) != fold(candidate.name):
        difference.keep(Field.NAME)


def _merge_text(
    known: Known, column: str, value: Any, difference: Difference, rules: Rules
) -> None:
    mine = known.texts.get(column)
    if value == mine or _alike(mine, value):
        return
    if mine is None or rules.truth:
        known.before.setdefault(column, mine)
        known.texts[column] = value
        known.columns |= {column}
        difference.gain(Field(column))
    else:
        difference.keep(Field(column))


def _merge_details(
    known: Known,
    kind: DetailKind,
    wanted: dict[str, Way],
    difference: Difference,
    rules: Rules,
) -> None:
    mine = {detail.key: detail for detail in known.details if detail.kind is kind}
    missing = {key: way for key, way in wanted.items() if key not in mine}
    if rules.truth:
        for key, way in wanted.items():
            if key in mine and _respell(mine[key], way):
                difference.gain(KINDS[kind])
        # A value that vanished where another appeared was corrected in the spreadsheet.
        gone = [detail for key, detail in mine.items() if key not in wanted]
        for detail, (key, way) in zip(gone, list(missing.items()), strict=False):
            detail.become(key, way.value, way.label)
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
    detail.become(detail.key, value, label)
    return True


def _alike(mine: Any, value: Any) -> bool:
    """Whether two texts differ by nothing but blanks, which reading a file tidies."""
    return isinstance(mine, str) and isinstance(value, str) and mine.split() == value.split()


def _merge_dates(
    known: Known, occasions: Iterable[Occasion], difference: Difference, rules: Rules
) -> None:
    wanted = [one for one in occasions if one not in {dated.occasion for dated in known.dates}]
    said = set(occasions)
    for one in wanted:
        like = [dated for dated in known.dates if fold(dated.occasion.label) == fold(one.label)]
        loose = next((dated for dated in like if dated.occasion not in said), None)
        if loose is not None and (rules.truth or _tells_the_year(loose.occasion, one)):
            loose.become(one)
            difference.gain(_field(one, rules))
        elif like and not rules.truth and fold(one.label) == rules.birthday:
            if not any(_tells_the_year(one, dated.occasion) for dated in like):
                difference.keep(Field.BIRTHDAY)
        else:
            known.dates.append(Dated(one))
            difference.gain(_field(one, rules))


def _tells_the_year(without: Occasion, other: Occasion) -> bool:
    return without.year is None and (without.month, without.day) == (other.month, other.day)


def _field(occasion: Occasion, rules: Rules) -> Field:
    return Field.BIRTHDAY if fold(occasion.label) == rules.birthday else Field.DATE


def _merge_tags(known: Known, names: Iterable[str], difference: Difference, rules: Rules) -> None:
    wanted = {fold(name): name for name in names}
    for key, name in wanted.items():
        if key not in known.tags:
            known.tags[key] = name
            known.tagged |= {key}
            difference.gain(Field.TAGS)
    if rules.truth and wanted:
        for key in [key for key in known.tags if key not in wanted]:
            del known.tags[key]
            known.untagged |= {key}
            difference.gain(Field.TAGS)


def _merge_extras(known: Known, told: dict[str, str], difference: Difference, rules: Rules) -> None:
    for key, text in told.items():
        mine = known.extras.get(key)
        if _alike(mine, text):
            continue
        if mine is None or rules.truth:
            known.extras_before.setdefault(key, mine)
            known.extras[key] = text
            difference.gain(Field.EXTRA)
        else:
            difference.keep(Field.EXTRA)
