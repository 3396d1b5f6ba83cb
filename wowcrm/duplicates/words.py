"""What a page about two clients says: what they differ in, and what comes of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from wowcrm import when
from wowcrm.clients.models import DetailKind
from wowcrm.custom_fields.models import CustomField
from wowcrm.custom_fields.reading import said
from wowcrm.duplicates.finding import Pair, Sign
from wowcrm.duplicates.holding import COUNTED
from wowcrm.duplicates.joining import ASKED, Choices, Person, Question, Side, own_name
from wowcrm.money import money
from wowcrm.traders.models import Trader

NAMES: dict[str, LazyString] = {
    "name": _l("Name"),
    "given": _l("How you speak of them"),
    "family": _l("Family name"),
    "organisation": _l("Where they work"),
    "job_title": _l("As what"),
    "client_since": _l("Client since"),
    "found_us_by": _l("How they found you"),
    "value": _l("Their work, a year"),
    "contact_every": _l("In touch at least every so many days"),
    "contacts_at_most": _l("In touch at most so many times"),
    "contacts_within": _l("Within so many days"),
    "notes": _l("Notes"),
}
SIGNS = {
    Sign.EMAIL: _l("The same e-mail"),
    Sign.PHONE: _l("The same phone"),
    Sign.NAME: _l("The same name"),
}
KINDS = {
    DetailKind.EMAIL: _l("E-mail"),
    DetailKind.PHONE: _l("Phone"),
    DetailKind.ADDRESS: _l("Address"),
    DetailKind.WEBSITE: _l("Website"),
}


@dataclass(frozen=True)
class Asked:
    """A question in words, with the answer that holds."""

    name: str
    label: str
    options: list[tuple[str, str, bool]]
    """What can be chosen: the side, what stands there, whether it is chosen."""


class Speaker:
    """Says what columns and fields hold, as this trader reads it."""

    def __init__(self, trader: Trader, fields: Iterable[CustomField]) -> None:
        self.trader, self.today = trader, trader.today()
        self.fields = {field.id: field for field in fields}

    def label(self, name: str) -> str:
        if name in NAMES:
            return str(NAMES[name])
        return next(
            (field.name for field in self.fields.values() if own_name(field.id) == name), name
        )

    def value(self, name: str, value: Any) -> str:
        if isinstance(value, date):
            return when.day(value, self.today)
        if name == "value":
            return money(value, self.trader.currency)
        return str(value)

    def own(self, id: int, text: str) -> str:
        return said(self.fields[id].kind, text, self.today) if id in self.fields else text

    def asked(self, question: Question, choices: Choices) -> Asked:
        chosen = question.chosen(choices)
        words = {
            Side.ONE: self._said(question, question.one),
            Side.OTHER: self._said(question, question.other),
            Side.BOTH: _("Both, one after the other"),
        }
        options = [(side.value, words[side], side is chosen) for side in question.sides]
        return Asked(question.name, self.label(question.name), options)

    def _said(self, question: Question, value: Any) -> str:
        for id in self.fields:
            if own_name(id) == question.name:
                return self.own(id, value)
        return self.value(question.name, value)

    def facts(self, person: Person) -> list[tuple[str, str]]:
        """Say all that is known of somebody."""
        columns = ((name, person.columns[name]) for name in ASKED if name != "name")
        found = [(self.label(n), self.value(n, value)) for n, value in columns if value is not None]
        for each in person.details:
            label = f" ({each.label})" if each.label else ""
            found.append((str(KINDS[each.kind]), f"{each.value}{label}"))
        found += [
            (each.label, self._dated(each.month, each.day, each.year)) for each in person.dates
        ]
        found += [
            (self.fields[id].name, self.own(id, text))
            for id, text in person.own.items()
            if id in self.fields
        ]
        if person.tags:
            found.append((_("Tags"), ", ".join(person.tags)))
        if person.archived_on:
            found.append((_("Put away"), when.day(person.archived_on, self.today)))
        return found

    def _dated(self, month: int, day: int, year: int | None) -> str:
        return when.day(date(year or 2024, month, day), self.today if year else date(2024, 1, 1))


def counted(person: Person) -> list[tuple[str, int]]:
    """Say how many of what hangs on somebody."""
    return [(str(COUNTED[name]), number) for name, number in person.counts.items() if number]


def choices_in(told: Mapping[str, str]) -> dict[str, Side]:
    """Read which side was chosen where; what means nothing is passed over."""
    return {name: Side(value) for name, value in told.items() if value in list(Side)}


def signs_of(pair: Pair) -> list[str]:
    """Say by what two are alike: "The same e-mail: ben@example.com"."""
    words = []
    for sign, shared in pair.signs.items():
        alike = str(SIGNS[sign])
        words.append(alike if sign is Sign.NAME else f"{alike}: {shared}")
    return words
