"""Which clients to list and in what order, as an address says it and as the list asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Self
from urllib.parse import parse_qsl, urlencode

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from wowcrm.clients.order import BY_NAME, BY_NUMBER, BY_VALUE, BY_WAIT, Order, Ordered
from wowcrm.levels.level import ServiceLevel

NEVER_IN_TOUCH = "never"
QUIETS = ("30", "60", "90", NEVER_IN_TOUCH)
"""Since how many days a client has not been in touch with."""


BETWEEN = ".."
"""Parts the ends of a range."""
MOST_LETTERS = 60
"""In the name of a view."""


class Sort(StrEnum):
    NAME = "name"
    DRIFTING = "drifting"
    VALUE = "value"
    NEWEST = "newest"

    @property
    def word(self) -> str:
        return str(SORT_WORDS[self])

    @property
    def order(self) -> Order:
        return ORDERS[self]


SORT_WORDS = {
    Sort.NAME: _l("By name"),
    Sort.DRIFTING: _l("Longest not in touch"),
    Sort.VALUE: _l("Worth most"),
    Sort.NEWEST: _l("Newest"),
}
ORDERS = {
    Sort.NAME: BY_NAME,
    Sort.DRIFTING: BY_WAIT,
    Sort.VALUE: BY_VALUE,
    Sort.NEWEST: BY_NUMBER,
}


@dataclass(frozen=True)
class Narrowing:
    """Which clients to list, as the address says it; what it says wrongly is passed over."""

    q: str = ""
    level: ServiceLevel | None = None
    tag: int | None = None
    group: int | None = None
    quiet: str | None = None
    sent: bool = False
    """Only clients who sent us somebody."""
    archived: bool = False
    own: str = ""
    """By one of the trader's own fields, as custom_fields.narrowing reads it."""
    sort: Sort = Sort.NAME
    after: int | None = None
    """The client with whom the page before this one ended."""
    near: int | None = None
    """The client around whom to open the list."""
    place: str = ""
    """Where that client stood in the order, who may stand elsewhere by now."""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        level, sort = args.get("level", ""), args.get("sort", "")
        quiet = args.get("quiet")
        return cls(
            q=" ".join(args.get("q", "").replace("\x00", "").split())[:100],
            level=ServiceLevel(level) if level in list(ServiceLevel) else None,
            tag=row_number(args.get("tag")),
            group=row_number(args.get("group")),
            quiet=quiet if quiet in QUIETS else None,
            sent=args.get("sent") == "1",
            archived=args.get("archived") == "1",
            own=_own(args)[:150],
            sort=Sort(sort) if sort in list(Sort) else Sort.NAME,
            after=row_number(args.get("after")),
            near=row_number(args.get("near")),
            place=args.get("place", "")[:20],
        )

    @classmethod
    def of_trail(cls, trail: str | None) -> Self | None:
        """Read the list from which a client was opened; None where no list was named."""
        if not trail:
            return None
        return cls.read(dict(parse_qsl(trail[:2000], errors="replace")))

    @property
    def narrows(self) -> bool:
        return bool(self.q or self.chooses)

    @property
    def chooses(self) -> bool:
        """Whether anything but words narrows it."""
        choices = (self.level, self.tag, self.group, self.quiet, self.sent, self.archived)
        return bool(self.own or any(choices))

    def address(self, **changes: object) -> dict[str, object]:
        """Say it as an address again, with some of it changed; the page starts over."""
        said: dict[str, object] = {
            "q": self.q or None,
            "level": self.level.value if self.level else None,
            "tag": self.tag,
            "group": self.group,
            "quiet": self.quiet,
            "sent": 1 if self.sent else None,
            "archived": 1 if self.archived else None,
            "own": self.own or None,
            "sort": None if self.sort is Sort.NAME else self.sort.value,
        }
        return {**said, **changes}

    def query(self, **changes: object) -> str:
        """Say it as the end of an address: "?level=below"; nothing where nothing is narrowed."""
        said = {name: value for name, value in self.address(**changes).items() if value is not None}
        return f"?{urlencode(said, errors='replace')}" if said else ""

    def trail(self, client: Ordered) -> str:
        """Say in one parameter from which list a client is opened, and from which place in it."""
        place = self.sort.order.say(client)
        return self._trail if place is None else f"{self._trail}%26place%3D{place}"

    @cached_property
    def _trail(self) -> str:
        said = self.query(sort=self.sort.value)[1:]
        return urlencode({"list": said}, errors="replace")

    def back(self, client: Ordered) -> str:
        """Say the address of the list around a client."""
        return self.query(near=client.id, place=self.place or self.sort.order.say(client))

    def chosen(self) -> dict[str, str]:
        """Say in words what is chosen out of sight, by the name that takes it back."""
        said = {
            "quiet": self.quiet and quiet_word(self.quiet),
            "sent": self.sent and _("Sent us somebody"),
            "sort": self.sort is not Sort.NAME and self.sort.word,
        }
        return {name: word for name, word in said.items() if word}

    def name(self, tag: str | None, group: str | None = None) -> str:
        """Suggest what to call this view."""
        first = self.q and f"“{self.q}”", self.level and self.level.word, tag, group
        last = self.archived and _("Put away")
        said = ", ".join(word for word in (*first, *self.chosen().values(), last) if word)
        return f"{said[:1].upper()}{said[1:]}"[:MOST_LETTERS]

    def plain(self) -> Self:
        """Forget the page, and keep what narrows and orders."""
        return replace(self, after=None, near=None, place="")

    def quiet_since(self, today: date) -> date | None:
        """The last day on which to have been in touch; None where that does not matter."""
        if self.quiet in (None, NEVER_IN_TOUCH):
            return None
        return today - timedelta(days=int(self.quiet or 0))


def _own(args: Mapping[str, str]) -> str:
    """Read by which own field to narrow; the ends of a range may have been typed beside it."""
    own, *ends = (
        args.get(name, "").replace("\x00", "").strip() for name in ("own", "own_from", "own_to")
    )
    if not any(ends):
        return own
    number = own.partition(":")[0]
    asked_for = own == number or BETWEEN in own
    return f"{number}:{BETWEEN.join(end[:60] for end in ends)}" if number and asked_for else own


def quiet_word(quiet: str) -> str:
    if quiet == NEVER_IN_TOUCH:
        return _("Not in touch yet")
    return ngettext("Not in touch for %(num)d day", "Not in touch for %(num)d days", int(quiet))


def row_number(text: str | None) -> int | None:
    """Read a row's number; one that no row can have is none."""
    number = int(text) if text and text.isascii() and text.isdecimal() and len(text) < 11 else 0
    return number if 0 < number < 2**31 else None
