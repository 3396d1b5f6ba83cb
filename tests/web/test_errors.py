"""What is said when something goes wrong, and what is never said."""

import errno
import io
import logging
import sqlite3
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.reading_browser import Answer, ReadingBrowser
from wowcrm.db import db
from wowcrm.traders.models import Trader
from wowcrm.web import access

Break = Callable[[Exception], None]

LEAKS = ("Traceback", "sqlite", "SELECT", "site-packages", "wowcrm/", "Error:", "secret")


@pytest.fixture
def broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Break:
    """Let the page of settings fail."""

    def break_with(error: Exception) -> None:
        def fail() -> None:
            raise error

        monkeypatch.setitem(app.view_functions, "settings.index", fail)

    return break_with


def full() -> sa.exc.OperationalError:
    return sa.exc.OperationalError(
        "INSERT INTO secret", {}, sqlite3.OperationalError("database or disk is full")
    )


def says_nothing(answer: Answer) -> bool:
    return not any(leak in answer.text for leak in LEAKS)


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (ValueError("secret"), 500, "Something went wrong on my side"),
        (full(), 507, "nothing was saved"),
        (OSError(errno.ENOSPC, "No space left", "/secret"), 507, "nothing was saved"),
        (OSError(errno.EACCES, "Denied", "/secret"), 500, "Something went wrong"),
    ],
)
def test_a_failure_is_said_kindly_and_nothing_leaks(
    browser: ReadingBrowser, broken: Break, error: Exception, code: int, said: str, htmx: bool
) -> None:
    browser.may_break = True
    broken(error)
    answer = browser.post("/settings", htmx=htmx)
    assert answer.status_code == code
    assert said in answer.words
    assert says_nothing(answer)
    assert bool(answer.page.all("html")) is not htmx, "htmx gets a fragment"


@pytest.mark.parametrize("htmx", [False, True])
def test_a_page_that_failed_tells_the_form_that_nothing_was_taken(
    browser: ReadingBrowser, broken: Break, htmx: bool
) -> None:
    """What was typed is kept by the browser until an answer says that it was saved."""
    browser.may_break = True
    broken(full())
    if not htmx:
        assert browser.post("/settings").page.all("[data-failed]")
    assert browser.post("/settings", htmx=True).status_code >= 400


@pytest.fixture
def without_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every question about who is there fail, as on a full or locked disk."""

    def fail(*_: object, **__: object) -> None:
        raise sa.exc.OperationalError("SELECT", {}, sqlite3.OperationalError("database is locked"))

    monkeypatch.setattr(access.login_manager, "_user_callback", fail)


@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("/me", 507, "nothing was saved"),
        ("/sign-in", 507, "nothing was saved"),
        ("/nothing", 404, "There is nothing here"),
        ("/sign-out", 405, "cannot be used this way"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_an_error_before_anybody_is_known_is_said_as_well(
    browser: ReadingBrowser,
    without_database: None,
    address: str,
    code: int,
    said: str,
    htmx: bool,
) -> None:
    browser.may_break = True
    answer = browser.get(address, htmx=htmx)
    assert answer.status_code == code
    assert said in answer.words
    assert says_nothing(answer)


def test_even_when_no_page_can_be_drawn_something_is_said(
    app: Flask, browser: ReadingBrowser, broken: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.may_break = True
    broken(ValueError("secret"))
    monkeypatch.setattr("wowcrm.web.errors.render_template", lambda *_, **__: 1 / 0)
    answer = browser.get("/settings")
    assert answer.status_code == 500
    assert answer.text == "Something went wrong. Nothing was saved by half.\n"


def test_after_a_failure_the_next_page_is_as_ever(browser: ReadingBrowser, broken: Break) -> None:
    browser.may_break = True
    broken(full())
    browser.post("/settings")
    assert browser.get("/me").status_code == 200


def test_a_form_without_its_token_is_refused_kindly(
    app: Flask, browser: ReadingBrowser, nora: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    for address in ("/settings", "/sign-in", "/sign-out"):
        answer = browser.post(address, data={"name": "Zane"})
        assert answer.status_code == 403
        assert "grown too old" in answer.words
        assert answer.page.all("[data-failed]")


def test_a_body_that_is_too_large_is_refused_kindly(
    app: Flask, browser: ReadingBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    file = {"file": (io.BytesIO(b"x" * 5000), "clients.csv")}
    answer = browser.post("/settings", data=file, content_type="multipart/form-data")
    assert answer.status_code == 413
    assert "larger than I can take" in answer.words


def test_a_wrong_method_says_which_are_right(browser: ReadingBrowser) -> None:
    answer = browser.get("/sign-out")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("/me?name=Zane", "GET /me 200"),
        ("/clients/1234", "GET /clients/1234 404"),
        ("/secrets/Zane", "GET (unknown) 404"),
        ("/clients/%0d%0aGET /forged", "GET (unknown) 404"),
    ],
)
def test_a_line_a_request_without_anything_personal(
    browser: ReadingBrowser, caplog: pytest.LogCaptureFixture, address: str, line: str
) -> None:
    with caplog.at_level(logging.INFO, "wowcrm.requests"):
        browser.get(address)
    [record] = [one.getMessage() for one in caplog.records if one.name == "wowcrm.requests"]
    assert record.startswith(line)
    assert record.endswith(" ms")
    assert "Zane" not in record
    assert "\n" not in record


def test_who_signs_in_is_written_down_without_their_name(
    nora: Trader, stranger: ReadingBrowser, caplog: pytest.LogCaptureFixture
) -> None:
    number = nora.id
    with caplog.at_level(logging.INFO, "wowcrm"):
        stranger.post("/sign-in", data={"email": "nora@example.com", "password": "wrong"})
        stranger.post(
            "/sign-in", data={"email": "nora@example.com", "password": "correct horse battery"}
        )
        stranger.post("/sign-out")
    written = "\n".join(record.getMessage() for record in caplog.records)
    assert "sign-in refused" in written
    assert f"trader {number} signed in" in written
    assert f"trader {number} signed out" in written
    assert "nora" not in written
    assert "wrong horse" not in written


def test_the_health_page_tells_when_the_database_is_gone(
    stranger: ReadingBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise full()

    stranger.may_break = True
    monkeypatch.setattr(db.session(), "execute", fail, raising=False)
    monkeypatch.setattr("wowcrm.traders.views.db.session.execute", fail)
    answer = stranger.get("/healthz")
    assert answer.status_code == 507
    assert says_nothing(answer)
