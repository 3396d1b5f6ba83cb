"""Whatever is typed into addresses and forms, the answer is an answer (T25), and stays text (T18)."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from werkzeug.datastructures import ImmutableMultiDict

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
    "99999999999999999999",
    "1e309",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "a\x00b\udce4\ud800\ufffe",
    "’; DROP TABLE clients; -- %",
    "../../etc/passwd",
    "<script>alert({{ 7*7 }})</script>",
    "é" * 5000,
    "//example.org",
]
TELLTALE = re.compile(r"Traceback|sqlite3\.|psycopg|sqlalchemy|site-packages|SELECT .* FROM", re.I)


LEAVING = {"traders.sign_out", "account.end_all"}


@pytest.fixture
def noras(nora: Trader) -> Rows:
    return one_of_everything(nora)


@pytest.fixture
def hand(browser: ReadingBrowser) -> ReadingBrowser:
    """Nora's browser in the hands of somebody who types anything."""
    browser.reads = False
    browser.may_break = True
    return browser


class Heard(ImmutableMultiDict[str, str]):
    """The parameters of an address, remembering which of them a view asks for."""

    asked: ClassVar[set[str]] = set()

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        self.asked.add(key)
        return super().get(key, *args, **kwargs)

    def getlist(self, key: str, *args: Any, **kwargs: Any) -> Any:
        self.asked.add(key)
        return super().getlist(key, *args, **kwargs)

    def __getitem__(self, key: str) -> str:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)


def parameters(hand: ReadingBrowser, address: str) -> set[str]:
    """Open a page and hear which parameters it asks for."""
    Heard.asked.clear()
    hand.get(address)
    return set(Heard.asked)


def fault(answer: Answer, what: str) -> Iterator[str]:
    if answer.status_code >= 500:
        yield f"{what} answers {answer.status_code}"
    if (answer.mimetype or "").startswith("text/") and TELLTALE.search(answer.text):
        yield f"{what} tells what only we should know"
    for header, value in answer.headers.items():
        if not value.isascii():
            yield f"{what} answers with a header that no server sends: {header}"
    for header in ("Location", "HX-Redirect", "HX-Location"):
        if urlsplit(answer.headers.get(header, "")).netloc not in {"", "localhost"}:
            yield f"{what} leads to {answer.headers[header]}"


def encoded(names: set[str], value: str, times: int = 1) -> str:
    return urlencode([(name, value) for name in sorted(names)] * times, errors="surrogatepass")


def test_no_address_breaks_a_page(
    app: Flask, noras: Rows, hand: ReadingBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.request_class, "parameter_storage_class", Heard)
    faults: list[str] = []
    heard: set[str] = set()
    for _, address in addresses(app, noras, "GET"):
        names = parameters(hand, address)
        heard |= names
        for number, value in enumerate(VALUES if names else VALUES[:1]):
            asked = encoded(names | {"once"}, value, times=10 if value == "abc" else 1)
            answer = hand.get(address, query_string=asked, htmx=bool(number % 2))
            faults += fault(answer, f"GET {address} with {value[:20]!r}")
    assert {"next", "level"} <= heard, f"only {heard} were asked for: the walk is broken"
    assert not faults, "\n".join(faults)


def test_no_form_breaks_a_page(app: Flask, nora: Trader, noras: Rows, hand: ReadingBrowser) -> None:
    seen = set()
    faults: list[str] = []
    for _, address in addresses(app, noras, "GET"):
        answer = hand.get(address)
        if answer.mimetype != "text/html":
            continue
        for form in list(forms_on(app, answer.page)):
            if form.endpoint in seen or form.endpoint in LEAVING:
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
