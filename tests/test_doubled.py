"""A form sent twice, or many times at once, does what it does once (T11)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from tests.conftest import browser_of, empty_the_tables, trader
from tests.form_walker import Filled, forms_on
from tests.one_of_everything import everything, one_of_everything
from tests.reading_browser import Answer, ReadingBrowser
from tests.test_access import addresses
from wowcrm.db import db

# Signing in twice rightly makes two sessions, and ending sessions ends this one.
APART = {"traders.sign_in", "traders.sign_out", "account.end_all", "account.end_others"}
AT_ONCE = 4

Growth = dict[str, int]


class House:
    """Nora's house, built anew as often as a test needs it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.pages_of_forms = self._find_forms()

    def anew(self) -> list[str]:
        """Empty the house, let Nora move in again, and list the pages she can open."""
        empty_the_tables()
        nora = trader("Nora Lind", "nora@example.com", trade="bookkeeper")
        rows = one_of_everything(nora)
        self.browser = browser_of(self.app, nora)
        pages = [where for _, where in addresses(self.app, rows, "GET")]
        self.browser.get("/")  # The first page of the day brings the levels up to date.
        return pages

    def _find_forms(self) -> dict[str, int]:
        """Find on which page each form stands; the first one that is found will do."""
        found: dict[str, int] = {}
        for number, page in enumerate(self.anew()):
            answer = self.browser.get(page)
            if answer.mimetype == "text/html" and answer.status_code == 200:
                for form in forms_on(self.app, answer.page, page):
                    found.setdefault(form.endpoint, number)
        return {endpoint: page for endpoint, page in found.items() if endpoint not in APART}

    def form(self, endpoint: str) -> Filled:
        """Open the page of a form, in a house built anew."""
        pages = self.anew()
        page = self.browser.get(pages[self.pages_of_forms[endpoint]]).page
        return next(form for form in forms_on(self.app, page) if form.endpoint == endpoint)

    def windows(self) -> list[ReadingBrowser]:
        """Other windows of the same browser: they have its cookies."""
        cookie = self.browser.get_cookie("wowcrm")
        assert cookie is not None
        windows = [ReadingBrowser(self.app) for _ in range(AT_ONCE)]
        for window in windows:
            window.set_cookie("wowcrm", cookie.value)
        return windows


def counts() -> Growth:
    return {table: len(rows) for table, rows in everything().items()}


def grown(before: Growth) -> Growth:
    return {table: n - before[table] for table, n in counts().items() if n != before[table]}


def test_every_form_sent_twice_or_at_once_does_it_once(app: Flask, database: None) -> None:
    house = House(app)
    faults: list[str] = []
    made = []
    for endpoint in house.pages_of_forms:
        once, fault = twice(house, endpoint)
        faults += fault
        if any(growth > 0 for growth in once.values()):
            made.append(endpoint)
            faults += at_once(house, endpoint, once)
    assert len(made) > 5, f"only {made} made anything: the walk is broken"
    assert not faults, "\n".join(faults)


def twice(house: House, endpoint: str) -> tuple[Growth, list[str]]:
    """Send a form twice; return what the first time made, and what was wrong with the second."""
    form = house.form(endpoint)
    before = counts()
    first = form.send(house.browser)
    once = grown(before)
    second = form.send(house.browser)
    faults = broken(endpoint, first, second)
    if grown(before) != once:
        faults.append(f"{endpoint}: once makes {once}, twice makes {grown(before)}")
    return once, faults


def at_once(house: House, endpoint: str, once: Growth) -> list[str]:
    """Send a form from several windows in the same moment."""
    form = house.form(endpoint)
    before = counts()
    windows = house.windows()
    db.session.remove()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(form.send, windows))
    faults = broken(endpoint, *answers)
    if grown(before) != once:
        faults.append(f"{endpoint}: once makes {once}, many at once make {grown(before)}")
    return faults


def broken(endpoint: str, *answers: Answer) -> list[str]:
    codes = [answer.status_code for answer in answers]
    return [f"{endpoint} answers {codes}"] if max(codes) >= 500 else []


@pytest.mark.parametrize("endpoint", ["needs.index", "timeline.write"])
def test_the_same_words_in_a_new_form_are_a_second_thing(
    app: Flask, database: None, endpoint: str
) -> None:
    house = House(app)
    form = house.form(endpoint)
    before = counts()
    form.send(house.browser)
    once = grown(before)

    form.send(house.browser, {"once": "another form"})

    assert grown(before) == {table: 2 * growth for table, growth in once.items()}


def test_a_form_that_is_not_known_again_would_be_found(
    app: Flask, database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wowcrm.web.htmx.submitted_key", lambda: None)
    house = House(app)

    once, faults = twice(house, "needs.index")

    assert faults
    assert at_once(house, "needs.index", once)
