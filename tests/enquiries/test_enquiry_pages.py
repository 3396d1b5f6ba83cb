"""The trader's desk: who waits, and the four answers."""

from datetime import date

import pytest
from flask import Flask

from tests.enquiries.conftest import MESSAGE, Write
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client, ContactDetail, DetailKind
from wowcrm.db import db
from wowcrm.enquiries.models import Enquiry, Outcome
from wowcrm.expectations.sharing import sheet_of
from wowcrm.first_run.start import equip
from wowcrm.front.models import FitQuestion, FrontPage
from wowcrm.outbox.models import Mail
from wowcrm.promises.models import Promise, Source
from wowcrm.timeline.models import Interaction, InteractionKind
from wowcrm.traders.models import Trader

SERVER = {"host": "mail.example.com", "sender": "nora@example.com"}
ANSWER = {"subject": "Your enquiry", "text": "Hello Jānis, gladly. Nora"}


def taken(trader: Trader) -> Client:
    return db.session.scalars(Client.of(trader).where(Client.name == "Jānis Ozols")).one()


def test_enquiries_stand_most_pressing_first(
    write: Write, enquiry: Enquiry, browser: ReadingBrowser
) -> None:
    write(name="Zane", message="Another")
    answer = browser.get("/enquiries")

    assert answer.words.index("Jānis Ozols") < answer.words.index("Zane")
    assert "They wait for your reply" in answer.words
    assert "Enquiries" in browser.get("/clients").words


def test_one_shows_the_message_the_fit_and_the_room(
    write: Write, question: FitQuestion, nora: Trader, browser: ReadingBrowser
) -> None:
    nora.capacity = 6
    write(**{question.name: "Within a month"}, message="<script>alert(1)</script> books")
    (enquiry,) = db.session.scalars(Enquiry.of(nora))
    answer = browser.get(f"/enquiries/{enquiry.id}")

    for words in ("<script>alert(1)</script> books", "Fits well", "2 of 2", "0 of 6 places"):
        assert words in answer.words


def test_taking_one_begins_all_that_a_client_begins_with(
    enquiry: Enquiry, nora: Trader, browser: ReadingBrowser
) -> None:
    equip(nora)
    address = f"/enquiries/{enquiry.id}/take"
    form = browser.get(address)
    assert "The VAT return done every quarter" in form.text

    needs = "The VAT return done every quarter\n\n– Receipts sorted"
    answer = browser.post(address, data={**ANSWER, "name": "Jānis Ozols", "needs": needs})

    client = taken(nora)
    assert [need.summary for need in client.needs] == [
        "The VAT return done every quarter",
        "Receipts sorted",
    ]
    assert answer.status_code == 303
    assert "/run" in answer.headers["Location"], "the onboarding checklist comes next"
    assert client.client_since == nora.today()
    assert sheet_of(client).draft is not None
    promise = db.session.scalars(Promise.of(nora)).one()
    assert (promise.source, promise.due_on) == (Source.REPLY, enquiry.due_on)
    assert promise.kept_on == nora.today()
    lines = {line.kind: line.summary for line in db.session.scalars(Interaction.of(nora))}
    assert lines[InteractionKind.ENQUIRY] == f"Wrote: “{MESSAGE}”"
    assert lines[InteractionKind.EMAIL] == ANSWER["text"]
    assert enquiry.outcome is Outcome.TAKEN
    assert enquiry.client is client


def test_whoever_is_known_is_not_made_twice(
    enquiry: Enquiry, ben: Client, nora: Trader, browser: ReadingBrowser
) -> None:
    ben.details.append(
        ContactDetail(kind=DetailKind.EMAIL, value="janis@example.com", key="janis@example.com")
    )
    address = f"/enquiries/{enquiry.id}/take"
    assert "Ben Carter" in browser.get(address).words

    browser.post(address, data={**ANSWER, "name": "Jānis", "known": str(ben.id), "needs": ""})

    assert enquiry.client is ben
    assert db.session.scalars(Client.of(nora)).all() == [ben]


def test_taking_on_more_than_there_is_room_for_is_asked_first(
    enquiry: Enquiry,
    nora: Trader,
    today: date,
    browser: ReadingBrowser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("wowcrm.work.capacity._ends", lambda _trader: [today])
    nora.capacity = 1
    address = f"/enquiries/{enquiry.id}/take"
    data = {**ANSWER, "name": "Jānis Ozols", "needs": ""}

    refused = browser.post(address, data=data)
    assert refused.status_code == 422
    assert "1 of 1 places are taken" in refused.words
    assert enquiry.is_open

    browser.post(address, data={**data, "beyond": "y"})
    assert enquiry.outcome is Outcome.TAKEN


@pytest.mark.parametrize(
    ("act", "outcome"), [("ask", Outcome.ASKED), ("decline", Outcome.DECLINED)]
)
def test_asking_and_declining_keep_the_promised_reply(
    enquiry: Enquiry, browser: ReadingBrowser, act: str, outcome: Outcome
) -> None:
    address = f"/enquiries/{enquiry.id}/{act}"
    assert "Hello Jānis Ozols," in browser.get(address).text

    assert browser.post(address, data=ANSWER).status_code == 303

    assert enquiry.outcome is outcome
    assert enquiry.replied_at is not None


def test_declining_says_when_there_is_room_again(
    enquiry: Enquiry, nora: Trader, browser: ReadingBrowser
) -> None:
    assert "not the right one for this" in browser.get(f"/enquiries/{enquiry.id}/decline").text


def test_passing_on_is_word_of_mouth_given(
    enquiry: Enquiry, nora: Trader, browser: ReadingBrowser
) -> None:
    address = f"/enquiries/{enquiry.id}/pass-on"
    text = browser.get(address).page.first("textarea").text
    assert "{colleague}" in text

    refused = browser.post(address, data={**ANSWER, "text": text})
    assert refused.status_code == 422

    browser.post(address, data={**ANSWER, "text": text, "colleague": "Ilze Kalna"})
    assert (enquiry.outcome, enquiry.colleague) == (Outcome.PASSED_ON, "Ilze Kalna")
    given = browser.get("/wow/word-of-mouth").words
    assert "Ilze Kalna" in given
    assert "Jānis Ozols" in given


def test_the_app_sends_the_words_where_there_is_a_mail_server(
    app: Flask,
    enquiry: Enquiry,
    nora: Trader,
    browser: ReadingBrowser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = f"/enquiries/{enquiry.id}/ask"
    assert "Send it from here" not in browser.get(address).words
    monkeypatch.setitem(app.config, "SMTP", SERVER)
    assert "Send it from here" in browser.get(address).words

    text = "Is it <urgent>?\n\nNora"
    browser.post(
        address, data={"subject": "A question\r\nBcc: all@example.com", "text": text, "send": "1"}
    )

    mail = db.session.scalars(Mail.of(nora)).one()
    assert mail.text == "Is it <urgent>?\n\nNora\n"
    assert "&lt;urgent&gt;" in (mail.html or "")
    assert mail.subject == "A question Bcc: all@example.com"
    assert mail.to_address == "janis@example.com"


def test_what_is_decided_is_not_decided_again(enquiry: Enquiry, browser: ReadingBrowser) -> None:
    browser.post(f"/enquiries/{enquiry.id}/decline", data=ANSWER)
    browser.post(f"/enquiries/{enquiry.id}/take", data={**ANSWER, "name": "Jānis", "needs": ""})

    assert (enquiry.taken_on, enquiry.outcome) == (None, Outcome.DECLINED)
    assert "Jānis Ozols" in browser.get("/").words, "with its way back"
    browser.post(f"/enquiries/{enquiry.id}/reopen")
    assert (enquiry.declined_on, enquiry.outcome) == (None, Outcome.NEW)


def test_spam_is_fetched_back(write: Write, nora: Trader, browser: ReadingBrowser) -> None:
    write(website="trap")
    (enquiry,) = db.session.scalars(Enquiry.of(nora))
    assert "1 looks like spam" in browser.get("/enquiries").words
    assert "people do not see" in browser.get("/enquiries/set-aside").words
    assert "1 enquiry of this week looks like spam." in browser.get("/me").words

    browser.post(f"/enquiries/{enquiry.id}/restore")
    assert not enquiry.is_set_aside
    browser.post(f"/enquiries/{enquiry.id}/set-aside")
    assert enquiry.suspected == "You put it here."


def test_the_page_is_opened_with_its_words_and_its_snippet(
    nora: Trader, browser: ReadingBrowser, question: FitQuestion
) -> None:
    data = {"address": "lind", "what_i_do": "Books", "open": "1"}
    assert browser.post("/front-page", data=data).status_code == 303

    front = db.session.scalars(FrontPage.of(nora)).one()
    assert front.is_open
    code = browser.get("/front-page").page.first("#code").text
    assert 'action="http://localhost/enquire/lind"' in code
    assert f'name="{question.name}"' in code

    browser.post("/front-page/close")
    assert not front.is_open


@pytest.mark.parametrize("address", ["Lind Accounts", "../x", "lind--x", "-x", ""])
def test_an_address_is_letters_figures_and_hyphens(
    browser: ReadingBrowser, nora: Trader, address: str
) -> None:
    assert browser.post("/front-page", data={"address": address}).status_code == 422


def test_an_address_is_nobody_elses(
    front: FrontPage, ottos_browser: ReadingBrowser, otto: Trader
) -> None:
    refused = ottos_browser.post("/front-page", data={"address": "lind-accounts"})

    assert refused.status_code == 422
    assert "taken" in refused.words


def test_fit_questions_are_written_with_their_rules(nora: Trader, browser: ReadingBrowser) -> None:
    data = {"ask": "How large?", "answers": "+ Up to 10\nUp to 50\n- More\n"}
    browser.post("/fit-questions", data=data)

    question = db.session.scalars(FitQuestion.of(nora)).one()
    assert [(each["words"], each["points"]) for each in question.options] == [
        ("Up to 10", 2),
        ("Up to 50", 1),
        ("More", 0),
    ]
    assert "+ Up to 10" in browser.get(f"/fit-questions/{question.id}/edit").text
    assert browser.post("/fit-questions", data={"ask": "?", "answers": "one"}).status_code == 422
    browser.post(f"/fit-questions/{question.id}/delete")
    assert db.session.scalars(FitQuestion.of(nora)).all() == []
