"""Attach a file: look at what it is, store what is in it, and write it on the story."""

import os
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import PurePath
from typing import IO

from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.files import store
from wowcrm.files.kinds import HEAD, Kind, kind_of
from wowcrm.files.models import Attachment
from wowcrm.files.room import make_room
from wowcrm.files.turns import begin_to_add

LONGEST_NAME = 120


class Unwelcome(Exception):
    """A file of a kind that is not taken; the message says why."""


def attach_all(
    client: Client,
    brought: Sequence[tuple[IO[bytes], str]],
    *,
    on: date,
    about: str | None = None,
) -> None:
    """Attach all that was brought; raise Unwelcome or NoRoom, and store nothing, if one cannot be."""
    for stream, file_name in brought:
        _look_at(stream, bare_name(file_name))
    make_room(client.trader, sum(_size(stream) for stream, _name in brought))
    for stream, file_name in brought:
        attach(client, stream, file_name, on=on, about=about)


def attach(
    client: Client, stream: IO[bytes], file_name: str, *, on: date, about: str | None = None
) -> Attachment:
    """Attach what a stream holds; raise Unwelcome for what is not to be kept."""
    name = bare_name(file_name)
    kind = _look_at(stream, name)
    begin_to_add()
    content = store.keep(stream)
    attachment = Attachment(
        client=client,
        about=about,
        name=name,
        kind=kind.name,
        size=content.size,
        digest=content.digest,
    )
    db.session.add(attachment)
    db.session.flush()
    attachment.log_arrival(on=on)
    return attachment


def _look_at(stream: IO[bytes], name: str) -> Kind:
    head = stream.read(HEAD)
    stream.seek(0)
    kind = kind_of(head)
    if kind is None:
        raise Unwelcome(
            _("“%(name)s” is empty.", name=name)
            if not head
            else _("“%(name)s” is nothing that I know: is it a program?", name=name)
        )
    return kind


def _size(stream: IO[bytes]) -> int:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return size


def bare_name(told: str) -> str:
    """Take the bare name: no folders, nothing that a disk or a header could take amiss."""
    name = PurePath(told.replace("\\", "/")).name
    kept = "".join(
        letter if unicodedata.category(letter)[0] not in "CZ" else " " for letter in name
    )
    kept = " ".join(kept.replace('"', "'").split()).lstrip(".")
    stem, dot, ending = kept.rpartition(".")
    if dot and len(ending) <= 10:
        kept = f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}"
    return kept[:LONGEST_NAME] or _("a file")
