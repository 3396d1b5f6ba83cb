"""Verdicts acted on: clients written in bulk, a few statements for a thousand rows.

A chunk is written whole: clients and everything about them, a line in the story of each who came or
gained something, what became of each row, and the words by which the clients are found. All of it
names the import, and the rows name the clients, so that an import can be followed and taken back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.clients.models import Tag, client_tags
from wowcrm.clients.telling import new_tag
from wowcrm.data.asking import CLIENTS, DATES, DETAILS
from wowcrm.data.bulk import Rows
from wowcrm.data.changes import changes_of
from wowcrm.data.importing import clients_of
from wowcrm.data.judging import Fate
from wowcrm.data.known import TEXTS, Known
from wowcrm.data.marks import mark_of
from wowcrm.data.models import Earlier, Import, ImportedRow, Outcome
from wowcrm.data.targets import Extra
from wowcrm.db import NEVER, db
from wowcrm.search.documents import Document, joined, reaches_of
from wowcrm.search.folding import words_of_each
from wowcrm.search.index import add, refresh
from wowcrm.timeline.models import Interaction, InteractionKind

INTERACTIONS = cast(sa.Table, Interaction.__table__)
REPORT = cast(sa.Table, ImportedRow.__table__)
EARLIER = cast(sa.Table, Earlier.__table__)
COLUMNS = ("name", "sort_key", "organisation_key", "contact_due_on", *TEXTS)
DETAIL = ("client_id", "kind", "value", "key", "label")
DATE = ("client_id", "label", "month", "day", "year")
ROW = ("line", "outcome", "name", "words", "client_id", "mark")


class Writer:
    """Writes what one import comes to."""

    def __init__(
        self, rehearsed: Import, today: date, extras: Mapping[str, Extra] | None = None
    ) -> None:
        self.extras = extras or {}
        self.trader_id = rehearsed.trader_id
        self.contact_every = rehearsed.trader.contact_every
        self.today = today
        self.due = self._due(self.contact_every, today)
        came = _("Imported from %(file)s", file=rehearsed.file_name)
        self.said = {
            Outcome.NEW: came,
            Outcome.ALIKE: came,
            Outcome.UPDATED: _("Details taken over from %(file)s", file=rehearsed.file_name),
        }
        self.tag_ids: dict[str, int] | None = None
        # Nothing is known of the needs of new clients, and time alone does not change that.
        self.clients = Rows(
            CLIENTS,
            *("id", *COLUMNS),
            trader_id=self.trader_id,
            level_since=today,
            level_until=NEVER,
        )
        self.details = Rows(DETAILS, *DETAIL)
        self.dates = Rows(DATES, *DATE)
        about = rehearsed.about
        self.story = Rows(
            INTERACTIONS,
            *("client_id", "summary"),
            kind=InteractionKind.CLIENT,
            happened_on=today,
            about=about,
        )
        self.report = Rows(REPORT, *ROW, import_id=rehearsed.id)
        self.import_id = rehearsed.id

    def write(self, fates: Sequence[Fate]) -> None:
        """Act on some verdicts."""
        changed = [known for known in clients_of(fates) if known.id is None or known.is_changed]
        new = [known for known in changed if known.id is None]
        for known in new:
            known.is_new = True
        old = [known for known in changed if known.id is not None]
        self._update([known for known in old if known.columns])
        self._insert(new)
        self._write_details(changed)
        self._write_dates(changed)
        self._write_tags([known for known in changed if known.tagged or known.untagged])
        self._write_extras(changed)
        self._tell(fates)
        self._keep_earlier(fates, old)
        add(self._documents(new))
        refresh([known.id for known in old if known.id])

    def _insert(self, clients: Sequence[Known]) -> None:
        for known, id in zip(clients, self.clients.numbers(len(clients)), strict=True):
            known.id = id
        self.clients.put([(known.id, *self._columns(known)) for known in clients])

    def _update(self, clients: Sequence[Known]) -> None:
        if not clients:
            return
        db.session.connection().execute(
            sa.update(CLIENTS)
            .where(CLIENTS.c.id == sa.bindparam("client"))
            .values({name: sa.bindparam(name) for name in COLUMNS}),
            [
                {"client": known.id, **dict(zip(COLUMNS, self._columns(known), strict=True))}
                for known in clients
            ],
        )

    def _columns(self, known: Known) -> tuple[Any, ...]:
        name, organisation = known.folded
        texts = map(known.texts.get, TEXTS)
        return (known.name, name, organisation or None, self._contact_due(known), *texts)

    def _contact_due(self, known: Known) -> date | None:
        """Work out when keeping in touch is due, as `Client.plan_contact` does."""
        since = known.texts.get("client_since")
        if known.contact is None:
            return self._due(self.contact_every, since) if since else self.due
        last, every, created = known.contact
        return self._due(every or self.contact_every, last or since or created)

    def _due(self, every: int | None, since: date) -> date | None:
        return since + timedelta(days=every) if every else None

    def _write_details(self, clients: Iterable[Known]) -> None:
        new, old = [], []
        for known in clients:
            for detail in known.details:
                if detail.id is None:
                    new.append((known.id, detail.kind, detail.value, detail.key, detail.label))
                elif detail.changed:
                    columns = {"value": detail.value, "key": detail.key, "label": detail.label}
                    old.append({"row": detail.id, **columns})
        self.details.put(new)
        _change(DETAILS, old)

    def _write_dates(self, clients: Iterable[Known]) -> None:
        new, old = [], []
        for known in clients:
            for dated in known.dates:
                if dated.id is None:
                    new.append((known.id, *dated.occasion))
                elif dated.changed:
                    old.append({"row": dated.id, **dated.occasion._asdict()})
        self.dates.put(new)
        _change(DATES, old)

    def _write_tags(self, clients: Sequence[Known]) -> None:
        if not clients:
            return
        ids = self._tags({key: known.tags[key] for known in clients for key in known.tagged})
        new = [
            {"client_id": known.id, "tag_id": ids[key]}
            for known in clients
            for key in sorted(known.tagged)
        ]
        if new:
            db.session.connection().execute(sa.insert(client_tags), new)
        for known in clients:
            if known.untagged:
                gone = [ids[key] for key in known.untagged]
                worn = client_tags.c.client_id == known.id
                db.session.execute(
                    sa.delete(client_tags).where(worn, client_tags.c.tag_id.in_(gone))
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

    def _write_extras(self, clients: Sequence[Known]) -> None:
        """Give other concepts what belongs into their places."""
        for key, extra in self.extras.items():
            new = {
                known.id: known.extras[key]
                for known in clients
                if known.id is not None and key in known.extras_before
            }
            if new:
                extra.keep(new)

    def _keep_earlier(self, fates: Iterable[Fate], old: Sequence[Known]) -> None:
        """Keep what stood where something was changed, so that it can be put back."""
        lines: dict[int | None, int] = {}
        if old:
            for fate in reversed(list(fates)):
                if fate.known is not None:
                    lines[fate.known.id] = fate.line
        rows = [
            {
                "import_id": self.import_id,
                "client_id": known.id,
                "line": lines[known.id],
                "changes": changes_of(known),
            }
            for known in old
        ]
        if rows:
            db.session.connection().execute(sa.insert(EARLIER), rows)

    def _tell(self, fates: Iterable[Fate]) -> None:
        """Write a line in the story of each client who came or gained something; and the report."""
        story, report = [], []
        marked: set[int | None] = set()
        said_of = self.said
        for fate in fates:
            line, outcome, name, said, known = fate[:5]
            client_id = mark = None
            if known is not None:
                client_id = known.id
                if (known.is_new or known.is_changed) and client_id not in marked:
                    mark = mark_of(known)
                    marked.add(client_id)
            report.append((line, outcome, name, said, client_id, mark))
            if outcome in said_of:
                story.append((client_id, said_of[outcome]))
        self.story.put(story)
        self.report.put(report)

    def _searched(self, known: Known) -> list[str]:
        """Give what is told in the trader's own fields, in the order in which they are kept."""
        told = known.extras.items()
        return [text for key, text in told if key.startswith("own:") and key in self.extras]

    def _documents(self, clients: Sequence[Known]) -> Iterator[Document]:
        """Say what new clients are found by; they have no needs yet and no story."""
        ids = [cast(int, known.id) for known in clients]
        names = [joined(known.name, known.texts.get("organisation")) for known in clients]
        notes = [
            joined(known.texts.get("job_title"), known.texts.get("notes"), *self._searched(known))
            for known in clients
        ]
        reach = reaches_of([known.details for known in clients])
        each = zip(ids, words_of_each(names), reach, words_of_each(notes), strict=True)
        for id, name, where, note in each:
            yield Document(id, self.trader_id, name, where, note, story="")


def _change(table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        columns = [name for name in rows[0] if name != "row"]
        db.session.connection().execute(
            sa.update(table)
            .where(table.c.id == sa.bindparam("row"))
            .values({name: sa.bindparam(name) for name in columns}),
            rows,
        )
