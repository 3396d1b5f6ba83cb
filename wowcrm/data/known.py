"""A client as an import knows them: pure, no database."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wowcrm.clients.models import DetailKind
from wowcrm.data.candidates import Occasion
from wowcrm.search.folding import fold

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


@dataclass(slots=True)
class Detail:
    """A way to reach a client; `id` is None until it is written."""

    kind: DetailKind
    key: str
    value: str
    label: str | None
    id: int | None = None
    changed: bool = False
    was: tuple[str, str, str | None] | None = None
    """Key, value and label as they stood in the database, once they were changed."""

    def become(self, key: str, value: str, label: str | None) -> None:
        self.was = self.was or (self.key, self.value, self.label)
        self.key, self.value, self.label, self.changed = key, value, label, True


@dataclass(slots=True)
class Dated:
    """An important date; `id` is None until it is written."""

    occasion: Occasion
    id: int | None = None
    changed: bool = False
    was: Occasion | None = None

    def become(self, occasion: Occasion) -> None:
        self.was = self.was or self.occasion
        self.occasion, self.changed = occasion, True


@dataclass(slots=True)
class Known:
    """A client of the trader's, or one that a row of this file has just made."""

    name: str
    id: int | None = None
    line: int | None = None
    """The row of this file that made them or was the first to match them."""
    texts: dict[str, Any] = field(default_factory=dict)
    """Columns that hold something, beside the name."""
    details: list[Detail] = field(default_factory=list)
    dates: list[Dated] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    """Names of tags by their folded keys."""
    sample: bool = False
    is_changed: bool = False
    """Whether rows of this file have changed them."""
    columns: AbstractSet[str] = frozenset()
    """Columns to write again."""
    tagged: AbstractSet[str] = frozenset()
    """Keys of tags to add."""
    untagged: AbstractSet[str] = frozenset()
    before: dict[str, Any] = field(default_factory=dict)
    """What stood in the columns to write again, the name among them."""
    extras: dict[str, str] = field(default_factory=dict)
    """What other concepts keep for them, as far as the file speaks of it."""
    extras_before: dict[str, str | None] = field(default_factory=dict)
    """What stood there, of those to write again."""
    is_new: bool = False
    """Whether they have just come in."""
    contact: tuple[date | None, int | None, date] | None = None
    """Last contact, the client's own wish for contact, the day they were written down."""
    slot: int | None = None
    """Where they are kept while nothing is written."""
    _folded: tuple[str, str] | None = None

    @property
    def folded(self) -> tuple[str, str]:
        """The name and the organisation, each folded."""
        if self._folded is None:
            self._folded = fold(self.name), fold(self.texts.get("organisation") or "")
        return self._folded

    @property
    def named(self) -> bool:
        """Whether they have a name, and are not only called by an e-mail or a phone."""
        called = self.folded[0]
        return not any(called in (detail.key, fold(detail.value)) for detail in self.details)

    def keys(self, kind: DetailKind) -> list[str]:
        return [detail.key for detail in self.details if detail.kind is kind]


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
