"""Print a paper as PDF, from the same frozen words as its page.

Whoever imports this brings in a library of 25 MB: do it only when somebody asks for a PDF.
"""

from io import BytesIO
from itertools import chain
from threading import Lock

from flask_babel import force_locale
from reportlab.platypus import Flowable

from wowcrm.documents.models import Document
from wowcrm.documents.press.answer import set_answer
from wowcrm.documents.press.blocks import set_block, together
from wowcrm.documents.press.letters import take_up
from wowcrm.documents.press.sheet import Numbered, Sheets, letterhead

_press = Lock()
"""The library remembers where in the typeface it reads: two at once would read nonsense."""


def as_pdf(document: Document) -> bytes:
    """Draw a paper, with its answer if there is one; the same bytes each time."""
    with _press, force_locale(document.paper.locale):
        return _print(document)


def _print(document: Document) -> bytes:
    target = BytesIO()
    take_up()
    sheets = Sheets(document.paper, target, on=document.issued_at)
    sheets.build(_story(document, sheets), canvasmaker=Numbered)
    return target.getvalue()


def _story(document: Document, sheets: Sheets) -> list[Flowable]:
    """Set all there is; what ends a paper never stands alone on a page."""
    paper, column, page = document.paper, sheets.column, sheets.tallest
    parts = [set_block(block, column, page, first=at == 0) for at, block in enumerate(paper.blocks)]
    loose = 2 if paper.blocks and not paper.blocks[-1].heading else 1
    ending = chain(*parts[-loose:], set_answer(document, column))
    return [
        *letterhead(paper, column),
        *chain(*parts[:-loose]),
        *together(list(ending), column, page),
        *sheets.ending(),
    ]
