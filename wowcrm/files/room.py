"""How much room there is for files: a trader's own, and that of the disk."""

from shutil import disk_usage
from typing import Any

import sqlalchemy as sa
from babel.units import format_unit
from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.files.models import Attachment
from wowcrm.traders.models import Trader
from wowcrm.trash.models import Trashed

LEFT_TO_THE_DATABASE = 500 * 1024**2
"""Of a disk, or a twentieth of a small one: files are never what stops the book from being kept."""
UNITS = (("gigabyte", 1024**3), ("megabyte", 1024**2), ("kilobyte", 1024), ("byte", 1))


class NoRoom(Exception):
    """There is no room for what was brought; the message says why, and what helps."""


def make_room(trader: Trader, size: int) -> None:
    """Raise NoRoom where so much more does not fit."""
    most, taken = int(current_app.config["ROOM_FOR_FILES"]), taken_by(trader)
    if most and taken + size > most:
        raise NoRoom(
            _(
                "That does not fit: all your files may take %(most)s, and %(taken)s are taken. Delete"
                " what you need no more, and erase it from the trash.",
                most=in_words(most),
                taken=in_words(taken),
            )
        )
    disk = disk_usage(current_app.config["DATA_FOLDER"])
    if disk.free - size < min(LEFT_TO_THE_DATABASE, disk.total // 20):
        raise NoRoom(
            _("The disk is nearly full, and what is left is for your notes: no file fits any more.")
        )


def taken_by(trader: Trader) -> int:
    """Add up a trader's files, those in the trash too: their contents lie on the disk as well."""
    attached = sa.select(sa.func.sum(Attachment.size)).join(Attachment.client)
    size = db.session.scalar(attached.where(Client.trader_id == trader.id)) or 0
    return int(size) + sum(_size_of(content) for content in db.session.scalars(_trashed(trader)))


def _trashed(trader: Trader) -> sa.Select[dict[str, Any]]:
    counted = sa.cast(Trashed.counts, sa.Text).contains(f'"{Attachment.__tablename__}"')
    return sa.select(Trashed.content).where(Trashed.trader_id == trader.id, counted)


def _size_of(content: dict[str, Any]) -> int:
    return sum(row["size"] for row in content.get("rows", {}).get(Attachment.__tablename__, ()))


def in_words(size: int) -> str:
    name, unit = next((each for each in UNITS if size >= each[1]), UNITS[-1])
    # Down to a tenth; what is left over is not said to be there.
    number = size * 10 // unit / 10
    return format_unit(number, f"digital-{name}", "long", locale=get_locale())
