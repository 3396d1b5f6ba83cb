"""Papers to print, and what can be read of them afterwards."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from wowcrm.documents.models import Document, DocumentKind
from wowcrm.documents.paper import Block, Facts, Paper, Party, Points, Prose, Table

MORNING = datetime(2026, 5, 3, 11, 5, tzinfo=UTC)
PRICE = Table(
    "Price",
    ("Service", "Number", "Amount"),
    (("Monthly figures", "12", "€2,160.00"), ("Annual accounts", "1", "€640.00")),
    (1, 2),
    (("Net", "€2,800.00"), ("VAT 21%", "€588.00"), ("Total", "€3,388.00")),
)
PAPER = Paper(
    title="Bookkeeping for a year",
    kind="Proposal",
    number="2026-007",
    dated="3 May 2026",
    sender=Party("Lind Accounts", ("Brīvības iela 12", "LV-1010 Rīga")),
    recipient=Party("Ben Carter", ("Carter & Sons",)),
    blocks=(
        Prose("Dear Ben,\n\nhere is what we spoke about."),
        Points("What is included", ("Monthly figures", "A call each quarter"), "yes"),
        Points("What is not included", ("Payroll",), "no"),
        Facts("When it is ready", (("First figures", "by 5 June 2026"),)),
        PRICE,
    ),
    foot=("Reg. no 40103123456",),
    zone="Europe/Riga",
)


def of(*blocks: Block, **changes: Any) -> Paper:
    return replace(PAPER, blocks=blocks or PAPER.blocks, **changes)


def document(paper: Paper = PAPER, **columns: Any) -> Document:
    values = {"kind": DocumentKind.PROPOSAL, "version": 1, "issued_at": MORNING, **columns}
    return Document(about="proposal-7", year=2026, number=7, content=paper.frozen(), **values)


def pages(pdf: bytes) -> list[str]:
    """Read the words of each page, as somebody would who copies them."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def fonts(pdf: bytes) -> Iterator[tuple[str, str]]:
    """Yield each run of words with the font that it is set in."""
    found: list[tuple[str, str]] = []

    def hear(
        words: str, _a: object, _b: object, font: dict[str, Any] | None, _size: object
    ) -> None:
        if words.strip() and font:
            found.append((words.strip(), str(font["/BaseFont"]).partition("+")[2]))

    for page in PdfReader(BytesIO(pdf)).pages:
        page.extract_text(visitor_text=hear)
    yield from found
