"""Clients as vCards, 3.0 for whatever reads cards and 4.0 for what is newer."""

import re
import uuid
from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from wowcrm.data.contacts import Contact, Labelled, contacts_of
from wowcrm.data.exporting import AT_ONCE
from wowcrm.data.gathering import Gathered, Gathering
from wowcrm.data.numbers import NumberOf, mark_of
from wowcrm.data.sheets import english
from wowcrm.traders.models import Trader

LONGEST = 75
"""Octets in a line."""
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
TYPES = {"home": "home", "work": "work", "mobile": "cell", "fax": "fax"}
OURS = uuid.UUID("6f7c1c56-0d5e-4d0e-9a53-6a2f6a1f3c11")


def cards(trader: Trader, only: Sequence[int] | None = None, version: str = "3.0") -> Iterator[str]:
    """Write clients as cards, a thousand at a time."""
    gathering = Gathering(trader.id, only, birthday=_("Birthday"))
    number_of = NumberOf(mark_of(trader))

    def write(some: Gathered) -> str:
        contacts = contacts_of(some, gathering.fields)
        return "".join(Card(one, number_of(one.id), version).text for one in contacts)

    yield from gathering.pieces(AT_ONCE, write)


class Card:
    """One card, line by line."""

    def __init__(self, contact: Contact, number: str, version: str) -> None:
        self.newer = version == "4.0"
        self.lines: list[str] = []
        self.items = 0
        self._line("BEGIN", "VCARD")
        self._line("VERSION", version)
        self._line("PRODID", "-//WowCRM//WowCRM//EN")
        # The same client has the same card in every file.
        self._line("UID", uuid.uuid5(OURS, number).urn)
        self._who(contact)
        self._ways(contact)
        self._days(contact)
        self._text("NOTE", contact.notes)
        if contact.tags:
            self._line("CATEGORIES", ",".join(map(escaped, contact.tags)))
        for name, value in contact.facts:
            self._labelled("X-WOWCRM-FACT", Labelled(name, value), escaped(value))
        self._line("END", "VCARD")

    @property
    def text(self) -> str:
        return "".join(folded(line) for line in self.lines)

    def _line(self, name: str, value: str) -> None:
        self.lines.append(f"{name}:{value}")

    def _text(self, name: str, value: str) -> None:
        if value:
            self._line(name, escaped(value))

    def _who(self, contact: Contact) -> None:
        self._line("FN", escaped(contact.name))
        self._line("N", f"{escaped(contact.family)};{escaped(contact.given)};;;")
        self._text("NICKNAME", contact.nickname)
        self._text("ORG", contact.organisation)
        self._text("TITLE", contact.job_title)

    def _ways(self, contact: Contact) -> None:
        for each in contact.emails:
            self._labelled("EMAIL", each, escaped(each.value), "" if self.newer else "internet")
        for each in contact.phones:
            dialled = self.newer and re.fullmatch(r"\+\d+", each.value)
            name = "TEL;VALUE=uri" if dialled else "TEL"
            self._labelled(name, each, f"tel:{each.value}" if dialled else escaped(each.value))
        for each in contact.addresses:
            # An address is kept as it is written, so that all of it stands where the street does.
            self._labelled("ADR", each, f";;{escaped(each.value)};;;;")
        for each in contact.websites:
            self._labelled("URL", each, escaped(each.value))

    def _days(self, contact: Contact) -> None:
        if contact.birthday:
            self._day("BDAY", contact.birthday)
        for each in contact.events:
            self._labelled(
                "X-ABDATE" if not each.value.startswith("--") else f"X-ABDATE;{YEARLESS}",
                each,
                each.value.replace("--", "1604-", 1) if each.value.startswith("--") else each.value,
            )

    def _day(self, name: str, day: str) -> None:
        """Write a day; where its year is unknown, as each version says that."""
        if not day.startswith("--"):
            self._line(name, day.replace("-", "") if self.newer else day)
        elif self.newer:
            self._line(name, f"--{day[2:].replace('-', '')}")
        else:
            self._line(f"{name};{YEARLESS}", day.replace("--", "1604-", 1))

    def _labelled(self, name: str, told: Labelled, value: str, also: str = "") -> None:
        """Write a value with its label: as a type where that is known, else as Apple does."""
        kind = TYPES.get(english(told.label)) if name.partition(";")[0] != "X-WOWCRM-FACT" else None
        types = "".join(f";TYPE={each}" for each in (also, kind) if each)
        if told.label and kind is None:
            self.items += 1
            self._line(f"item{self.items}.{name}{types}", value)
            self._line(f"item{self.items}.X-ABLabel", escaped(told.label))
        else:
            self._line(f"{name}{types}", value)


YEARLESS = "X-APPLE-OMIT-YEAR=1604"


def escaped(text: str) -> str:
    """Write a text so that its commas, semicolons and line ends are none of the card's."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for plain, written in (("\\", "\\\\"), (",", "\\,"), (";", "\\;"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return CONTROLS.sub(" ", text)


def folded(line: str) -> str:
    """Break a line at 75 octets, never within a letter."""
    if len(line) * 4 <= LONGEST or len(line.encode()) <= LONGEST:
        return f"{line}\r\n"
    pieces, piece, room = [], "", LONGEST
    for letter in line:
        octets = len(letter.encode())
        if octets > room:
            pieces.append(piece)
            piece, room = "", LONGEST - 1
        piece, room = piece + letter, room - octets
    return "\r\n ".join([*pieces, piece]) + "\r\n"
