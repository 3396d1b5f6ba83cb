"""Left in peace: nothing asks to reach out, what is owed stays, and it ends."""

from datetime import date, timedelta

import pytest

from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import NEVER, db
from wowcrm.delights.models import Delight
from wowcrm.feed.sources import contacts
from wowcrm.feedback.asking import leave_to_ask
from wowcrm.first_run.start import equip
from wowcrm.levels.level import ServiceLevel
from wowcrm.needs.models import Need
from wowcrm.promises.models import Promise
from wowcrm.quiet.models import Quiet
from wowcrm.timeline.models import InteractionKind
from wowcrm.today.moveup import move_ups_for
from wowcrm.today.nudge import Rule
from wowcrm.today.queue import coming_up, queue_for
from wowcrm.traders.models import Trader


def left_in_peace(client: Client, first: date, last: date, why: str = "Mourning") -> Quiet:
    quiet = Quiet(from_on=first, until_on=last, why=why)
    client.quiets.append(quiet)
    db.session.flush()
    return quiet


def rules(trader: Trader, on: date) -> set[Rule]:
    return {nudge.rule for nudge in queue_for(trader, on).nudges}


@pytest.fixture
def busy(ben: Client, today: date) -> Client:
    """Ben has something of everything that asks to reach out, and a promise that is late."""
    ben.contact_every = 7
    ben.touch(InteractionKind.CALL, "Rang", on=today - timedelta(days=30))
    ben.delights.append(Delight(what="A card", planned_for=today))
    ben.plan_contact()
    Promise.make(ben, "Report", due_on=today - timedelta(days=1), on=today - timedelta(days=9))
    db.session.commit()
    return ben


def test_whoever_is_left_in_peace_is_not_reached_out_to_but_what_is_owed_stays(
    busy: Client, nora: Trader, today: date
) -> None:
    assert {Rule.KEEP_IN_TOUCH, Rule.DELIGHT_DUE, Rule.PROMISE_LATE} <= rules(nora, today)

    left_in_peace(busy, today, today + timedelta(days=9))

    assert rules(nora, today) == {Rule.PROMISE_LATE}
    assert Rule.KEEP_IN_TOUCH in rules(nora, today + timedelta(days=10))


def test_a_time_that_lies_ahead_or_is_over_holds_nothing(
    busy: Client, nora: Trader, today: date
) -> None:
    left_in_peace(busy, today + timedelta(days=1), NEVER)
    left_in_peace(busy, today - timedelta(days=9), today - timedelta(days=1))

    assert Rule.KEEP_IN_TOUCH in rules(nora, today)


def test_nobody_is_moved_up_meanwhile(ben: Client, nora: Trader, today: date) -> None:
    equip(nora)
    need = Need(summary="Figures")
    ben.needs.append(need)
    need.judge(ServiceLevel.MEETS, on=today)
    ben.level = ServiceLevel.MEETS
    db.session.flush()
    assert move_ups_for(nora, today).proposals

    left_in_peace(ben, today, NEVER)
    assert not move_ups_for(nora, today).proposals


def test_feed_and_outlook_leave_them_in_peace(ben: Client, nora: Trader, today: date) -> None:
    ben.contact_every = 7
    ben.touch(InteractionKind.CALL, "Rang", on=today)
    db.session.flush()
    assert list(contacts(nora, today))
    assert coming_up(nora, today) is not None

    left_in_peace(ben, today, NEVER)
    assert not list(contacts(nora, today))
    assert coming_up(nora, today) is None


def test_nobody_is_asked_how_it_went_meanwhile(ben: Client, today: date) -> None:
    assert leave_to_ask(ben, today).is_given
    left_in_peace(ben, today, today + timedelta(days=3))
    leave = leave_to_ask(ben, today)

    assert not leave.is_given
    assert "Mourning" in leave.because


def test_it_is_written_down_and_ended_on_pages(
    ben: Client, today: date, browser: ReadingBrowser
) -> None:
    data = {"long": "14", "why": "A busy season", "by_wish": "y"}
    browser.post(f"/clients/{ben.id}/quiet", data=data)

    (quiet,) = ben.quiets
    assert (quiet.from_on, quiet.until_on) == (today, today + timedelta(days=14))
    page = browser.get(f"/clients/{ben.id}").words
    assert "Ben asked to be left in peace until" in page
    assert "A busy season" in page

    browser.post(f"/quiets/{quiet.id}/end")
    assert ben.quiets == [] or ben.quiets[0].is_over(today)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"long": "good", "why": "Never again"}, 303),
        ({"long": "good", "why": ""}, 422),
        ({"long": "day", "why": "Away"}, 422),
        ({"long": "day", "why": "Away", "until_on": "2020-01-01"}, 422),
        ({"long": "day", "why": "Away", "until_on": "2099-01-01"}, 303),
    ],
)
def test_a_time_needs_an_end_and_a_reason(
    ben: Client, browser: ReadingBrowser, data: dict[str, str], status: int
) -> None:
    assert browser.post(f"/clients/{ben.id}/quiet", data=data).status_code == status


def test_they_contacted_me_is_one_tap(ben: Client, today: date, browser: ReadingBrowser) -> None:
    page = browser.get(f"/clients/{ben.id}")
    assert "They contacted me" in page.words

    browser.post(f"/clients/{ben.id}/heard")

    assert ben.last_contact_on == today
    assert "They sent a message" in browser.get(f"/clients/{ben.id}").words


def test_a_message_to_somebody_left_in_peace_is_asked_about_first(
    ben: Client, today: date, browser: ReadingBrowser
) -> None:
    left_in_peace(ben, today, NEVER)
    address = f"/clients/{ben.id}/message"
    assert "Mourning" in browser.get(address).words
    data = {"text": "Hello", "kind": "email"}

    assert browser.post(address, data=data).status_code == 422
    assert ben.last_contact_on is None
    assert browser.post(address, data={**data, "anyway": "y"}).status_code == 303
    assert ben.last_contact_on == today
