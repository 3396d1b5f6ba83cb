"""How wide the columns of a table are: figures as wide as they need, words share the rest."""

from wowcrm.documents.paper import Table
from wowcrm.documents.press.letters import legible, width
from wowcrm.documents.press.styles import CELL, LABEL

PADDING = 13.0
"""Between two columns, and a hair."""
MOST = 0.3
"""Of the whole, that one column of figures may take."""


def widths_of(table: Table, whole: float) -> list[float]:
    wishes = [_wish(table, at) for at in range(len(table.columns))]
    figures = [at for at in range(len(wishes)) if at in table.figures]
    texts = [at for at in range(len(wishes)) if at not in table.figures]
    if not texts:
        return _shared(wishes, whole)
    found = dict.fromkeys(texts, 0.0)
    most = min(MOST, 0.7 / max(len(figures), 1)) * whole
    found |= {at: min(wishes[at], most) for at in figures}
    left = whole - sum(found.values())
    # However short its words, a column keeps a fifth of an even share.
    least = left / len(texts) / 5
    found |= zip(texts, _shared([max(wishes[at], least) for at in texts], left), strict=True)
    return [found[at] for at in range(len(wishes))]


def _wish(table: Table, at: int) -> float:
    cells = (width(legible(row[at]), CELL.fontName, CELL.fontSize) for row in table.rows)
    head = width(legible(table.columns[at]), LABEL.fontName, LABEL.fontSize)
    sums = (width(legible(sum_), "Letter-Bold", 12) for _, sum_ in table.totals)
    return max(head, *cells, *(sums if at == len(table.columns) - 1 else ()), 0.0) + PADDING


def _shared(wishes: list[float], whole: float) -> list[float]:
    """Give each what it wishes and part what is left over; if it is too little, part evenly."""
    wished = sum(wishes)
    if wished <= whole:
        first, *rest = wishes
        return [first + whole - wished, *rest]
    even = whole / len(wishes)
    modest = [wish for wish in wishes if wish <= even]
    grand = len(wishes) - len(modest)
    each = (whole - sum(modest)) / grand
    return [wish if wish <= even else each for wish in wishes]
