"""The digest's pages: chosen under Me, acted on and stopped by link, without signing in."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from tests.conftest import NORAS_PASSWORD
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.digest.models import Digest, Rhythm
from wowcrm.digest.tapping import LASTS, read, token_of
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.promises.models import Promise
from wowcrm.reminders.models import Reminder
from wowcrm.today.acting import ACTS, RESTS
from wowcrm.today.models import NudgeAnswer
from wowcrm.today.queue import queue_for
from wowcrm.traders.models import Trader

FORM = {"rhythm": "daily", "hour": "07:30", "weekday": "0", "address": "nora@example.com"}


@pytest.fixture
def card(ben: Client, nora: Trader, today: date) -> Delight:
    """A surprise that is planned for today."""
    delight = Delight(what="A card", planned_for=today)
    ben.delights.append(delight)
    commit(nora)
    return delight


@pytest.fixture
def link(app: Flask, nora: Trader, today: date, card: Delight) -> str:
    return tap_of(nora, today, f"delight-{card.id}")


def tap_of(trader: Trader, on: date, subject: str) -> str:
    """The link by which a nudge is acted on."""
    nudge = next(one for one in queue_for(trader, on).nudges if one.subject == subject)
    return f"/tap/{token_of(trader, nudge)}"


def test_it_is_chosen_and_its_links_lead_to_where_it_was_chosen(
    browser: ReadingBrowser, nora: Trader
) -> None:
    assert "As it would be now" in browser.get("/digest").text
    answer = browser.post("/digest", data=FORM)

    assert answer.status_code == 303
    digest = db.session.query(Digest).one()
    assert (digest.rhythm, digest.hour, digest.site) == (
        Rhythm.DAILY,
        time(7, 30),
        "http://localhost/",
    )
    assert digest.next_at is not None
    assert digest.next_at > datetime.now(UTC)
    browser.post("/digest", data={**FORM, "rhythm": "never"})
    db.session.refresh(digest)
    assert not digest.is_wanted
    assert digest.next_at is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"address": ""}, "An address, please"),
        ({"address": "nora"}, "does not look like an e-mail address"),
        ({"hour": "early"}, "I cannot read that hour"),
        ({"rhythm": "hourly"}, "Invalid Choice"),
        ({"weekday": "9"}, "Not a valid choice"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_makes_no_sense_is_said(
    browser: ReadingBrowser, wrong: dict[str, str], said: str, htmx: bool
) -> None:
    answer = browser.post("/digest", data={**FORM, **wrong}, htmx=htmx)
    assert answer.status_code == 422
    assert said in answer.text
    assert not db.session.query(Digest).count()


def test_the_preview_is_what_the_mail_says(browser: ReadingBrowser, card: Delight) -> None:
    page = browser.get("/digest").text
    assert "2 things for today" in page
    assert "A card." in page


def test_looking_changes_nothing_and_pressing_does_it_once(
    stranger: ReadingBrowser, link: str, card: Delight
) -> None:
    for _ in range(3):
        page = stranger.get(link)
        assert page.status_code == 200
        assert "A card." in page.text
        assert page.headers["X-Robots-Tag"].startswith("noindex")
    db.session.refresh(card)
    assert not card.is_delivered

    assert stranger.post(link, data={"do": "1"}).status_code == 303
    db.session.refresh(card)
    assert card.is_delivered
    assert "That is seen to." in stranger.get(link).text

    card.undeliver()
    commit(card.client.trader)
    stranger.post(link, data={"do": "1"})
    db.session.refresh(card)
    assert not card.is_delivered, "a link is good for one act"


def test_not_now_lets_the_nudge_rest(
    stranger: ReadingBrowser, link: str, nora: Trader, today: date
) -> None:
    stranger.post(link, data={"days": "3"})

    (answer,) = db.session.query(NudgeAnswer).all()
    assert (answer.until, answer.answered_on) == (today + timedelta(days=3), today)
    assert "delight" not in {one.subject[:7] for one in queue_for(nora, today).nudges}


def test_not_now_puts_a_reminder_itself_off(
    stranger: ReadingBrowser, nora: Trader, today: date
) -> None:
    reminder = Reminder(trader_id=nora.id, what="Tax", due_on=today, begins_on=today)
    db.session.add(reminder)
    commit(nora)
    stranger.post(tap_of(nora, today, f"reminder-{reminder.id}"), data={"days": "7"})
    db.session.refresh(reminder)
    assert reminder.due_on == today + timedelta(days=7)


@pytest.mark.parametrize("data", [{}, {"days": "2"}, {"days": "x"}, {"days": "-1"}])
def test_nonsense_changes_nothing(
    stranger: ReadingBrowser, link: str, card: Delight, data: dict[str, str]
) -> None:
    assert stranger.post(link, data=data).status_code == 303
    db.session.refresh(card)
    assert not card.is_delivered
    assert not db.session.query(NudgeAnswer).count()


def test_what_needs_a_page_can_only_be_put_off(
    stranger: ReadingBrowser, nora: Trader, ben: Client, today: date
) -> None:
    need = Need(summary="Figures")
    ben.needs.append(need)
    need.judge(ServiceLevel.BELOW, on=today)
    commit(nora)
    url = tap_of(nora, today, f"need-{need.id}")

    assert 'name="do"' not in stranger.get(url).get_data(as_text=True)
    stranger.post(url, data={"do": "1"})
    db.session.refresh(need)
    assert need.level is ServiceLevel.BELOW


def test_a_link_that_is_forged_or_old_is_not_there(
    app: Flask, stranger: ReadingBrowser, link: str, card: Delight
) -> None:
    forged = link[:-2] + ("aa" if link[-2:] != "aa" else "bb")
    answers = [stranger.get(forged), stranger.get("/tap/nonsense"), stranger.post(forged)]
    with time_machine.travel(datetime.now(UTC) + LASTS + timedelta(seconds=5)):
        answers.append(stranger.get(link))
        answers.append(stranger.post(link, data={"do": "1"}))

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.get_data(as_text=True) for answer in answers}) == 1
    db.session.refresh(card)
    assert not card.is_delivered


def test_a_token_of_another_purpose_is_no_link(app: Flask, nora: Trader) -> None:
    from itsdangerous import URLSafeTimedSerializer

    other = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="something else")
    assert read(other.dumps([nora.id, "delight_due", 1, "delight-1"])) is None


def test_what_is_gone_meanwhile_is_seen_to(
    stranger: ReadingBrowser, link: str, card: Delight, today: date
) -> None:
    card.drop(on=today)
    commit(card.client.trader)
    assert "That is seen to." in stranger.get(link).text
    assert stranger.post(link, data={"do": "1"}).status_code == 200


def test_a_mail_program_stops_it_with_one_press_and_a_person_is_asked(
    stranger: ReadingBrowser, browser: ReadingBrowser
) -> None:
    browser.post("/digest", data=FORM)
    digest = db.session.query(Digest).one()
    url = f"/digest/stop/{digest.token}"
    assert "No more digests?" in stranger.get(url).text
    db.session.refresh(digest)
    assert digest.is_wanted, "looking stops nothing"

    answer = stranger.post(url, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    db.session.refresh(digest)
    assert not digest.is_wanted
    assert stranger.post(url).status_code == 200
    assert stranger.post("/digest/stop/wrong").status_code == 404


def test_every_act_that_is_done_by_one_press_can_be_done_from_a_mail(app: Flask) -> None:
    rules = Path(app.root_path) / "today/rules"
    pressed = re.compile(r'Act\([^"]*"[^"]+"\),\s*"(\w+\.\w+)"[^)]*post=True')
    acts = {act for each in rules.glob("*.py") for act in pressed.findall(each.read_text())}
    # These stand beside the main act of their nudge, which a mail leads to.
    assert len(acts) >= 6
    assert acts - {"work.pay"} <= {*ACTS, *RESTS}


def test_a_promise_is_kept_from_a_mail(
    stranger: ReadingBrowser, nora: Trader, ben: Client, today: date
) -> None:
    promise = Promise.make(ben, "The report", due_on=today, on=today)
    commit(nora)
    stranger.post(tap_of(nora, today, promise.about), data={"do": "1"})
    db.session.refresh(promise)
    assert promise.kept_on == today


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/account/password", {"current": NORAS_PASSWORD, "password": "Tulpe-91 am Fenster"}),
        ("/devices/end-others", {}),
        ("/devices/end-all", {}),
    ],
)
def test_links_of_earlier_digests_are_dead_after_signing_out_everywhere(
    browser: ReadingBrowser,
    stranger: ReadingBrowser,
    link: str,
    card: Delight,
    address: str,
    data: dict[str, str],
) -> None:
    """Whoever reads her mail is shut out with whoever knew her password."""
    assert stranger.get(link).status_code == 200
    assert browser.post(address, data=data).status_code == 303

    shown, pressed = stranger.get(link), stranger.post(link, data={"do": "1"})

    assert [shown.status_code, pressed.status_code] == [404, 404]
    assert "A card" not in shown.words
    db.session.expire_all()
    assert card.delivered_on is None


def test_the_next_digest_has_links_that_live(
    browser: ReadingBrowser, stranger: ReadingBrowser, nora: Trader, today: date, card: Delight
) -> None:
    browser.post("/devices/end-others")
    db.session.expire_all()
    assert stranger.get(tap_of(nora, today, f"delight-{card.id}")).status_code == 200


def test_a_digest_can_be_stopped_by_any_link_that_ever_came(
    browser: ReadingBrowser, stranger: ReadingBrowser
) -> None:
    """Stopping shows nothing and takes nothing: an old mail must be good enough for that."""
    browser.post("/digest", data=FORM)
    stop = f"/digest/stop/{db.session.query(Digest).one().token}"
    browser.post("/devices/end-others")

    assert stranger.post(stop).status_code == 200
    db.session.expire_all()
    assert db.session.query(Digest).one().rhythm is Rhythm.NEVER
