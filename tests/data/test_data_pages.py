import re
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import client_of
from tests.data import samples
from tests.reading_browser import Answer, ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.data.models import Import, ImportedRow
from wowcrm.db import db
from wowcrm.traders.models import Trader


def upload(
    browser: ReadingBrowser, content: bytes | str, name: str = "contacts.csv", **data: object
) -> Answer:
    content = content.encode() if isinstance(content, str) else content
    return browser.post("/import", data={"file": (BytesIO(content), name), **data})


def brought(browser: ReadingBrowser, content: bytes | str) -> str:
    """Upload a file and return the address of what would happen."""
    answer = upload(browser, content)
    assert answer.status_code == 303, answer.words
    return str(answer.headers["Location"])


def names(trader: Trader) -> list[str]:
    return list(
        db.session.scalars(Client.of(trader).with_only_columns(Client.name).order_by(Client.id))
    )


def test_from_a_file_to_clients(browser: ReadingBrowser, nora: Trader) -> None:
    address = brought(browser, samples.GOOGLE)
    preview = browser.get(address)

    assert "This looks like a file from Google Contacts. Nothing has changed yet." in preview.words
    assert "Bring in 2 clients" in preview.words
    assert "Kārlis Bērziņš" in preview.words
    assert names(nora) == []

    done = browser.post(f"{address}/confirm")
    assert (done.status_code, done.headers["Location"]) == (303, address)
    assert names(nora) == ["Kārlis Bērziņš", "Õnne Pärn"]

    report = browser.get(address)
    assert "2 clients came in." in report.words
    assert "Line 7" in report.words
    (onne,) = db.session.scalars(sa.select(Client).where(Client.given == "Õnne"))
    assert f"/clients/{onne.id}" in report.text


def test_the_preview_says_what_columns_mean_and_which_are_left_out(
    browser: ReadingBrowser,
) -> None:
    preview = browser.get(brought(browser, "Name,Shoe size,E-mail\nBen,44,ben@example.com\n"))

    assert re.search(r"Shoe size 44 .*Keep it in the notes", preview.words)
    assert re.search(r"E-mail ben@example.com", preview.words)


def test_troubles_are_said_before_and_after(browser: ReadingBrowser, nora: Trader) -> None:
    address = brought(browser, "Name,E-mail,Notes\nBen,,\n,,lost\nAmira,nonsense,\n")

    assert "There is no name, e-mail or phone in this row." in browser.get(address).words
    browser.post(f"{address}/confirm")
    report = browser.get(f"{address}?outcome=unusable")
    assert "Line 3" in report.words
    assert "Line 2" not in report.words
    assert names(nora) == ["Ben", "Amira"]


def test_confirming_twice_imports_once(browser: ReadingBrowser, nora: Trader) -> None:
    address = brought(browser, "Name\nBen\n")

    for once in ("one", "one", "two", ""):
        answer = browser.post(f"{address}/confirm", data={"once": once} if once else {})
        assert (answer.status_code, answer.headers["Location"]) == (303, address)

    assert names(nora) == ["Ben"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ImportedRow)) == 1


def test_an_upload_sent_twice_waits_once(browser: ReadingBrowser, nora: Trader) -> None:
    first = upload(browser, "Name\nBen\n", once="the same form")
    second = upload(browser, "Name\nBen\n", once="the same form")

    assert first.headers["Location"] == second.headers["Location"]
    assert len(db.session.scalars(Import.of(nora)).all()) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"Name,E-mail\n", "This file has names of columns, but no rows under them."),
        (b"PK\x03\x04" + b"\0" * 100, "This is a spreadsheet or a zip file"),
        (b"Name,Notes\nBen,te\0a\n", "Line 2 holds NUL bytes"),
        (b'Name,Notes\nBen,"tea\n', "The quotation marks in the row on line 2 do not match."),
        (
            b"Name,Notes\n" + b"Ben,tea\n" * 1500 + b'Ben,"tea\n',
            "The quotation marks in the row on line 1502 do not match.",
        ),
        (b",".join(b"c%d" % n for n in range(10_000)) + b"\n1\n", "10,000 columns"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_beside_the_field(
    browser: ReadingBrowser, nora: Trader, content: bytes, sentence: str
) -> None:
    answer = upload(browser, content)

    assert answer.status_code == 422
    assert sentence in answer.words
    assert answer.page.first("#file") is not None or 'aria-invalid="true"' in answer.text
    assert db.session.scalars(Import.of(nora)).all() == []
    assert names(nora) == []


def test_no_file_at_all_is_said(browser: ReadingBrowser) -> None:
    answer = browser.post("/import", data={})

    assert answer.status_code == 422
    assert "Choose a file first; nothing has been sent." in answer.words


def test_a_file_that_is_too_large_is_said(
    app: Flask, browser: ReadingBrowser, nora: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 10_000)

    answer = upload(browser, b"Name\n" + b"Ben\n" * 10_000)

    assert answer.status_code == 413
    assert "Nothing was changed." in answer.words
    assert names(nora) == []


def test_the_name_of_a_file_is_only_a_name(browser: ReadingBrowser, nora: Trader) -> None:
    upload(browser, "Name\nBen\n", name="folders/of/hers/my <i>clients.csv")

    (waiting,) = db.session.scalars(Import.of(nora))
    assert waiting.file_name == "my <i>clients.csv"
    assert "<i>clients" not in browser.get(f"/imports/{waiting.id}").text


def test_a_file_put_aside_is_forgotten(browser: ReadingBrowser, nora: Trader) -> None:
    address = brought(browser, "Name\nBen\n")

    assert browser.post(f"{address}/drop").status_code == 303
    assert browser.get(address).status_code == 404
    assert names(nora) == []


def test_what_was_imported_is_not_put_aside(browser: ReadingBrowser) -> None:
    address = brought(browser, "Name\nBen\n")
    browser.post(f"{address}/confirm")
    browser.post(f"{address}/drop")
    browser.post(f"{address}/columns", data={"encoding": "utf-8", "separator": ","})

    assert "What came in" in browser.get(address).words


def test_another_reading_of_the_file(browser: ReadingBrowser, nora: Trader) -> None:
    address = brought(browser, "Name;Notes\nKārlis;a\tb\n".encode("cp1257"))

    answer = browser.post(f"{address}/columns", data={"encoding": "cp1252", "separator": ";"})
    assert answer.status_code == 303
    assert "Kârlis" in browser.get(address).words

    answer = browser.post(f"{address}/columns", data={"encoding": "utf-8", "separator": ";"})
    assert answer.status_code == 422
    assert "The letters of this file cannot be read" in answer.words

    data = {"encoding": "klingon", "separator": "tab"}
    assert browser.post(f"{address}/columns", data=data).status_code == 422
    answer = browser.post(f"{address}/columns", data={"encoding": "cp1257", "separator": "tab"})
    assert answer.status_code == 303 or "No column" in answer.words


def test_a_long_report_comes_in_pages(browser: ReadingBrowser) -> None:
    rows = "".join(f"Client {number}\n" for number in range(120))
    address = brought(browser, "Name\n" + rows)
    browser.post(f"{address}/confirm")

    seen: list[str] = []
    page: str | None = address
    while page:
        answer = browser.get(page)
        seen += re.findall(r"Line (\d+)", answer.words)
        following = re.search(r'href="([^"]+)" rel="next"', answer.text)
        page = following[1].replace("&amp;", "&") if following else None
    assert seen == [str(number) for number in range(2, 122)]


def test_strange_addresses_of_a_report_do_no_harm(browser: ReadingBrowser) -> None:
    address = brought(browser, "Name\nBen\n")
    browser.post(f"{address}/confirm")

    for query in ("outcome=nonsense", "after=x", "after=99999999999999999999", "after=-1"):
        assert browser.get(f"{address}?{query}").status_code == 200


def test_the_report_as_a_file(browser: ReadingBrowser) -> None:
    address = brought(browser, "Name,E-mail\n=Ben,nonsense\n")
    browser.post(f"{address}/confirm")

    answer = browser.get(f"{address}/report.csv")

    assert answer.mimetype == "text/csv"
    assert answer.text.splitlines()[1] == "2,New,'=Ben,“nonsense” is no e-mail address.,"


def test_what_is_otto_is_not_noras(
    browser: ReadingBrowser, ottos_browser: ReadingBrowser, nora: Trader, otto: Trader
) -> None:
    address = brought(browser, "Name\nBen\n")

    for path in ("", "/report.csv"):
        assert ottos_browser.get(f"{address}{path}").status_code == 404
    for path in ("/confirm", "/drop", "/columns"):
        assert ottos_browser.post(f"{address}{path}").status_code == 404
    assert "contacts.csv" not in ottos_browser.get("/import").text
    assert names(nora) == names(otto) == []


def test_a_stranger_is_asked_who_they_are(stranger: ReadingBrowser) -> None:
    for path in ("/import", "/export", "/export/clients.csv", "/imports/1"):
        assert "/sign-in" in stranger.get(path).headers["Location"]


def test_all_clients_as_a_file(browser: ReadingBrowser, ben: Client, otto: Trader) -> None:
    client_of(otto, "Anna")

    answer = browser.get("/export/clients.csv")

    assert answer.mimetype == "text/csv"
    assert 'filename="clients-' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Ben Carter" in answer.text
    assert "Anna" not in answer.text
    assert not answer.data.startswith(b"\xef\xbb\xbf")
    assert browser.get("/export/clients.csv?for=excel").data.startswith(b"\xef\xbb\xbf")


def test_our_own_file_changes_nothing(browser: ReadingBrowser, ben: Client) -> None:
    content = browser.get("/export/clients.csv").data

    preview = browser.get(brought(browser, content))

    assert "There is nothing new in this file." in preview.words
    assert "This looks like a file from WowCRM." in preview.words


def test_the_pages_before_any_file(browser: ReadingBrowser) -> None:
    assert "Bring your clients in" in browser.get("/import").words
    assert "Take your clients along" in browser.get("/export").words


def test_the_page_lists_what_was_brought(browser: ReadingBrowser) -> None:
    address = brought(browser, "Name\nBen\n")
    assert "Waiting for your yes contacts.csv 1 row" in browser.get("/import").words

    browser.post(f"{address}/confirm")
    assert "Brought in before contacts.csv today · 1 new client" in browser.get("/import").words


def test_hostile_names_are_shown_as_text(browser: ReadingBrowser) -> None:
    browser.reads = False
    address = brought(browser, 'Name,"<img src=x>"\n"<script>alert(1)</script>",x\n')
    for _time in range(2):
        text = browser.get(address).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        browser.post(f"{address}/confirm")
