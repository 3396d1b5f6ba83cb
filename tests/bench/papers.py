"""A paper of three pages: what it costs as a page, and as PDF."""

import re

from wowcrm.clients.models import Client
from wowcrm.documents.issuing import issue
from wowcrm.documents.models import DocumentKind
from wowcrm.documents.paper import Facts, Paper, Party, Points, Prose, Table

ABOUT = "report-0"
PAGES = 3

SERVICES = 42
PAPER = Paper(
    title="Bookkeeping and annual accounts, item by item",
    kind="Report",
    dated="3 May 2026",
    sender=Party("Lind Accounts", ("Brīvības iela 12", "LV-1010 Rīga", "+371 2612 3456")),
    recipient=Party("Kārlis Bērziņš", ("SIA Ķīļu Noliktava", "Ģertrūdes iela 7", "LV-1011 Rīga")),
    blocks=(
        Prose("Dear Kārlis,\n\n" + "What was done in the year stands here, line by line. " * 8),
        Points("What was included", ("Monthly figures", "Returns", "A call each quarter"), "yes"),
        Facts("When it was ready", (("Opening balance", "by 15 May"), ("Accounts", "by March"))),
        Table(
            "What it came to",
            ("Service", "Number", "Each", "Amount"),
            tuple(
                (f"Service no. {n}, with a few words", "2", "€45.00", "€90.00")
                for n in range(SERVICES)
            ),
            (1, 2, 3),
            (("Net", "€3,780.00"), ("VAT 21%", "€793.80"), ("Total", "€4,573.80")),
        ),
        Prose("Thank you for your trust.", "And finally"),
    ),
    foot=("Reg. no 40103123456 · VAT LV40103123456",),
)


def give(client: Client) -> None:
    """Issue it to a client, with a link."""
    issue(client, DocumentKind.REPORT, ABOUT, lambda _number: PAPER, on=client.trader.today())


def pages_of(pdf: bytes) -> int:
    found = re.search(rb"/Count (\d+)", pdf)
    return int(found[1]) if found else 0
