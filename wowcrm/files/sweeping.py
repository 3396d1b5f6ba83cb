"""Let go of contents that nothing speaks of any more."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Response

from wowcrm.db import db
from wowcrm.files import store
from wowcrm.files.models import Attachment
from wowcrm.files.turns import letting_go
from wowcrm.trash.models import Trashed

NOT_YET = timedelta(days=1)
"""What has just been stored may belong to a form that is still being saved."""

AT_ONCE = 500


def sweep(at: datetime) -> int:
    """Remove what no file and nothing in the trash refers to; return how many went."""
    young = (at - NOT_YET).timestamp()
    old = [path for path in store.stored() if _changed(path) < young]
    gone = 0
    for start in range(0, len(old), AT_ONCE):
        some = old[start : start + AT_ONCE]
        with letting_go():
            needed = _needed([path.name for path in some])
            # What was stored again meanwhile is young.
            unneeded = [path for path in some if path.name not in needed and _changed(path) < young]
            gone += _remove(unneeded)
    return gone


def forget(digests: set[str]) -> int:
    """Remove these contents at once, as far as nobody else has them too."""
    with letting_go():
        needed = _needed(sorted(digests))
        return _remove([path for digest in digests - needed if (path := store.find(digest))])


def _needed(digests: list[str]) -> set[str]:
    # Asked again, for what was brought back from the trash between the two questions.
    return _attached(digests) | in_trash() | _attached(digests)


def _remove(paths: list[Path]) -> int:
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def forget_after(digests: set[str]) -> Callable[[Response], Response]:
    """Remove contents once the answer is there: what was to be saved is saved by then, or not."""

    def then(response: Response) -> Response:
        if digests and response.status_code < 400:
            forget(digests)
        return response

    return then


def _attached(digests: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(digests), AT_ONCE):
        chosen = sa.select(Attachment.digest)
        some = digests[start : start + AT_ONCE]
        found.update(db.session.scalars(chosen.where(Attachment.digest.in_(some))))
    return found


def in_trash() -> set[str]:
    """Return what files in the trash hold; nobody may take that away from under them."""
    table = Attachment.__tablename__
    numbers = db.session.execute(sa.select(Trashed.id, Trashed.counts)).all()
    found: set[str] = set()
    for id, counts in numbers:
        if table in counts:
            content: Any = db.session.scalar(sa.select(Trashed.content).where(Trashed.id == id))
            found.update(row["digest"] for row in content.get("rows", {}).get(table, ()))
    return found
