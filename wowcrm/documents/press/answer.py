"""What stands below a paper: the client's answer, or the place for one in ink."""

from flask_babel import gettext as _
from reportlab.platypus import Flowable, Spacer

from wowcrm.documents.models import Document
from wowcrm.documents.press import styles
from wowcrm.documents.press.blocks import words
from wowcrm.documents.press.grid import Grid
from wowcrm.documents.standing import answer_of


def set_answer(document: Document, width: float) -> list[Flowable]:
    """Set the answer that was given, or lines to sign on; a report needs neither."""
    said = answer_of(document)
    if said is not None:
        lines = [words(said.what, styles.ANSWER), words(said.details, styles.ASIDE)]
        if said.words:
            lines.append(words(said.words, styles.CELL))
        return [Spacer(1, 22), Grid([[lines]], (width,), style=BOX)]
    return _signature(document, width) if document.awaits_answer else []


BOX = [
    ("BACKGROUND", (0, 0), (-1, -1), styles.GLOW),
    ("LINEBEFORE", (0, 0), (0, -1), 2.5, styles.HONEY),
    ("LEFTPADDING", (0, 0), (-1, -1), 12),
    ("TOPPADDING", (0, 0), (-1, -1), 9),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 10),
]


def _signature(document: Document, width: float) -> list[Flowable]:
    """Set two lines to write on, for whoever would rather sign by hand."""
    name = document.paper.recipient.name
    labels = [_("Place and date"), "", _("Signature, %(name)s", name=name)]
    lines = Grid(
        [[words(label, styles.LABEL) for label in labels]],
        (0.42 * width, 0.06 * width, 0.52 * width),
        style=[
            ("LINEABOVE", (0, 0), (0, 0), 0.6, styles.EDGE),
            ("LINEABOVE", (2, 0), (2, 0), 0.6, styles.EDGE),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ],
    )
    return [words(_("Agreed"), styles.HEADING), Spacer(1, 44), lines]
