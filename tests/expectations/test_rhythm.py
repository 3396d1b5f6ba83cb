"""What comes round: on which days, at the ends of months, in leap years, across summer time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from wowcrm.expectations.rhythm import LAST, Every, Line, ordinal
from wowcrm.traders.models import Trader

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
LINES = st.one_of(
    st.builds(Line, st.just("Figures"), st.just(Every.WEEK), st.integers(1, 7)),
    st.builds(Line, st.just("Figures"), st.just(Every.MONTH), st.integers(1, LAST)),
    st.builds(Line, st.just("Figures"), st.just(Every.QUARTER), st.integers(1, LAST)),
)
MOST = {Every.WEEK: 7, Every.MONTH: 31, Every.QUARTER: 92}


def days_of(every: Every, day: int, since: date, times: int) -> list[date]:
    line, days = Line("Figures", every, day), [since]
    for _ in range(times):
        days.append(line.next_after(days[-1]))
    return days[1:]


def test_a_month_that_is_too_short_ends_on_its_last_day() -> None:
    assert days_of(Every.MONTH, 31, date(2026, 1, 30), 5) == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
        date(2026, 5, 31),
    ]


@pytest.mark.parametrize(
    ("day", "february"), [(28, 28), (29, 29), (30, 29), (31, 29)], ids=lambda value: str(value)
)
def test_a_leap_year_has_its_29_february(day: int, february: int) -> None:
    assert days_of(Every.MONTH, day, date(2028, 1, 31), 2) == [
        date(2028, 2, february),
        date(2028, 3, day),
    ]


def test_the_year_turns() -> None:
    assert days_of(Every.MONTH, 5, date(2026, 12, 5), 2) == [date(2027, 1, 5), date(2027, 2, 5)]
    assert days_of(Every.QUARTER, 15, date(2026, 10, 15), 1) == [date(2027, 1, 15)]


def test_a_quarter_is_accounted_for_in_the_month_after_it() -> None:
    assert days_of(Every.QUARTER, 31, date(2026, 1, 31), 4) == [
        date(2026, 4, 30),
        date(2026, 7, 31),
        date(2026, 10, 31),
        date(2027, 1, 31),
    ]
    assert Line("VAT", Every.QUARTER, 20).next_after(date(2026, 5, 1)) == date(2026, 7, 20)


def test_a_week_begins_on_monday() -> None:
    friday = date(2026, 11, 27)

    assert days_of(Every.WEEK, 5, friday - timedelta(days=1), 2) == [
        friday,
        friday + timedelta(days=7),
    ]
    assert Line("A word", Every.WEEK, 7).next_after(friday) == date(2026, 11, 29)


@given(LINES, DAYS)
def test_the_next_day_lies_ahead_and_within_one_turn(line: Line, day: date) -> None:
    due = line.next_after(day)

    assert 0 < (due - day).days <= MOST[line.every]
    # No day between the two is left out.
    assert line.next_after(due - timedelta(days=1)) == due


@given(LINES)
def test_a_line_that_was_frozen_is_the_same_again(line: Line) -> None:
    assert Line.thawed(line.frozen()) == line


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        # The clocks of Riga go forward on 29 March 2026 at 01:00 UTC, back on 25 October.
        ("Europe/Riga", datetime(2026, 3, 28, 21, 59, tzinfo=UTC), date(2026, 3, 28)),
        ("Europe/Riga", datetime(2026, 3, 28, 22, 0, tzinfo=UTC), date(2026, 3, 29)),
        ("Europe/Riga", datetime(2026, 3, 29, 20, 59, tzinfo=UTC), date(2026, 3, 29)),
        ("Europe/Riga", datetime(2026, 3, 29, 21, 0, tzinfo=UTC), date(2026, 3, 30)),
        ("Europe/Riga", datetime(2026, 10, 25, 21, 59, tzinfo=UTC), date(2026, 10, 25)),
        ("Europe/Riga", datetime(2026, 10, 25, 22, 0, tzinfo=UTC), date(2026, 10, 26)),
        # Those of New York on 8 March and 1 November.
        ("America/New_York", datetime(2026, 3, 8, 4, 59, tzinfo=UTC), date(2026, 3, 7)),
        ("America/New_York", datetime(2026, 3, 9, 3, 59, tzinfo=UTC), date(2026, 3, 8)),
        ("America/New_York", datetime(2026, 3, 9, 4, 0, tzinfo=UTC), date(2026, 3, 9)),
        ("America/New_York", datetime(2026, 11, 1, 3, 59, tzinfo=UTC), date(2026, 10, 31)),
        ("America/New_York", datetime(2026, 11, 2, 4, 59, tzinfo=UTC), date(2026, 11, 1)),
        ("America/New_York", datetime(2026, 11, 2, 5, 0, tzinfo=UTC), date(2026, 11, 2)),
    ],
)
def test_the_day_is_the_traders_on_days_of_23_and_25_hours(
    zone: str, moment: datetime, day: date
) -> None:
    assert Trader(timezone=zone).day_of(moment) == day
    weekly = Line("A word", Every.WEEK, (day + timedelta(days=1)).isoweekday())
    assert weekly.next_after(Trader(timezone=zone).day_of(moment)) == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("every", "day", "words"),
    [
        (Every.WEEK, 5, "Figures, by Friday each week"),
        (Every.MONTH, 5, "Figures, by the 5th of each month"),
        (Every.MONTH, LAST, "Figures, by the last day of each month"),
        (Every.QUARTER, 22, "Figures, by the 22nd of the month after each quarter"),
        (Every.QUARTER, LAST, "Figures, by the last day of the month after each quarter"),
    ],
)
def test_it_is_said_in_words(app: Flask, every: Every, day: int, words: str) -> None:
    with app.test_request_context():
        assert Line("Figures", every, day).words == words


def test_days_are_counted_as_in_english(app: Flask) -> None:
    with app.test_request_context():
        counted = [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 30)]
    assert counted == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "30th",
    ]  # fmt: skip
