"""What the calendar shows now, beside what it showed before: changes count up, losses are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wowcrm.db import db
from wowcrm.feed.ics import Event
from wowcrm.feed.models import Feed, Shown
from wowcrm.feed.sources import SOURCES, Entry

FORGET = timedelta(days=60)
"""So long after its day, what was shown is forgotten."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The events of a calendar, and the rows that are to be changed so that it is remembered."""

    events: list[Event]
    fresh: list[Shown]
    gone: list[Shown]
    changed: bool


def entries_of(feed: Feed, today: date) -> dict[str, Entry]:
    chosen = (source for name, source in SOURCES.items() if name in feed.kinds)
    return {entry.uid: entry for source in chosen for entry in source.entries(feed.trader, today)}


def picture_of(feed: Feed, now: datetime, root: str) -> Picture:
    """Compare what there is with what was shown; the rows are changed, but not saved."""
    today = feed.trader.day_of(now)
    entries = entries_of(feed, today)
    shown = {one.uid: one for one in db.session.scalars(Shown.of(feed.trader).order_by(Shown.id))}
    fresh = [_begin(feed, entry, now) for uid, entry in entries.items() if uid not in shown]
    changed, gone = bool(fresh), []
    for uid, one in shown.items():
        if uid in entries:
            changed |= _renew(one, entries[uid], now)
        elif _day(one) < (today if one.cancelled_at is None else today - FORGET):
            # What is over just leaves; nobody need hear that it was cancelled.
            gone.append(one)
        elif one.cancelled_at is None:
            one.sequence, one.changed_at, one.cancelled_at = one.sequence + 1, now, now
            changed = True
    kept = [one for one in [*shown.values(), *fresh] if one not in gone]
    events = [_event(one, entries.get(one.uid), root) for one in kept]
    return Picture(events, fresh, gone, changed or bool(gone))


def keep(picture: Picture) -> None:
    """Remember what is shown, in the session's transaction."""
    db.session.add_all(picture.fresh)
    for one in picture.gone:
        db.session.delete(one)


def _begin(feed: Feed, entry: Entry, now: datetime) -> Shown:
    one = Shown(trader_id=feed.trader_id, uid=entry.uid, changed_at=now, sequence=0)
    _copy(one, entry)
    return one


def _renew(one: Shown, entry: Entry, now: datetime) -> bool:
    if one.print == entry.print and one.cancelled_at is None:
        return False
    one.sequence, one.changed_at, one.cancelled_at = one.sequence + 1, now, None
    _copy(one, entry)
    return True


def _copy(one: Shown, entry: Entry) -> None:
    one.starts, one.minutes = entry.start.isoformat(), entry.minutes
    one.summary, one.print = entry.summary, entry.print


def _start(one: Shown) -> date | datetime:
    return (
        datetime.fromisoformat(one.starts) if "T" in one.starts else date.fromisoformat(one.starts)
    )


def _day(one: Shown) -> date:
    return date.fromisoformat(one.starts[:10])


def _event(one: Shown, entry: Entry | None, root: str) -> Event:
    client_id = entry.client_id if entry else None
    return Event(
        uid=f"{one.uid}.{one.trader_id}@wowcrm",
        start=_start(one),
        summary=one.summary,
        changed_at=one.changed_at,
        sequence=one.sequence,
        minutes=one.minutes,
        words=entry.words if entry else "",
        url=f"{root}/clients/{client_id}" if client_id else "",
        cancelled=one.cancelled_at is not None,
    )


def names_of(kinds: Sequence[str]) -> list[str]:
    """Keep what there is to choose from, in its order."""
    return [name for name in SOURCES if name in kinds]
