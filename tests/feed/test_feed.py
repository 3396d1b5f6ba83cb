"""The calendar feed: what it shows, what changed and what was called off, and who may read it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
import time_machine

from tests.letters import agreed
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client, ImportantDate
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.feed.models import Feed, Shown
from wowcrm.feed.sources import SOURCES
from wowcrm.levels.upkeep import commit
from wowcrm.promises.models import Promise
from wowcrm.reminders.models import Reminder
from wowcrm.reminders.repeating import Often, Repeat
from wowcrm.traders.models import Trader
from wowcrm.work.models import Means


@pytest.fixture
def feed(nora: Trader) -> Feed:
    feed = Feed(trader=nora, kinds=list(SOURCES))
    db.session.add(feed)
    db.session.commit()
    return feed


def address(feed: Feed) -> str:
    found = f"/calendar/{feed.token}.ics"
    db.session.rollback()
    return found


def events(stranger: ReadingBrowser, url: str) -> dict[str, Any]:
    answer = stranger.get(url)
    assert answer.status_code == 200
    found = icalendar.Calendar.from_ical(answer.data)
    return {str(one["UID"]).partition(".")[0]: one for one in found.walk("VEVENT")}


def promise(client: Client, on: date, what: str = "The report") -> Promise:
    made = Promise(what=what, made_on=on, due_on=on)
    client.promises.append(made)
    commit(client.trader)
    return made


def remind(trader: Trader, on: date, **columns: Any) -> Reminder:
    made = Reminder(trader_id=trader.id, what="Insurance", due_on=on, begins_on=on, **columns)
    db.session.add(made)
    commit(trader)
    return made


def test_it_shows_each_kind_on_its_day(
    stranger: ReadingBrowser, feed: Feed, nora: Trader, ben: Client, today: date
) -> None:
    soon = today + timedelta(days=5)
    made = promise(ben, soon)
    ben.delights.append(Delight(what="A card", planned_for=soon))
    ben.dates.append(ImportantDate(label="Birthday", month=soon.month, day=soon.day))
    ben.contact_due_on = soon
    remind(nora, soon)
    stage = agreed(ben, soon - timedelta(days=40)).stages[2]
    found = events(stranger, address(feed))

    kinds = {uid.partition("-")[0] for uid in found}
    assert kinds == {"promise", "delight", "date", "contact", "reminder", "payment"}
    assert str(found[f"payment-{stage.id}"]["SUMMARY"]) == "Ben Carter: €300 is due"
    mine = {f"promise-{made.id}", f"payment-{stage.id}"}
    found = {uid: one for uid, one in found.items() if uid in mine or uid[0] != "p"}
    starts = {uid: one["DTSTART"].dt for uid, one in found.items()}
    assert all(on == soon for uid, on in starts.items() if str(soon.year + 1) not in uid), starts
    assert str(found[f"promise-{made.id}"]["SUMMARY"]) == "Ben Carter: The report"
    assert str(found[f"promise-{made.id}"]["URL"]) == f"http://localhost/clients/{ben.id}"


def test_only_what_was_chosen(
    stranger: ReadingBrowser, feed: Feed, nora: Trader, ben: Client, today: date
) -> None:
    made = promise(ben, today)
    remind(nora, today)
    feed.kinds = ["reminders"]
    db.session.commit()
    assert [uid.partition("-")[0] for uid in events(stranger, address(feed))] == ["reminder"]
    assert made.is_open


def test_a_change_counts_up_under_the_same_name(
    stranger: ReadingBrowser, feed: Feed, ben: Client, today: date
) -> None:
    made = promise(ben, today + timedelta(days=5))
    url = address(feed)
    first = events(stranger, url)
    again = events(stranger, url)
    assert first.keys() == again.keys()
    (uid,) = first
    assert again[uid]["SEQUENCE"] == 0
    assert again[uid]["DTSTAMP"].dt == first[uid]["DTSTAMP"].dt

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=5)):
        made.renegotiate(today + timedelta(days=9), "ill", on=today)
        commit(ben.trader)
        db.session.rollback()
        moved = events(stranger, url)
    assert moved[uid]["SEQUENCE"] == 1
    assert moved[uid]["DTSTART"].dt == today + timedelta(days=9)
    assert moved[uid]["LAST-MODIFIED"].dt > first[uid]["LAST-MODIFIED"].dt


def test_what_is_called_off_is_cancelled_and_what_is_over_just_leaves(
    stranger: ReadingBrowser, feed: Feed, nora: Trader, today: date
) -> None:
    ahead, past = remind(nora, today + timedelta(days=5)), remind(nora, today - timedelta(days=1))
    url = address(feed)
    assert len(events(stranger, url)) == 2
    ahead.delete(on=today)
    past.delete(on=today)
    commit(nora)
    db.session.rollback()

    (gone,) = events(stranger, url).values()
    assert (gone["STATUS"], gone["SEQUENCE"]) == ("CANCELLED", 1)
    assert str(gone["SUMMARY"]) == "Insurance"
    ahead.restore()
    commit(nora)
    db.session.rollback()
    (back,) = events(stranger, url).values()
    assert (back["STATUS"], back["SEQUENCE"]) == ("CONFIRMED", 2)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=200)):
        assert not [one for one in events(stranger, url).values() if one["STATUS"] == "CANCELLED"]


def test_what_is_done_stays_with_a_tick(
    stranger: ReadingBrowser, feed: Feed, ben: Client, today: date
) -> None:
    made = promise(ben, today + timedelta(days=3))
    made.keep(on=today)
    commit(ben.trader)
    (one,) = events(stranger, address(feed)).values()
    assert str(one["SUMMARY"]) == "✓ Ben Carter: The report"


def test_an_hour_is_meant_on_the_traders_clock_on_both_sides_of_a_change(
    stranger: ReadingBrowser, feed: Feed, nora: Trader
) -> None:
    with time_machine.travel(datetime(2027, 3, 26, 9, tzinfo=UTC)):
        remind(nora, date(2027, 3, 27), hour=time(7, 30), repeats=Repeat(Often.DAILY).written)
        found = events(stranger, address(feed))
    starts = sorted(one["DTSTART"].dt for one in found.values())

    assert [f"{start:%d %H:%M}" for start in starts[:3]] == ["27 05:30", "28 04:30", "29 04:30"]
    assert len(starts) > 30


def test_the_29th_of_february_comes_every_year(
    stranger: ReadingBrowser, feed: Feed, ben: Client
) -> None:
    with time_machine.travel(datetime(2027, 1, 10, 9, tzinfo=UTC)):
        ben.dates.append(ImportantDate(label="Birthday", month=2, day=29))
        commit(ben.trader)
        found = events(stranger, address(feed))
    assert sorted(str(one["DTSTART"].dt) for one in found.values()) == ["2027-02-28"]
    with time_machine.travel(datetime(2027, 6, 10, 9, tzinfo=UTC)):
        found = events(stranger, address(feed))
    assert "2028-02-29" in {str(one["DTSTART"].dt) for one in found.values()}


def test_what_did_not_change_is_not_sent_again(
    stranger: ReadingBrowser, feed: Feed, nora: Trader, today: date
) -> None:
    remind(nora, today)
    url = address(feed)
    first = stranger.get(url)
    assert first.content_type == "text/calendar; charset=utf-8"
    assert first.headers["X-Robots-Tag"].startswith("noindex")
    tag = first.headers["ETag"]
    again = stranger.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")

    remind(nora, today)
    db.session.rollback()
    assert stranger.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_a_wrong_address_and_a_revoked_one_answer_the_same(
    stranger: ReadingBrowser, browser: ReadingBrowser, feed: Feed
) -> None:
    url = address(feed)
    assert stranger.get(url).status_code == 200
    browser.post("/calendar/revoke")
    revoked, wrong = stranger.get(url), stranger.get("/calendar/nothing.ics")

    assert (revoked.status_code, revoked.data) == (wrong.status_code, wrong.data)
    assert revoked.status_code == 404
    same = {name: value for name, value in revoked.headers if name != "Date"}
    assert same == {name: value for name, value in wrong.headers if name != "Date"}


def test_it_is_chosen_renewed_and_stopped_under_me(
    browser: ReadingBrowser, stranger: ReadingBrowser
) -> None:
    assert "Make an address" in browser.get("/calendar").text
    browser.post("/calendar", data={"kinds": ["promises", "dates"]})
    feed = db.session.query(Feed).one()
    assert feed.kinds == ["promises", "dates"]
    page = browser.get("/calendar")
    first = address(feed)
    assert f"http://localhost{first}" in page.text
    assert any(one.get("href") == f"webcal://localhost{first}" for one in page.page.all("a"))

    browser.post("/calendar/renew")
    db.session.refresh(feed)
    assert stranger.get(first).status_code == 404
    assert stranger.get(address(feed)).status_code == 200
    browser.post("/calendar/revoke")
    assert "Make an address" in browser.get("/calendar").text
    assert browser.post("/calendar", data={"kinds": ["nonsense"]}).status_code == 422
    browser.post("/calendar", data={"kinds": ["dates"]})
    db.session.refresh(feed)
    assert feed.is_open


def test_otto_s_calendar_shows_nothing_of_noras(
    stranger: ReadingBrowser, nora: Trader, otto: Trader, ben: Client, today: date
) -> None:
    promise(ben, today)
    remind(nora, today)
    db.session.add(Feed(trader=otto, kinds=list(SOURCES)))
    db.session.commit()
    his = db.session.query(Feed).one()
    assert not events(stranger, address(his))


def test_statements_do_not_grow_with_what_is_shown(
    stranger: ReadingBrowser, feed: Feed, ben: Client, today: date, statements: list[str]
) -> None:
    url = address(feed)
    counts = []
    for number in (2, 30):
        for _ in range(number):
            promise(ben, today)
            ben.dates.append(ImportantDate(label="Day", month=5, day=3))
            remind(ben.trader, today)
        db.session.rollback()
        stranger.get(url)
        statements.clear()
        stranger.get(url)
        counts.append(sum(not one.startswith("BEGIN") for one in statements))
    assert counts[0] == counts[1] <= 10
    assert db.session.query(Shown).count() > 60


def test_a_payment_stands_on_the_day_of_its_milestone_and_is_cancelled_when_it_is_paid(
    stranger: ReadingBrowser, feed: Feed, ben: Client, today: date
) -> None:
    work = agreed(ben, today)
    stage = work.stages[1]
    url, uid = address(feed), f"payment-{stage.id}"
    assert events(stranger, url)[uid]["DTSTART"].dt == work.milestones[0].due_on

    work.milestones[0].reach(on=today)
    commit(ben.trader)
    db.session.rollback()
    assert events(stranger, url)[uid]["DTSTART"].dt == today

    stage.pay(stage.owed, Means.TRANSFER, on=today, today=today)
    commit(ben.trader)
    db.session.rollback()
    assert events(stranger, url)[uid]["STATUS"] == "CANCELLED"
