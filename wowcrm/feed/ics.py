"""A calendar as every calendar program reads it (RFC 5545): folded, escaped, all times in UTC."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

WIDTH = 75
"""Octets in a line, at most; what is longer goes on in the next one, after a blank."""


@dataclass(frozen=True, slots=True)
class Event:
    uid: str
    start: date | datetime
    summary: str
    changed_at: datetime
    sequence: int = 0
    minutes: int = 0
    """How long it lasts; for a day, it is the day."""
    words: str = ""
    url: str = ""
    cancelled: bool = False


def calendar(name: str, events: Iterable[Event]) -> bytes:
    """Write a calendar; the same events make the same bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//WowCRM//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escape(name)}",
        f"X-WR-CALNAME:{escape(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{fold(line)}\r\n" for line in lines).encode()


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(event.uid)}"
    yield f"DTSTAMP:{_moment(event.changed_at)}"
    yield f"LAST-MODIFIED:{_moment(event.changed_at)}"
    yield f"SEQUENCE:{event.sequence}"
    yield from _times(event)
    yield f"SUMMARY:{escape(event.summary)}"
    if event.words:
        yield f"DESCRIPTION:{escape(event.words)}"
    if event.url:
        yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    # Nobody is busy because of it.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _times(event: Event) -> Iterator[str]:
    if isinstance(event.start, datetime):
        end = event.start + timedelta(minutes=event.minutes)
        yield f"DTSTART:{_moment(event.start)}"
        yield f"DTEND:{_moment(end)}"
    else:
        # The end of a day is the day after it, which is not part of it any more.
        yield f"DTSTART;VALUE=DATE:{event.start:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.start + timedelta(days=1):%Y%m%d}"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escape(text: str) -> str:
    """Write a text so that nothing in it ends the value or the line."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    lines = text.replace("\u2028", "\n").replace("\u2029", "\n").splitlines()
    return "\\n".join(
        "".join(letter for letter in line if letter >= " " and letter != "\x7f") for line in lines
    )


def fold(line: str) -> str:
    """Part a line after 75 octets, never within a letter."""
    parts, part, size = [], "", 0
    for letter in line:
        octets = len(letter.encode("utf-8", "replace"))
        if size + octets > WIDTH:
            parts.append(part)
            # The blank at the beginning of what goes on counts as well.
            part, size = "", 1
        part, size = part + letter, size + octets
    return "\r\n ".join([*parts, part]).encode("utf-8", "replace").decode()
