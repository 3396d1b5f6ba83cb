"""The account: password, address, devices."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from tests.conftest import NORAS_PASSWORD, browser_of
from tests.letters import sent
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.feed.models import Feed
from wowcrm.traders.models import SignIn, Trader
from wowcrm.web.devices import is_handheld, name_of

NEW = "Tulpe-91 am Fenster"
CHANGE = {"current": NORAS_PASSWORD, "password": NEW}


def test_a_new_password_opens_the_door_and_the_old_one_does_not(
    nora: Trader, browser: ReadingBrowser, stranger: ReadingBrowser
) -> None:
    answer = browser.post("/account/password", data=CHANGE)
    assert answer.status_code == 303
    assert "Your password is changed" in browser.get("/account").words

    entry = {"email": nora.email}
    assert stranger.post("/sign-in", data=entry | {"password": NORAS_PASSWORD}).status_code == 422
    assert stranger.post("/sign-in", data=entry | {"password": NEW}).status_code == 303


def test_a_new_password_signs_every_other_device_out(
    app: Flask, nora: Trader, browser: ReadingBrowser
) -> None:
    phone = browser_of(app, nora)
    stolen = ReadingBrowser(app)
    cookie = browser.get_cookie("wowcrm")
    assert cookie
    stolen.set_cookie("wowcrm", cookie.value)
    assert stolen.get("/me").status_code == 200

    browser.post("/account/password", data=CHANGE)

    assert browser.get("/me").status_code == 200
    assert phone.get("/me").status_code == 303
    assert stolen.get("/me").status_code == 303, "a copied cookie is another device as well"


def test_links_that_others_use_live_on_until_they_are_renewed(
    nora: Trader, browser: ReadingBrowser, stranger: ReadingBrowser, ben: Client
) -> None:
    """A new password is no reason that a client's paper or the calendar opens no more."""
    browser.post("/calendar", data={"kinds": ["promises"]})
    feed = db.session.scalars(sa.select(Feed)).one()
    calendar, paper = f"/calendar/{feed.token}.ics", sent(ben, nora.today())
    link = f"/for-you/{paper.offers[0].document.links[0].token}"

    browser.post("/account/password", data=CHANGE)

    assert stranger.get(calendar).status_code == 200
    assert stranger.get(link).status_code == 200
    browser.post("/calendar/renew")
    assert stranger.get(calendar).status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"current": "wrong"}, "That is not your password"),
        ({"current": ""}, "Your password, please"),
        ({"password": ""}, "choose a new password"),
        ({"password": "short"}, "At least 10 characters"),
        ({"password": "x7-" * 67}, "At most 200 characters"),
        ({"password": "Password2026!"}, "one of the first"),
        ({"password": "nora@example.com"}, "your e-mail address"),
        ({"password": NORAS_PASSWORD}, "the one you have now"),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(
    nora: Trader, browser: ReadingBrowser, changed: dict[str, str], said: str
) -> None:
    before = nora.password_hash
    answer = browser.post("/account/password", data=CHANGE | changed)
    assert answer.status_code == 422
    assert said in answer.words
    assert NEW not in answer.text
    assert nora.password_hash == before


def test_any_characters_may_stand_in_a_password(
    nora: Trader, browser: ReadingBrowser, stranger: ReadingBrowser
) -> None:
    odd = " \u00e9\u4e2d\U0001f422 \"'<&>\\ %00 \t;--" + "x y" * 50
    assert browser.post("/account/password", data=CHANGE | {"password": odd}).status_code == 303
    entered = stranger.post("/sign-in", data={"email": nora.email, "password": odd})
    assert entered.status_code == 303


def test_whoever_sits_at_an_open_device_cannot_guess_the_password_either(
    nora: Trader, browser: ReadingBrowser
) -> None:
    for _ in range(10):
        browser.post("/account/password", data=CHANGE | {"current": "wrong"})
    for address, data in (
        ("/account/password", CHANGE),
        ("/account/email", {"email": "n@example.com", "current": NORAS_PASSWORD}),
    ):
        answer = browser.post(address, data=data)
        assert answer.status_code == 422
        assert "tried too often" in answer.words
    assert nora.email == "nora@example.com"
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16), tick=False):
        assert browser.post("/account/password", data=CHANGE).status_code == 303


def test_the_right_password_makes_up_for_wrong_ones(nora: Trader, browser: ReadingBrowser) -> None:
    for _ in range(2):
        for _ in range(9):
            browser.post("/account/password", data=CHANGE | {"current": "wrong"})
        address = {"email": "nora@example.com", "current": NORAS_PASSWORD}
        assert browser.post("/account/email", data=address).status_code == 303


def test_the_address_is_changed_with_the_password(
    nora: Trader, browser: ReadingBrowser, stranger: ReadingBrowser
) -> None:
    data = {"email": " Nora.Lind@Example.com ", "current": NORAS_PASSWORD}
    assert browser.post("/account/email", data=data).status_code == 303
    assert nora.email == "nora.lind@example.com"
    entry = {"email": "nora.lind@example.com", "password": NORAS_PASSWORD}
    assert stranger.post("/sign-in", data=entry).status_code == 303


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"email": "n@example.com", "current": "wrong"}, "That is not your password"),
        ({"email": "n@example.com", "current": ""}, "Your password, please"),
        ({"email": "no address", "current": NORAS_PASSWORD}, "does not look like"),
        ({"email": "", "current": NORAS_PASSWORD}, "Your e-mail address, please"),
        ({"email": "OTTO@example.com", "current": NORAS_PASSWORD}, "already"),
    ],
)
def test_an_address_that_will_not_do_changes_nothing(
    nora: Trader, otto: Trader, browser: ReadingBrowser, data: dict[str, str], said: str
) -> None:
    answer = browser.post("/account/email", data=data)
    assert answer.status_code == 422
    assert said in answer.words
    assert nora.email == "nora@example.com"


def test_nobody_asks_address_after_address_whether_it_is_taken(
    nora: Trader, otto: Trader, browser: ReadingBrowser
) -> None:
    taken = {"email": "otto@example.com", "current": NORAS_PASSWORD}
    said = [browser.post("/account/email", data=taken).words for _ in range(21)]

    assert all("address already" in words for words in said[:20])
    assert "tried too often" in said[20]
    fresh = {"email": "new@example.com", "current": NORAS_PASSWORD}
    assert browser.post("/account/email", data=fresh).status_code == 422
    assert nora.email == "nora@example.com"


def test_the_one_form_says_nothing_of_the_other(nora: Trader, browser: ReadingBrowser) -> None:
    answer = browser.post("/account/password", data=CHANGE | {"current": "wrong"})
    assert len(answer.page.all(".field__error")) == 1
    assert answer.page.first("#email-email")["value"] == "nora@example.com"


def test_every_device_is_listed_with_what_it_is(app: Flask, nora: Trader) -> None:
    browser = browser_of(app, nora)
    nora.sign_in(
        agent="Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
        at=datetime.now(UTC) - timedelta(days=3),
    )
    gone = SignIn(token_hash="gone", agent="Gone", seen_at=datetime.now(UTC))
    gone.end(at=datetime.now(UTC))
    nora.sign_ins.append(gone)
    answer = browser.get("/devices")

    assert "Safari on iPhone Last seen 3 days ago" in answer.words
    assert answer.words.count("This device") == 1
    assert "Gone" not in answer.words


@pytest.mark.parametrize("htmx", [False, True])
def test_one_device_is_signed_out(
    app: Flask, nora: Trader, browser: ReadingBrowser, htmx: bool
) -> None:
    phone = browser_of(app, nora)
    number = max(sign_in.id for sign_in in nora.sign_ins)

    answer = browser.post(f"/devices/{number}/end", htmx=htmx)

    assert answer.status_code == (200 if htmx else 303)
    assert phone.get("/me").status_code == 303
    assert browser.get("/me").status_code == 200


@pytest.mark.parametrize("address", ["/devices/end-all", "this one"])
def test_signing_out_here_leads_to_the_door(
    app: Flask, nora: Trader, browser: ReadingBrowser, address: str
) -> None:
    phone = browser_of(app, nora)
    this = min(sign_in.id for sign_in in nora.sign_ins)
    answer = browser.post(address if address.startswith("/") else f"/devices/{this}/end")
    assert answer.headers["Location"] == "/sign-in"
    assert "Clear-Site-Data" in answer.headers
    assert browser.get("/me").status_code == 303
    assert phone.get("/me").status_code == (303 if address.startswith("/") else 200)


def test_the_devices_of_others_are_not_there(
    nora: Trader, otto: Trader, browser: ReadingBrowser, ottos_browser: ReadingBrowser
) -> None:
    [sign_in] = otto.sign_ins
    assert browser.post(f"/devices/{sign_in.id}/end").status_code == 404
    browser.post("/devices/end-all")
    assert ottos_browser.get("/me").status_code == 200


def test_a_device_is_seen_again_within_the_hour(
    nora: Trader, browser: ReadingBrowser, statements: list[str]
) -> None:
    began = datetime.now(UTC)
    with time_machine.travel(began + timedelta(minutes=30), tick=False):
        statements.clear()
        browser.get("/me")
        assert not [one for one in statements if one.startswith("UPDATE sign_ins")]
    with time_machine.travel(began + timedelta(minutes=90), tick=False):
        browser.get("/me")
    seen = db.session.scalar(sa.select(SignIn.seen_at))
    assert seen is not None
    assert seen > began + timedelta(minutes=80)


AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36": "Chrome on Windows",
    "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0": "Edge on Windows",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/19.0 Safari/605": "Safari on Mac",
    "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0": "Firefox on Linux",
    "Mozilla/5.0 (Linux; Android 16; Pixel 9) Chrome/140.0 Mobile Safari/537": "Chrome on Android",
    "Mozilla/5.0 (iPad; CPU OS 19_0) CriOS/140.0 Mobile Safari/604.1": "Chrome on iPad",
    "curl/8.0": "Another device",
    "": "Another device",
}


@pytest.fixture
def words(app: Flask) -> Callable[[str], str]:
    def name(agent: str) -> str:
        with app.test_request_context():
            return name_of(agent)

    return name


@pytest.mark.parametrize(("agent", "name"), AGENTS.items())
def test_a_device_is_named_as_a_person_would(
    words: Callable[[str], str], agent: str, name: str
) -> None:
    assert words(agent) == name
    assert is_handheld(agent) == ("Android" in name or "iP" in name)


def test_devices_that_are_signed_out_are_forgotten_at_the_next_sign_in(
    app: Flask, nora: Trader, otto: Trader, stranger: ReadingBrowser
) -> None:
    now = datetime.now(UTC)
    for who in (nora, otto):
        who.sign_in(agent="Open", at=now)
        who.sign_in(agent="Ended", at=now)
        who.sign_in(agent="Idle", at=now - SignIn.IDLE)
        who.sign_ins[-2].end(at=now)
    stranger.post("/sign-in", data={"email": nora.email, "password": NORAS_PASSWORD})

    agents = db.session.execute(sa.select(SignIn.trader_id, SignIn.agent)).all()
    assert sorted(agent for id, agent in agents if id == otto.id) == ["Ended", "Idle", "Open"]
    assert len([agent for id, agent in agents if id == nora.id]) == 2
