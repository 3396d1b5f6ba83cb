"""Set the blocks of a paper: what stays together, and where a page may end."""

from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, Spacer

from wowcrm.documents.paper import Block, Facts, Points, Prose, Table
from wowcrm.documents.press import styles
from wowcrm.documents.press.columns import widths_of
from wowcrm.documents.press.grid import Grid, Look, grid
from wowcrm.documents.press.letters import legible

MARKS = {"yes": ("✓", styles.SAGE), "no": ("–", styles.EDGE), "": ("•", styles.EDGE)}
TWO_LINES = 2 * styles.BODY.leading
MOST_OF_A_ROW = 60.0


def words(text: str, style: ParagraphStyle, **more: str) -> Paragraph:
    """Set a text as it is: its line breaks count, and nothing in it is markup."""
    return Paragraph(escape(legible(text)).replace("\n", "<br/>"), style, **more)


def set_block(block: Block, width: float, page: float, *, first: bool) -> list[Flowable]:
    """Set a block for a column of this width, on pages of this height."""
    body = _body(block, width, page)
    if not body:
        return []
    # A heading brings its own space along.
    above = [words(block.heading, styles.HEADING)] if block.heading else []
    above = above or ([] if first else [Spacer(1, styles.GAP)])
    needed = sum(_height(one, width) for one in above) + _least(block, body[0], width)
    return [CondPageBreak(min(needed, page)), *above, *body]


def together(parts: list[Flowable], width: float, page: float) -> list[Flowable]:
    """Keep parts on one page, unless they would fill more than half of it."""
    kept = [part for part in parts if not isinstance(part, CondPageBreak)]
    if sum(_height(part, width) for part in kept) > page / 2:
        return parts
    return [KeepTogether(kept)] if kept else []


def _body(block: Block, width: float, page: float) -> list[Flowable]:
    if isinstance(block, Prose):
        return [words(part, styles.BODY) for part in block.text.split("\n\n") if part.strip()]
    if isinstance(block, Points):
        return _points(block)
    if isinstance(block, Facts):
        return [_facts(block, width, page)] if block.pairs else []
    return [_table(block, width, page)]


def _points(block: Points) -> list[Flowable]:
    mark, color = MARKS.get(block.mark, MARKS[""])
    style = ParagraphStyle("point", parent=styles.POINT, bulletColor=color)
    style.bulletFontName, style.bulletFontSize = styles.POINT.fontName, styles.POINT.fontSize - 1
    return [words(point, style, bulletText=mark) for point in block.points]


def _facts(block: Facts, width: float, page: float) -> Grid:
    rows = [[words(term, styles.TERM), words(value, styles.CELL)] for term, value in block.pairs]
    look: Look = [("LINEBELOW", (0, 0), (-1, -2), *HAIRLINE)]
    return grid(rows, (0.3 * width, 0.7 * width), look, page=page)


HAIRLINE = (0.4, styles.HAIR)


def _table(block: Table, width: float, page: float) -> Grid:
    """Set rows under a head that each page repeats; the sums stay with the last row."""
    last = len(block.columns) - 1
    head = [
        words(name, styles.FIGURE_LABEL if at in block.figures else styles.LABEL)
        for at, name in enumerate(block.columns)
    ]
    rows = [
        [
            words(cell, styles.FIGURE if at in block.figures else styles.CELL)
            for at, cell in enumerate(row)
        ]
        for row in block.rows
    ]
    sums = [_sum(*total, loud=total is block.totals[-1], last=last) for total in block.totals]
    first = len(rows) + 1
    look: list[tuple[object, ...]] = [
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, styles.INK),
        ("LINEBELOW", (0, 1), (-1, first - 1), *HAIRLINE),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
    ]
    if sums:
        look += [
            ("NOSPLIT", (0, max(first - 1, 1)), (-1, -1)),
            ("LINEABOVE", (0, first), (-1, first), 0.8, styles.INK),
            ("BOTTOMPADDING", (0, first), (-1, -1), 1),
        ]
        look += [
            ("SPAN", (0, at), (last - 1, at)) for at in range(first, first + len(sums)) if last
        ]
    return grid([head, *rows, *sums], widths_of(block, width), look, page=page, head=1)


def _sum(label: str, amount: str, *, loud: bool, last: int) -> list[Paragraph | str]:
    style = styles.LAST_SUM if loud else styles.SUM
    if last == 0:
        return [words(f"{label}  {amount}", style)]
    return [words(label, style), *[""] * (last - 1), words(amount, style)]


def _least(block: Block, first: Flowable, width: float) -> float:
    """Say how much of a block must stand under its heading, that the page does not end there."""
    if not isinstance(first, Grid):
        return min(_height(first, width), TWO_LINES)
    _height(first, width)
    # Of a row that is cut within, some lines are enough.
    heights = [min(float(height), MOST_OF_A_ROW) for height in first._rowHeights]
    if not isinstance(block, Table):
        return heights[0]
    return sum(heights) if len(block.rows) <= 2 else sum(heights[:3])


def _height(one: Flowable, width: float) -> float:
    return float(one.wrap(width, 1e6)[1]) + one.getSpaceBefore() + one.getSpaceAfter()
