"""Exact counts that keep pages quick: statements a page, whatever their number; a first load."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.bench.seed import fill
from tests.conftest import browser_of, empty_the_tables
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.traders.models import Trader

FEW, MANY = 10, 1000
LIST, DETAIL = 8, 15
"""Statements that a list, and a page about one client, may take."""
REQUESTS, BYTES = 8, 150_000
"""What a browser that was never here may have to fetch for the list of clients."""


@pytest.fixture
def a_busy_trader(app: Flask, database: None) -> ReadingBrowser:
    return trader_with(app, FEW)


def trader_with(app: Flask, number: int) -> ReadingBrowser:
    fill(number)
    return browser_of(app, db.session.scalars(sa.select(Trader)).one())


def pages(app: Flask) -> Iterator[str]:
    """Every page that shows something: all there are without an argument, and a client's own."""
    client = db.session.scalars(sa.select(Client.id).order_by(Client.id)).first()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or "static" in rule.rule:
            continue
        if rule.arguments <= {"client_id"}:
            yield re.sub(r"<int:client_id>", str(client), rule.rule)
    yield "/clients?q=car"
    yield "/clients?level=meets"


def test_no_page_takes_more_statements_for_many_clients_than_for_few(
    app: Flask, database: None, statements: list[str]
) -> None:
    costs: dict[int, dict[str, int]] = {}
    for number in (FEW, MANY):
        browser = trader_with(app, number)
        browser.reads = False
        costs[number] = {}
        for page in pages(app):
            statements.clear()
            answer = browser.get(page)
            assert answer.status_code < 500
            assert answer.data is not None
            costs[number][page] = len(statements)
        empty_the_tables()

    grown = {
        page: (few, costs[MANY][page])
        for page, few in costs[FEW].items()
        if costs[MANY][page] > few and "export" not in page
    }
    print(costs)
    assert not grown


def test_a_first_load_of_the_list_is_small_and_asks_nobody_else(
    app: Flask, a_busy_trader: ReadingBrowser
) -> None:
    """What a browser fetches: the page, its style, its scripts, its icons; nothing compressed."""
    answer = a_busy_trader.get("/clients")
    text = answer.get_data(as_text=True)
    links = re.findall(r'<link rel="(?:icon|stylesheet|manifest)" href="([^"]+)"', text)
    fetched = {*links, *re.findall(r'(?:<script[^>]* src|<use href|<img[^>]* src)="([^"#]+)', text)}

    assert all(address.startswith("/") for address in fetched)
    assert len(fetched) + 1 <= REQUESTS
    weights = {address: len(a_busy_trader.get(address).data) for address in fetched}
    assert len(answer.data) + sum(weights.values()) <= BYTES, weights
