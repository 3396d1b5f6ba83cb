"""Exact counts that keep pages quick: statements a page, whatever their number; a first load."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.bench.seed import fill
from tests.conftest import browser_of
from tests.reading_browser import ReadingBrowser
from tests.rows import empty_the_tables
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.traders.models import Trader

FEW, MANY = 60, 1000
"""Few are enough that no list is empty: a page without rows need not ask what belongs to them."""
AT_MOST = {
    "/clients": 8,
    "/clients?q=car": 8,
    "/clients?level=meets": 8,
    "/clients/{}": 15,
    "/clients/{}/needs": 15,
    "/clients/{}/promises": 15,
    "/clients/{}/delights": 15,
    "/promises": 8,
    "/wow": 8,
    # A rule of Today is a query or two, whatever there is to do; asked once an edition.
    "/": 60,
    "/gap": 7,
    "/complaints": 5,
    # Figures of a year are a query or two each; asked once an edition.
    "/insights": 20,
    "/insights/review": 30,
    "/four-cs": 12,
    "/touchpoints": 8,
    "/rising-bar": 6,
}
"""Statements that a page may take, the one that finds out who is signed in included."""
REQUESTS, PLAIN, SENT = 8, 250_000, 100_000
"""What a browser that was never here may fetch for the list of clients: bytes bare and packed."""


def trader_with(app: Flask, number: int) -> ReadingBrowser:
    fill(number)
    return browser_of(app, db.session.scalars(sa.select(Trader)).one())


def pages(app: Flask) -> Iterator[str]:
    """Name every page that needs no argument, and the pages of one client."""
    for rule in app.url_map.iter_rules():
        # Of everything there is, a thousand rows are asked for at a time.
        if rule.endpoint == "exports.all_of_it":
            continue
        shows = "GET" in (rule.methods or set()) and "static" not in rule.rule
        if shows and rule.arguments <= {"client_id"}:
            yield rule.rule.replace("<int:client_id>", "{}")
    yield from (page for page in AT_MOST if "?" in page)


def statements_of(app: Flask, number: int, sent: list[str]) -> dict[str, int]:
    """Count what each page asks when there are so many clients; BEGIN asks nothing."""
    browser = trader_with(app, number)
    client = db.session.scalars(sa.select(Client.id).order_by(Client.id)).first()
    counts = {}
    for page in pages(app):
        sent.clear()
        assert browser.get(page.format(client)).status_code < 500
        counts[page] = sum(not statement.startswith("BEGIN") for statement in sent)
    empty_the_tables()
    return counts


def test_no_page_asks_more_of_the_database_when_there_are_more_clients(
    app: Flask, database: None, statements: list[str]
) -> None:
    few = statements_of(app, FEW, statements)
    many = statements_of(app, MANY, statements)

    grown = {page: (few[page], many[page]) for page in few if many[page] > few[page]}
    assert not grown, f"ask once for all rows (selectinload, a join): {grown}"
    costly = {page: few[page] for page, most in AT_MOST.items() if few[page] > most}
    assert not costly, f"ask less: {costly}"


@pytest.fixture
def nora_with_clients(app: Flask, database: None) -> ReadingBrowser:
    return trader_with(app, FEW)


@pytest.mark.parametrize(("packing", "most"), [("", PLAIN), ("gzip", SENT)])
def test_a_first_load_of_the_list_is_small_and_asks_nobody_else(
    nora_with_clients: ReadingBrowser, packing: str, most: int
) -> None:
    text = nora_with_clients.get("/clients").get_data(as_text=True)
    links = re.findall(r'<link rel="(?:icon|stylesheet|manifest)" href="([^"]+)"', text)
    sources = re.findall(r'(?:<script[^>]* src|<use href|<img[^>]* src)="([^"#]+)', text)
    fetched = {"/clients", *links, *sources}

    assert all(address.startswith("/") and address[1] != "/" for address in fetched)
    assert len(fetched) <= REQUESTS, fetched
    nora_with_clients.reads = False  # what is packed is no text
    headers = {"Accept-Encoding": packing}
    weights = {each: len(nora_with_clients.get(each, headers=headers).data) for each in fetched}
    assert sum(weights.values()) <= most, weights
