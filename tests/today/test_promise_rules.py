"""Today about promises: what is late leads, what is due tomorrow can still be warned about."""

from datetime import date, timedelta

import pytest

from tests.reading_browser import ReadingBrowser
from tests.today.test_rules import judged, nudges
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.promises.models import Promise
from wowcrm.today.done import done_on
from wowcrm.today.nudge import Nudge, Rule
from wowcrm.today.queue import coming_up
from wowcrm.traders.models import Trader

DAY = timedelta(days=1)


@pytest.fixture
def report(ben: Client, today: date) -> Promise:
    return Promise.make(ben, "The report", due_on=today + 2 * DAY, on=today)


def about(nudge: Nudge) -> list[str]:
    return [act.endpoint for act in (nudge.act, nudge.other) if act]


def test_it_is_named_from_the_day_before_and_late_from_the_day_after(
    report: Promise, nora: Trader
) -> None:
    due = report.due_on
    assert not nudges(nora, due - 2 * DAY, Rule.PROMISE_SOON)
    for day, more in ((due - DAY, "Promised for tomorrow."), (due, "Promised for today.")):
        (nudge,) = nudges(nora, day, Rule.PROMISE_SOON)
        assert (nudge.fact, nudge.more, nudge.subject) == ("The report.", more, report.about)
        assert about(nudge) == ["promises.keep", "messages.write"]
        assert not nudges(nora, day, Rule.PROMISE_LATE)

    (nudge,) = nudges(nora, due + DAY, Rule.PROMISE_LATE)
    assert nudge.more.endswith("1 day late.")
    assert about(nudge) == ["promises.keep", "promises.renegotiate"]
    assert not nudges(nora, due + DAY, Rule.PROMISE_SOON)


def test_what_is_late_stands_before_an_essential_need(
    report: Promise, ben: Client, amira: Client, nora: Trader, today: date
) -> None:
    judged(amira, ServiceLevel.BELOW, today)
    Promise.make(amira, "Soon", due_on=today + 3 * DAY, on=today)

    rules = [nudge.rule for nudge in nudges(nora, report.due_on + DAY)]
    assert rules[:3] == [Rule.PROMISE_LATE, Rule.NEED_BELOW, Rule.PROMISE_SOON]


def test_once_warned_the_other_button_agrees_on_another_day(report: Promise, nora: Trader) -> None:
    report.warn(on=report.due_on - DAY)
    (nudge,) = nudges(nora, report.due_on, Rule.PROMISE_SOON)

    assert about(nudge) == ["promises.keep", "promises.renegotiate"]
    assert "You told them yesterday that it takes longer." in nudge.more


@pytest.mark.parametrize("what", ["keep", "let_go", "renegotiate"])
def test_what_is_seen_to_is_not_named(report: Promise, nora: Trader, what: str) -> None:
    on = report.due_on
    if what == "renegotiate":
        report.renegotiate(on + 9 * DAY, "Flu", on=on)
    else:
        getattr(report, what)(on=on)

    assert not nudges(nora, on, Rule.PROMISE_SOON)
    assert not nudges(nora, on + DAY, Rule.PROMISE_LATE)


def test_who_is_put_away_waits_for_nothing(
    report: Promise, ben: Client, nora: Trader, today: date
) -> None:
    ben.archive(on=today)

    assert not nudges(nora, report.due_on + DAY, Rule.PROMISE_LATE)


def test_a_promise_is_kept_though_the_client_rests(
    report: Promise, ben: Client, nora: Trader
) -> None:
    """The ceiling of contact holds back outreach, never one's own word."""
    assert not Rule.PROMISE_SOON.is_outreach
    assert not Rule.PROMISE_LATE.is_outreach


def test_kept_today_stands_under_done_with_its_way_back(
    browser: ReadingBrowser, report: Promise, nora: Trader, today: date
) -> None:
    report.correct(report.what, today)
    commit(nora)
    browser.post(f"/promises/{report.id}/keep", data={"back": "/"})
    (done,) = done_on(nora, today)
    assert (done.words, done.said, done.endpoint) == ("The report", "Kept", "promises.unkeep")

    browser.post(f"/promises/{report.id}/unkeep", data={"back": "/"})
    assert done_on(nora, today) == []
    assert nudges(nora, today, Rule.PROMISE_SOON)


def test_kept_late_is_said_under_done(report: Promise, nora: Trader) -> None:
    report.keep(on=report.due_on + DAY)

    assert [done.said for done in done_on(nora, report.due_on + DAY)] == ["Kept late"]


def test_another_day_stands_under_done_once_and_is_taken_back(
    browser: ReadingBrowser, report: Promise, nora: Trader, today: date
) -> None:
    for days in (9, 12):
        report.renegotiate(today + days * DAY, "Flu", on=today)
    db.session.flush()
    (done,) = done_on(nora, today)
    assert done.said.startswith("Agreed anew for ")

    browser.post(f"/promises/{report.id}/agree-back", data={"back": "/"})
    db.session.refresh(report)
    assert report.due_on == today + 9 * DAY


def test_an_empty_today_looks_forward_to_the_next_promise(
    report: Promise, nora: Trader, today: date
) -> None:
    commit(nora)
    coming = coming_up(nora, today)

    assert coming is not None
    assert (coming.what, coming.on) == ("The report", report.due_on)


def test_not_now_rests_one_and_not_the_other(
    browser: ReadingBrowser, report: Promise, nora: Trader, today: date
) -> None:
    report.correct(report.what, today - DAY)
    commit(nora)
    data = {
        "client": report.client_id,
        "rule": "promise_late",
        "subject": report.about,
        "days": 3,
    }
    assert browser.post("/nudges/later", data=data).status_code == 303

    assert not nudges(nora, today, Rule.PROMISE_LATE)
    assert nudges(nora, today + 3 * DAY, Rule.PROMISE_LATE)
