"""A day to come in one tap."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wowcrm.web.soon import Soon, offered

DAYS = st.dates(date(2020, 1, 1), date(2100, 12, 31))
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("soon", "day"),
    [
        (Soon.TODAY, MONDAY),
        (Soon.TOMORROW, date(2026, 11, 24)),
        (Soon.FRIDAY, date(2026, 11, 27)),
        (Soon.WEEK, date(2026, 11, 30)),
    ],
)
def test_each_word_names_a_day(soon: Soon, day: date) -> None:
    assert soon.day(MONDAY) == day


@given(DAYS)
def test_friday_is_the_next_one_and_never_today(today: date) -> None:
    friday = Soon.FRIDAY.day(today)

    assert friday.weekday() == 4
    assert timedelta(0) < friday - today <= timedelta(days=7)


@given(DAYS)
def test_no_two_choices_name_the_same_day(today: date) -> None:
    days = [soon.day(today) for soon in offered(today) if soon is not Soon.OTHER]

    assert len(set(days)) == len(days)
    assert Soon.OTHER in offered(today)


def test_friday_is_left_out_where_another_word_says_it() -> None:
    thursday = date(2026, 11, 26)

    assert Soon.FRIDAY not in offered(thursday)
    assert Soon.FRIDAY not in offered(thursday + timedelta(days=1))
    assert Soon.FRIDAY in offered(thursday + timedelta(days=2))
