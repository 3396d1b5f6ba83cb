"""One client on the way out, as the formats of other programs need them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from wowcrm.clients.models import DetailKind
from wowcrm.data.exporting import WISHES, money_cell
from wowcrm.data.gathering import EVENT, Gathered, Own

FACTS = ("Client since", "Found us by", "Referred by", "Worth in a year", "Put away on")
"""Named as in our own file, so that whoever reads them knows them again."""


class Labelled(NamedTuple):
    label: str | None
    value: str


@dataclass
class Contact:
    """A client with all that other programs may keep, and the rest as facts with names."""

    id: int
    name: str
    given: str
    family: str
    nickname: str
    organisation: str
    job_title: str
    birthday: str
    notes: str
    tags: list[str]
    ways: Mapping[str, list[Labelled]]
    facts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def emails(self) -> list[Labelled]:
        return self.ways.get(DetailKind.EMAIL.value, [])

    @property
    def phones(self) -> list[Labelled]:
        return self.ways.get(DetailKind.PHONE.value, [])

    @property
    def addresses(self) -> list[Labelled]:
        return self.ways.get(DetailKind.ADDRESS.value, [])

    @property
    def websites(self) -> list[Labelled]:
        return self.ways.get(DetailKind.WEBSITE.value, [])

    @property
    def events(self) -> list[Labelled]:
        return self.ways.get(EVENT, [])


def contacts_of(gathered: Gathered, fields: list[Own]) -> Iterator[Contact]:
    for row in gathered.clients:
        ways: dict[str, list[Labelled]] = {}
        for kind, label, value in gathered.pairs.get(row.id, ()):
            ways.setdefault(kind, []).append(Labelled(label, value))
        given, family = spelt(row.name, row.given, row.family)
        yield Contact(
            row.id,
            row.name,
            given,
            family,
            row.given if row.given and row.given != given else "",
            row.organisation or "",
            row.job_title or "",
            gathered.birthdays.get(row.id, ""),
            row.notes or "",
            gathered.tags.get(row.id, []),
            ways,
            list(_facts(row, gathered, fields)),
        )


def spelt(name: str, given: str | None, family: str | None) -> tuple[str, str]:
    """Part a name into given and family name, only where that is known."""
    if family and name.endswith(f" {family}"):
        return name[: -len(family) - 1], family
    if given and name.startswith(f"{given} "):
        return given, name[len(given) + 1 :]
    return name, ""


def _facts(row: Any, gathered: Gathered, fields: list[Own]) -> Iterator[tuple[str, str]]:
    """Name what other programs have no place for."""
    told = gathered.own.get(row.id, {})
    wishes = (row.contact_every, row.contacts_at_most, row.contacts_within)
    facts = (
        row.client_since,
        row.found_us_by,
        gathered.senders.get(row.id),
        None if row.worth is None else money_cell(row.worth),
        row.away,
    )
    known = (
        *zip(FACTS, facts, strict=True),
        *zip(WISHES, map(_number, wishes), strict=True),
        *((each.name, told.get(each.id)) for each in fields),
    )
    yield from ((name, value) for name, value in known if value)


def _number(number: int | None) -> str | None:
    return None if number is None else str(number)
