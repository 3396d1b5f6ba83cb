"""The trader's clients whom the rows of a file may be about, read with all an import may add to."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from wowcrm.clients.models import Tag, client_tags, floor_of
from wowcrm.data.asking import CLIENTS, DATES, DETAILS, whose
from wowcrm.data.candidates import Candidate, Occasion
from wowcrm.data.known import TEXTS, Dated, Detail, Known
from wowcrm.data.matching import REACHED
from wowcrm.data.numbers import id_of, mark_of
from wowcrm.data.targets import Extra
from wowcrm.db import db, many, one_of
from wowcrm.traders.models import Trader


class Lookup:
    """A handful of statements for a thousand rows, written once for a whole file."""

    def __init__(self, trader: Trader, extras: Sequence[Extra] = ()) -> None:
        self.trader = trader
        self.extras = extras
        self.mark = mark_of(trader)
        self.numbered = _mine(trader).where(one_of(CLIENTS.c.id, "ids"))
        self.named = _named(trader)
        self.reached = _mine(trader).where(CLIENTS.c.sample.is_(False), _reached())
        self.clients = _all(CLIENTS, CLIENTS.c.id)
        self.details = _all(DETAILS, DETAILS.c.client_id).order_by(DETAILS.c.id)
        self.dates = _all(DATES, DATES.c.client_id).order_by(DATES.c.id)
        self.tags = _tags()

    def ids(self, candidates: Sequence[Candidate]) -> set[int]:
        """Name the clients that any of the rows may be about."""
        numbers, names, keys, found = set[int](), set[str](), set[str](), set[int]()
        for candidate in candidates:
            if candidate.number and (id := id_of(self.mark, candidate.number)) is not None:
                numbers.add(id)
            if candidate.named:
                names.add(candidate.folded[0])
            for kind, key, _way in candidate.keyed:
                if kind in REACHED:
                    keys.add(key)
        if numbers:
            found.update(self._ask(self.numbered, numbers))
        if names:
            for named in self.named:
                # Sample clients leave one day; nobody real is found in them but by their number.
                found.update(id for id, sample in self._rows(named, names) if not sample)
        if keys:
            found.update(self._ask(self.reached, keys))
        return found

    def load(self, ids: Collection[int]) -> Iterator[Known]:
        """Read clients, in the order of their numbers."""
        if not ids:
            return
        known = {row.id: self._known(row) for row in self._rows(self.clients, ids)}
        for row in self._rows(self.details, ids):
            known[row.client_id].details.append(
                Detail(row.kind, row.key, row.value, row.label, row.id)
            )
        for row in self._rows(self.dates, ids):
            occasion = Occasion(row.label, row.month, row.day, row.year)
            known[row.client_id].dates.append(Dated(occasion, row.id))
        for row in self._rows(self.tags, ids):
            known[row.client_id].tags[row.key] = row.name
        for extra in self.extras:
            for id, text in extra.known(list(known)).items():
                known[id].extras[extra.key] = text
        yield from known.values()

    def _known(self, row: Any) -> Known:
        return Known(
            row.name,
            id=row.id,
            texts={name: text for name in TEXTS if (text := getattr(row, name)) is not None},
            sample=row.sample,
            contact=(
                row.last_contact_on,
                floor_of(row, self.trader),
                self.trader.day_of(row.created_at),
            ),
        )

    def _rows(self, query: sa.Select[Any], values: Collection[Any]) -> Sequence[Any]:
        return db.session.connection().execute(query, {"ids": many(values)}).all()

    def _ask(self, query: sa.Select[Any], values: Collection[Any]) -> list[int]:
        return [row[0] for row in self._rows(query, values)]


def _mine(trader: Trader) -> sa.Select[int]:
    return sa.select(CLIENTS.c.id).where(whose(trader.id))


def _named(trader: Trader) -> list[sa.Select[Any]]:
    """Choose by name; in two, as the index begins with the day on which a client was put away."""
    mine = sa.select(CLIENTS.c.id, CLIENTS.c.sample).where(
        CLIENTS.c.trader_id == trader.id, one_of(CLIENTS.c.sort_key, "ids")
    )
    put_away = CLIENTS.c.archived_on
    return [mine.where(put_away.is_(None)), mine.where(put_away.is_not(None))]


def _reached() -> sa.ColumnElement[bool]:
    # Of whatever kind: to ask for two kinds would be to look twice, and whoever is found by an
    # address that looks like a phone does no harm.
    return CLIENTS.c.id.in_(sa.select(DETAILS.c.client_id).where(one_of(DETAILS.c.key, "ids")))


def _all(table: sa.Table, column: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(table).where(one_of(column, "ids")).order_by(column)


def _tags() -> sa.Select[Any]:
    query = sa.select(client_tags.c.client_id, Tag.key, Tag.name)
    query = query.join(Tag, Tag.id == client_tags.c.tag_id)
    return query.where(one_of(client_tags.c.client_id, "ids")).order_by(Tag.key)
