"""Sizes, spaces and colours of a printed paper; all lengths in points."""

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from wowcrm.documents.press.letters import BOLD, PLAIN, SLANTED

INK, PENCIL, HAIR, EDGE = map(HexColor, ("#2a1f17", "#61564c", "#e2dbd1", "#8d8173"))
HONEY, SAGE, GLOW = map(HexColor, ("#8d4e10", "#437652", "#fbf3e0"))
"""As on the screen, in its light scheme."""

SIDE, TOP, BOTTOM = 25 * mm, 18 * mm, 15 * mm
ADDRESSEE = 50 * mm
"""How far down the addressee stands: in the window of an envelope."""

GAP = 14.0
"""Between what has no heading and what is before it."""

LETTER_LANDS = {"US", "CA", "MX", "CL", "CO", "PH", "PR", "VE"}
"""Where a sheet is 8½ by 11 inches; elsewhere it is A4."""


def sheet_of(locale: str) -> tuple[float, float]:
    """Choose the sheet that printers hold where this language is spoken so ("en_US")."""
    width, height = letter if locale.rpartition("_")[2] in LETTER_LANDS else A4
    return float(width), float(height)


def _style(
    size: float, leading: float, font: str = PLAIN, color: Color = INK, **more: object
) -> ParagraphStyle:
    return ParagraphStyle(
        f"{font} {size}",
        fontName=font,
        fontSize=size,
        leading=leading,
        textColor=color,
        # No line of a paragraph stands alone at the end or the beginning of a page.
        allowWidows=0,
        allowOrphans=0,
        **more,
    )


NAME = _style(17, 20)
TITLE = _style(22, 26, spaceBefore=8, spaceAfter=12)
HEADING = _style(12.5, 16, BOLD, spaceBefore=17, spaceAfter=5)
BODY = _style(10.5, 15, spaceAfter=6)
POINT = _style(10.5, 15, spaceAfter=3, leftIndent=15, bulletIndent=1)
CELL, TERM = _style(10.5, 14), _style(10.5, 14, SLANTED, PENCIL)
LABEL = _style(8.5, 11, color=PENCIL)
FIGURE = _style(10.5, 14, alignment=TA_RIGHT)
FIGURE_LABEL = _style(8.5, 11, color=PENCIL, alignment=TA_RIGHT)
SUM = _style(10.5, 14, color=PENCIL, alignment=TA_RIGHT)
LAST_SUM = _style(12, 16, BOLD, alignment=TA_RIGHT)
SENDER = _style(8.5, 11.5, color=PENCIL, alignment=TA_RIGHT)
RECIPIENT, RECIPIENT_NAME = _style(10.5, 14), _style(10.5, 14, BOLD)
KIND, DATED = _style(10.5, 14, BOLD, alignment=TA_RIGHT), _style(10.5, 14, alignment=TA_RIGHT)
ANSWER, ASIDE = _style(11, 15, BOLD), _style(9.5, 13, color=PENCIL)
FOOT, FOOT_SIZE = _style(7.5, 10, color=PENCIL), 7.5
