"""The digest as it is sent: once, at its hour, with what Today says and links that act."""

import re
import tracemalloc
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from tests.conftest import client_of
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.digest import sending
from wowcrm.digest.content import Site, issue_of
from wowcrm.digest.models import Digest, Rhythm, moment_on
from wowcrm.digest.sending import send_digests
from wowcrm.levels.upkeep import commit
from wowcrm.outbox.models import Mail
from wowcrm.reminders.models import Reminder
from wowcrm.traders.models import Trader

DAY = date(2027, 3, 28)
HOUR = time(7, 30)
DUE = moment_on(DAY, HOUR, "Europe/Riga")
ATTO = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def with_server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SMTP", {"host": "mail.example.com"})


def remind(trader: Trader, on: date, what: str = "Insurance", client: Client | None = None) -> None:
    reminder = Reminder(trader_id=trader.id, client=client, what=what, due_on=on, begins_on=on)
    db.session.add(reminder)


def choose(
    trader: Trader, rhythm: Rhythm = Rhythm.DAILY, now: datetime = DUE - timedelta(hours=9)
) -> Digest:
    digest = Digest(
        trader=trader,
        rhythm=rhythm,
        hour=HOUR,
        weekday=DAY.weekday(),
        address="nora@example.com",
        site="https://crm.example.com/",
    )
    db.session.add(digest)
    digest.plan(now)
    db.session.commit()
    return digest


@pytest.fixture
def digest(nora: Trader) -> Digest:
    with time_machine.travel(DUE - timedelta(hours=9)):
        remind(nora, DAY - timedelta(days=1))
        commit(nora)
        return choose(nora)


def run_at(moment: datetime) -> int:
    """Let a worker look at this moment; return how many digests there are by then."""
    db.session.rollback()
    with time_machine.travel(moment, tick=False):
        send_digests(moment)
    found = db.session.scalar(sa.select(sa.func.count(Mail.id)).where(Mail.kind == "digest")) or 0
    db.session.rollback()
    return found


def planned(digest: Digest) -> datetime | None:
    db.session.expire_all()
    found = digest.next_at
    db.session.rollback()
    return found


def test_it_comes_at_its_hour_and_not_again(digest: Digest) -> None:
    assert run_at(DUE - ATTO) == 0
    assert run_at(DUE) == 1
    assert run_at(DUE + timedelta(minutes=1)) == 1
    assert run_at(DUE + timedelta(hours=23)) == 1
    assert run_at(DUE + timedelta(hours=24)) == 2


def test_after_a_day_off_one_comes_not_two(digest: Digest) -> None:
    assert run_at(DUE + timedelta(days=3, hours=5)) == 1
    assert run_at(DUE + timedelta(days=3, hours=6)) == 1
    assert planned(digest) == DUE + timedelta(days=4)


def test_shortly_before_the_next_the_one_that_was_missed_is_left_out(digest: Digest) -> None:
    tomorrow = DUE + timedelta(days=1)
    assert run_at(tomorrow - timedelta(minutes=30)) == 0
    assert planned(digest) == tomorrow
    assert run_at(tomorrow) == 1


def test_the_clock_set_back_two_hours_brings_no_second_one(digest: Digest) -> None:
    assert run_at(DUE + ATTO) == 1
    for minutes in range(-120, 10, 10):
        assert run_at(DUE + timedelta(minutes=minutes)) == 1


def test_nothing_to_say_is_not_said(nora: Trader) -> None:
    digest = choose(nora)
    assert run_at(DUE) == 0
    assert planned(digest) == DUE + timedelta(days=1)


def test_a_weekly_one_comes_on_its_day(nora: Trader) -> None:
    remind(nora, DAY - timedelta(days=30))
    commit(nora)
    choose(nora, Rhythm.WEEKLY)
    assert [run_at(DUE + timedelta(days=n)) for n in range(9)] == [1, 1, 1, 1, 1, 1, 1, 2, 2]


def test_another_city_sets_another_clock(nora: Trader, digest: Digest) -> None:
    nora.timezone = "America/New_York"
    db.session.commit()

    assert run_at(DUE - timedelta(hours=8)) == 0
    assert planned(digest) == moment_on(DAY, HOUR, "America/New_York")


def test_two_workers_at_once_send_one(digest: Digest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second has worked out its digest while the first one writes."""
    write = sending._send
    races: list[int] = []

    def race(*known: object) -> None:
        if not races:
            races.append(1)
            write(*known)  # type: ignore[arg-type]  # the other worker is faster
        write(*known)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "_send", race)
    assert run_at(DUE) == 1


def test_without_a_mail_server_the_day_passes_in_silence(
    app: Flask, digest: Digest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SMTP", None)
    assert run_at(DUE) == 0
    assert planned(digest) == DUE + timedelta(days=1)


def test_it_says_who_why_and_where_to_press(nora: Trader, ben: Client, digest: Digest) -> None:
    nora.business = None
    remind(nora, DAY, "Ring <b>about</b> VAT", ben)
    commit(nora)
    assert run_at(DUE) == 1

    mail = db.session.query(Mail).one()
    assert mail.subject == "3 things for today"
    assert "Ring <b>about</b> VAT." in mail.text
    assert mail.html is not None
    assert "Ring &lt;b&gt;about&lt;/b&gt; VAT." in mail.html
    assert "<b>about" not in mail.html
    links = set(re.findall(r"https?://[^\s\"<]+", mail.text))
    assert links == set(re.findall(r"https?://[^\s\"<]+", mail.html))
    assert all(link.startswith("https://crm.example.com/") for link in links)
    assert mail.headers == {
        "List-Unsubscribe": f"<https://crm.example.com/digest/stop/{digest.token}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_the_installations_own_address_counts_before_the_traders(
    app: Flask, digest: Digest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "URL", "https://other.example.com/crm")
    run_at(DUE)
    assert "https://other.example.com/crm/tap/" in db.session.query(Mail).one().text


def test_each_trader_gets_their_own(nora: Trader, otto: Trader, digest: Digest) -> None:
    remind(otto, DAY, "Otto's own")
    commit(otto)
    choose(otto)
    assert run_at(DUE) == 2

    hers, his = (
        db.session.query(Mail).filter_by(trader_id=trader.id).one() for trader in (nora, otto)
    )
    assert "Otto's own" not in hers.text
    assert "Insurance" not in his.text


@pytest.fixture
def ten_thousand(nora: Trader) -> date:
    ben = client_of(nora, "Ben Carter")
    today = nora.today()
    row = {
        "trader_id": nora.id,
        "client_id": ben.id,
        "what": "Insurance",
        "due_on": today,
        "begins_on": today,
        "after_done": False,
        "created_at": datetime.now(UTC),
    }
    db.session.execute(sa.insert(Reminder), [row] * 10_000)
    commit(nora)
    return today


def test_ten_thousand_due_make_one_quickly_and_in_little_room(
    nora: Trader, ten_thousand: date
) -> None:
    def room_for(number: int) -> tuple[float, int]:
        db.session.execute(
            sa.update(Reminder)
            .where(Reminder.id > first + number - 1)
            .values(deleted_on=ten_thousand)
        )
        db.session.commit()
        tracemalloc.start()
        began = datetime.now(UTC)
        issue = issue_of(nora, ten_thousand, Site("https://crm.example.com"))
        took = (datetime.now(UTC) - began).total_seconds()
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert issue is not None
        assert len(issue.items) == 10
        db.session.rollback()
        return took, most

    first = db.session.scalar(sa.select(sa.func.min(Reminder.id))) or 0
    issue_of(nora, ten_thousand, Site("https://crm.example.com"))
    many, room_of_many = room_for(10_000)
    few, room_of_few = room_for(100)

    assert many < 2, f"{many:.2f} s for 10,000 and {few:.2f} s for 100"
    assert room_of_many < room_of_few * 1.25 + 200_000, (room_of_many, room_of_few)
