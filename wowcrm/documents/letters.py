"""Ready words to send a client the link to a paper."""

from datetime import date

from flask import url_for
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.models import Document, DocumentKind, Link
from wowcrm.messages.drafts import TOPICS, Draft, Topic, letter


def link_to(document: Document, on: date) -> Link | None:
    """Return the newest link that opens a paper, if there is one."""
    return next((link for link in reversed(document.links) if link.opens(on)), None)


def about_document(client: Client, number: int, on: date) -> Draft | None:
    document = db.session.scalar(
        Document.of(client.trader).where(Document.id == number, Document.client_id == client.id)
    )
    link = link_to(document, on) if document else None
    if document is None or link is None:
        return None
    title = document.paper.title
    address = url_for("documents.show", token=link.token, _external=True)
    opening, ending = _words(document.kind)
    if document.version > 1:
        opening = _("Something has changed in what we agreed; what it is stands at the top.")
    return Draft(title, letter(client, opening, address, ending))


def _words(kind: DocumentKind) -> tuple[str, str]:
    if kind is DocumentKind.EXPECTATIONS:
        return (
            _("Here is how we work together, in writing: what you can count on, and what I need."),
            _(
                "Please read it in peace. If it suits you, your name at the end is all it takes;"
                " if something does not, just tell me."
            ),
        )
    if kind is DocumentKind.PROPOSAL:
        return (
            _("As we discussed: what I would do for you, when, and at which price."),
            _(
                "Please read it in peace. If it suits you, your name at the end is all it takes;"
                " if you have a question, ask me."
            ),
        )
    return (
        _("Here is an account of what was done."),
        _("Thank you for your trust. If anything is left open, tell me."),
    )


TOPICS["document"] = Topic(about_document)
