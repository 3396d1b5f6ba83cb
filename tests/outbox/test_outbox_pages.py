"""The outbox under Me: what became of each mail, and what the trader can do about it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from tests.reading_browser import ReadingBrowser
from wowcrm.db import db
from wowcrm.outbox.models import Fault, Mail, State
from wowcrm.outbox.sending import send
from wowcrm.outbox.shelves import PAGE
from wowcrm.traders.models import Trader

SMTP = {
    "host": "mail.example.com",
    "port": 587,
    "security": "starttls",
    "user": "nora",
    "password": "s3cret-word",
    "sender": "crm@example.com",
}


@pytest.fixture
def with_server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SMTP", SMTP)


def put(trader: Trader, **columns: Any) -> Mail:
    mail = send(trader, "trial", to="ben@example.com", to_name="Ben Carter", at=datetime.now(UTC))
    for name, value in columns.items():
        setattr(mail, name, value)
    db.session.commit()
    return mail


def test_the_trial_waits_for_the_worker_and_says_what_became_of_it(
    browser: ReadingBrowser, nora: Trader, with_server: None
) -> None:
    page = browser.get("/outbox")
    assert "mail.example.com:587" in page.text
    assert "s3cret-word" not in page.text
    answer = browser.post("/outbox/try")

    mail = db.session.query(Mail).one()
    assert answer.location == f"/outbox/{mail.id}"
    assert (mail.to_address, mail.most_tries) == ("nora@example.com", 1)
    page = browser.get(f"/outbox/{mail.id}")
    assert "Waiting" in page.text
    assert page.page.first(f"#mail-{mail.id}").get("hx-trigger") == "every 3s"

    mail.state, mail.fault, mail.reply = State.GIVEN_UP, Fault.PASSWORD, "535 no"
    db.session.commit()
    card = browser.get(f"/outbox/{mail.id}", htmx=True)
    assert "does not take this user and password" in card.text
    assert "535 no" in card.text
    assert "hx-trigger" not in card.text


def test_without_a_server_each_mail_can_be_copied_and_opened(
    browser: ReadingBrowser, nora: Trader
) -> None:
    mail = put(nora)
    assert "There is none" in browser.get("/outbox").text
    page = browser.get(f"/outbox/{mail.id}").page

    assert any(one.get("href").startswith("mailto:ben@example.com?") for one in page.all("a"))
    (copy,) = [one for one in page.all("button") if "data-copy" in one]
    assert "You asked WowCRM for this mail" in page.first(f"#{copy['data-copy']}").text
    browser.post(f"/outbox/{mail.id}/hand-over")
    db.session.refresh(mail)
    assert mail.state is State.BY_HAND
    assert "Sent by you" in browser.get("/outbox").text


@pytest.mark.parametrize("htmx", [False, True])
def test_cancelled_and_tried_again(browser: ReadingBrowser, nora: Trader, htmx: bool) -> None:
    mail = put(nora)
    assert browser.post(f"/outbox/{mail.id}/cancel", htmx=htmx).status_code == (
        200 if htmx else 303
    )
    db.session.refresh(mail)
    assert mail.state is State.CANCELLED

    browser.post(f"/outbox/{mail.id}/retry", htmx=htmx)
    db.session.refresh(mail)
    assert (mail.state, mail.tries) == (State.WAITING, 0)


def test_what_is_on_its_way_is_not_stopped(browser: ReadingBrowser, nora: Trader) -> None:
    mail = put(nora, state=State.SENDING)
    browser.post(f"/outbox/{mail.id}/cancel")
    db.session.refresh(mail)

    assert mail.state is State.SENDING
    assert "on its way already" in browser.get("/outbox").text


def test_the_list_comes_page_by_page(browser: ReadingBrowser, nora: Trader) -> None:
    for number in range(PAGE + 1):
        put(nora, subject=f"Mail {number:02}")
    first = browser.get("/outbox")

    assert "Mail 01" in first.text
    assert "Mail 00" not in first.text
    (link,) = [one["hx-get"] for one in first.page.all("a") if "before=" in one.get("hx-get")]
    assert "Mail 00" in browser.get(link, htmx=True).text


def test_otto_sees_and_stops_nothing_of_noras(ottos_browser: ReadingBrowser, nora: Trader) -> None:
    mail = put(nora)
    assert "ben@example.com" not in ottos_browser.get("/outbox").text
    for act in ("retry", "cancel", "hand-over"):
        assert ottos_browser.post(f"/outbox/{mail.id}/{act}").status_code == 404
