"""What a client's answer to a paper brings about, beside the answer itself."""

from collections.abc import Callable
from datetime import date

from wowcrm.documents.models import Document, DocumentKind

Effect = Callable[[Document, date], None]

ON_ACCEPT: dict[DocumentKind, Effect] = {}
ON_DECLINE: dict[DocumentKind, Effect] = {}
"""Called once, in the transaction of the answer, with the trader's day."""


def accepted(document: Document, on: date) -> None:
    if effect := ON_ACCEPT.get(document.kind):
        effect(document, on)


def declined(document: Document, on: date) -> None:
    if effect := ON_DECLINE.get(document.kind):
        effect(document, on)
