"""The sheets of a paper: the letterhead on the first, a short one on the next, the foot of each."""

from datetime import UTC, datetime
from typing import Any, BinaryIO

from flask_babel import gettext as _
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Spacer

from wowcrm.documents.paper import Paper
from wowcrm.documents.press import styles
from wowcrm.documents.press.blocks import words
from wowcrm.documents.press.grid import BARE, Grid
from wowcrm.documents.press.letters import PLAIN, legible

HIGHEST_FOOT = 110.0
"""A foot that is higher is set once, at the end."""
SHORT_HEAD = 26.0


class Numbered(Canvas):
    """A canvas that knows how many pages there are before it writes the first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sheets: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._sheets.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for sheet in self._sheets:
            self.__dict__.update(sheet)
            self._number(len(self._sheets))
            Canvas.showPage(self)
        Canvas.save(self)

    def _number(self, pages: int) -> None:
        if pages > 1:
            said = _("Page %(page)d of %(pages)d", page=self._pageNumber, pages=pages)
            self.setFont(PLAIN, styles.FOOT_SIZE)
            self.setFillColor(styles.PENCIL)
            self.drawRightString(self._pagesize[0] - styles.SIDE, styles.BOTTOM, legible(said))


class Sheets(BaseDocTemplate):
    """Where on each sheet the words go."""

    def __init__(self, paper: Paper, target: BinaryIO, *, on: datetime) -> None:
        self.paper, self.on = paper, on
        width, height = styles.sheet_of(paper.locale)
        self.column = width - 2 * styles.SIDE
        self._foot = self._set_foot()
        bottom = styles.BOTTOM + self._foot_height + styles.GAP
        self.tallest = height - bottom - styles.TOP - SHORT_HEAD
        super().__init__(
            target,
            pagesize=(width, height),
            title=legible(f"{paper.title} · {paper.number}".removesuffix(" · ")),
            author=legible(paper.sender.name),
            subject=legible(paper.kind),
            creator="WowCRM",
            lang=paper.locale.replace("_", "-"),
            displayDocTitle=1,
            initialFontName=PLAIN,
            invariant=1,
        )
        box = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}
        first = height - bottom - styles.TOP
        place = (styles.SIDE, bottom, self.column)
        self.addPageTemplates(
            [
                PageTemplate(
                    "first",
                    [Frame(*place, first, **box)],
                    self._draw_foot,
                    autoNextPageTemplate="next",
                ),
                PageTemplate("next", [Frame(*place, self.tallest, **box)], self._draw_both),
            ]
        )

    def beforeDocument(self) -> None:
        """Date the file as the paper, so that it is the same however often it is asked for."""
        stamp = f"D:{self.on.astimezone(UTC):%Y%m%d%H%M%S}Z"
        self.canv.setDateFormatter(lambda *_now: stamp)

    def ending(self) -> list[Flowable]:
        """Return the foot where it is too high to stand at the foot of each sheet."""
        if self._foot:
            return []
        return [Spacer(1, styles.GAP), *(words(line, styles.FOOT) for line in self.paper.foot)]

    def _set_foot(self) -> list[Flowable]:
        lines = [words(line, styles.FOOT) for line in self.paper.foot]
        self._foot_height = sum(line.wrap(0.8 * self.column, 1e6)[1] for line in lines)
        if self._foot_height > HIGHEST_FOOT:
            self._foot_height = 0.0
            return []
        return [*lines]

    def _draw_foot(self, canvas: Canvas, _document: object) -> None:
        top = styles.BOTTOM + self._foot_height - 2
        for line in self._foot:
            top -= line.height
            line.drawOn(canvas, styles.SIDE, top)

    def _draw_both(self, canvas: Canvas, document: object) -> None:
        self._draw_foot(canvas, document)
        self._draw_short_head(canvas)

    def _draw_short_head(self, canvas: Canvas) -> None:
        """Say on a later sheet whose it is and to what it belongs."""
        paper = self.paper
        left = words(cut(paper.sender.name, 60), styles.LABEL)
        said = " · ".join(
            filter(None, (f"{paper.kind} {paper.number}".strip(), paper.recipient.name))
        )
        right = words(cut(said, 80), styles.FIGURE_LABEL)
        row = Grid([[left, right]], (0.4 * self.column, 0.6 * self.column))
        row.setStyle([("LEFTPADDING", (0, 0), (0, 0), 0), ("RIGHTPADDING", (-1, 0), (-1, 0), 0)])
        row.setStyle(
            [("LINEBELOW", (0, 0), (-1, 0), 0.4, styles.HAIR), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        )
        height = row.wrap(self.column, 1e6)[1]
        row.drawOn(canvas, styles.SIDE, self.pagesize[1] - styles.TOP - height + 6)


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def letterhead(paper: Paper, column: float) -> list[Flowable]:
    """Set who writes, to whom, what and when; the addressee stands in an envelope's window."""
    sender = paper.sender
    head = Grid(
        [[words(sender.name, styles.NAME), words("\n".join(sender.lines), styles.SENDER)]],
        (0.55 * column, 0.45 * column),
        style=[
            *BARE,
            ("LINEBELOW", (0, 0), (-1, -1), 0.8, styles.INK),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
        ],
    )
    to = [words(paper.recipient.name, styles.RECIPIENT_NAME)]
    to += [words(line, styles.RECIPIENT) for line in paper.recipient.lines]
    what = [
        words(f"{paper.kind} {paper.number}".strip(), styles.KIND),
        words(paper.dated, styles.DATED),
    ]
    whom = Grid([[to, what]], (0.55 * column, 0.45 * column), style=BARE)
    high = head.wrap(column, 1e6)[1]
    space = max(styles.ADDRESSEE - styles.TOP - high, 16)
    return [head, Spacer(1, space), whom, Spacer(1, 26), words(paper.title, styles.TITLE)]
