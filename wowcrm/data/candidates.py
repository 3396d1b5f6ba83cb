"""A candidate: what one row of a file says about one client, and what could not be used."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple


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
    id: int | None = None
    """The client's number, in our own exports."""
    named: bool = False
    """Whether the row gives a name, not only an e-mail or a phone to call it by."""
    problems: tuple[str, ...] = ()
    """What could not be used, in words; the rest of the row is."""
    unusable: str | None = None
    """Why the whole row cannot be used."""
