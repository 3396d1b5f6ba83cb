"""Attach a file: look at what it is, store what is in it, and write it on the story."""

import unicodedata
from datetime import date
from pathlib import PurePath
from typing import IO

from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.files import store
from wowcrm.files.kinds import HEAD, kind_of
from wowcrm.files.models import Attachment
from wowcrm.files.turns import begin_to_add

LONGEST_NAME = 120


class Unwelcome(Exception):
    """A file of a kind that is not taken; the message says why."""


def attach(
    client: Client, stream: IO[bytes], file_name: str, *, on: date, about: str | None = None
) -> Attachment:
    """Attach what a stream holds; raise Unwelcome for what is not to be kept."""
    name = bare_name(file_name)
    head = stream.read(HEAD)
    stream.seek(0)
    kind = kind_of(head)
    if kind is None:
        raise Unwelcome(
            _("“%(name)s” is empty.", name=name)
            if not head
            else _("“%(name)s” is nothing that I know: is it a program?", name=name)
        )
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
