"""A form sent twice, or many times at once, does what it does once (T11)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from tests.conftest import browser_of, empty_the_tables, trader
from tests.form_walker import Filled, forms_on
from tests.one_of_everything import everything, one_of_everything
from tests.reading_browser import ReadingBrowser
from tests.test_access import addresses
from wowcrm.db import db

# Signing in twice rightly makes two sessions, and importing asks for a file again.
APART = {"traders.sign_in", "traders.sign_out"}


def anew(app: Flask) -> tuple[ReadingBrowser, list[str]]:
    """Empty the house, let Nora move in again, and list the pages she can open."""
    empty_the_tables()
    nora = trader("Nora Lind", "nora@example.com", trade="bookkeeper")
    rows = one_of_everything(nora)
    pages = [where for _, where in addresses(app, rows, "GET")]
    return browser_of(app, nora), pages


def forms_by_endpoint(app: Flask) -> dict[str, str]:
    """Find on which page each form stands; the first one that is found will do."""
    browser, pages = anew(app)
    found: dict[str, str] = {}
    for number, page in enumerate(pages):
        answer = browser.get(page)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            for form in forms_on(app, answer.page, page):
                found.setdefault(form.endpoint, str(number))
    return {endpoint: page for endpoint, page in found.items() if endpoint not in APART}


def counts() -> dict[str, int]:
    return {table: len(rows) for table, rows in everything().items()}


def each_form(app: Flask) -> Iterator[tuple[Filled, ReadingBrowser, dict[str, int]]]:
    """Yield every form of the house once, each in a house of its own."""
    for endpoint, number in forms_by_endpoint(app).items():
        browser, pages = anew(app)
        browser.get("/")
        page = browser.get(pages[int(number)])
        form = next(one for one in forms_on(app, page.page) if one.endpoint == endpoint)
        yield form, browser, counts()


def doublings(app: Flask, key: Callable[[Filled], dict[str, str]] = lambda form: {}) -> list[str]:
    """Send each form twice and name those whose second time made something more."""
    faults = []
    made = set()
    for form, browser, before in each_form(app):
        first = form.send(browser)
        once = counts()
        second = form.send(browser, key(form))
        if first.status_code >= 500 or second.status_code >= 500:
            faults.append(f"{form.endpoint} answers {first.status_code}, then {second.status_code}")
        if sum(once.values()) > sum(before.values()):
            made.add(form.endpoint)
        if counts() != once:
            faults.append(f"{form.endpoint} made more when sent twice")
    assert made, "no form made anything: the walk is broken"
    return faults


def test_a_form_sent_twice_makes_one_thing(app: Flask, database: None) -> None:
    faults = doublings(app)
    assert not faults, "\n".join(faults)


def test_two_forms_make_two_things(app: Flask, database: None) -> None:
    """The same words in a new form are a second thing: only the very same form is doubled."""
    assert doublings(app, key=lambda form: {"once": "another"} if "once" in form.fields else {})


def test_a_form_sent_many_times_at_once_makes_one_thing(app: Flask, database: None) -> None:
    faults = []
    for form, browser, before in each_form(app):
        browsers = [copy_of(app, browser) for _ in range(4)]
        db.session.remove()
        with ThreadPoolExecutor(4) as pool:
            codes = [answer.status_code for answer in pool.map(form.send, browsers)]
        if max(codes) >= 500:
            faults.append(f"{form.endpoint} answers {codes}")
        after = counts()
        again = form.send(browser)
        if counts() != after or again.status_code >= 500:
            faults.append(f"{form.endpoint} was not settled by the four")
        grown = {table: after[table] - before[table] for table in after}
        if any(grown[table] > grown_by_one(app, form).get(table, 0) for table in grown):
            faults.append(f"{form.endpoint} made {grown} when sent four times at once")
    assert not faults, "\n".join(faults)


def grown_by_one(app: Flask, form: Filled) -> dict[str, int]:
    """Say by how much each table grows when the form is sent once."""
    browser, pages = anew(app)
    browser.get("/")
    for page in pages:
        answer = browser.get(page)
        if answer.mimetype == "text/html":
            for found in forms_on(app, answer.page):
                if found.endpoint == form.endpoint:
                    before = counts()
                    found.send(browser)
                    return {table: n - before[table] for table, n in counts().items()}
    pytest.fail(f"the form of {form.endpoint} is gone")


def copy_of(app: Flask, browser: ReadingBrowser) -> ReadingBrowser:
    """Another window of the same browser: the same cookies."""
    copy = ReadingBrowser(app)
    cookie = browser.get_cookie("wowcrm")
    assert cookie is not None
    copy.set_cookie("wowcrm", cookie.value)
    return copy
