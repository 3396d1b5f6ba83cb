"""Clients of an import written in bulk: a few statements for a thousand rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa

from wowcrm.clients.models import Client, ContactDetail, ImportantDate, Tag, client_tags
from wowcrm.clients.telling import new_tag
from wowcrm.data.candidates import fold
from wowcrm.data.known import TEXTS, Known
from wowcrm.db import NEVER, db
from wowcrm.levels.level import ServiceLevel
from wowcrm.timeline.models import Interaction, InteractionKind
from wowcrm.traders.models import Trader

CLIENTS = cast(sa.Table, Client.__table__)
DETAILS = cast(sa.Table, ContactDetail.__table__)
DATES = cast(sa.Table, ImportantDate.__table__)
INTERACTIONS = cast(sa.Table, Interaction.__table__)


class Writer:
    """Writes what an import has gathered about clients."""

    def __init__(self, trader: Trader, today: date) -> None:
        self.trader_id = trader.id
        self.contact_every = trader.contact_every
        self.today = today
        self.tag_ids: dict[str, int] | None = None

    def write(self, clients: Sequence[Known]) -> None:
        """Save new clients and everything that was added to old ones."""
        self._insert([known for known in clients if known.id is None])
        self._update([known for known in clients if known.changed])
        self._write_details(clients)
        self._write_dates(clients)
        self._write_tags(clients)

    def log(self, lines: Iterable[tuple[Known, str]], about: str) -> None:
        """Write a line on the timeline of each client."""
        rows = [
            {
                "client_id": known.id,
                "kind": InteractionKind.CLIENT,
                "summary": summary,
                "happened_on": self.today,
                "about": about,
            }
            for known, summary in lines
        ]
        if rows:
            db.session.execute(sa.insert(INTERACTIONS), rows)

    def _insert(self, clients: Sequence[Known]) -> None:
        if not clients:
            return
        # Rows come back in any order; a microsecond each tells which client got which number.
        now = datetime.now(UTC)
        at = {now + timedelta(microseconds=count): known for count, known in enumerate(clients)}
        rows = [
            {
                "trader_id": self.trader_id,
                "created_at": moment,
                # Nothing is known of their needs, and time alone does not change that.
                "level": ServiceLevel.UNKNOWN,
                "level_since": self.today,
                "level_until": NEVER,
                **self._columns(known),
            }
            for moment, known in at.items()
        ]
        made = sa.insert(CLIENTS).returning(CLIENTS.c.id, CLIENTS.c.created_at)
        for id, moment in db.session.execute(made, rows):
            at[moment].id = id
            at[moment].changed.clear()

    def _update(self, clients: Sequence[Known]) -> None:
        if not clients:
            return
        columns = ["name", "sort_key", "organisation_key", "contact_due_on", *TEXTS]
        db.session.connection().execute(
            sa.update(CLIENTS)
            .where(CLIENTS.c.id == sa.bindparam("client"))
            .values({name: sa.bindparam(name) for name in columns}),
            [{"client": known.id, **self._columns(known)} for known in clients],
        )
        for known in clients:
            known.changed.clear()

    def _columns(self, known: Known) -> dict[str, Any]:
        texts = {name: known.texts.get(name) for name in TEXTS}
        return {
            "name": known.name,
            "sort_key": fold(known.name),
            "organisation_key": fold(texts["organisation"]) if texts["organisation"] else None,
            "contact_due_on": self._contact_due(known),
            **texts,
        }

    def _contact_due(self, known: Known) -> date | None:
        """Work out when keeping in touch is due, as `Client.plan_contact` does."""
        last, every, created = known.contact or (None, None, self.today)
        floor = every or self.contact_every
        since = last or known.texts.get("client_since") or created
        return since + timedelta(days=floor) if floor else None

    def _write_details(self, clients: Sequence[Known]) -> None:
        new, old = [], []
        for known in clients:
            for detail in known.details:
                columns = {"value": detail.value, "key": detail.key, "label": detail.label}
                if detail.id is None:
                    new.append({"client_id": known.id, "kind": detail.kind, **columns})
                elif detail.changed:
                    old.append({"row": detail.id, **columns})
        _save(DETAILS, new, old)

    def _write_dates(self, clients: Sequence[Known]) -> None:
        new, old = [], []
        for known in clients:
            for dated in known.dates:
                columns = dated.occasion._asdict()
                if dated.id is None:
                    new.append({"client_id": known.id, **columns})
                elif dated.changed:
                    old.append({"row": dated.id, **columns})
        _save(DATES, new, old)

    def _write_tags(self, clients: Sequence[Known]) -> None:
        wanted = {key: known.tags[key] for known in clients for key in known.tagged}
        ids = self._tags(wanted)
        new = [
            {"client_id": known.id, "tag_id": ids[key]}
            for known in clients
            for key in sorted(known.tagged)
        ]
        if new:
            db.session.execute(sa.insert(client_tags), new)
        for known in clients:
            if known.untagged:
                gone = [ids[key] for key in known.untagged]
                db.session.execute(
                    sa.delete(client_tags).where(
                        client_tags.c.client_id == known.id, client_tags.c.tag_id.in_(gone)
                    )
                )

    def _tags(self, wanted: Mapping[str, str]) -> dict[str, int]:
        """Find the trader's tags by key; make those that are missing."""
        if self.tag_ids is None:
            mine = sa.select(Tag.key, Tag.id).where(Tag.trader_id == self.trader_id)
            self.tag_ids = {row.key: row.id for row in db.session.execute(mine)}
        for key, name in wanted.items():
            if key not in self.tag_ids:
                self.tag_ids[key] = new_tag(self.trader_id, name).id
        return self.tag_ids


def _save(table: sa.Table, new: list[dict[str, Any]], old: list[dict[str, Any]]) -> None:
    if new:
        db.session.execute(sa.insert(table), new)
    if old:
        columns = [name for name in old[0] if name != "row"]
        db.session.connection().execute(
            sa.update(table)
            .where(table.c.id == sa.bindparam("row"))
            .values({name: sa.bindparam(name) for name in columns}),
            old,
        )
