"""Texts with fields: filled in for one client, refused while a field stands, logged when sent."""

from datetime import date, timedelta

import pytest
from flask import Flask

from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client, ContactDetail, DetailKind, ImportantDate
from wowcrm.db import db
from wowcrm.needs.models import Need
from wowcrm.outbox.models import Mail
from wowcrm.promises.models import Promise
from wowcrm.timeline.models import Direction, Interaction, InteractionKind
from wowcrm.traders.models import Trader
from wowcrm.wordings.merging import FIELDS, filled, unknown
from wowcrm.wordings.models import Wording

TODAY = date(2026, 11, 26)
SERVER = {"host": "mail.example.com", "sender": "nora@example.com"}


@pytest.fixture
def wording(nora: Trader) -> Wording:
    text = "Hello {name}, greetings to {organisation}. {my first name}"
    wording = Wording(trader_id=nora.id, name="Greetings", subject="For {full name}", text=text)
    db.session.add(wording)
    db.session.commit()
    return wording


def test_every_field_is_filled_in(ben: Client, nora: Trader) -> None:
    nora.phone = "123"
    ben.organisation = "Carter & Sons"
    ben.needs.append(Need(summary="Monthly figures"))
    ben.dates.append(ImportantDate(label="Birthday", month=12, day=1))
    ben.touch(InteractionKind.CALL, "Rang", on=TODAY - timedelta(days=2))
    Promise.make(ben, "VAT return", due_on=date(2026, 12, 4), on=TODAY)
    words = filled(" | ".join(f"{{{name}}}" for name in FIELDS), ben, TODAY)

    assert words == (
        "Ben | Ben Carter | Carter & Sons | Monthly figures | VAT return | Friday 4 December"
        " | Birthday | 24 November | 26 November 2026 | Nora Lind | Nora | Lind Accounts | 123"
    )


def test_what_nothing_is_known_for_stays_for_all_to_see(ben: Client) -> None:
    assert filled("{ name } of {organisation} {x}", ben, TODAY) == "Ben of {organisation} {x}"


def test_what_was_filled_in_is_not_filled_in_again(ben: Client) -> None:
    ben.given = "{my phone}"
    ben.trader.phone = "123"

    assert filled("{name}", ben, TODAY) == "{my phone}"


def test_fields_that_mean_nothing_are_refused(browser: ReadingBrowser) -> None:
    data = {"name": "Odd", "text": "Dear {nmae} {name}"}
    refused = browser.post("/wordings", data=data)

    assert unknown("Dear {nmae} {name}") == ["nmae"]
    assert refused.status_code == 422
    assert "{nmae}" in refused.words


def test_a_wording_comes_along_filled_in(
    ben: Client, wording: Wording, browser: ReadingBrowser
) -> None:
    ben.organisation = "Carter & Sons"
    page = browser.get(f"/clients/{ben.id}/message?about=wording-{wording.id}").page

    assert page.first("textarea").text == "Hello Ben, greetings to Carter & Sons. Nora"
    assert page.first("#subject")["value"] == "For Ben Carter"


def test_no_words_go_out_while_a_field_stands(
    ben: Client, wording: Wording, nora: Trader, browser: ReadingBrowser
) -> None:
    address = f"/clients/{ben.id}/message?about=wording-{wording.id}"
    answer = browser.get(address)
    assert answer.status_code == 200
    assert "Nothing is known to fill in for {organisation}" in answer.words

    text = answer.page.first("textarea").text
    refused = browser.post(address, data={"text": text, "kind": "email"})
    assert refused.status_code == 422
    assert ben.last_contact_on is None

    sent = browser.post(address, data={"text": "Hello Ben", "kind": "message"})
    assert sent.status_code == 303
    line = db.session.scalars(Interaction.of(nora)).one()
    assert (line.kind, line.direction) == (InteractionKind.MESSAGE, Direction.OUT)


def test_the_app_mails_it_and_writes_the_touch_down(
    app: Flask,
    ben: Client,
    nora: Trader,
    today: date,
    browser: ReadingBrowser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ben.details.append(ContactDetail(kind=DetailKind.EMAIL, value="ben@example.com", key="b"))
    address = f"/clients/{ben.id}/message"
    assert "Send it to" not in browser.get(address).words
    monkeypatch.setitem(app.config, "SMTP", SERVER)
    assert "Send it to ben@example.com" in browser.get(address).words

    data = {"subject": "Word", "text": "Hello Ben", "kind": "message", "send": "1"}
    browser.post(address, data=data)

    mail = db.session.scalars(Mail.of(nora)).one()
    assert (mail.to_address, mail.subject, mail.text) == ("ben@example.com", "Word", "Hello Ben\n")
    assert mail.client is ben
    line = db.session.scalars(Interaction.of(nora)).one()
    assert line.kind is InteractionKind.EMAIL
    assert ben.last_contact_on == today


def test_a_few_to_begin_with_know_their_fields(nora: Trader, browser: ReadingBrowser) -> None:
    browser.post("/wordings/begin")
    browser.post("/wordings/begin", data={"once": "again"})

    kept = db.session.scalars(Wording.of(nora)).all()
    assert len(kept) == 4
    assert not [name for each in kept for name in unknown(f"{each.subject} {each.text}")]


def test_a_wording_is_changed_and_struck_out(
    wording: Wording, nora: Trader, browser: ReadingBrowser
) -> None:
    address = f"/wordings/{wording.id}/edit"
    browser.post(address, data={"name": "Greetings", "text": "Hi {name}"})
    assert wording.text == "Hi {name}"

    assert browser.post("/wordings", data={"name": "greetings", "text": "x"}).status_code == 422
    browser.post(f"/wordings/{wording.id}/delete")
    assert db.session.scalars(Wording.of(nora)).all() == []


def test_ottos_wording_fills_nothing_of_noras(
    ben: Client, wording: Wording, otto: Trader, browser: ReadingBrowser
) -> None:
    wording.trader_id = otto.id

    assert browser.get(f"/clients/{ben.id}/message?about=wording-{wording.id}").status_code == 404
