"""Promises: kept, late, agreed anew, let go; and what they do to a client's level."""

from datetime import date, timedelta

import pytest

from wowcrm.clients.models import Client
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.promises.models import Promise, Source
from wowcrm.timeline.story import story_of
from wowcrm.traders.models import Trader
from wowcrm.when import day

DAY = timedelta(days=1)


def promised(client: Client, due_on: date, made_on: date, what: str = "The report") -> Promise:
    return Promise.make(client, what, due_on=due_on, on=made_on)


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


def test_giving_your_word_writes_the_story(report: Promise) -> None:
    assert lines(report.client) == [
        f"Promised for {day(report.due_on, report.made_on)}: The report"
    ]


def test_what_comes_round_was_told_by_the_sheet(ben: Client, nora: Trader, today: date) -> None:
    Promise.make(ben, "Figures", due_on=today - DAY, on=today - 9 * DAY, source=Source.RHYTHM)
    commit(nora)

    assert lines(ben) == []
    assert ben.level is ServiceLevel.BELOW


def test_a_slip_is_mended_in_the_story_as_well(report: Promise, today: date) -> None:
    report.correct("The yearly report", today + DAY)

    assert lines(report.client) == [f"Promised for {day(today + DAY, today)}: The yearly report"]
    assert report.due_on == today + DAY


def test_once_another_day_was_agreed_the_day_is_no_slip_any_more(
    report: Promise, today: date
) -> None:
    report.renegotiate(today + 9 * DAY, "Flu", on=today)
    report.correct("The yearly report", today + DAY)

    assert (report.what, report.due_on) == ("The yearly report", today + 9 * DAY)
    assert (
        lines(report.client)[0]
        == f"Agreed anew for {day(today + 9 * DAY, today)}: The report (Flu)"
    )


def test_what_was_never_promised_leaves_no_trace(
    report: Promise, ben: Client, nora: Trader, today: date
) -> None:
    report.keep(on=today)
    report.remove()
    commit(nora)

    assert lines(ben) == []
    assert ben.promises == []


def test_an_agreement_is_taken_back_to_the_day_before(report: Promise, today: date) -> None:
    first = report.due_on
    report.renegotiate(today + 9 * DAY, "Flu", on=today)
    report.renegotiate(today + 12 * DAY, "Flu again", on=today)
    report.agree_back()
    assert report.due_on == today + 9 * DAY

    report.agree_back()
    report.agree_back()
    assert report.due_on == first
    assert len(lines(report.client)) == 1


def test_kept_late_is_said(report: Promise) -> None:
    report.keep(on=report.due_on + 2 * DAY)

    assert report.days_late == 2
    assert report.was_late(report.due_on + 9 * DAY)


def test_a_warning_is_about_the_day_that_was_agreed_last(report: Promise, today: date) -> None:
    report.warn(on=today)
    assert report.warned_on == today

    report.renegotiate(today + 9 * DAY, "Flu", on=today)
    assert report.warned_on is None


def test_nothing_happens_to_what_is_concluded(report: Promise, today: date) -> None:
    report.keep(on=today)
    before = lines(report.client)
    report.keep(on=today + DAY)
    report.renegotiate(today + 9 * DAY, "Flu", on=today)
    report.let_go(on=today)
    report.warn(on=today)
    report.take_up_again()

    assert lines(report.client) == before
    assert (report.kept_on, report.warned_on) == (today, None)


@pytest.mark.parametrize(("ahead", "near"), [(0, True), (7, True), (8, False)])
def test_a_warning_says_something_within_a_week(
    ben: Client, today: date, ahead: int, near: bool
) -> None:
    assert promised(ben, today + ahead * DAY, today).is_near(today) is near
