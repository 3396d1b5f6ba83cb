"""The page behind a client's link: no sign-in, no script, one answer, and nothing to be guessed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import client_of
from tests.feedback.conftest import Ask
from tests.one_of_everything import everything
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.feedback.models import Answer, Survey
from wowcrm.levels.level import ServiceLevel
from wowcrm.recoveries.models import Recovery
from wowcrm.referrals.models import GoodWord, Referral
from wowcrm.traders.models import Trader

DAY = timedelta(days=1)


def address(survey: Survey) -> str:
    return f"/answer/{survey.link.token}"


def answers() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Answer)) or 0


def given(survey: Survey) -> Answer:
    db.session.expire_all()
    assert survey.answer is not None
    return survey.answer


def long_ago(survey: Survey) -> None:
    """Let the answer have been given more than a day ago."""
    given(survey).given_at = datetime.now(UTC) - timedelta(hours=25)
    db.session.commit()


def test_whoever_has_the_link_answers_on_one_page(
    question: Survey, stranger: ReadingBrowser
) -> None:
    page = stranger.get(address(question)).page
    assert "Hello Ben, how was it for you?" in page.text
    assert len(page.all("input[name=level]")) == 3
    for words in ("Not what I needed", "Just what I needed", "More than I expected"):
        assert words in page.text
    assert "The bill" in page.text

    answer = stranger.post(
        address(question),
        data={
            "level": "exceeds",
            "because": "She found money I did not know I had",
            "rating_1": "below",
            "rating_2": "exceeds",
            "wow_would_be": "A cake",
            "would_recommend": "yes",
            "to_whom": "Zane",
            "may_quote": "y",
        },
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, address(question))
    kept = given(question)
    assert (kept.level, kept.would_recommend, kept.may_quote) == (ServiceLevel.EXCEEDS, True, True)
    assert [each.level for each in question.ratings] == [ServiceLevel.BELOW, ServiceLevel.EXCEEDS]
    assert kept.referral is not None
    assert kept.good_word is not None
    assert "Thank you, Ben." in stranger.get(address(question)).text


def test_a_face_alone_is_enough(question: Survey, stranger: ReadingBrowser) -> None:
    assert stranger.post(address(question), data={"level": "meets"}).status_code == 303

    kept = given(question)
    assert (kept.level, kept.because, kept.would_recommend) == (ServiceLevel.MEETS, None, None)


@pytest.mark.parametrize("level", ["", "unknown", "wonderful"])
def test_without_a_face_nothing_is_kept_and_nothing_typed_is_lost(
    question: Survey, stranger: ReadingBrowser, level: str
) -> None:
    answer = stranger.post(address(question), data={"level": level, "because": "A long story"})

    assert answer.status_code == 422
    assert "Tap the face that comes closest." in answer.text
    assert "A long story" in answer.text
    assert answers() == 0


def test_no_cookie_no_script_and_no_token_is_needed(
    app: Flask, question: Survey, stranger: ReadingBrowser
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        page = stranger.get(address(question))
        sent = stranger.post(address(question), data={"level": "meets"})
        thanks = stranger.get(address(question))
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert sent.status_code == 303
    for answer in (page, sent, thanks):
        assert "Set-Cookie" not in answer.headers
        assert "<script" not in answer.text
        assert "csrf" not in answer.text
    assert page.headers["X-Robots-Tag"].startswith("noindex")
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize("how", ["wrong", "revoked", "withdrawn", "expired"])
def test_wrong_revoked_and_expired_links_look_alike(
    question: Survey, stranger: ReadingBrowser, today: date, how: str
) -> None:
    now = datetime.now(UTC)
    if how == "revoked":
        question.link.revoke(at=now)
    if how == "withdrawn":
        question.withdraw(at=now, on=today)
    if how == "expired":
        question.link.expires_on = today - DAY
    db.session.commit()
    there = "/answer/" + "x" * 32 if how == "wrong" else address(question)

    replies = [stranger.get(there), stranger.post(there, data={"level": "meets"})]
    plain = stranger.get("/answer/" + "y" * 32).text
    assert {each.status_code for each in replies} == {404}
    assert {each.text for each in replies} == {plain}
    assert answers() == 0


def test_addresses_of_numbers_lead_nowhere(question: Survey, stranger: ReadingBrowser) -> None:
    for guess in (question.id, question.link_id, f"survey-{question.id}", question.link.token[:-1]):
        assert stranger.get(f"/answer/{guess}").status_code == 404
    upper = question.link.token.swapcase()
    assert stranger.get(f"/answer/{upper}").status_code == 404


def test_a_link_to_a_paper_is_no_question_and_the_other_way_round(
    question: Survey, ben: Client, stranger: ReadingBrowser
) -> None:
    from tests.documents.test_document import issued

    document = issued(ben)
    db.session.commit()

    assert stranger.get(f"/answer/{document.links[0].token}").status_code == 404
    assert stranger.get(f"/for-you/{question.link.token}").status_code == 404


def test_a_form_sent_twice_counts_once(question: Survey, stranger: ReadingBrowser) -> None:
    once = stranger.get(address(question)).page.first("input[name=once]")["value"]
    form = {"level": "below", "because": "Late", "to_whom": "Zane", "once": once}
    for _ in range(3):
        assert stranger.post(address(question), data=form).status_code == 303

    assert answers() == 1
    for model in (Recovery, Referral):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 1
    assert given(question).corrected_at is None


def test_an_old_form_sent_again_does_not_undo_what_was_said_since(
    question: Survey, stranger: ReadingBrowser
) -> None:
    stranger.post(address(question), data={"level": "below", "once": "first"})
    stranger.post(address(question), data={"level": "exceeds", "once": "second"})
    stranger.post(address(question), data={"level": "below", "once": "first"})

    assert given(question).level is ServiceLevel.EXCEEDS


@pytest.mark.parametrize("once", ["the same form", None])
def test_many_at_once_are_one_answer(
    app: Flask, question: Survey, ben: Client, once: str | None
) -> None:
    there = address(question)
    db.session.commit()
    db.session.remove()

    def send(number: int) -> int:
        form = {"level": "below", "because": "Late", "to_whom": "Zane", "may_quote": "y"}
        form["once"] = once or f"form {number}"
        return ReadingBrowser(app).post(there, data=form).status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(send, range(4))) == {303}
    assert answers() == 1
    for model in (Recovery, Referral):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 1


def test_for_a_day_it_can_be_said_differently_in_the_same_form(
    question: Survey, stranger: ReadingBrowser
) -> None:
    stranger.post(
        address(question),
        data={"level": "meets", "because": "Fine", "rating_1": "meets", "would_recommend": "no"},
    )
    page = stranger.get(address(question)).page
    assert "You can change your answer until" in page.text
    checked = [each["value"] for each in page.all("input") if "checked" in each]
    assert checked == ["meets", "meets", "no"]
    assert page.first("textarea[name=because]").text == "Fine"

    stranger.post(address(question), data={"level": "exceeds", "because": "Fine, and more"})
    assert answers() == 1
    kept = given(question)
    assert (kept.level, kept.because) == (ServiceLevel.EXCEEDS, "Fine, and more")
    assert kept.corrected_at is not None


def test_after_a_day_it_is_closed_politely(question: Survey, stranger: ReadingBrowser) -> None:
    stranger.post(address(question), data={"level": "meets", "because": "Between us"})
    long_ago(question)

    page = stranger.get(address(question))
    assert page.status_code == 200
    assert "Thank you, Ben." in page.text
    assert "closed by now" in page.text
    assert not page.page.all("form")
    assert "Between us" not in page.text

    late = stranger.post(address(question), data={"level": "below"})
    assert (late.status_code, given(question).level) == (410, ServiceLevel.MEETS)
    assert "closed by now" in late.text


def test_thanks_are_said_even_when_the_link_would_have_expired(
    question: Survey, stranger: ReadingBrowser, today: date
) -> None:
    stranger.post(address(question), data={"level": "meets"})
    question.link.expires_on = today - DAY
    db.session.commit()

    assert "Thank you, Ben." in stranger.get(address(question)).text


def test_an_answer_cannot_be_given_for_somebody_else(
    question: Survey, amira: Client, asks: Ask, stranger: ReadingBrowser
) -> None:
    other = asks(amira)
    db.session.commit()
    stranger.post(
        address(question),
        data={
            "level": "exceeds",
            "survey_id": str(other.id),
            "client_id": str(amira.id),
            "link_id": str(other.link_id),
            "token": other.link.token,
            "trader_id": "1",
            "given_at": "2020-01-01",
            "rating_3": "below",
            "referral_id": "1",
        },
    )

    assert given(question).survey.client.short_name == "Ben"
    assert other.answer is None


def test_an_answer_touches_nothing_of_another_traders(
    question: Survey, otto: Trader, stranger: ReadingBrowser
) -> None:
    client_of(otto, "Zane Liepa")
    client_of(otto, "Ben Carter")
    stranger.get(address(question))
    before = everything()
    stranger.post(address(question), data={"level": "below", "to_whom": "Zane Liepa"})
    after = everything()

    ottos = [row for row in after["clients"] if otto.id in row[1:3]]
    assert ottos == [row for row in before["clients"] if otto.id in row[1:3]]
    assert [row for row in after["traders"] if row[0] == otto.id] == [
        row for row in before["traders"] if row[0] == otto.id
    ]


HOSTILE = '"><img src=x onerror=alert(1)></textarea><script>alert(2)</script>{{ 7*7777 }}'


def test_a_clients_words_stay_words_wherever_they_are_shown(
    question: Survey, ben: Client, stranger: ReadingBrowser, browser: ReadingBrowser
) -> None:
    for each in (stranger, browser):
        each.reads = False
    stranger.post(
        address(question),
        data={
            "level": "below",
            "because": HOSTILE,
            "wow_would_be": HOSTILE,
            "to_whom": HOSTILE,
            "may_quote": "y",
        },
    )
    pages = [
        stranger.get(address(question)),
        *(
            browser.get(page)
            for page in (
                "/",
                f"/clients/{ben.id}",
                f"/clients/{ben.id}/surveys",
                f"/surveys/{question.id}",
                f"/clients/{ben.id}/recoveries",
                f"/clients/{ben.id}/referrals",
                "/complaints",
                "/gap",
            )
        ),
    ]
    assert sum("alert(1)" in page.words for page in pages) >= 6
    for page in pages:
        for element in page.page.walk():
            assert "onerror" not in element, f"{page.request.path}: {element}"
            assert element.tag != "script" or "src" in element, f"{page.request.path}: {element}"
        assert "54439" not in page.words


@pytest.mark.parametrize("field", ["because", "wow_would_be", "to_whom"])
def test_too_many_words_are_refused_and_not_lost(
    question: Survey, stranger: ReadingBrowser, field: str
) -> None:
    answer = stranger.post(address(question), data={"level": "meets", field: "é" * 2001})

    assert answer.status_code == 422
    assert "longer than I can keep" in answer.text
    assert "é" * 2001 in answer.text
    assert answers() == 0


@pytest.mark.parametrize("odd", ["\x00", "a\x00b", "\ud800", "<b>", "’; DROP TABLE answers; --"])
def test_odd_letters_break_nothing(question: Survey, stranger: ReadingBrowser, odd: str) -> None:
    from urllib.parse import urlencode

    body = urlencode({"level": "meets", "because": odd, "once": odd}, errors="surrogatepass")
    kind = "application/x-www-form-urlencoded"
    assert stranger.post(address(question), data=body, content_type=kind).status_code == 303
    assert answers() == 1


def test_a_look_is_noted_but_not_the_traders_own(
    question: Survey, browser: ReadingBrowser, stranger: ReadingBrowser
) -> None:
    browser.get(address(question))
    db.session.refresh(question.link)
    assert question.link.first_seen_at is None

    stranger.get(address(question))
    db.session.refresh(question.link)
    assert question.link.first_seen_at is not None


def test_the_level_and_today_follow_at_once(
    question: Survey, ben: Client, stranger: ReadingBrowser, browser: ReadingBrowser
) -> None:
    assert "Complaint:" not in browser.get("/").text
    stranger.post(address(question), data={"level": "below", "because": "It was late"})

    db.session.refresh(ben)
    assert ben.level is ServiceLevel.BELOW
    today = browser.get("/").words
    assert "Complaint: “It was late”." in today
    assert "Say sorry by tomorrow." in today


def test_a_good_word_from_an_answer_is_nothing_but_text(
    question: Survey, stranger: ReadingBrowser
) -> None:
    stranger.post(
        address(question),
        data={"level": "exceeds", "because": "<b>Wonderful</b> & more", "may_quote": "y"},
    )

    word = db.session.scalars(sa.select(GoodWord)).one()
    assert (word.words, word.link) == ("<b>Wonderful</b> & more", None)
