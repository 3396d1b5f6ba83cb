"""A client put back to what was before an import, wherever nothing has changed since."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from wowcrm.clients.models import Client, ContactDetail, DetailKind, ImportantDate, Tag
from wowcrm.data.changes import plain
from wowcrm.data.models import Import
from wowcrm.data.synonyms import Field
from wowcrm.data.targets import Extra
from wowcrm.db import db


class Before:
    """Puts a client back to what was before, wherever nothing has changed since."""

    def __init__(self, done: Import, client: Client, extras: dict[str, Extra]) -> None:
        self.done = done
        self.client = client
        self.extras = extras
        self.kept: list[str] = []
        """What was changed since, in words."""

    def put_back(self, changes: dict[str, Any]) -> list[str]:
        for column, (before, after) in changes.get("texts", {}).items():
            self._text(column, before, after)
        for id, before, after in changes.get("details", ()):
            self._detail(id, before, after)
        for kind, key, value, label in changes.get("new_details", ()):
            self._new_detail(DetailKind(kind), key, value, label)
        for id, before, after in changes.get("dates", ()):
            self._date(id, before, after)
        for label, month, day, year in changes.get("new_dates", ()):
            self._new_date(label, month, day, year)
        self._tags(changes.get("tagged", ()), changes.get("untagged", ()))
        for key, (before, after) in changes.get("extras", {}).items():
            self._extra(key, before, after)
        return self.kept

    def _text(self, column: str, before: Any, after: Any) -> None:
        if plain(getattr(self.client, column)) == after:
            setattr(self.client, column, _value(column, before))
        else:
            self.kept.append(Field(column).word)

    def _detail(self, id: int, before: Sequence[Any], after: Sequence[Any]) -> None:
        found = next((each for each in self.client.details if each.id == id), None)
        if found is not None and [found.key, found.value, found.label] == list(after):
            found.key, found.value, found.label = before
        else:
            self.kept.append(_("a way to reach them"))

    def _new_detail(self, kind: DetailKind, key: str, value: str, label: str | None) -> None:
        def same(each: ContactDetail) -> bool:
            return (each.kind, each.key) == (kind, key)

        found = next(filter(same, self.client.details), None)
        if found is None:
            return  # It is gone already.
        if (found.value, found.label) == (value, label):
            self.client.details.remove(found)
        else:
            self.kept.append(value)

    def _date(self, id: int, before: Sequence[Any], after: Sequence[Any]) -> None:
        found = next((each for each in self.client.dates if each.id == id), None)
        if found is not None and [found.label, found.month, found.day, found.year] == list(after):
            found.label, found.month, found.day, found.year = before
        else:
            self.kept.append(str(after[0]))

    def _new_date(self, label: str, month: int, day: int, year: int | None) -> None:
        def same(each: ImportantDate) -> bool:
            return (each.label, each.month, each.day, each.year) == (label, month, day, year)

        if (found := next(filter(same, self.client.dates), None)) is not None:
            self.client.dates.remove(found)

    def _tags(self, tagged: Sequence[str], untagged: Sequence[str]) -> None:
        for tag in [tag for tag in self.client.tags if tag.key in tagged]:
            self.client.tags.remove(tag)
        if untagged:
            mine = Tag.of(self.done.trader).where(Tag.key.in_(untagged))
            for tag in db.session.scalars(mine):
                self.client.put_on(tag)

    def _extra(self, key: str, before: str | None, after: str | None) -> None:
        if (extra := self.extras.get(key)) is None:
            return
        if extra.known([self.client.id]).get(self.client.id) == after:
            extra.keep({self.client.id: before})
        else:
            self.kept.append(extra.word)


def _value(column: str, kept: Any) -> Any:
    """Read a value of a column as it was kept."""
    if kept is None:
        return None
    if column == "value":
        return Decimal(kept)
    return date.fromisoformat(kept) if column in {"client_since", "archived_on"} else kept
