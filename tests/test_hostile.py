"""Whatever is typed into addresses and forms, the answer is an answer (T25), and stays text (T18)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask

from tests.conftest import browser_of
from tests.form_walker import forms_on
from tests.one_of_everything import Rows, one_of_everything
from tests.reading_browser import Answer, ReadingBrowser
from tests.test_access import addresses
from wowcrm.traders.models import Trader

VALUES = [
    "",
    "abc",
    "-1",
    "0",
    "99999999999999999999",
    "1e309",
    "NaN",
    "1,5",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "a\x00b",
    "\udce4\ud800",
    "’; DROP TABLE clients; --",
    "%",
    "../../etc/passwd",
    "{{ 7*7 }}",
    "<script>alert(1)</script>",
    "é" * 5000,
    "\u202e\u0000\ufffe",
    "//example.org",
]
TELLTALE = re.compile(r"Traceback|sqlite3\.|psycopg|sqlalchemy|site-packages|SELECT .* FROM", re.I)


@pytest.fixture
def noras(nora: Trader) -> Rows:
    return one_of_everything(nora)


@pytest.fixture
def hand(browser: ReadingBrowser) -> ReadingBrowser:
    """Nora's browser in the hands of somebody who types anything."""
    browser.reads = False
    browser.may_break = True
    return browser


def parameters() -> set[str]:
    """Gather the names that views ask of addresses and forms."""
    names = {"next", "page", "after", "q", "once"}
    for path in (Path(__file__).parent.parent / "wowcrm").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and re.search(r"request\.(args|form|values)\.get", ast.unparse(node.func))
                and isinstance(node.args[0], ast.Constant)
            ):
                names.add(str(node.args[0].value))
    return names


def fault(answer: Answer, what: str) -> Iterator[str]:
    if answer.status_code >= 500:
        yield f"{what} answers {answer.status_code}"
    if (answer.mimetype or "").startswith("text/") and TELLTALE.search(answer.text):
        yield f"{what} tells what only we should know"
    for header in ("Location", "HX-Redirect", "HX-Location"):
        if urlsplit(answer.headers.get(header, "")).netloc not in {"", "localhost"}:
            yield f"{what} leads to {answer.headers[header]}"


def encoded(names: set[str], value: str, times: int = 1) -> str:
    return urlencode([(name, value) for name in sorted(names)] * times, errors="surrogatepass")


def test_no_address_breaks_a_page(app: Flask, noras: Rows, hand: ReadingBrowser) -> None:
    names = parameters()
    faults: list[str] = []
    for _, address in addresses(app, noras, "GET"):
        for number, value in enumerate(VALUES):
            asked = encoded(names, value, times=10 if value == "abc" else 1)
            answer = hand.get(address, query_string=asked, htmx=bool(number % 2))
            faults += fault(answer, f"GET {address} with {value[:20]!r}")
    assert not faults, "\n".join(faults)


def test_no_form_breaks_a_page(app: Flask, nora: Trader, noras: Rows, hand: ReadingBrowser) -> None:
    seen = set()
    faults: list[str] = []
    for _, address in addresses(app, noras, "GET"):
        answer = hand.get(address)
        if answer.mimetype != "text/html":
            continue
        for form in list(forms_on(app, answer.page)):
            if form.endpoint in seen or form.endpoint == "traders.sign_out":
                continue
            seen.add(form.endpoint)
            for number, value in enumerate(VALUES):
                data = dict.fromkeys(form.fields, value)
                body = urlencode(data, errors="surrogatepass")
                sent = hand.post(
                    form.action,
                    data=body,
                    content_type="application/x-www-form-urlencoded",
                    htmx=bool(number % 2),
                )
                faults += fault(sent, f"POST {form.action} ({form.endpoint}) with {value[:20]!r}")
            if hand.get("/").status_code != 200:
                hand = browser_of(app, nora)
                hand.reads, hand.may_break = False, True
    assert seen, "no form was found: the walk is broken"
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "mark", ['"><img src=x onerror=alert(1)>', "</textarea><script>alert(1)//"]
)
def test_what_people_type_stays_text(app: Flask, nora: Trader, mark: str) -> None:
    rows = one_of_everything(nora, mark)
    browser = browser_of(app, nora)
    shown = 0
    for _, address in addresses(app, rows, "GET"):
        answer = browser.get(address)
        if answer.mimetype != "text/html":
            continue
        shown += "alert(1)" in answer.page.text
        for element in answer.page.walk():
            assert "onerror" not in element, f"{address}: {element}"
            assert element.tag != "script" or "src" in element, f"{address}: {element}"
    assert shown, "nothing hostile was shown anywhere: the walk is broken"
