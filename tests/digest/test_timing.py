"""When a digest comes: at the trader's hour through every change of the clock (T15)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wowcrm.digest.models import Digest, Rhythm, moment_on

ZONES = [
    "Europe/Riga",
    "Europe/London",
    "America/New_York",
    "Australia/Sydney",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
]


def daily(hour: time = time(7, 30)) -> Digest:
    return Digest(rhythm=Rhythm.DAILY, hour=hour, weekday=0)


def weekly(weekday: int, hour: time = time(7, 30)) -> Digest:
    return Digest(rhythm=Rhythm.WEEKLY, hour=hour, weekday=weekday)


def moments(digest: Digest, since: datetime, zone: str, number: int) -> list[datetime]:
    found = []
    for _ in range(number):
        since = digest.next_after(since, zone)
        found.append(since)
    return found


@pytest.mark.parametrize(
    ("day", "before", "on"),
    [
        # Riga's clock goes forward on 28 March 2027 and back on 31 October 2027.
        (date(2027, 3, 28), "05:30", "04:30"),
        (date(2027, 10, 31), "04:30", "05:30"),
    ],
)
def test_half_past_seven_in_riga_is_half_past_seven_on_both_days(
    day: date, before: str, on: str
) -> None:
    since = datetime.combine(day - timedelta(days=2), time(12), UTC)
    found = moments(daily(), since, "Europe/Riga", 3)

    assert [f"{moment:%d %H:%M}" for moment in found] == [
        f"{day - timedelta(days=1):%d} {before}",
        f"{day:%d} {on}",
        f"{day + timedelta(days=1):%d} {on}",
    ]
    local = [moment.astimezone(ZoneInfo("Europe/Riga")) for moment in found]
    assert {moment.time() for moment in local} == {time(7, 30)}


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "hour", [time(0), time(1, 45), time(2, 30), time(3, 30), time(7, 30), time(23, 59)]
)
def test_each_day_of_two_years_has_one_at_the_hour_that_is_meant(zone: str, hour: time) -> None:
    """Both changes of the clock each year, a leap day, and midnight are among these days."""
    clock = ZoneInfo(zone)
    since = datetime(2027, 12, 31, 23, 59, 30, tzinfo=clock).astimezone(UTC)
    found = [moment.astimezone(clock) for moment in moments(daily(hour), since, zone, 731)]

    days = [moment.date() for moment in found]
    assert days == [date(2028, 1, 1) + timedelta(days=n) for n in range(731)]
    off = [moment for moment in found if moment.time() != hour]
    assert len(off) <= 2, "only on the day on which the clock leaves the hour out"
    for moment in off:
        skipped = datetime.combine(moment.date(), hour, clock)
        assert skipped.astimezone(UTC).astimezone(clock).time() != hour
        assert (
            timedelta()
            < moment.replace(tzinfo=None) - skipped.replace(tzinfo=None)
            <= timedelta(hours=1)
        )
    assert all(moment.fold == 0 for moment in found), "of an hour that comes twice, the first"


@settings(deadline=None)
@given(
    st.sampled_from(ZONES),
    st.times(),
    st.integers(0, 6),
    st.integers(0, 131 * 365 * 86400),
)
def test_the_next_is_always_ahead_and_never_a_week_away(
    zone: str, hour: time, weekday: int, seconds: int
) -> None:
    """From 1970 to 2100, at any second."""
    now = datetime.fromtimestamp(seconds, UTC)
    day = daily(hour).next_after(now, zone)
    assert now < day <= now + timedelta(days=1, hours=2)
    week = weekly(weekday, hour).next_after(now, zone)
    assert now < week <= now + timedelta(days=7, hours=2)
    assert week.astimezone(ZoneInfo(zone)).weekday() == weekday


def test_the_clock_set_back_brings_no_second_one() -> None:
    sent = moment_on(date(2026, 11, 26), time(7, 30), "Europe/Riga")
    following = daily().next_after(sent + timedelta(minutes=1), "Europe/Riga")

    # Two hours earlier it is 5:31 again; what is planned is still tomorrow's.
    assert following == sent + timedelta(days=1)
