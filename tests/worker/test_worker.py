"""The worker: whose turn it is, how it stops, and that nothing holds up anything else."""

import os
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from datetime import time as hour
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from tests.conftest import client_of
from tests.outbox.sink import Sink, mail_server, rude
from tests.outbox.test_delivery import smtp
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.outbox.models import Mail, State
from wowcrm.outbox.sending import send
from wowcrm.reminders.models import Reminder
from wowcrm.traders.models import Trader
from wowcrm.trash.models import Trashed
from wowcrm.worker import claiming
from wowcrm.worker.days import begin_days
from wowcrm.worker.health import Line, health_of, is_asleep
from wowcrm.worker.jobs import JOBS, PULSE, Job
from wowcrm.worker.loop import Worker
from wowcrm.worker.models import JobRun
from wowcrm.worker.nights import tidy

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
HOURLY = Job("hourly", lambda now: None, timedelta(hours=1), lease=timedelta(minutes=2))


@pytest.fixture(autouse=True)
def quiet_session(database: None) -> None:
    """The test itself holds no lock while workers work."""


def run_of(name: str) -> JobRun:
    found = db.session.scalars(sa.select(JobRun).where(JobRun.name == name)).one()
    db.session.expunge(found)
    db.session.rollback()
    return found


def claim(job: Job, now: datetime) -> claiming.Claim | None:
    return claiming.claim(job, now) if claiming.due((job,), now) else None


def test_work_is_done_at_most_so_often_however_many_ask() -> None:
    first = claim(HOURLY, NOW)
    assert first is not None
    assert claim(HOURLY, NOW) is None
    claiming.note_done(first, NOW)

    assert run_of("hourly").ended_at == NOW
    assert claim(HOURLY, NOW + timedelta(minutes=59)) is None
    assert claim(HOURLY, NOW + timedelta(minutes=60)) is not None


def test_a_race_has_one_winner() -> None:
    claiming.note_done(claim(HOURLY, NOW), NOW)  # type: ignore[arg-type]
    later = NOW + timedelta(hours=2)
    assert len([won for won in (claiming.claim(HOURLY, later) for _ in range(5)) if won]) == 1


def test_a_dead_workers_claim_comes_free_and_it_notes_nothing_any_more() -> None:
    dead = claim(HOURLY, NOW)
    assert dead is not None
    assert claim(HOURLY, NOW + timedelta(minutes=1)) is None
    assert claim(HOURLY, NOW + timedelta(minutes=2)) is not None

    claiming.note_done(dead, NOW + timedelta(minutes=3))
    assert run_of("hourly").ended_at is None


def test_what_failed_is_tried_again_soon() -> None:
    failed = claim(HOURLY, NOW)
    assert failed is not None
    claiming.note_failed(failed, NOW, "OSError")

    assert run_of("hourly").fault == "OSError"
    assert claim(HOURLY, NOW + timedelta(minutes=4)) is None
    assert claim(HOURLY, NOW + claiming.RETRY) is not None


def test_a_clock_set_back_does_not_stop_the_work() -> None:
    done = claim(HOURLY, NOW)
    assert done is not None
    claiming.note_done(done, NOW)

    assert claim(HOURLY, NOW - timedelta(hours=2)) is not None


@pytest.mark.parametrize("zone", ["Europe/Riga", "America/New_York", "Australia/Lord_Howe"])
def test_what_is_done_at_night_is_done_every_night(
    monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    nightly = Job("nightly", lambda now: None, timedelta(days=1), at=hour(3, 10))
    moment, days = datetime(2027, 1, 1, 12, tzinfo=UTC), []
    for _ in range(364):
        moment = nightly.next_after(moment)
        days.append(moment.astimezone())
    monkeypatch.undo()
    time.tzset()

    assert len({day.date() for day in days}) == 364
    assert {day.time() for day in days} <= {hour(3, 10), hour(4, 10), hour(2, 10)}
    assert (days[-1].date() - days[0].date()).days == 363


def test_a_piece_that_fails_keeps_no_other_from_its_turn(app: Flask) -> None:
    done: list[str] = []

    def fail(now: datetime) -> None:
        raise OSError("no")

    jobs = (
        Job("bad", fail, timedelta(hours=1)),
        Job("good", lambda now: done.append("good"), timedelta(hours=1)),
    )
    Worker(app, jobs=jobs)._turn()

    assert done == ["good"]
    assert run_of("bad").fault == "OSError"


def test_every_kind_of_work_is_done_and_noted(app: Flask, nora: Trader) -> None:
    db.session.rollback()
    Worker(app)._turn()

    noted = {run.name: run for run in db.session.scalars(sa.select(JobRun))}
    assert set(noted) == {job.name for job in JOBS}
    assert all(run.ended_at and run.fault is None for run in noted.values())


def test_each_traders_day_begins_at_their_own_midnight(nora: Trader, otto: Trader) -> None:
    nora.timezone, otto.timezone = "Europe/Riga", "America/New_York"
    client_of(nora, "Ben")
    for moment, hers, his in (
        (datetime(2027, 3, 1, 21, 59, tzinfo=UTC), "2027-03-01", "2027-03-01"),
        (datetime(2027, 3, 1, 22, 1, tzinfo=UTC), "2027-03-02", "2027-03-01"),
        (datetime(2027, 3, 2, 5, 1, tzinfo=UTC), "2027-03-02", "2027-03-02"),
    ):
        db.session.commit()
        with time_machine.travel(moment, tick=False):
            begin_days(moment)
        days = db.session.execute(sa.select(Trader.assessed_on).order_by(Trader.email)).scalars()
        assert [str(day) for day in days] == [hers, his]


def put(trader: Trader) -> Mail:
    mail = send(trader, "trial", to="ben@example.com", at=datetime.now(UTC))
    db.session.commit()
    return mail


def test_a_mail_server_that_hangs_holds_up_nothing_else(
    app: Flask, nora: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(nora)
    db.session.rollback()
    beats: list[float] = []
    jobs = (Job("beat", lambda now: beats.append(time.monotonic()), timedelta()),)
    free = threading.Event()

    def hang(caller: socket.socket) -> None:
        free.wait(10)

    with rude(hang) as port:
        monkeypatch.setitem(app.config, "SMTP", smtp(port)["SMTP"])
        worker = Worker(app, pause=0.02, jobs=jobs)
        worker.start()
        time.sleep(1)
        worker.stop()
        free.set()
        assert worker.wait(10)

    assert len(beats) > 5
    assert max(b - a for a, b in pairwise(beats)) < 0.9


def test_the_write_lock_is_free_while_a_mail_is_on_its_way(
    app: Flask, nora: Trader, browser: ReadingBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(nora)
    db.session.rollback()
    asked, free = threading.Event(), threading.Event()

    def hang(caller: socket.socket) -> None:
        asked.set()
        free.wait(10)

    with rude(hang) as port:
        monkeypatch.setitem(app.config, "SMTP", smtp(port)["SMTP"])
        worker = Worker(app, pause=0.02, jobs=())
        worker.start()
        assert asked.wait(5)
        began = time.monotonic()
        assert browser.post("/clients/new", data={"name": "Zane"}).status_code == 303
        assert time.monotonic() - began < 5
        worker.stop()
        free.set()
        worker.wait(10)


def test_stopping_finishes_the_mail_that_is_on_its_way(
    app: Flask, nora: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = put(nora), put(nora)
    db.session.rollback()
    sink, asked = Sink(), threading.Event()

    def slowly(_envelope: Any) -> str:
        asked.set()
        time.sleep(0.5)
        return "250 Taken"

    sink.reply = slowly
    with mail_server(sink) as port:
        monkeypatch.setitem(app.config, "SMTP", smtp(port)["SMTP"])
        worker = Worker(app, pause=0.02, jobs=())
        worker.start()
        assert asked.wait(5)
        worker.stop()
        assert worker.wait(10)

    assert len(sink.raw) == 1
    assert [first.state, second.state] == [State.SENT, State.WAITING]


def test_a_server_that_takes_no_mail_is_left_in_peace_for_a_while(
    app: Flask, nora: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        put(nora)
    db.session.rollback()
    calls: list[int] = []
    with rude(lambda caller: calls.append(1)) as port:
        monkeypatch.setitem(app.config, "SMTP", smtp(port)["SMTP"])
        worker = Worker(app, pause=0.02, jobs=())
        worker.start()
        time.sleep(0.8)
        worker.stop()
        worker.wait(10)

    assert len(calls) == 1


def beat(at: datetime) -> None:
    db.session.add(JobRun(name=PULSE.name, due_at=at, began_at=at, ended_at=at))
    db.session.commit()


def test_health_is_said_in_plain_words(nora: Trader) -> None:
    assert "No worker was at work yet." in [line.words for line in health_of(nora, NOW)]
    beat(NOW - timedelta(minutes=3))

    worker, mail, *_others = health_of(nora, NOW)
    assert (worker.words, worker.is_well) == ("The worker was at work 3 minutes ago.", True)
    assert mail.words == "No mail waits."
    put(nora).state = State.GIVEN_UP
    put(nora)
    db.session.query(Mail).update({"created_at": NOW})
    db.session.commit()
    _, mail, *_others = health_of(nora, NOW)
    assert (mail.words, mail.is_well) == ("1 mail waits. 1 mail could not be sent.", False)
    assert not health_of(nora, NOW + timedelta(hours=25))[0].is_well


def said(trader: Trader, beginning: str) -> Line:
    (line,) = (line for line in health_of(trader, NOW) if line.words.startswith(beginning))
    return line


def test_health_says_when_the_last_backup_was_made(
    nora: Trader, app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(app.config, "DATA_FOLDER", tmp_path)
    nora.created_at = NOW - timedelta(days=3)
    assert not said(nora, "There is no backup yet.").is_well
    folder = tmp_path / "backups"
    folder.mkdir()
    made = folder / f"wowcrm-{NOW.date()}.zip"
    made.write_bytes(b"")
    os.utime(made, (NOW.timestamp(), NOW.timestamp()))
    assert said(nora, "The last backup").words == "The last backup was made today."
    assert said(nora, "The last backup").is_well

    db.session.add(JobRun(name="backup", due_at=NOW, fault="BackupFailed"))
    db.session.commit()
    assert "The newest could not be written." in said(nora, "The last backup").words
    assert not said(nora, "The last backup").is_well

    db.session.query(JobRun).update({"fault": None})
    long_ago = (NOW - timedelta(days=3)).timestamp()
    os.utime(made, (long_ago, long_ago))
    assert said(nora, "The last backup was made 3 days ago.").is_well is False


@pytest.mark.parametrize(("version", "warned"), [((3, 51, 2), True), ((3, 51, 3), False)])
def test_health_warns_of_a_sqlite_that_may_harm_its_database(
    nora: Trader, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int], warned: bool
) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", version)
    lines = [line for line in health_of(nora, NOW) if "SQLite" in line.words]
    wanted = warned and db.engine.dialect.name == "sqlite"
    assert [line.is_well for line in lines] == [False] * wanted


def test_what_lay_in_the_trash_for_a_month_goes_at_night(nora: Trader, ben: Client) -> None:
    for name, days in (("old", 31), ("young", 29)):
        at = NOW - timedelta(days=days)
        gone = Reminder(trader_id=nora.id, what=name, begins_on=at.date(), deleted_on=at.date())
        kept = Trashed(trader_id=nora.id, kind="needs", name=name, counts={}, content={})
        kept.created_at = at
        db.session.add_all([gone, kept])
    db.session.commit()

    tidy(NOW)

    assert db.session.scalars(sa.select(Reminder.what)).all() == ["young"]
    assert db.session.scalars(sa.select(Trashed.name)).all() == ["young"]


def test_today_warns_when_no_worker_was_there_for_a_day(
    app: Flask, browser: ReadingBrowser, nora: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    warning = "Nothing goes out by itself"
    assert warning not in browser.get("/").text, "nobody has asked for a worker"
    beat(datetime.now(UTC) - timedelta(hours=23))
    assert warning not in browser.get("/").text
    db.session.query(JobRun).update({"ended_at": datetime.now(UTC) - timedelta(hours=25)})
    db.session.commit()
    assert warning in browser.get("/").text

    db.session.query(JobRun).delete()
    monkeypatch.setitem(app.config, "SMTP", smtp(25)["SMTP"])
    mail = put(nora)
    assert not is_asleep(nora, datetime.now(UTC))
    mail.due_at = datetime.now(UTC) - timedelta(hours=25)
    db.session.commit()
    assert is_asleep(nora, datetime.now(UTC))


def test_me_shows_how_it_is(browser: ReadingBrowser) -> None:
    page = browser.get("/me").text
    assert "No worker was at work yet." in page
    assert "No mail waits." in page
