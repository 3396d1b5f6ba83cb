"""Two clients made one, and taken apart again: row by row, with a record of every act."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.clients.models import Client, ContactDetail, ImportantDate, client_tags
from wowcrm.custom_fields.models import CustomValue, key_of
from wowcrm.data.models import ImportedRow
from wowcrm.data.undoing import CAME
from wowcrm.db import db
from wowcrm.duplicates.holding import moved, written_in
from wowcrm.duplicates.joining import (
    ASKED,
    Choices,
    Dated,
    Detail,
    Person,
    Thing,
    join,
    join_dates,
    join_details,
)
from wowcrm.duplicates.knowing import person_of
from wowcrm.duplicates.models import Merger, NotTheSame
from wowcrm.duplicates.record import Record, Undoing
from wowcrm.duplicates.sheets import join_sheets
from wowcrm.history.recording import unrecorded
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.models import LevelChange
from wowcrm.levels.upkeep import bring_up_to_date
from wowcrm.plain import plain, rich
from wowcrm.referrals.models import Referral
from wowcrm.search.index import refresh
from wowcrm.standards.models import Run
from wowcrm.timeline.models import Interaction, InteractionKind

CLIENTS = cast(sa.Table, Client.__table__)
DETAILS = cast(sa.Table, ContactDetail.__table__)
DATES = cast(sa.Table, ImportantDate.__table__)
VALUES = cast(sa.Table, CustomValue.__table__)
APART = cast(sa.Table, NotTheSame.__table__)
MERGERS = cast(sa.Table, Merger.__table__)
ROWS = cast(sa.Table, ImportedRow.__table__)
STORY = cast(sa.Table, Interaction.__table__)
CHANGES = cast(sa.Table, LevelChange.__table__)


# Both keep the way back themselves; the story tells of them.
@unrecorded()
def merge(client: Client, other: Client, choices: Choices, *, on: date) -> Merger:
    """Make one client of two: the first stays, with everything that is the other's."""
    db.session.flush()
    joined = join(person_of(client), person_of(other), choices)
    trader, kept, gone, name = client.trader, client.id, other.id, other.name
    before, record = _level(client), Record()
    db.session.expire_all()
    db.session.expunge(other)
    _move(kept, gone, joined, record, on)
    _write(kept, gone, joined, record)
    record.delete(CLIENTS, gone)
    db.session.expire_all()
    work_out(client)
    _plan_runs(client, record)
    with _new_lines(kept, record):
        words = _("Taken together with %(name)s, who is the same person", name=name)
        client.log(InteractionKind.CLIENT, words, on=on, about=f"client-{kept}")
        bring_up_to_date(trader, [client], trader.today())
    refresh([gone, kept])
    merger = Merger(
        trader_id=trader.id,
        client_id=kept,
        name=name,
        merged_on=on,
        record={
            "acts": record.acts,
            "gone": gone,
            "level_before": before,
            "level_after": _level(client),
        },
    )
    db.session.add(merger)
    db.session.flush()
    return merger


def _level(client: Client) -> list[str | None]:
    return [client.level.value, plain(client.level_since)]


# Moving


def _move(kept: int, gone: int, joined: Person, record: Record, on: date) -> None:
    """Let everything that hangs on one hang on the other; what both have hangs there once."""
    _free_from_imports(kept, gone, record)
    _join_details(kept, gone, record)
    _join_dates(kept, gone, record)
    _join_tags(kept, gone, record)
    _join_values(kept, gone, joined, record)
    _join_apart(kept, gone, record)
    join_sheets(kept, gone, record, on=on, at=datetime.now(UTC))
    record.move(MERGERS.c.client_id, gone, kept)
    for _table, column in moved():
        record.move(column, gone, kept)
    for _table, text in written_in():
        for what in ("client", "expectations"):
            record.move(text, f"{what}-{gone}", f"{what}-{kept}")


def _free_from_imports(kept: int, gone: int, record: Record) -> None:
    """Let no import that brought one of them in take both of them back."""
    for id in (kept, gone):
        record.move(ROWS.c.client_id, id, None, only=ROWS.c.outcome.in_(CAME))


def _rows(table: sa.Table, client_id: int) -> list[sa.Row[Any]]:
    chosen = sa.select(table).where(table.c.client_id == client_id).order_by(table.c.id)
    return list(db.session.execute(chosen))


def _join_details(kept: int, gone: int, record: Record) -> None:
    mine, theirs = (_placed(DETAILS, id, _detail) for id in (kept, gone))
    joined = join_details([each for each, _id in mine], [each for each, _id in theirs])
    for (_each, id), detail in zip(mine, joined.kept, strict=True):
        record.change(DETAILS, id, label=detail.label)
    _bring_along(DETAILS, [id for _each, id in theirs], joined.comes, kept, record)


def _join_dates(kept: int, gone: int, record: Record) -> None:
    mine, theirs = (_placed(DATES, id, _dated) for id in (kept, gone))
    joined = join_dates([each for each, _id in mine], [each for each, _id in theirs])
    for (_each, id), dated in zip(mine, joined.kept, strict=True):
        record.change(DATES, id, year=dated.year)
    _bring_along(DATES, [id for _each, id in theirs], joined.comes, kept, record)


def _detail(row: sa.Row[Any]) -> Detail:
    return Detail(row.kind, row.key, row.value, row.label)


def _dated(row: sa.Row[Any]) -> Dated:
    return Dated(row.label, row.month, row.day, row.year)


def _placed(
    table: sa.Table, client_id: int, read: Callable[[sa.Row[Any]], Thing]
) -> list[tuple[Thing, int]]:
    """Read what a client has several of, in the order in which a preview joins it."""
    found = [(read(row), row.id) for row in _rows(table, client_id)]
    return sorted(found, key=lambda each: (each[0].place, each[1]))


def _bring_along(
    table: sa.Table, ids: list[int], comes: list[bool], kept: int, record: Record
) -> None:
    for id, along in zip(ids, comes, strict=True):
        if along:
            record.change(table, id, client_id=kept)
        else:
            record.delete(table, id)


def _join_tags(kept: int, gone: int, record: Record) -> None:
    def worn(id: int) -> list[int]:
        chosen = sa.select(client_tags.c.tag_id).where(client_tags.c.client_id == id)
        return list(db.session.scalars(chosen.order_by(client_tags.c.tag_id)))

    mine = worn(kept)
    for tag_id in worn(gone):
        record.tag(gone, tag_id, on=False)
        if tag_id not in mine:
            record.tag(kept, tag_id, on=True)


def _join_values(kept: int, gone: int, joined: Person, record: Record) -> None:
    mine = {row.field_id: row for row in _rows(VALUES, kept)}
    for row in _rows(VALUES, gone):
        if row.field_id not in mine:
            record.change(VALUES, row.id, client_id=kept)
            continue
        text = joined.own[row.field_id]
        record.delete(VALUES, row.id)
        record.change(VALUES, mine[row.field_id].id, text=text, key=key_of(text))


def _join_apart(kept: int, gone: int, record: Record) -> None:
    """Whoever is not the one is not the other either."""
    both = sa.or_(*(column.in_((kept, gone)) for column in (APART.c.client_id, APART.c.other_id)))
    seen = set()
    for row in db.session.execute(sa.select(APART).where(both).order_by(APART.c.id)).all():
        pair = [kept if id == gone else id for id in (row.client_id, row.other_id)]
        low, high = sorted(pair)
        if low == high or (low, high) in seen:
            record.delete(APART, row.id)
        else:
            seen.add((low, high))
    for row in db.session.execute(sa.select(APART).where(both).order_by(APART.c.id)).all():
        low, high = sorted(kept if id == gone else id for id in (row.client_id, row.other_id))
        record.change(APART, row.id, client_id=low, other_id=high)


# Working out


def _write(kept: int, gone: int, joined: Person, record: Record) -> None:
    """Give the one who stays what was chosen."""
    probe = Client(**{name: joined.columns[name] for name in ASKED})
    columns = {name: getattr(probe, name) for name in (*ASKED, "sort_key", "organisation_key")}
    samples = sa.select(CLIENTS.c.sample).where(CLIENTS.c.id.in_((kept, gone)))
    sample = all(db.session.scalars(samples).all())
    record.change(CLIENTS, kept, **columns, archived_on=joined.archived_on, sample=sample)


def work_out(client: Client) -> None:
    """Work out anew what is kept beside a client of that which now hangs on them."""
    wows = [each.delivered_on for each in client.delights if each.delivered_on and each.landed]
    given = sa.select(sa.func.count(Referral.id)).where(Referral.referrer_id == client.id)
    asked = sa.select(sa.func.max(Interaction.happened_on)).where(
        Interaction.client_id == client.id, Interaction.kind == InteractionKind.ASK
    )
    client.last_wow_on = max(wows, default=None)
    client.referrals_given = db.session.scalar(given) or 0
    client.asked_on = db.session.scalar(asked)
    client.find_last_contact()
    client.mark()


def _plan_runs(client: Client, record: Record) -> None:
    """Let of each checklist the newest run alone say when the next is due."""
    runs = cast(sa.Table, Run.__table__)
    newest: set[int] = set()
    chosen = client.runs.select().order_by(Run.run_on.desc(), Run.id.desc())
    for run in db.session.scalars(chosen).all():
        if run.due_again_on is not None and run.checklist_id in newest:
            record.change(runs, run.id, due_again_on=None)
        newest.add(run.checklist_id)


@contextmanager
def _new_lines(client_id: int, record: Record) -> Iterator[None]:
    """Remember what is written about a client meanwhile."""

    def known(table: sa.Table) -> set[int]:
        chosen = sa.select(table.c.id).where(table.c.client_id == client_id)
        return set(db.session.scalars(chosen))

    before = {table.name: known(table) for table in (STORY, CHANGES)}
    yield
    db.session.flush()
    for table in (STORY, CHANGES):
        record.made(table, sorted(known(table) - before[table.name]))


# Taking apart


@unrecorded()
def take_apart(merger: Merger, *, on: date) -> tuple[Client | None, int]:
    """Make two of one again; say who is back, and how much was changed since and stayed so."""
    client, told = merger.client, merger.record
    trader, gone = client.trader, told.get("gone")
    merger.undone_on = on
    db.session.flush()
    db.session.expire_all()
    undoing = Undoing(told.get("acts", ()))
    undoing.undo()
    db.session.expire_all()
    back = Client.of(trader).where(Client.id == undoing.names.get(gone, gone))
    other = db.session.scalar(back)
    if other is None:
        return None, undoing.left
    if _level(client) == told["level_after"]:
        client.level = ServiceLevel(told["level_before"][0])
        client.level_since = rich(CLIENTS.c.level_since, told["level_before"][1])
    for one, two in ((client, other), (other, client)):
        work_out(one)
        words = _("Taken apart again from %(name)s", name=two.name)
        one.log(InteractionKind.CLIENT, words, on=on, about=f"client-{one.id}")
    db.session.flush()
    return other, undoing.left
