"""Print a paper as PDF, from the same frozen words as its page.

Whoever imports this brings in a library of 25 MB: do it only when somebody asks for a PDF.
"""

from io import BytesIO
from threading import Lock

from flask_babel import force_locale
from reportlab.platypus import Spacer

from wowcrm.documents.models import Document
from wowcrm.documents.press.answer import set_answer
from wowcrm.documents.press.blocks import set_block
from wowcrm.documents.press.letters import take_up
from wowcrm.documents.press.sheet import GAP, Numbered, Sheets, letterhead

_press = Lock()
"""The library remembers where in the typeface it reads: two at once would read nonsense."""


def as_pdf(document: Document) -> bytes:
    """Draw a paper, with its answer if there is one; the same bytes each time."""
    with _press, force_locale(document.paper.locale):
        return _print(document)


def _print(document: Document) -> bytes:
    paper, target = document.paper, BytesIO()
    take_up()
    sheets = Sheets(paper, target, on=document.issued_at)
    story = letterhead(paper, sheets.column)
    for at, block in enumerate(paper.blocks):
        # A heading brings its own space along.
        story += [] if block.heading or at == 0 else [Spacer(1, GAP)]
        story += set_block(block, sheets.column, sheets.tallest)
    story += set_answer(document, sheets.column) + sheets.ending()
    sheets.build(story, canvasmaker=Numbered)
    return target.getvalue()
