"""An import that was undone, brought back: who went with it returns from the trash, part by part."""

from collections.abc import Iterator
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.data.models import Import, ImportedRow, Outcome, Task
from wowcrm.db import db
from wowcrm.trash.models import Trashed
from wowcrm.trash.returning import CannotReturn, bring_back


def in_trash(undone: Import) -> sa.Select[Any]:
    """Choose what lies in the trash of an import."""
    return sa.select(Trashed).where(
        Trashed.trader_id == undone.trader_id,
        Trashed.kind == "clients",
        Trashed.place == undone.place,
    )


def waiting_in_trash(undone: Import) -> int:
    """Count the clients of an import who may come back."""
    if not undone.is_undone:
        return 0
    counts = db.session.scalars(in_trash(undone).with_only_columns(Trashed.counts))
    return sum(int(each.get("clients", 0)) for each in counts)


def begin_return(undone: Import) -> bool:
    """Ask for an import to be brought back; False where it is not undone, or at work."""
    asked = db.session.execute(
        sa.update(Import)
        .where(Import.id == undone.id, Import.undone_at.is_not(None), Import.task.is_(None))
        .values(
            task=Task.RETURN,
            rows_done=0,
            rows_all=waiting_in_trash(undone),
            claim=None,
            lease_until=None,
        )
    )
    return cast(sa.CursorResult[Any], asked).rowcount == 1


def returned(undone: Import) -> Iterator[int]:
    """Bring back what is there; says after each part how many clients are back."""
    last, back = 0, 0
    following = in_trash(undone).order_by(Trashed.id).limit(1)
    while trashed := db.session.scalar(following.where(Trashed.id > last)):
        last, number = trashed.id, int(trashed.counts.get("clients", 0))
        try:
            bring_back(trashed)
        except CannotReturn:
            continue  # It stays in the trash, where it says why.
        db.session.flush()
        back += number
        yield back
    _say_so(undone)
    undone.undone_at = undone.task = undone.claim = undone.lease_until = None


def _say_so(undone: Import) -> None:
    """Have the report tell of whom nothing came back: they were here before, and are as they were."""
    rows = sa.update(ImportedRow).where(
        ImportedRow.import_id == undone.id,
        ImportedRow.outcome == Outcome.UPDATED,
        ImportedRow.undone.is_(None),
    )
    db.session.execute(rows.values(undone=_("Was taken back, and stays so.")))
