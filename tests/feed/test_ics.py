"""The calendar as it is written: what others read back is what went in."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wowcrm.feed.ics import Event, calendar, escape, fold

CHANGED = datetime(2026, 11, 26, 7, 30, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=200)


def read(*events: Event, name: str = "WowCRM") -> Any:
    raw = calendar(name, events)
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        line.decode()
    found: Any = icalendar.Calendar.from_ical(raw)
    assert not found.errors
    return found


def event(**parts: Any) -> Event:
    begun: dict[str, Any] = {"uid": "promise-1@wowcrm", "start": date(2027, 2, 28)}
    return Event(**{**begun, "summary": "Report", "changed_at": CHANGED, **parts})


@pytest.mark.parametrize(
    "summary",
    [
        "Kārlis Bērziņš: gada pārskats; ar “pielikumiem”, līdz piektdienai \\ vai agrāk " * 4,
        "two\r\nlines\nEND:VCALENDAR",
        "🧑‍🤝‍🧑" * 60,
        "\x00\x1b control",
        "a" * 500,
        "",
    ],
)
def test_a_summary_is_folded_and_escaped(summary: str) -> None:
    (found,) = read(event(summary=summary)).walk("VEVENT")
    seen = "".join(
        letter for letter in summary.replace("\r\n", "\n") if letter >= " " or letter == "\n"
    )
    assert str(found["SUMMARY"]) == seen


@settings(deadline=None)
@given(TEXTS)
def test_whatever_is_written_is_read_back(summary: str) -> None:
    (one,) = read(event(summary=summary, words=summary), name=summary).walk("VEVENT")
    assert str(one["SUMMARY"]) == summary
    assert str(one.get("DESCRIPTION", "")) == summary


@settings(deadline=None)
@given(st.text(max_size=400))
def test_a_line_never_breaks_within_a_letter(text: str) -> None:
    folded = fold(escape(text))
    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))


def test_a_day_ends_on_the_next_and_a_moment_is_in_utc() -> None:
    start = datetime(2027, 3, 28, 4, 30, tzinfo=UTC)
    day, moment = read(event(), event(uid="r@wowcrm", start=start, minutes=30)).walk("VEVENT")

    assert (day["DTSTART"].dt, day["DTEND"].dt) == (date(2027, 2, 28), date(2027, 3, 1))
    assert moment["DTSTART"].dt == start
    assert moment["DTEND"].dt == start + timedelta(minutes=30)
    assert b"DTSTART:20270328T043000Z\r\n" in calendar("x", [event(start=start)])


def test_what_is_cancelled_says_so() -> None:
    one, other = read(event(cancelled=True, sequence=3), event(uid="x")).walk("VEVENT")
    assert (one["STATUS"], one["SEQUENCE"]) == ("CANCELLED", 3)
    assert other["STATUS"] == "CONFIRMED"
