"""Where the app copied what it knows of somebody: mail in the outbox, what a calendar has shown."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

import sqlalchemy as sa

from wowcrm.db import Base, db
from wowcrm.feed.models import Shown
from wowcrm.outbox.models import Mail
from wowcrm.privacy.scrubbing import Place, without

COPIES: tuple[tuple[type[Mail | Shown], tuple[str, ...]], ...] = (
    (Mail, ("subject", "text", "html", "to_name")),
    (Shown, ("summary",)),
)
"""The trader's own copies, by the columns that hold words: a digest names many."""


def forget_mails(places: Iterable[Place]) -> int:
    """Remove the mails that were to somebody, or about them alone; return how many."""
    table = Base.metadata.tables[Mail.__tablename__]
    numbers = [key[0] for name, key in places if name == table.name]
    done = db.session.execute(sa.delete(table).where(table.c.id.in_(numbers)))
    return cast(sa.CursorResult[Any], done).rowcount


def scrub_copies(trader_id: int, names: Sequence[str]) -> None:
    """Put a dash where a name stands in what was copied of many people at once."""
    for model, columns in COPIES:
        table = Base.metadata.tables[model.__tablename__]
        named = [
            table.c[name].icontains(each, autoescape=True) for name in columns for each in names
        ]
        for row in db.session.execute(
            sa.select(table).where(table.c.trader_id == trader_id, sa.or_(*named))
        ).all():
            held = row._asdict()
            reworded = {name: without(held[name], names) for name in columns if held[name]}
            db.session.execute(sa.update(table).where(table.c.id == held["id"]).values(reworded))
