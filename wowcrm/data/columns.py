"""What the columns of a sheet mean, recognised by their names."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from wowcrm.data.synonyms import (
    CARDS,
    HIDDEN_BY,
    LABELLED,
    LEFT_OUT,
    NAMES,
    OURS,
    PLACED,
    PLACES,
    WEAK,
    Field,
)

OWN_ID = "WowCRM number"
"""The column of our own export by which a client is found again."""

REFERRED_BY = "Referred by"
"""The column of our own export that tells who sent a client: a fact of its own, not read back."""

OWN = {
    "wowcrmnumber": Field.ID,
    "putawayon": Field.ARCHIVED_ON,
}

NUMBERED = re.compile(
    r"(email|phone|address|organization|website|event|relation|customfield|im)(\d+)"
    r"(label|type|value|formatted|street|city|pobox|region|postalcode|country|extendedaddress"
    r"|name|title|department|symbol|location|jobdescription|yominame)"
)
"""Google's numbered groups: "E-mail 1 - Label", "Address 2 - Postal Code"."""


@dataclass(frozen=True)
class Meaning:
    """What one column holds."""

    field: Field
    group: str = ""
    """Binds what belongs together: a value and its label, the parts of one address."""
    label: str = ""
    """The label that the column's name gives to its value: "work", "home"…"""


@dataclass(frozen=True)
class Columns:
    """The columns of a sheet and what each means; None where we do not know."""

    header: tuple[str, ...]
    meanings: tuple[Meaning | None, ...]
    source: str | None = None
    """The program that wrote the file, where its header tells."""

    @property
    def unrecognised(self) -> tuple[str, ...]:
        return tuple(
            name
            for name, meaning in zip(self.header, self.meanings, strict=True)
            if meaning is None and name
        )

    @property
    def fields(self) -> set[Field]:
        return {meaning.field for meaning in self.meanings if meaning}

    @property
    def can_find_clients(self) -> bool:
        """Whether any column tells one client from another."""
        return bool(self.fields & TELLING)

    def having(self, changes: Mapping[int, Meaning | None]) -> "Columns":
        """Give some columns another meaning, as the trader says."""
        meanings = list(self.meanings)
        for index, meaning in changes.items():
            meanings[index] = meaning
        return replace(self, meanings=tuple(meanings))


TELLING = {
    Field.NAME,
    Field.GIVEN,
    Field.FAMILY,
    Field.NICKNAME,
    Field.ORGANISATION,
    Field.EMAIL,
    Field.PHONE,
}


def recognise(header: Sequence[str], sample: Iterable[Sequence[str]] = ()) -> Columns:
    """Say what each column means, by its name; `sample` rows tell where a name says nothing."""
    bare = [bare_name(name) for name in header]
    meanings = [_meaning(name) for name in bare]
    for index, name in enumerate(bare):
        if meanings[index] is None and _may_mean(name, bare, meanings):
            meanings[index] = Meaning(weak_names()[name])
    if Meaning(Field.BIRTH_MONTH) in meanings and "birthday" in bare:
        # Thunderbird's "Birth Day" is the number beside "Birth Month", not the whole birthday.
        meanings[bare.index("birthday")] = Meaning(Field.BIRTH_DAY)
    if not {Meaning(Field.FAMILY), Meaning(Field.NAME)} & set(meanings):
        # "Vārds" or "Имя" alone holds the whole name.
        meanings = [Meaning(Field.NAME) if m == Meaning(Field.GIVEN) else m for m in meanings]
    source = _source(set(bare))
    if source == "LinkedIn":
        meanings = [_as_profile(meaning) for meaning in meanings]
    if source == "WowCRM" and bare_name(REFERRED_BY) in bare:
        # Elsewhere it says how they found us; ours says that in a column of its own.
        meanings[bare.index(bare_name(REFERRED_BY))] = None
    columns = Columns(tuple(header), tuple(meanings), source)
    return _by_content(columns, list(sample))


def why_left_out(name: str, source: str | None) -> str | None:
    """Say why a column that means nothing here is better left out than kept as a note."""
    bare = bare_name(name)
    if source == "WowCRM" and bare in {"level", bare_name(REFERRED_BY)}:
        return str(OURS)
    if source == "Stripe" and bare.startswith("card"):
        return str(CARDS)
    return next((str(why) for why, names in _left_out().items() if bare in names), None)


@cache
def _left_out() -> dict[object, set[str]]:
    # Emails, addresses and photos may be numbered.
    return {
        why: {bare for name in _split(names) for bare in (name, f"{name}1", f"{name}2", f"{name}3")}
        for why, names in LEFT_OUT.items()
    }


def is_known(name: str) -> bool:
    """Whether this is the name of a column we recognise."""
    bare = bare_name(name)
    return bare in weak_names() or _meaning(bare) is not None


@cache
def bare_name(name: str) -> str:
    """Reduce a column's name to what people agree on: "E-mail 2 Address" → "email2address"."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())


def _meaning(bare: str) -> Meaning | None:
    if found := NUMBERED.fullmatch(bare):
        return _numbered(found[1], found[2], found[3])
    word = "".join(letter for letter in bare if not letter.isdigit())
    meaning = known_names().get(word)
    if meaning is None:
        return None
    return replace(meaning, group=bare) if meaning.field in ALONE else meaning


ALONE = {Field.EMAIL, Field.PHONE, Field.WEBSITE, Field.DATE}
"""Fields of which a client may have several: each column makes its own."""


def _numbered(kind: str, number: str, part: str) -> Meaning | None:
    group = f"{kind}{number}"
    if part in ("label", "type"):
        return Meaning(Field.LABEL, group) if kind != "organization" else None
    field = NUMBERED_PARTS.get((kind, part))
    return Meaning(field, group) if field else None


NUMBERED_PARTS = {
    ("email", "value"): Field.EMAIL,
    ("phone", "value"): Field.PHONE,
    ("website", "value"): Field.WEBSITE,
    ("event", "value"): Field.DATE,
    ("relation", "value"): Field.REMARK,
    ("customfield", "value"): Field.REMARK,
    ("im", "value"): Field.REMARK,
    ("address", "formatted"): Field.ADDRESS,
    ("address", "street"): Field.STREET,
    ("address", "extendedaddress"): Field.STREET,
    ("address", "pobox"): Field.PO_BOX,
    ("address", "city"): Field.CITY,
    ("address", "region"): Field.REGION,
    ("address", "postalcode"): Field.POSTCODE,
    ("address", "country"): Field.COUNTRY,
    ("organization", "name"): Field.ORGANISATION,
    ("organization", "title"): Field.JOB_TITLE,
}


@cache
def known_names() -> dict[str, Meaning]:
    """Every bare name we know, with its meaning."""
    names = {bare: Meaning(field) for field, text in NAMES.items() for bare in _split(text)}
    for field, labels in LABELLED.items():
        for label, text in labels.items():
            names |= {bare: Meaning(field, label=label) for bare in _split(text)}
    for place, label in PLACES.items():
        for field, text in PLACED.items():
            names |= {place + bare: Meaning(field, place, label) for bare in _split(text)}
    names |= {bare: Meaning(field) for bare, field in OWN.items()}
    names["anniversary"] = Meaning(Field.DATE, label="anniversary")
    return names


@cache
def weak_names() -> dict[str, Field]:
    return {bare: field for field, text in WEAK.items() for bare in _split(text)}


def _split(text: str) -> list[str]:
    return [bare_name(name) for name in text.split(",")]


def _as_profile(meaning: Meaning | None) -> Meaning | None:
    """LinkedIn's "URL" is the person's page there, not their website."""
    if meaning and meaning.field is Field.WEBSITE:
        return replace(meaning, label="linkedin")
    return meaning


def _may_mean(name: str, bare: Sequence[str], meanings: Sequence[Meaning | None]) -> bool:
    field = weak_names().get(name)
    if field is None or HIDDEN_BY.get(name, set()) & set(bare):
        return False
    return all(meaning is None or meaning.field is not field for meaning in meanings)


def _source(bare: set[str]) -> str | None:
    return next((name for name, needed in SOURCES if needed <= bare), None)


SOURCES = (
    ("WowCRM", {"wowcrmnumber"}),
    ("Google Contacts", {"givenname", "groupmembership"}),
    ("Google Contacts", {"givenname", "email1type"}),
    ("Google Contacts", {"firstname", "labels"}),
    ("Google Contacts", {"firstname", "email1label"}),
    ("LinkedIn", {"firstname", "connectedon"}),
    ("Thunderbird", {"primaryemail", "screenname"}),
    ("Outlook", {"firstname", "emailaddress", "businessstreet"}),
    ("HubSpot", {"recordid", "lifecyclestage"}),
    ("HubSpot", {"recordid", "associatedcompany"}),
    ("HubSpot", {"hsobjectid"}),
    ("Zoho", {"recordid", "contactowner"}),
    ("Square", {"squarecustomerid"}),
    ("Stripe", {"id", "delinquent"}),
    ("Stripe", {"id", "email", "createdutc"}),
)


def _by_content(columns: Columns, sample: Sequence[Sequence[str]]) -> Columns:
    """Recognise e-mails and international phones by their look, where no column is named so."""
    changes: dict[int, Meaning | None] = {}
    # Where nobody named the columns, more is guessed.
    looks = LOOKS if any(columns.header) else LOOKS | BARE_LOOKS
    for field, look in looks.items():
        if field in columns.fields:
            continue
        for index, meaning in enumerate(columns.meanings):
            if meaning is None and index not in changes and _looks(sample, index, look):
                changes[index] = Meaning(field, f"column{index}" if field in ALONE else "")
                if field not in ALONE:
                    break
    return columns.having(changes)


def _looks(sample: Sequence[Sequence[str]], index: int, look: re.Pattern[str]) -> bool:
    """Whether most of what a column holds looks like this."""
    cells = [cell for row in sample if index < len(row) and (cell := row[index].strip())]
    alike = sum(look.fullmatch(cell) is not None for cell in cells)
    return bool(cells) and alike >= 0.8 * len(cells)


LOOKS = {
    Field.EMAIL: re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]{2,}"),
    Field.PHONE: re.compile(r"(\+|00)[\d\s().\-/]{7,24}"),
}
BARE_LOOKS = {
    Field.PHONE: re.compile(r"(?!\d{4}-\d\d-\d\d$)\+?[\d ()\-/]{7,24}"),
    Field.NAME: re.compile(r"[^\W\d_]+(?:[ .'’\-]+[^\W\d_]+){0,4}\.?"),
    Field.ORGANISATION: re.compile(r"(?:(?!@)[\W\d_])*+[^\W\d_][^@]*"),
}
