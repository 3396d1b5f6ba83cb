"""Ready words to send a client how things stand, with the way to the page of their work."""

from datetime import date

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.messages.drafts import TOPICS, Draft, Topic, letter
from wowcrm.progress.models import ProgressNote
from wowcrm.progress.sharing import link_of


def about_note(client: Client, number: int, on: date) -> Draft | None:
    note = _find(client, number)
    if note is None:
        return None
    parts = [note.text]
    link = link_of(note.proposal) if note.proposal else None
    if link is not None and link.opens(on):
        address = url_for("documents.show", token=link.token, _external=True)
        parts.append(_("How it all stands, whenever you like to look:") + f"\n{address}")
    subject = note.proposal.title if note.proposal else _("How things stand")
    return Draft(subject, letter(client, *parts))


def sent(client: Client, number: int, on: date) -> None:
    if note := _find(client, number):
        note.send(on=on)


def _find(client: Client, number: int) -> ProgressNote | None:
    return db.session.scalar(
        sa.select(ProgressNote).where(
            ProgressNote.id == number, ProgressNote.client_id == client.id
        )
    )


TOPICS["progress-note"] = Topic(about_note, sent)
