"""How often a reminder comes round: month ends, leap days, counted by the calendar or from the deed."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.reminders.models import Reminder
from wowcrm.reminders.repeating import Often, Repeat
from wowcrm.traders.models import Trader

DAILY, WEEKLY, MONTHLY, YEARLY = Often.DAILY, Often.WEEKLY, Often.MONTHLY, Often.YEARLY


def remind(
    trader: Trader,
    on: date,
    repeat: Repeat | None = None,
    *,
    hour: time | None = None,
    after_done: bool = False,
    client: Client | None = None,
) -> Reminder:
    reminder = Reminder(trader=trader, client=client, begins_on=on)
    reminder.change("Insurance", due_on=on, hour=hour, repeat=repeat, after_done=after_done)
    db.session.add(reminder)
    db.session.flush()
    return reminder


def days_of(repeat: Repeat, begins_on: date, number: int) -> list[date]:
    found, day = [], begins_on - timedelta(days=1)
    for _ in range(number):
        following = repeat.after(day, begins_on)
        assert following is not None
        found.append(day := following)
    return found


@pytest.mark.parametrize(
    ("repeat", "begins_on", "days"),
    [
        (Repeat(DAILY, 3), date(2026, 12, 30), [(2026, 12, 30), (2027, 1, 2), (2027, 1, 5)]),
        (Repeat(WEEKLY, 2), date(2026, 11, 26), [(2026, 11, 26), (2026, 12, 10), (2026, 12, 24)]),
        (
            Repeat(MONTHLY),
            date(2027, 1, 31),
            [(2027, 1, 31), (2027, 2, 28), (2027, 3, 31), (2027, 4, 30)],
        ),
        (Repeat(MONTHLY), date(2028, 1, 30), [(2028, 1, 30), (2028, 2, 29), (2028, 3, 30)]),
        (Repeat(MONTHLY, 3), date(2026, 11, 30), [(2026, 11, 30), (2027, 2, 28), (2027, 5, 30)]),
        (
            Repeat(YEARLY),
            date(2028, 2, 29),
            [(2028, 2, 29), (2029, 2, 28), (2030, 2, 28), (2031, 2, 28), (2032, 2, 29)],
        ),
        (Repeat(YEARLY), date(2027, 2, 28), [(2027, 2, 28), (2028, 2, 28)]),
    ],
)
def test_what_repeats_falls_on_the_days_that_people_mean(
    repeat: Repeat, begins_on: date, days: list[tuple[int, int, int]]
) -> None:
    meant = [date(*day) for day in days]

    assert days_of(repeat, begins_on, len(meant)) == meant
    assert list(repeat.between(meant[0], meant[-1], begins_on)) == meant


@settings(deadline=None)
@given(
    st.sampled_from(Often),
    st.integers(1, 99),
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.integers(0, 4000),
)
def test_the_next_time_is_always_ahead_and_in_step(
    often: Often, every: int, begins_on: date, later: int
) -> None:
    repeat = Repeat(often, every)
    day = begins_on + timedelta(days=later)
    following = repeat.after(day, begins_on)

    assert Repeat.read(repeat.written) == repeat
    assert following is not None
    assert following > day
    months = (following.year - begins_on.year) * 12 + following.month - begins_on.month
    match often:
        case Often.DAILY:
            assert (following - begins_on).days % every == 0
        case Often.WEEKLY:
            assert (following - begins_on).days % (7 * every) == 0
        case Often.MONTHLY:
            assert months % every == 0
            assert following.day == begins_on.day or (following + timedelta(days=1)).day == 1
        case Often.YEARLY:
            assert months % (12 * every) == 0


def test_the_end_of_time_has_no_next_day() -> None:
    assert Repeat(YEARLY, 99).after(date(9990, 1, 1), date(9950, 1, 1)) is None


@pytest.mark.parametrize(
    ("repeat", "begins_on", "after_done", "words"),
    [
        (Repeat(DAILY), date(2026, 11, 26), False, "every day"),
        (Repeat(WEEKLY, 2), date(2026, 11, 26), False, "every 2 weeks"),
        (
            Repeat(MONTHLY),
            date(2026, 1, 31),
            False,
            "every month, on its last day where it is shorter",
        ),
        (Repeat(YEARLY), date(2026, 1, 31), True, "a year after it is done"),
    ],
)
def test_a_rhythm_is_said_in_words(
    database: None, repeat: Repeat, begins_on: date, after_done: bool, words: str
) -> None:
    assert repeat.words(begins_on, after_done=after_done) == words


def test_done_once_is_done_for_good(nora: Trader, today: date) -> None:
    reminder = remind(nora, today)
    reminder.do(on=today)
    assert reminder.due_on is None
    assert not reminder.is_open

    reminder.undo()
    assert reminder.due_on == today


def test_done_late_comes_up_next_ahead_not_for_each_time_missed(nora: Trader) -> None:
    reminder = remind(nora, date(2026, 1, 31), Repeat(MONTHLY))

    reminder.do(on=date(2026, 4, 2))
    assert reminder.due_on == date(2026, 4, 30)
    reminder.do(on=date(2026, 4, 29))
    assert reminder.due_on == date(2026, 5, 31), "done a day early is done for this time"

    reminder.undo()
    reminder.undo()
    assert reminder.due_on == date(2026, 1, 31)


def test_counted_from_the_deed_it_comes_so_long_after_it(nora: Trader) -> None:
    reminder = remind(nora, date(2026, 1, 31), Repeat(MONTHLY), after_done=True)

    reminder.do(on=date(2026, 3, 5))
    assert reminder.due_on == date(2026, 4, 5)
    reminder.do(on=date(2026, 3, 31))
    assert reminder.due_on == date(2026, 4, 30)


def test_put_off_keeps_the_rhythm_and_can_be_taken_back(nora: Trader) -> None:
    reminder = remind(nora, date(2027, 1, 31), Repeat(MONTHLY))
    reminder.snooze(date(2027, 2, 3))
    reminder.snooze(date(2027, 2, 7))
    assert (reminder.due_on, reminder.put_off_from) == (date(2027, 2, 7), date(2027, 1, 31))

    reminder.wake()
    assert (reminder.due_on, reminder.put_off_from) == (date(2027, 1, 31), None)

    reminder.snooze(date(2027, 2, 7))
    reminder.do(on=date(2027, 2, 7))
    assert (reminder.due_on, reminder.put_off_from) == (date(2027, 2, 28), None)


def test_new_words_leave_the_31st_what_it_was(nora: Trader) -> None:
    reminder = remind(nora, date(2027, 1, 31), Repeat(MONTHLY))
    reminder.do(on=date(2027, 1, 31))
    reminder.change(
        "Rent", due_on=date(2027, 2, 28), hour=None, repeat=Repeat(MONTHLY), after_done=False
    )
    reminder.do(on=date(2027, 2, 28))
    assert reminder.due_on == date(2027, 3, 31)

    reminder.change(
        "Rent", due_on=date(2027, 4, 15), hour=None, repeat=Repeat(MONTHLY), after_done=False
    )
    reminder.do(on=date(2027, 4, 15))
    assert reminder.due_on == date(2027, 5, 15)


def test_a_clients_story_tells_what_was_set_done_and_stopped(
    ben: Client, nora: Trader, today: date
) -> None:
    reminder = remind(nora, today, client=ben)
    reminder.log_arrival(on=today)
    reminder.do(on=today)
    db.session.flush()
    lines = list(db.session.scalars(ben.interactions.select()))
    assert [line.summary for line in lines][-1] == "Done: Insurance"

    reminder.undo()
    reminder.delete(on=today)
    reminder.restore()
    db.session.flush()
    lines = list(db.session.scalars(ben.interactions.select()))
    assert [line.summary for line in lines if line.kind == "reminder"] == [lines[0].summary], (
        "what was taken back leaves no trace"
    )


@pytest.mark.parametrize(
    ("zone", "day", "utc"),
    [
        # The day before, on, and after the clock goes forward; where it skips the hour, after the gap.
        ("Europe/Riga", date(2027, 3, 27), "2027-03-27T01:30"),
        ("Europe/Riga", date(2027, 3, 28), "2027-03-28T01:30"),
        ("Europe/Riga", date(2027, 3, 29), "2027-03-29T00:30"),
        # Twice on the day it goes back: the first of the two.
        ("Europe/Riga", date(2027, 10, 31), "2027-10-31T00:30"),
        ("Europe/London", date(2027, 10, 31), "2027-10-31T03:30"),
        ("America/New_York", date(2027, 11, 7), "2027-11-07T08:30"),
        ("Australia/Sydney", date(2027, 4, 4), "2027-04-03T17:30"),
        ("Asia/Kathmandu", date(2027, 4, 4), "2027-04-03T21:45"),
        ("Australia/Lord_Howe", date(2027, 10, 3), "2027-10-02T16:30"),
    ],
)
def test_an_hour_is_meant_on_the_traders_clock(
    nora: Trader, zone: str, day: date, utc: str
) -> None:
    nora.timezone = zone
    reminder = remind(nora, day, hour=time(3, 30))

    moment = reminder.moment(day)
    assert moment is not None
    assert moment.isoformat()[:16] == utc
    local = moment.astimezone(ZoneInfo(zone))
    assert local.date() == day
    assert local.time() in {time(3, 30), time(4, 30)}
    assert isinstance(local, datetime)
