"""A candidate: what one row of a file says about one client, and what could not be used."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

from wowcrm.clients import models
from wowcrm.clients.models import DetailKind

fold = lru_cache(maxsize=8192)(models.fold)
"""Names and towns come up again and again while a file is read."""


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


@dataclass(frozen=True)
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
    unusable: str | None = None
    """Why the whole row cannot be used."""

    @cached_property
    def details(self) -> dict[DetailKind, dict[str, Way]]:
        """Every way to reach them, by the key that two spellings share."""
        return {
            DetailKind.EMAIL: {way.value.casefold(): way for way in self.emails},
            DetailKind.PHONE: {_phone_key(way.value): way for way in self.phones},
            DetailKind.ADDRESS: {fold(way.value): way for way in self.addresses},
            DetailKind.WEBSITE: {fold(way.value): way for way in self.websites},
        }


def _phone_key(value: str) -> str:
    """Give the number alone; what was read as no number has its digits, or its words."""
    number, _ext, _rest = value.partition(" ext. ")
    if number.startswith("+") and number[1:].isdecimal():
        return number
    return re.sub(r"\D", "", value) or fold(value)
