"""A candidate: what one row of a file says about one client, and what could not be used."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from wowcrm.clients.models import DetailKind
from wowcrm.search.folding import fold


class Way(NamedTuple):
    """A way to reach somebody: an e-mail, a phone, an address, a website."""

    value: str
    label: str | None = None


class Occasion(NamedTuple):
    """A day of the year that matters; the year may be unknown."""

    label: str
    month: int
    day: int
    year: int | None = None


Keyed = tuple[DetailKind, str, Way]
"""A way to reach somebody with its kind and the key that two spellings of it share."""


@dataclass(slots=True)
class Candidate:
    line: int
    """Where in the file the row begins."""
    name: str = ""
    given: str | None = None
    family: str | None = None
    organisation: str | None = None
    job_title: str | None = None
    emails: tuple[Way, ...] = ()
    phones: tuple[Way, ...] = ()
    addresses: tuple[Way, ...] = ()
    websites: tuple[Way, ...] = ()
    dates: tuple[Occasion, ...] = ()
    tags: tuple[str, ...] = ()
    notes: str | None = None
    client_since: date | None = None
    found_us_by: str | None = None
    value: Decimal | None = None
    archived_on: date | None = None
    number: str | None = None
    """The client's own number, in our exports."""
    named: bool = False
    """Whether the row gives a name, not only an e-mail or a phone to call it by."""
    problems: tuple[str, ...] = ()
    """What could not be used, in words; the rest of the row is."""
    faults: tuple[tuple[int, str], ...] = ()
    """The cells that could not be used, by the places of their columns."""
    left_out: tuple[int, ...] = ()
    """Columns that are left out though this row holds something there."""
    said: tuple[str, ...] = ()
    """What else is to be said of the row, though nothing is wrong with it."""
    extras: dict[str, str] | None = None
    """What belongs into places of other concepts, by their keys."""
    unusable: str | None = None
    """Why the whole row cannot be used."""

    # Worked out when they are first asked for, and asked for several times.
    _keyed: list[Keyed] | None = field(default=None, init=False, repr=False, compare=False)
    _folded: tuple[str, str] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def keyed(self) -> list[Keyed]:
        """Every way to reach them, none twice."""
        if self._keyed is None:
            keyed: list[Keyed] = []
            if self.emails:
                keyed += _keyed(DetailKind.EMAIL, self.emails, str.casefold)
            if self.phones:
                keyed += _keyed(DetailKind.PHONE, self.phones, _phone_key)
            if self.addresses:
                keyed += _keyed(DetailKind.ADDRESS, self.addresses, fold)
            if self.websites:
                keyed += _keyed(DetailKind.WEBSITE, self.websites, fold)
            self._keyed = keyed
        return self._keyed

    def ways(self, kind: DetailKind) -> dict[str, Way]:
        """Give the ways of one kind by their keys."""
        return {key: way for each, key, way in self.keyed if each is kind}

    @property
    def folded(self) -> tuple[str, str]:
        """The name and the organisation, each folded."""
        if self._folded is None:
            self._folded = fold(self.name), fold(self.organisation or "")
        return self._folded


def _keyed(
    kind: DetailKind, ways: tuple[Way, ...], key_of: Callable[[str], str]
) -> Sequence[Keyed]:
    if len(ways) == 1:
        return ((kind, key_of(ways[0].value), ways[0]),)
    return [(kind, key, way) for key, way in {key_of(way.value): way for way in ways}.items()]


def _phone_key(value: str) -> str:
    """Give the number alone; what was read as no number has its digits, or its words."""
    if value.startswith("+"):
        number = value.partition(" ext. ")[0]
        if number[1:].isdecimal():
            return number
    return re.sub(r"\D", "", value) or fold(value)
