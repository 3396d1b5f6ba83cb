"""Signing in and out, as a browser and as an attacker sees it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from argon2 import PasswordHasher
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from tests.conftest import NORAS_PASSWORD, browser_of
from tests.reading_browser import Answer, ReadingBrowser
from wowcrm.db import db
from wowcrm.traders import models
from wowcrm.traders.models import FailedSignIn, SignIn, Trader

WRONG = {"email": "nora@example.com", "password": "wrong horse battery"}
RIGHT = {"email": "nora@example.com", "password": NORAS_PASSWORD, "stays": "y"}


def token(browser: ReadingBrowser) -> str | None:
    with browser.session_transaction() as session:
        return session.get("_user_id")


def try_often(browser: ReadingBrowser, times: int, **changed: str) -> Answer:
    for number in range(times):
        where = {"REMOTE_ADDR": f"198.51.100.{number}"}
        answer = browser.post("/sign-in", data=WRONG | changed, environ_base=where)
    return answer


def test_the_right_password_opens_the_door(nora: Trader, stranger: ReadingBrowser) -> None:
    answer = stranger.post("/sign-in", data=RIGHT)

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"
    assert stranger.get("/me").status_code == 200


def test_the_address_may_be_typed_in_capitals_and_with_blanks(
    nora: Trader, stranger: ReadingBrowser
) -> None:
    answer = stranger.post("/sign-in", data=RIGHT | {"email": " Nora@Example.COM "})
    assert answer.status_code == 303


def test_blanks_belong_to_a_password(nora: Trader, stranger: ReadingBrowser) -> None:
    answer = stranger.post("/sign-in", data=RIGHT | {"password": f" {NORAS_PASSWORD}"})
    assert answer.status_code == 422


def test_who_is_signed_in_is_led_on(browser: ReadingBrowser) -> None:
    answer = browser.get("/sign-in?next=/clients")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/clients"


def test_the_first_visitor_is_welcomed_instead(stranger: ReadingBrowser) -> None:
    answer = stranger.get("/sign-in")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/welcome"


@pytest.mark.parametrize(("left_out", "asked"), [("email", "e-mail"), ("password", "password")])
def test_a_blank_is_asked_for(
    nora: Trader, stranger: ReadingBrowser, left_out: str, asked: str
) -> None:
    answer = stranger.post("/sign-in", data=RIGHT | {left_out: ""})
    assert answer.status_code == 422
    assert f"Your {asked}" in answer.words


def test_what_was_typed_stays_but_for_the_password(nora: Trader, stranger: ReadingBrowser) -> None:
    answer = stranger.post("/sign-in", data=WRONG)
    assert answer.page.first("#email")["value"] == "nora@example.com"
    assert "wrong horse" not in answer.text


def test_nobody_learns_which_addresses_are_registered(
    nora: Trader, stranger: ReadingBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words and the same work: one comparison of a hash of the same costs."""
    worked: list[tuple[int, int, int]] = []
    verify = PasswordHasher.verify

    def count(hasher: PasswordHasher, hash: str, password: str) -> bool:
        costs = re.search(r"m=(\d+),t=(\d+),p=(\d+)", hash)
        assert costs
        worked.append((int(costs[1]), int(costs[2]), int(costs[3])))
        return verify(hasher, hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", count)
    known = stranger.post("/sign-in", data=WRONG)
    unknown = stranger.post("/sign-in", data=WRONG | {"email": "nobody@example.com"})

    def told(answer: Answer) -> str:
        secrets = r'value="[^"]*"|content="[^"]*"'
        return re.sub(secrets, "", answer.text).replace("nobody@", "nora@")

    assert known.status_code == unknown.status_code == 422
    assert told(known) == told(unknown)
    assert len(worked) == 2
    assert worked[0] == worked[1]


def test_an_unknown_address_is_locked_just_the_same(nora: Trader, stranger: ReadingBrowser) -> None:
    assert try_often(stranger, 11).status_code == 429
    assert try_often(stranger, 11, email="nobody@example.com").status_code == 429


def test_a_session_gets_a_token_that_nobody_knew_before(
    app: Flask, nora: Trader, otto: Trader, stranger: ReadingBrowser
) -> None:
    with stranger.session_transaction() as session:
        session["_user_id"] = "planted"
        session["planted"] = "this too"
    stranger.post("/sign-in", data=RIGHT)
    first = token(stranger)
    assert first
    assert first != "planted"
    with stranger.session_transaction() as session:
        assert "planted" not in session
    stranger.post("/sign-out")
    stranger.post("/sign-in", data=RIGHT)
    assert token(stranger) != first


def test_the_token_against_forgery_is_a_new_one_too(
    app: Flask, nora: Trader, stranger: ReadingBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    planted = stranger.get("/sign-in").page.first("meta[name=csrf-token]")["content"]
    answer = stranger.post("/sign-in", data=RIGHT | {"csrf_token": planted})
    assert answer.status_code == 303

    assert stranger.post("/sign-out", data={"csrf_token": planted}).status_code == 403
    assert stranger.get("/me").status_code == 200


def test_the_token_itself_is_nowhere_in_the_database(
    nora: Trader, stranger: ReadingBrowser
) -> None:
    stranger.post("/sign-in", data=RIGHT)
    kept = token(stranger)
    assert kept
    assert len(kept) >= 43  # 256 bits
    rows = [str(tuple(row)) for row in db.session.execute(sa.select(SignIn.__table__))]
    assert not any(kept in row for row in rows)


def test_an_old_cookie_opens_nothing_after_signing_out(
    nora: Trader, stranger: ReadingBrowser, app: Flask
) -> None:
    stranger.post("/sign-in", data=RIGHT)
    stolen = stranger.get_cookie("wowcrm")
    assert stolen
    answer = stranger.post("/sign-out")

    assert answer.headers["Location"] == "/sign-in"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    thief = ReadingBrowser(app)
    thief.set_cookie("wowcrm", stolen.value)
    assert thief.get("/me").headers["Location"].startswith("/sign-in")


def test_a_session_that_grew_too_old_keeps_what_was_typed(
    nora: Trader, browser: ReadingBrowser
) -> None:
    with time_machine.travel(datetime.now(UTC) + SignIn.IDLE + timedelta(minutes=1), tick=False):
        answer = browser.post(
            "/clients/new", data={"name": "Zane"}, headers={"Referer": "http://localhost/add?x=1"}
        )
    assert answer.headers["Location"] == "/sign-in?next=/add?x%3D1"
    assert "Clear-Site-Data" not in answer.headers


def test_a_session_ends_by_itself_in_the_end(nora: Trader, browser: ReadingBrowser) -> None:
    began = datetime.now(UTC)
    for days in range(0, 90, 20):
        with time_machine.travel(began + timedelta(days=days), tick=False):
            assert browser.get("/me").status_code == 200
            with browser.session_transaction() as session:
                session["a message, say"] = days  # signs the cookie anew
    with time_machine.travel(began + SignIn.LONGEST + timedelta(minutes=1), tick=False):
        assert browser.get("/me").status_code == 303


def test_a_device_that_is_not_to_remember_is_signed_out_after_a_day_of_work(
    nora: Trader, stranger: ReadingBrowser
) -> None:
    answer = stranger.post("/sign-in", data={**RIGHT, "stays": ""})
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("wowcrm="))
    assert "Expires" not in cookie, "it goes when the browser is closed"
    began = datetime.now(UTC)
    with time_machine.travel(began + timedelta(hours=11), tick=False):
        assert stranger.get("/me").status_code == 200
    with time_machine.travel(began + timedelta(hours=13), tick=False):
        assert stranger.get("/me").status_code == 303


def test_a_device_that_is_to_remember_keeps_its_cookie(
    nora: Trader, stranger: ReadingBrowser
) -> None:
    answer = stranger.post("/sign-in", data=RIGHT)
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("wowcrm="))
    assert "Expires" in cookie
    stranger.get("/me")  # which adds the token against forgery
    assert "Set-Cookie" not in stranger.get("/me").headers, "and is not sent again every time"


def test_guessing_is_stopped_with_words_and_a_time(nora: Trader, stranger: ReadingBrowser) -> None:
    assert try_often(stranger, 10).status_code == 422

    answer = stranger.post("/sign-in", data=WRONG)

    assert answer.status_code == 429
    assert "tried too often. Please wait 15 minutes" in answer.words
    assert 880 < int(answer.headers["Retry-After"]) <= 900
    assert answer.page.first("#email")["value"] == "nora@example.com"


def test_the_right_password_is_refused_as_well_or_guessing_would_go_on(
    nora: Trader, stranger: ReadingBrowser
) -> None:
    try_often(stranger, 10)
    assert stranger.post("/sign-in", data=RIGHT).status_code == 429


def test_the_lock_lasts_beyond_a_restart_and_ends_by_itself(
    app: Flask, nora: Trader, stranger: ReadingBrowser
) -> None:
    try_often(stranger, 10)
    db.engine.dispose()
    assert ReadingBrowser(app).post("/sign-in", data=RIGHT).status_code == 429

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16), tick=False):
        assert stranger.post("/sign-in", data=RIGHT).status_code == 303
    assert stranger.post("/sign-out").status_code == 303
    left = db.session.scalar(sa.select(sa.func.count(FailedSignIn.id)))
    assert left == 10, "only those of the ten addresses are left, until their hour is over"


def test_strangers_cannot_lock_nora_out_of_her_own_phone(
    app: Flask, nora: Trader, stranger: ReadingBrowser
) -> None:
    phone = ReadingBrowser(app)
    phone.post("/sign-in", data=RIGHT)
    phone.post("/sign-out")
    try_often(stranger, 11)

    assert stranger.post("/sign-in", data=RIGHT).status_code == 429
    assert phone.post("/sign-in", data=RIGHT).status_code == 303


def test_a_known_device_is_known_for_its_own_trader_only(
    app: Flask, nora: Trader, otto: Trader
) -> None:
    """Otto's device gives him no more tries at Nora's door than anybody has."""
    browser = ReadingBrowser(app)
    browser.post("/sign-in", data=RIGHT | {"email": "otto@example.com"})
    browser.post("/sign-out")
    assert try_often(browser, 11).status_code == 429
    other = ReadingBrowser(app)
    assert other.post("/sign-in", data=RIGHT).status_code == 429


def test_a_made_up_device_is_a_stranger(app: Flask, nora: Trader, stranger: ReadingBrowser) -> None:
    for forged in ("x", "x.y.z", "W10.aaaa.bbbb", "\u00e9"):
        stranger.set_cookie("wowcrm-device", forged)
        assert stranger.post("/sign-in", data=WRONG).status_code == 422
    for _ in range(6):
        stranger.post("/sign-in", data=WRONG)
    assert stranger.post("/sign-in", data=RIGHT).status_code == 429


def test_twenty_tries_an_hour_from_one_address(nora: Trader, stranger: ReadingBrowser) -> None:
    for number in range(20):
        answer = stranger.post("/sign-in", data=WRONG | {"email": f"a{number}@example.com"})
        assert answer.status_code == 422
    assert stranger.post("/sign-in", data=WRONG | {"email": "b@example.com"}).status_code == 429


@pytest.fixture
def behind_a_proxy(app: Flask) -> Iterator[None]:
    plain = app.wsgi_app
    app.wsgi_app = ProxyFix(plain, x_for=1)  # type: ignore[method-assign]
    yield
    app.wsgi_app = plain  # type: ignore[method-assign]


def spread(stranger: ReadingBrowser) -> list[int]:
    """Try from one address that says it is another one each time."""
    return [
        stranger.post(
            "/sign-in",
            data=WRONG | {"email": f"a{number}@example.com"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        ).status_code
        for number in range(25)
    ]


def test_what_a_stranger_says_about_their_address_is_not_believed(
    nora: Trader, stranger: ReadingBrowser
) -> None:
    assert spread(stranger)[20:] == [429] * 5


def test_what_a_proxy_says_is_believed_where_there_is_one(
    behind_a_proxy: None, nora: Trader, stranger: ReadingBrowser
) -> None:
    assert spread(stranger) == [422] * 25


def test_an_outdated_hash_is_renewed_when_its_password_is_known(
    nora: Trader, stranger: ReadingBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = nora.password_hash
    monkeypatch.setattr(
        models, "hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    )

    assert stranger.post("/sign-in", data=WRONG).status_code == 422
    assert nora.password_hash == before
    assert stranger.post("/sign-in", data=RIGHT).status_code == 303
    assert "m=16,t=2,p=1" in nora.password_hash
    assert nora.check_password(NORAS_PASSWORD)


def test_the_password_is_looked_at_while_others_may_write(
    nora: Trader, stranger: ReadingBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Argon2 takes long on purpose; SQLite has one write lock for everybody."""
    open_ones: list[bool] = []
    verify = PasswordHasher.verify

    def look(hasher: PasswordHasher, hash: str, password: str) -> bool:
        open_ones.append(db.session().in_transaction())
        return verify(hasher, hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", look)
    stranger.post("/sign-in", data=RIGHT)
    assert open_ones == [False]


def test_a_session_ended_elsewhere_opens_nothing(app: Flask, nora: Trader) -> None:
    phone, desk = browser_of(app, nora), browser_of(app, nora)
    assert desk.post("/devices/end-others").status_code == 303
    assert phone.get("/me").status_code == 303
    assert desk.get("/me").status_code == 200


def test_password_managers_are_led_to_the_right_page(browser: ReadingBrowser) -> None:
    answer = browser.get("/.well-known/change-password")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/account#password"
    missing = "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200"
    assert browser.get(missing).status_code == 404


def test_the_health_page_says_nothing_private(stranger: ReadingBrowser) -> None:
    answer = stranger.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_searchers_are_asked_to_stay_away(stranger: ReadingBrowser) -> None:
    assert "Disallow: /\n" in stranger.get("/robots.txt").text
