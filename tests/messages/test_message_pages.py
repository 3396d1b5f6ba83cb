"""A message to a client: ready words, ways to send them, "I sent it"."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client, DetailKind
from wowcrm.clients.telling import tell_details
from wowcrm.db import db
from wowcrm.levels.upkeep import commit
from wowcrm.messages.drafts import TOPICS, Draft, Topic
from wowcrm.promises.models import Promise
from wowcrm.timeline.models import Direction, Interaction, InteractionKind
from wowcrm.traders.models import Trader

DAY = timedelta(days=1)


@pytest.fixture
def report(ben: Client, nora: Trader, today: date) -> Promise:
    tell_details(ben, DetailKind.EMAIL, [("ben@example.com", None)], nora)
    promise = Promise.make(ben, "The report", due_on=today + DAY, on=today)
    commit(nora)
    return promise


def place(client: Client, about: str = "") -> str:
    return f"/clients/{client.id}/message" + (f"?about={about}" if about else "")


def touches() -> list[Interaction]:
    kinds = (InteractionKind.EMAIL, InteractionKind.MESSAGE)
    return list(db.session.scalars(sa.select(Interaction).where(Interaction.kind.in_(kinds))))


def test_today_leads_to_the_words_in_one_tap(browser: ReadingBrowser, report: Promise) -> None:
    links = {link.text: link["href"] for link in browser.get("/").page.all("a.btn")}
    there = next(href for words, href in links.items() if words.startswith("Warn them now"))
    page = browser.get(there)

    assert "The report will take a little longer" in page.text
    assert any(link["href"].startswith("mailto:ben@example.com?") for link in page.page.all("a"))
    assert page.page.first("input[name=back]")["value"] == "/"


def test_i_sent_it_keeps_the_words_and_the_warning(
    browser: ReadingBrowser, report: Promise, ben: Client, today: date
) -> None:
    data = {"text": "It takes longer, sorry", "kind": "email", "back": "/"}
    answer = browser.post(place(ben, report.about), data=data)

    assert answer.location == "/"
    (touch,) = touches()
    assert (touch.summary, touch.kind) == ("It takes longer, sorry", InteractionKind.EMAIL)
    assert (touch.direction, touch.happened_on) == (Direction.OUT, today)
    db.session.refresh(report)
    assert report.warned_on == today
    assert ben.last_contact_on == today
    page = browser.get("/").text
    assert "You told them today that it takes longer." in page
    assert "Warn them now" not in page


def test_sent_twice_is_one_touch(browser: ReadingBrowser, report: Promise, ben: Client) -> None:
    for _ in range(2):
        data = {"text": "Sorry", "kind": "message", "once": "the same"}
        browser.post(place(ben, report.about), data=data)

    assert len(touches()) == 1


@pytest.mark.parametrize("wrong", [{"text": " "}, {"kind": "pigeon"}, {"subject": "a" * 201}])
def test_what_is_wrong_is_said_and_nothing_is_lost(
    browser: ReadingBrowser, report: Promise, ben: Client, wrong: dict[str, str]
) -> None:
    data = {"text": "My own words", "kind": "email", "subject": "About it", **wrong}
    answer = browser.post(place(ben, report.about), data=data)

    assert answer.status_code == 422
    assert ("My own words" in answer.text) is ("text" not in wrong)
    assert not touches()


def test_without_scripts_the_links_take_changed_words_when_asked(
    browser: ReadingBrowser, report: Promise, ben: Client
) -> None:
    data = {"subject": "Mine", "text": "My own words", "kind": "email", "ready": "1"}
    answer = browser.post(place(ben, report.about), data=data)

    assert answer.status_code == 200
    links = [link["href"] for link in answer.page.all("a")]
    assert "mailto:ben@example.com?subject=Mine&body=My%20own%20words" in links
    assert not touches()


def test_a_message_about_nothing_begins_and_ends(browser: ReadingBrowser, ben: Client) -> None:
    page = browser.get(place(ben)).page

    assert page.first("textarea").text.startswith("Hello Ben,")
    assert "No e-mail address or mobile number" in page.text


@pytest.mark.parametrize("about", ["promise-99999", "nonsense-1", "promise", "..", "a b"])
def test_words_about_what_is_not_there_are_not_there(
    browser: ReadingBrowser, ben: Client, about: str
) -> None:
    assert browser.get(place(ben, about)).status_code == 404
    assert browser.post(place(ben, about), data={"text": "x", "kind": "email"}).status_code == 404


def test_another_concept_brings_its_own_words(
    browser: ReadingBrowser, ben: Client, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, date]] = []
    topic = Topic(
        lambda client, number, on: Draft("The payment", f"{client.short_name}: number {number}"),
        lambda client, number, on: told.append((number, on)),
    )
    monkeypatch.setitem(TOPICS, "payment", topic)
    assert "Ben: number 7" in browser.get(place(ben, "payment-7")).text

    browser.post(place(ben, "payment-7"), data={"text": "Kindly", "kind": "message"})
    assert told == [(7, today)]


def test_otto_writes_nothing_to_ben(
    ottos_browser: ReadingBrowser, ben: Client, report: Promise
) -> None:
    assert ottos_browser.get(place(ben, report.about)).status_code == 404
    assert ottos_browser.post(place(ben), data={"text": "x", "kind": "email"}).status_code == 404
    assert not touches()
