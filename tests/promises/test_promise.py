"""Promises: kept, late, agreed anew, let go; and what they do to a client's level."""

from datetime import date, timedelta

import pytest

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.promises.models import Promise
from wowcrm.timeline.story import story_of
from wowcrm.traders.models import Trader

DAY = timedelta(days=1)


def promised(client: Client, due_on: date, made_on: date, what: str = "The report") -> Promise:
    promise = Promise(what=what, made_on=made_on, due_on=due_on)
    client.promises.append(promise)
    db.session.flush()
    promise.log_arrival()
    return promise


@pytest.fixture
def report(ben: Client, today: date) -> Promise:
    return promised(ben, today + 3 * DAY, today)


def lines(client: Client) -> list[str]:
    return [line.summary for line in story_of(client, "promises").lines]


def test_a_promise_is_late_from_the_day_after_it_was_due(report: Promise) -> None:
    assert not report.is_late(report.due_on)
    assert report.is_late(report.due_on + DAY)


def test_keeping_it_writes_the_story_and_can_be_taken_back(report: Promise, today: date) -> None:
    report.keep(on=today)
    assert lines(report.client)[0] == "Kept: The report"

    report.unkeep()
    assert report.is_open
    assert len(lines(report.client)) == 1


@pytest.mark.parametrize(("days", "late"), [(-1, False), (0, False), (1, True)])
def test_agreeing_anew_after_the_day_counts_as_late(report: Promise, days: int, late: bool) -> None:
    on = report.due_on + days * DAY
    report.renegotiate(report.due_on + 9 * DAY, "The figures came late", on=on)

    assert not report.is_late(on)
    assert report.was_late(on) is late


def test_a_late_promise_takes_the_level_down_and_agreeing_anew_brings_it_back(
    ben: Client, nora: Trader, today: date
) -> None:
    need = Need(summary="Figures")
    ben.needs.append(need)
    need.judge(ServiceLevel.MEETS, on=today)
    promise = promised(ben, today - DAY, today - 9 * DAY)
    commit(nora)
    assert ben.level is ServiceLevel.BELOW

    promise.renegotiate(today + DAY, "The bank was closed", on=today)
    commit(nora)
    assert (ben.level, ben.level_until) == (ServiceLevel.MEETS, today + 2 * DAY)


def test_what_is_not_wanted_any_more_is_owed_to_nobody(
    ben: Client, nora: Trader, today: date
) -> None:
    promise = promised(ben, today - DAY, today - 9 * DAY)
    promise.let_go(on=today)
    commit(nora)

    assert str(ben.level) == "unknown"
    promise.take_up_again()
    commit(nora)
    assert str(ben.level) == "below"
