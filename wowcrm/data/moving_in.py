"""Everything from another WowCRM, moved into an empty one: all of it, or nothing is changed.

The rows keep their numbers, since much goes by them: lines of stories, changes, what is in the
trash. So nobody else may have rows here.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from wowcrm.backup.tables import count_on
from wowcrm.belonging import LONGEST_NUMBER, meant
from wowcrm.data.everything import models
from wowcrm.data.whole import LARGEST, NotOurs, Values, Whole
from wowcrm.db import Base, db
from wowcrm.history.recording import unrecorded
from wowcrm.naming import counted
from wowcrm.outbox.models import AHEAD, State
from wowcrm.search.index import rebuild
from wowcrm.traders.models import Trader

AT_ONCE = 500
TOLD = 6
"""Kinds of rows that are named one by one."""
BEGUN_WITH = ("checklists", "ground_rules", "ideas", "standards", "touchpoints")
"""What an installation begins with; it gives way."""


@dataclass(frozen=True)
class Moved:
    counts: Counter[str]
    files: int
    stopped: int
    """Mails that waited there, and are not sent from here."""


def move_in(trader: Trader, whole: Whole) -> Moved:
    """Fill an empty account; raise NotOurs where it is none, or where the rows do not fit."""
    _insist_on_room(trader)
    try:
        with db.session.begin_nested():
            stopped = _fill(trader.id, whole)
    except (sa.exc.SQLAlchemyError, ValueError, ArithmeticError, RecursionError) as error:
        raise NotOurs(_("Its rows do not fit together.")) from error
    db.session.expire_all()
    with unrecorded():
        for name, value in whole.trader.items():
            setattr(trader, name, value)
        db.session.flush()
    rebuild()
    counts = Counter({name: len(rows) for name, rows in whole.rows.items() if rows})
    return Moved(counts, whole.files, stopped)


def _insist_on_room(trader: Trader) -> None:
    if db.session.scalar(sa.select(sa.func.count(Trader.id))) != 1:
        raise NotOurs(
            _(
                "Others work in this installation too, and what is in the file must keep its"
                " numbers: it goes into an installation of its own."
            )
        )
    for table in _tables():
        if table.name not in BEGUN_WITH:
            there = db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            if there:
                raise NotOurs(
                    _(
                        "There is something here already (%(what)s), and nothing is to be mixed up:"
                        " such a file goes into an empty WowCRM.",
                        what=counted(table.name, there),
                    )
                )


def _tables() -> Iterator[sa.Table]:
    wanted = {model.__tablename__ for model in models()} | {"client_tags"}
    yield from (table for table in Base.metadata.sorted_tables if table.name in wanted)


def _fill(trader_id: int, whole: Whole) -> int:
    connection = db.session.connection()
    tables = list(_tables())
    for table in reversed(tables):
        connection.execute(sa.delete(table))
    last = _last_numbers(whole)
    stopped = 0
    for table in tables:
        rows = iter(whole.rows[table.name])
        while some := [_owned(table, row, trader_id) for row in islice(rows, AT_ONCE)]:
            if table.name == "mails":
                stopped += _stop(some)
            connection.execute(sa.insert(table), some)
        count_on(connection, table, last.get(table.name))
    return stopped


def _owned(table: sa.Table, row: Values, trader_id: int) -> Values:
    """Give a row to whoever it is brought in by."""
    keys = [key.parent.name for key in table.foreign_keys if key.column.table.name == "traders"]
    return {**row, **dict.fromkeys((key for key in keys if row[key] is not None), trader_id)}


def _stop(mails: list[Values]) -> int:
    """Let no mail go out that waited: it may have been sent since from where it comes from."""
    ahead = [mail for mail in mails if mail["state"] in AHEAD]
    for mail in ahead:
        mail |= {"state": State.CANCELLED, "due_at": None}
    return len(ahead)


def _last_numbers(whole: Whole) -> dict[str, int]:
    """Find the largest number by which a row that is gone is still called: it is never given again."""
    last: Counter[str] = Counter()

    def see(table: str, number: Any) -> None:
        if type(number) is int and 0 < number < LARGEST:
            last[table] = max(last[table], number)

    for name, rows in whole.rows.items():
        for row in rows:
            if name != "trashed" and isinstance(about := row.get("about"), str):
                see(*(meant(about[: LONGEST_NUMBER + 60]) or ("", 0)))
    for trashed in whole.rows["trashed"]:
        for name, rows in trashed["content"].get("rows", {}).items():
            for row in rows:
                see(name, row.get("id") if isinstance(row, dict) else None)
    return dict(last)


def told(moved: Moved) -> list[str]:
    """Say what came, and what did not."""
    said = [_("Here now: %(what)s.", what=_most(moved.counts))]
    if moved.files:
        said.append(
            ngettext(
                "%(num)d file stayed behind: such a file tells of it, but does not hold it. A backup does.",
                "%(num)d files stayed behind: such a file tells of them, but does not hold them. A backup does.",
                moved.files,
            )
        )
    if moved.stopped:
        said.append(
            ngettext(
                "%(num)d mail that waited is stopped; the outbox can send it.",
                "%(num)d mails that waited are stopped; the outbox can send them.",
                moved.stopped,
            )
        )
    said.append(_("Private links and the address of your calendar are new: share them again."))
    return said


def _most(counts: Counter[str]) -> str:
    clients = ngettext("%(num)d client", "%(num)d clients", counts["clients"])
    rest = [counted(name, n) for name, n in counts.most_common() if name != "clients"]
    rows = counts.total()
    more = [_("and more, %(rows)s rows in all", rows=f"{rows:,}")] if len(rest) > TOLD else []
    return ", ".join([clients, *rest[:TOLD], *more])
