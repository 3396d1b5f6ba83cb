"""The printed paper: every name right, every page well begun and ended, the same a year later."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from time import sleep

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.documents.letters import MORNING, PAPER, PRICE, document, fonts, of, pages
from wowcrm.documents.models import Document, DocumentKind
from wowcrm.documents.paper import Block, Facts, Paper, Party, Points, Prose, Table

NAMES = (
    "Kārlis Bērziņš, Ģirts Ķīlis, Ļubova Ņīmane, Žanna Šūpule",
    "Õnne Põld, Ülo Jõgeväli, Žüri Šokk",
    "Юлия Щербакова, Ъгъл и Ѝванка Жекова",
    "Алёна Эйхенбаум, Пётр Щукин",
)


@pytest.fixture(autouse=True)
def in_the_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def printed(paper: Paper = PAPER, **columns: object) -> bytes:
    from wowcrm.documents.press import as_pdf

    return as_pdf(document(paper, **columns))


@pytest.mark.parametrize("name", NAMES)
def test_names_come_out_right_in_plain_bold_and_slanted_letters(name: str) -> None:
    short = name[:40]
    pdf = printed(of(Prose(short), Facts("", ((short, ""),)), recipient=Party(short)))
    seen = {font for words, font in fonts(pdf) if short.split(",")[0] in words.replace("\n", " ")}

    assert seen == {"Letter-Regular", "Letter-Bold", "Letter-Italic"}


def test_the_file_says_what_it_is_by_whom_and_in_which_language() -> None:
    reader = PdfReader(BytesIO(printed(of(locale="lv_LV"))))

    assert reader.metadata is not None
    assert reader.metadata.title == "Bookkeeping for a year · 2026-007"
    assert reader.metadata.author == "Lind Accounts"
    assert reader.metadata.creation_date == MORNING
    assert str(reader.root_object["/Lang"]) == "lv-LV"


def test_all_words_of_a_paper_are_there() -> None:
    said = " ".join(pages(printed())).replace("\n", " ")
    for words in (
        "Lind Accounts",
        "Brīvības iela 12",
        "Ben Carter",
        "Carter & Sons",
        "Proposal 2026-007",
        "3 May 2026",
        "here is what we spoke about",
        "A call each quarter",
        "Payroll",
        "by 5 June 2026",
        "€2,160.00",
        "VAT 21%",
        "€3,388.00",
        "Reg. no 40103123456",
    ):
        assert words in said


def test_what_was_answered_stands_below_it() -> None:
    accepted = printed(accepted_at=MORNING, accepted_by="Ben Carter", version=2)
    assert "Accepted by Ben Carter\non 3 May 2026, 14:05, version 2" in pages(accepted)[-1]
    assert "Signature" not in pages(accepted)[-1]

    declined = printed(declined_at=MORNING, declined_because="Too dear")
    assert "Declined\non 3 May 2026, 14:05, version 1\nToo dear" in pages(declined)[-1]


def test_before_it_is_answered_there_is_a_place_to_sign() -> None:
    assert "Signature, Ben Carter" in pages(printed())[-1]
    assert "Signature" not in pages(printed(kind=DocumentKind.REPORT))[-1]
    assert "Not valid any more" in pages(printed(superseded_at=MORNING))[-1]


def test_a_long_table_repeats_its_head_and_its_sums_stay_with_the_last_row() -> None:
    for number in range(40, 60):
        rows = tuple((f"Service {n}.", "1", "€1.00") for n in range(1, number + 1))
        told = pages(printed(of(Table("Price", PRICE.columns, rows, (1, 2), PRICE.totals))))
        for page in told:
            if "Service " in page.replace("Service\n", ""):
                assert "Number" in page, "the head is missing"
        last = next(page for page in told if "€3,388.00" in page)
        assert f"Service {number}." in last
        assert "Net" in last


@pytest.mark.parametrize(
    "block",
    [
        Prose("Alpha, which is a long paragraph. " * 12, "Heading"),
        Points("Heading", ("Alpha", "Beta")),
        Facts("Heading", (("Alpha", "Beta"),)),
        Table("Heading", ("What", "Amount"), (("Alpha", "1"), ("Beta", "2"), ("Gamma", "3"))),
    ],
)
def test_a_heading_never_stands_alone_at_the_end_of_a_page(block: Block) -> None:
    ends = set()
    for lines in range(20, 45):
        told = pages(printed(of(Prose("\n".join(["Filler"] * lines)), block)))
        page = next(page for page in told if "Heading" in page)
        assert "Alpha" in page, f"after {lines} lines the heading stands alone"
        ends.add(told.index(page))
    assert len(ends) > 1, "no page ended near the heading: the test shows nothing"


@pytest.mark.parametrize("ending", ["Thank you for your trust.", "Signature, Ben Carter"])
def test_what_ends_a_paper_never_stands_alone_on_a_page(ending: str) -> None:
    ends = set()
    for lines in range(15, 40):
        filler, closing = Prose("\n".join(["Filler"] * lines)), Points("Heading", ("Alpha", "Beta"))
        thanks = [Prose(ending)] if ending.startswith("Thank") else []
        kind = DocumentKind.REPORT if thanks else DocumentKind.PROPOSAL
        told = pages(printed(of(filler, closing, *thanks), kind=kind))
        page = next(page for page in told if ending in page)
        assert "Beta" in page, f"after {lines} lines it stands alone"
        ends.add(told.index(page))
    assert len(ends) > 1, "no page ended near it: the test shows nothing"


def test_later_pages_say_whose_they_are_and_how_many_there_are() -> None:
    told = pages(printed(of(Prose("\n".join(["Filler"] * 100)))))

    assert len(told) == 3
    for number, page in enumerate(told, 1):
        assert f"Page {number} of 3" in page
        assert "Reg. no 40103123456" in page
    assert "Proposal 2026-007 · Ben Carter" not in told[0]
    assert all("Proposal 2026-007 · Ben Carter" in page for page in told[1:])
    assert "Page" not in " ".join(pages(printed()))


def test_a_sheet_has_the_size_that_printers_hold() -> None:
    def size(locale: str) -> tuple[int, int]:
        box = PdfReader(BytesIO(printed(of(locale=locale)))).pages[0].mediabox
        return round(box.width), round(box.height)

    assert size("en_GB") == (595, 842)
    assert size("en_US") == (612, 792)


def test_what_the_typeface_lacks_is_seen_to_be_missing() -> None:
    from wowcrm.documents.press.letters import legible

    assert legible("Well done 🎉") == "Well done \N{REPLACEMENT CHARACTER}"
    assert legible("שלום") == "\N{REPLACEMENT CHARACTER}" * 4
    assert legible("漢字 ok") == "\N{REPLACEMENT CHARACTER}" * 2 + " ok"
    # Composed where it can be, and kept where it cannot.
    assert legible("e\N{COMBINING MACRON}m\N{COMBINING MACRON}") == "ēm\N{COMBINING MACRON}"
    assert legible("ﬀ Ａ ① co\N{SOFT HYPHEN}op") == "ff A 1 coop"
    assert "Well done \N{REPLACEMENT CHARACTER}!" in pages(printed(of(Prose("Well done 🎉!"))))[0]


WORD = "Donaudampfschifffahrt" * 24
HOSTILE = [
    of(title=WORD, sender=Party(WORD, (WORD,) * 9), recipient=Party(WORD, (WORD,))),
    of(Prose(WORD, WORD), Points(WORD, (WORD,)), Facts(WORD, ((WORD, WORD),))),
    of(Table(WORD, (WORD,) * 3, ((WORD,) * 3,) * 3, (1, 2), ((WORD, WORD),))),
    of(Table("", ("What",), (("a",),), (0,), (("Total", "1"),))),
    of(Table("", ("What", "How"), (), (), (("Total", "1"),))),
    of(Table("", tuple("abcdefghijklmnop"), (tuple("abcdefghijklmnop"),) * 3, tuple(range(1, 16)))),
    of(Table("Price", ("What", "Amount"), (("word " * 4000, "1"),), (1,), (("Total", "1"),))),
    of(Facts("Long", (("Term", "line\n" * 300),)), Points("Long", ("point " * 2000,))),
    of(Prose("word " * 4000), foot=("foot " * 800,)),
    of(Prose(""), Points("", ()), Facts("Empty", ()), title="", kind="", number="", dated=""),
    of(Prose("<b>&amp; <para> </font> {{ 7 * 7 }}"), recipient=Party("<br/>A & B")),
    of(Prose("👩🏽‍💻 مرحبا  a\N{COMBINING ACUTE ACCENT} \x00 \N{RIGHT-TO-LEFT OVERRIDE}x\tq")),
    of(*[Table("Rows", ("What", "Amount"), (("Alpha", "1"),) * 700, (1,))]),
]


@pytest.mark.parametrize("paper", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_written_stops_the_press(paper: Paper) -> None:
    assert printed(paper).startswith(b"%PDF")
    assert printed(paper, accepted_at=MORNING, accepted_by=WORD).startswith(b"%PDF")


def test_markup_is_only_words() -> None:
    assert (
        "<b>&amp; <para> {{ 7 * 7 }}" in pages(printed(of(Prose("<b>&amp; <para> {{ 7 * 7 }}"))))[0]
    )


lines = st.lists(st.text(max_size=60), max_size=3).map(tuple)
blocks = st.lists(
    st.builds(Prose, st.text(max_size=400), st.text(max_size=40))
    | st.builds(Points, st.text(max_size=40), lines, st.sampled_from(["yes", "no", "", "?"]))
    | st.builds(Facts, st.text(max_size=40), st.lists(st.tuples(st.text(), st.text())).map(tuple))
    | st.integers(1, 5).flatmap(
        lambda n: st.builds(
            Table,
            st.text(max_size=40),
            st.tuples(*[st.text(max_size=20)] * n),
            st.lists(st.tuples(*[st.text(max_size=200)] * n), max_size=5).map(tuple),
            st.lists(st.integers(0, n - 1), max_size=n).map(tuple),
            st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=3).map(tuple),
        )
    ),
    max_size=4,
).map(tuple)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(blocks)
def test_whatever_a_paper_holds_it_is_printed(some: tuple[Block, ...]) -> None:
    assert printed(of(*some)).startswith(b"%PDF")


def test_papers_are_printed_one_at_a_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library keeps its place in the typeface: two at once would mix up their letters."""
    from wowcrm.documents import press

    inside: list[int] = []
    most: list[int] = []

    def print_slowly(_document: Document) -> bytes:
        inside.append(1)
        most.append(len(inside))
        sleep(0.02)
        inside.pop()
        return b""

    def ask(one: Document) -> None:
        with app.app_context():
            press.as_pdf(one)

    monkeypatch.setattr(press, "_print", print_slowly)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, [document()] * 8))
    assert most == [1] * 8


ALONE = """
import hashlib, sys
from flask_migrate import upgrade
from wowcrm import create_app

app = create_app({"TESTING": True})
with app.test_request_context():
    upgrade()
    assert app.test_client().get("/for-you/nothing").status_code == 404
    assert not {"reportlab", "PIL"} & set(sys.modules), "brought in before anybody asked"
    from tests.documents.letters import document
    from wowcrm.documents.handing_over import hand_over
    answer = hand_over(document())
    assert "reportlab" in sys.modules
    print(hashlib.sha256(answer.data).hexdigest())
"""


def test_the_press_waits_until_it_is_asked_and_prints_the_same_anywhere(tmp_path: Path) -> None:
    house = Path(__file__).parents[2]
    environment = {
        "PATH": os.environ["PATH"],
        "WOWCRM_DATA": str(tmp_path),
        "PYTHONPATH": str(house),
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Kathmandu",
    }
    done = subprocess.run(
        [sys.executable, "-c", ALONE],
        cwd=house,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == hashlib.sha256(printed()).hexdigest()


def test_a_document_is_printed_from_what_was_frozen() -> None:
    first = document()
    again = Document(
        kind=first.kind,
        about=first.about,
        year=first.year,
        number=first.number,
        version=first.version,
        content=Paper.thawed(first.content).frozen(),
        issued_at=MORNING,
    )
    from wowcrm.documents.press import as_pdf

    assert as_pdf(first) == as_pdf(again)
