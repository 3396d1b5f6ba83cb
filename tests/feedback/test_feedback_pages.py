"""The trader's side: asking on a client's page, sending the link, reading the answer."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.feedback.conftest import Ask, Say
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client, ContactDetail, DetailKind
from wowcrm.db import db
from wowcrm.feedback.models import Survey
from wowcrm.levels.level import ServiceLevel
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader

DAY = timedelta(days=1)


def surveys() -> list[Survey]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Survey).order_by(Survey.id)).unique())


def page_of(client: Client) -> str:
    return f"/clients/{client.id}/surveys"


@pytest.mark.parametrize("htmx", [False, True])
def test_the_guess_makes_the_link(ben: Client, browser: ReadingBrowser, htmx: bool) -> None:
    form = {
        "guess": "exceeds",
        "occasion": "The yearly accounts",
        "points-0-touchpoint": "The bill",
        "points-0-guess": "below",
        "points-1-touchpoint": "Plain words",
        "points-2-touchpoint": "the bill",
    }
    answer = browser.post(page_of(ben), data=form, htmx=htmx)

    (survey,) = surveys()
    where = answer.headers["HX-Redirect" if htmx else "Location"]
    assert where == f"/surveys/{survey.id}"
    assert (survey.guess, survey.occasion) == (ServiceLevel.EXCEEDS, "The yearly accounts")
    # Named twice is asked once; a touchpoint without a guess of its own has the whole one's.
    assert [(each.touchpoint, each.guess) for each in survey.ratings] == [
        ("The bill", ServiceLevel.BELOW),
        ("Plain words", ServiceLevel.EXCEEDS),
    ]


@pytest.mark.parametrize("htmx", [False, True])
def test_without_a_guess_nobody_is_asked(ben: Client, browser: ReadingBrowser, htmx: bool) -> None:
    answer = browser.post(page_of(ben), data={"occasion": "The accounts"}, htmx=htmx)

    assert answer.status_code == 422
    assert "Guess first" in answer.text
    assert "The accounts" in answer.text
    assert surveys() == []


@pytest.mark.parametrize("htmx", [False, True])
def test_asking_too_soon_says_why_and_until_when(
    ben: Client, browser: ReadingBrowser, asks: Ask, says: Say, today: date, htmx: bool
) -> None:
    says(asks(ben, ago=10), "meets")
    db.session.commit()
    until = today + 50 * DAY

    shown = browser.get(page_of(ben)).words
    assert "Nobody is asked twice within 60 days" in shown
    assert f"{until.day} {until:%B}" in shown
    assert not browser.get(page_of(ben)).page.all("input[name=guess]")
    assert browser.post(page_of(ben), data={"guess": "meets"}, htmx=htmx).status_code == 422
    assert len(surveys()) == 1


def test_at_the_ceiling_of_contact_nobody_is_asked(
    ben: Client, browser: ReadingBrowser, today: date
) -> None:
    for ago in (1, 2, 3):
        ben.touch(InteractionKind.CALL, "Rang", on=today - ago * DAY)
    db.session.commit()

    assert "has heard from you often enough" in browser.get(page_of(ben)).words
    assert browser.post(page_of(ben), data={"guess": "meets"}).status_code == 422
    assert surveys() == []


def test_while_a_question_waits_its_link_is_shown_instead(
    question: Survey, ben: Client, browser: ReadingBrowser
) -> None:
    page = browser.get(page_of(ben)).page

    assert "the answer is still to come" in page.text
    assert page.all(f'a[href="/surveys/{question.id}"]')


def test_what_it_is_about_may_come_along(ben: Client, browser: ReadingBrowser) -> None:
    page = browser.get(f"{page_of(ben)}?occasion=The yearly accounts").page

    assert page.first("input[name=occasion]")["value"] == "The yearly accounts"


def test_the_link_is_ready_to_be_sent_each_way_that_there_is(
    question: Survey, ben: Client, browser: ReadingBrowser
) -> None:
    ben.details.append(
        ContactDetail(kind=DetailKind.EMAIL, value="ben@example.com", key="ben@example.com")
    )
    ben.details.append(
        ContactDetail(kind=DetailKind.PHONE, value="+371 20 000 000", key="+37120000000")
    )
    db.session.commit()
    page = browser.get(f"/surveys/{question.id}").page
    there = f"http://localhost/answer/{question.link.token}"

    assert there in page.first("textarea").text
    ways = [each["href"] for each in page.all(".ready a")]
    assert ways[0].startswith("mailto:ben@example.com?subject=How%20was%20it%20for%20you%3F&body=")
    assert ways[1].startswith("sms:+37120000000?body=Hello%20Ben")
    assert ways[2].startswith("https://wa.me/37120000000?text=Hello%20Ben")
    assert all("localhost%2Fanswer" in way for way in ways[:3])
    assert ways[3] == f"/clients/{ben.id}/message?about={question.about}"
    assert there in browser.get(ways[3]).page.first("textarea").text


def test_whoever_has_no_mail_and_no_mobile_is_sent_the_words_by_hand(
    question: Survey, browser: ReadingBrowser
) -> None:
    page = browser.get(f"/surveys/{question.id}").page

    assert [each["href"].partition("?")[0] for each in page.all(".ready a")] == [
        f"/clients/{question.client_id}/message"
    ]
    assert page.all("button[data-copy=words]")


def test_the_code_leads_to_the_answer_page(question: Survey, browser: ReadingBrowser) -> None:
    page = browser.get(f"/surveys/{question.id}/code").page

    there = f"http://localhost/answer/{question.link.token}"
    assert there in page.first("svg.code__drawing")["aria-label"]
    assert page.first("path.code__ink")["d"].startswith("M")
    assert not [each for each in page.walk() if "style" in each]


def test_a_question_may_be_withdrawn_until_it_is_answered(
    question: Survey, ben: Client, browser: ReadingBrowser, stranger: ReadingBrowser, says: Say
) -> None:
    there = f"/answer/{question.link.token}"
    answer = browser.post(f"/surveys/{question.id}/withdraw")
    assert (answer.status_code, answer.headers["Location"]) == (303, page_of(ben))
    assert stranger.get(there).status_code == 404
    assert "Make the link" in browser.get(page_of(ben)).text


def test_what_was_answered_meanwhile_is_not_withdrawn(
    question: Survey, browser: ReadingBrowser, says: Say
) -> None:
    says(question, "meets")
    db.session.commit()
    answer = browser.post(f"/surveys/{question.id}/withdraw", follow_redirects=True)

    assert "Ben has answered already." in answer.words
    assert not surveys()[0].is_withdrawn


def test_the_answer_stands_beside_the_guess(
    question: Survey, ben: Client, browser: ReadingBrowser, says: Say
) -> None:
    says(
        question,
        "below",
        because="It was late",
        wow_would_be="A word the day before",
        ratings=(ServiceLevel.BELOW, ServiceLevel.EXCEEDS),
    )
    db.session.commit()

    for page in (page_of(ben), f"/surveys/{question.id}"):
        words = browser.get(page).words
        assert "Not what I needed. It was late" in words
        assert "you thought: more than they expected" in words
        assert "The bill: not met, you thought met" in words
        assert "The first meeting: exceeded" in words
        assert "A Wow would have been: A word the day before" in words


def test_an_answer_leads_to_what_can_be_made_of_it(
    question: Survey, ben: Client, browser: ReadingBrowser, says: Say
) -> None:
    says(question, "exceeds", because="A wonder", may_quote=True, to_whom="Zane")
    db.session.commit()
    page = browser.get(f"/surveys/{question.id}").page

    assert page.all(f'a[href="/referrals/{ben.referrals[0].id}"]')
    assert page.all(f'a[href="/good-words/{ben.good_words[0].id}"]')


def test_the_story_has_the_last_word_beside_it(
    ben: Client, browser: ReadingBrowser, asks: Ask, says: Say
) -> None:
    assert "Not asked yet." in browser.get(f"/clients/{ben.id}").words
    says(asks(ben, ago=70), "below", because="Late again")
    asks(ben)
    db.session.commit()

    words = browser.get(f"/clients/{ben.id}").page.first("section.opinion").text
    assert "Not what I needed. Late again" in words
    assert "Asked today, not answered yet." in words
    assert "Say sorry now" in words


def test_a_slot_is_never_asked_twice_from_two_windows(ben: Client, browser: ReadingBrowser) -> None:
    browser.post(page_of(ben), data={"guess": "meets", "once": "one window"})
    browser.post(page_of(ben), data={"guess": "exceeds", "once": "the other"})

    assert [each.guess for each in surveys()] == [ServiceLevel.MEETS]


def test_the_pages_of_a_client_ask_as_much_however_often_they_answered(
    ben: Client, browser: ReadingBrowser, asks: Ask, says: Say, statements: list[str]
) -> None:
    def count(page: str) -> int:
        db.session.commit()
        browser.get(page)
        statements.clear()
        browser.get(page)
        return sum(not each.startswith("BEGIN") for each in statements)

    pages = (page_of(ben), f"/clients/{ben.id}")
    for ago in (400, 20):
        says(asks(ben, ago=ago, points={"The bill": "meets"}), "meets", ratings=())
    few = [count(page) for page in pages]
    for ago in range(40, 260, 20):
        says(asks(ben, ago=ago, points={"The bill": "meets"}), "meets", ratings=())
    assert [count(page) for page in pages] == few
    assert few[1] <= 15


def test_otto_and_strangers_see_nothing(
    question: Survey, ben: Client, ottos_browser: ReadingBrowser, stranger: ReadingBrowser
) -> None:
    for page in (page_of(ben), f"/surveys/{question.id}", f"/surveys/{question.id}/code"):
        assert ottos_browser.get(page).status_code == 404
        assert stranger.get(page).status_code == 303
    assert ottos_browser.post(f"/surveys/{question.id}/withdraw").status_code == 404
    assert not surveys()[0].is_withdrawn


def test_settings_say_how_often_and_for_how_long(nora: Trader, browser: ReadingBrowser) -> None:
    page = browser.get("/settings").page

    assert page.first("input[name=feedback_counts_for]")["value"] == "180"
    assert page.first("input[name=feedback_gap]")["value"] == "60"
    assert page.first("input[name=resolve_within]")["value"] == "3"
