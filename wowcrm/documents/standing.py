"""What became of a paper, in words: for the client below it, and for the trader beside it."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from wowcrm import when
from wowcrm.documents.models import Document


@dataclass(frozen=True, slots=True)
class Answer:
    what: str
    """Such as "Accepted by Ben Carter"."""
    details: str
    """When, and which version."""
    words: str | None = None
    """What the client said to it."""


def answer_of(document: Document) -> Answer | None:
    """Say what the client answered, or that no answer is wanted any more."""
    zone = document.paper.zone
    if document.accepted_at:
        what = _("Accepted by %(name)s", name=document.accepted_by)
        return Answer(what, _on(when.moment(document.accepted_at, zone), document))
    if document.declined_at:
        details = _on(when.moment(document.declined_at, zone), document)
        return Answer(_("Declined"), details, document.declined_because)
    if document.kind.is_accepted and not document.is_current:
        return Answer(
            _("Not valid any more"),
            _("This was replaced or withdrawn: nothing needs to be answered."),
        )
    return None


def _on(moment: str, document: Document) -> str:
    return _("on %(moment)s, version %(version)d", moment=moment, version=document.version)


@dataclass(frozen=True, slots=True)
class State:
    word: str
    kind: str
    """How its badge looks."""
    on: date
    """Since when."""


def state_of(document: Document) -> State:
    """Say in a word where a paper is: with the client, seen, answered, or gone."""
    day = document.client.trader.day_of
    if document.accepted_at:
        return State(_("Accepted"), "good", day(document.accepted_at))
    if document.declined_at:
        return State(_("Declined"), "below", day(document.declined_at))
    if document.superseded_at:
        return State(_("Replaced"), "", day(document.superseded_at))
    if seen_at := document.seen_at:
        return State(_("Seen"), "meets", day(seen_at))
    return State(_("Sent"), "", day(document.issued_at))
