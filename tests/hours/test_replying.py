"""By when a reply is due: working days, working hours, days off and changes of the clock."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wowcrm.hours.replying import reply_by
from wowcrm.hours.week import USUAL, Calendar, Hours, Week

RIGA = ZoneInfo("Europe/Riga")


def calendar(*off: tuple[date, date], week: Week = USUAL) -> Calendar:
    return Calendar(week, off, "Europe/Riga")


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=RIGA)


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        # Monday 23 November: one working day is over at the end of Tuesday.
        (at(23, 10), 1, at(24, 17)),
        (at(23, 23, 59), 1, at(24, 17)),
        (at(25, 10), 2, at(27, 17)),
        # Friday evening and the weekend are answered by Monday evening.
        (at(27, 18), 1, at(30, 17)),
        (at(28, 9), 1, at(30, 17)),
        (at(29, 23), 1, at(30, 17)),
    ],
)
def test_working_days_leave_out_the_weekend(asked: datetime, days: int, due: datetime) -> None:
    assert reply_by(asked, days, calendar(), in_hours=False) == due


def test_days_off_are_no_working_days() -> None:
    away = calendar((date(2026, 11, 24), date(2026, 11, 30)))

    assert reply_by(at(23, 10), 1, away, in_hours=False) == at(1, 17, month=12)
    assert reply_by(at(25, 10), 1, away, in_hours=False) == at(1, 17, month=12)


@pytest.mark.parametrize(
    ("asked", "hours", "due"),
    [
        (at(23, 10), 4, at(23, 14)),
        (at(23, 15), 4, at(24, 11)),
        (at(23, 3), 2, at(23, 11)),
        (at(27, 16, 30), 1, at(30, 9, 30)),
        (at(23, 10), 12, at(24, 10)),
        # "Within 24 hours" is understood as tomorrow, and by Friday evening as Monday.
        (at(23, 10), 24, at(24, 10)),
        (at(27, 20), 24, at(1, 9, month=12)),
    ],
)
def test_hours_run_only_while_one_is_at_work(asked: datetime, hours: int, due: datetime) -> None:
    assert reply_by(asked, hours, calendar(), in_hours=True) == due


def test_the_hour_of_the_wall_holds_when_the_clock_is_changed() -> None:
    # In Riga the clock goes back in the night to Sunday 25 October 2026.
    every_day = Week((Hours(time(9), time(17)),) * 7)
    due = reply_by(at(24, 12, month=10), 1, calendar(week=every_day), in_hours=False)

    assert due.astimezone(RIGA).hour == 17
    assert due == at(25, 17, month=10)


def test_whoever_never_works_keeps_the_plain_time() -> None:
    never = calendar(week=Week((None,) * 7))

    assert reply_by(at(23, 10), 2, never, in_hours=False) == at(25, 10)
    assert reply_by(at(23, 10), 5, never, in_hours=True) == at(23, 15)


EARLIEST = datetime.fromisoformat("2026-01-01")
HOURS = st.none() | st.tuples(st.integers(0, 11), st.integers(12, 23)).map(
    lambda pair: Hours(time(pair[0]), time(pair[1]))
)


@given(
    asked=st.datetimes(EARLIEST, EARLIEST + timedelta(days=365), timezones=st.just(RIGA)),
    within=st.integers(1, 60),
    in_hours=st.booleans(),
    days=st.lists(HOURS, min_size=7, max_size=7),
    off=st.tuples(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 30)),
)
def test_a_reply_is_due_later_while_at_work_and_never_sooner_for_more_time(
    asked: datetime,
    within: int,
    in_hours: bool,
    days: list[Hours | None],
    off: tuple[date, int],
) -> None:
    week = Week(tuple(days))
    when = calendar((off[0], off[0] + timedelta(days=off[1])), week=week)

    due = reply_by(asked, within, when, in_hours=in_hours)

    assert due > asked
    assert reply_by(asked, within + 1, when, in_hours=in_hours) >= due
    if not week.is_free:
        here = due.astimezone(RIGA)
        hours = when.hours(here.date())
        assert hours, "on a working day"
        assert hours.opens <= here.time().replace(tzinfo=None) <= hours.closes
