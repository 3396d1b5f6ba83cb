"""A form sent twice, or many times at once, does what it does once (T11)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from tests.form_walker import Filled, forms_on
from tests.one_of_everything import PASSING, one_of_everything
from tests.reading_browser import Answer, ReadingBrowser
from tests.rows import counts, kept
from tests.test_access import addresses
from wowcrm.db import db
from wowcrm.traders.models import Trader

# Signing in twice rightly makes two sessions, and ending sessions ends this one.
APART = {"traders.sign_in", "traders.sign_out", "account.end_all", "account.end_others"}
AT_ONCE = 4

Growth = dict[str, int]
PutBack = Callable[[], None]


class House:
    """Nora's house, put back in order as often as a test needs it."""

    def __init__(self, browser: ReadingBrowser, pages: list[str], put_back: PutBack) -> None:
        cookie = browser.get_cookie("wowcrm")
        assert cookie is not None
        self.app, self.cookie = browser.application, cookie.value
        self.pages, self.put_back = pages, put_back

    def forms(self) -> Iterator[Filled]:
        """Yield a form for each thing that can be done; the first one that is found will do."""
        window, seen = self.window(), {*APART}
        for page in self.pages:
            answer = window.get(page)
            if answer.mimetype == "text/html" and answer.status_code == 200:
                for form in forms_on(self.app, answer.page, page):
                    if form.endpoint not in seen:
                        seen.add(form.endpoint)
                        yield form

    def form(self, endpoint: str) -> Filled:
        return next(form for form in self.forms() if form.endpoint == endpoint)

    def window(self) -> ReadingBrowser:
        """Open a window of Nora's browser: all have the same cookies."""
        window = ReadingBrowser(self.app)
        window.set_cookie("wowcrm", self.cookie)
        return window


@pytest.fixture
def house(app: Flask, nora: Trader, browser: ReadingBrowser) -> Iterator[House]:
    pages = [where for _, where in addresses(app, one_of_everything(nora), "GET")]
    browser.get("/")  # The first page of the day brings the levels up to date.
    with kept() as put_back:
        yield House(browser, pages, put_back)


def counted() -> Growth:
    db.session.rollback()
    found = counts(db.session.connection())
    return {table: number for table, number in found.items() if table not in PASSING}


def grown(before: Growth) -> Growth:
    after = counted()
    growth = {name: after.get(name, 0) - before.get(name, 0) for name in before | after}
    return {name: more for name, more in growth.items() if more}


def test_every_form_sent_twice_or_at_once_does_it_once(house: House) -> None:
    faults: list[str] = []
    made = []
    for form in list(house.forms()):
        once, fault = twice(house, form)
        faults += fault
        if any(growth > 0 for growth in once.values()):
            made.append(form.endpoint)
            faults += at_once(house, form, once)
    assert len(made) > 5, f"only {made} made anything: the walk is broken"
    assert not faults, "\n".join(faults)


def twice(house: House, form: Filled) -> tuple[Growth, list[str]]:
    """Send a form twice; return what the first time made, and what was wrong with the second."""
    house.put_back()
    window, before = house.window(), counted()
    first = form.send(window)
    once = grown(before)
    second = form.send(window)
    faults = broken(form, first, second)
    if grown(before) != once:
        faults.append(f"{form.endpoint}: once makes {once}, twice makes {grown(before)}")
    return once, faults


def at_once(house: House, form: Filled, once: Growth) -> list[str]:
    """Send a form from several windows in the same moment."""
    house.put_back()
    windows, before = [house.window() for _ in range(AT_ONCE)], counted()
    db.session.remove()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(form.send, windows))
    faults = broken(form, *answers)
    if grown(before) != once:
        faults.append(f"{form.endpoint}: once makes {once}, many at once make {grown(before)}")
    return faults


def broken(form: Filled, *answers: Answer) -> list[str]:
    codes = [answer.status_code for answer in answers]
    return [f"{form.endpoint} answers {codes}"] if max(codes) >= 500 else []


@pytest.mark.parametrize("endpoint", ["needs.index", "timeline.write"])
def test_the_same_words_in_a_new_form_are_a_second_thing(house: House, endpoint: str) -> None:
    form, window = house.form(endpoint), house.window()
    before = counted()
    form.send(window)
    once = grown(before)

    form.send(window, {"once": "another form"})

    assert grown(before) == {table: 2 * growth for table, growth in once.items()}


def test_a_form_that_is_not_known_again_would_be_found(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wowcrm.web.htmx.submitted_key", lambda: None)

    form = house.form("needs.index")
    once, faults = twice(house, form)

    assert faults
    assert at_once(house, form, once)
