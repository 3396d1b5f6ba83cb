"""No change without the token of this very session (T19)."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import browser_of
from tests.form_walker import forms_on
from tests.one_of_everything import Rows, everything, one_of_everything
from tests.reading_browser import ReadingBrowser
from tests.test_access import addresses
from wowcrm.traders.models import Trader

BY_LINK = {
    "answers.give",
    "digest.stop",
    "digest.tap",
    "documents.accept",
    "documents.decline",
}
"""Answers on private addresses: no cookie speaks for the visitor, so there is none to borrow."""


@pytest.fixture
def guarded(app: Flask) -> Iterator[Flask]:
    """The app with its guard on, as it is everywhere but in most tests."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def noras(nora: Trader) -> Rows:
    return one_of_everything(nora)


def token_of(browser: ReadingBrowser) -> str:
    return browser.get("/").page.first("meta[name=csrf-token]")["content"]


def forgeries(app: Flask, noras: Rows, browser: ReadingBrowser, other: ReadingBrowser) -> list[str]:
    """Send every change without a token, with a made-up one, and with somebody else's."""
    browser.get("/")  # The first page of the day brings the levels up to date.
    stolen = token_of(other)
    before = everything()
    faults = []
    for rule, address in addresses(app, noras):
        if rule.endpoint in BY_LINK:
            continue
        for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}):
            for token in ("", "made-up", stolen):
                for htmx in (False, True):
                    headers = {"X-CSRFToken": token} if htmx and token else {}
                    data = {} if htmx or not token else {"csrf_token": token}
                    answer = browser._ask(method, address, data=data, headers=headers, htmx=htmx)
                    if answer.status_code not in {400, 403}:
                        faults.append(f"{method} {address} answers {answer.status_code}")
    if everything() != before:
        faults.append("something was changed")
    return faults


def test_only_answers_by_link_need_no_token(app: Flask) -> None:
    changing = {
        rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or set())
    }
    views = {name for name, view in app.view_functions.items() if hasattr(view, "is_by_link")}
    assert views & changing == BY_LINK


def test_no_change_without_the_sessions_own_token(
    guarded: Flask, noras: Rows, browser: ReadingBrowser, ottos_browser: ReadingBrowser
) -> None:
    faults = forgeries(guarded, noras, browser, ottos_browser)
    assert not faults, "\n".join(faults)


def test_an_unguarded_door_would_be_found(
    app: Flask, noras: Rows, browser: ReadingBrowser, ottos_browser: ReadingBrowser
) -> None:
    assert forgeries(app, noras, browser, ottos_browser)


def test_every_form_carries_the_token(guarded: Flask, noras: Rows, nora: Trader) -> None:
    browser = browser_of(guarded, nora)
    seen = 0
    for _, address in addresses(guarded, noras, "GET"):
        answer = browser.get(address)
        if answer.mimetype != "text/html":
            continue
        for form in forms_on(guarded, answer.page, address):
            assert form.fields.get("csrf_token"), f"{form.action} on {address} carries no token"
            seen += 1
    assert seen


def test_htmx_sends_the_token_as_a_header(guarded: Flask, noras: Rows, nora: Trader) -> None:
    browser = browser_of(guarded, nora)
    headers = {"X-CSRFToken": token_of(browser)}
    for rule, address in addresses(guarded, noras):
        if "POST" in (rule.methods or set()) and rule.endpoint == "needs.index":
            answer = browser.post(address, data={"summary": "Figures"}, headers=headers, htmx=True)
            assert answer.status_code == 200


def test_nothing_is_changed_by_looking(app: Flask, noras: Rows, browser: ReadingBrowser) -> None:
    browser.get("/")  # The first page of the day brings the levels up to date.
    before = everything()
    for _, address in addresses(app, noras, "GET"):
        browser.get(address)
    assert everything() == before
