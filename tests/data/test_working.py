"""Large files: worked on beside everything else, broken off anywhere, and gone on with (T13)."""

import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.data.test_data_pages import brought, upload
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.data import importing, pace, rehearsing, working
from wowcrm.data.carrying import confirm
from wowcrm.data.models import Import, ImportedRow, Task
from wowcrm.data.rehearsing import bring
from wowcrm.data.returning import begin_return
from wowcrm.data.undoing import begin_undo
from wowcrm.db import db
from wowcrm.levels.upkeep import commit
from wowcrm.traders.models import Trader


class Killed(BaseException):
    """Nothing that anybody catches."""


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every file be a large one, and every part small."""
    monkeypatch.setattr(rehearsing, "LARGE", 1)
    monkeypatch.setattr("wowcrm.data.carrying.LARGE", 1)
    monkeypatch.setattr(importing, "AT_ONCE", 3)
    monkeypatch.setattr("wowcrm.data.undoing.AT_ONCE", 3)
    monkeypatch.setattr("wowcrm.data.undoing.TOGETHER", 3)
    monkeypatch.setattr(working, "BETWEEN", 0)
    monkeypatch.setattr(pace, "USUAL", 0)
    monkeypatch.setattr(pace, "SOON", 0)


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Begin nothing by itself, but say what would be."""
    begun: list[int] = []
    monkeypatch.setattr("wowcrm.data.views.begin_beside", begun.append)
    return begun


def people(number: int) -> str:
    """Some people; every fourth row tells more about the one before."""
    rows = ["Name,E-mail,Company,Tags"]
    for n in range(number):
        who = n - 1 if n % 4 == 3 else n
        firm = "Firm" if n % 4 == 3 else ""
        rows.append(f"Person {who},p{who}@example.com,{firm},t{who % 3}")
    return "\n".join(rows) + "\n"


def work(id: int) -> None:
    """Do what a thread does: with a session of its own."""
    db.session.remove()
    working.work_on(id)
    db.session.remove()


def saved() -> None:
    """Save as whoever it is; her own session may have gone with the work."""
    commit(db.session.scalars(sa.select(Trader)).one())


def the_import() -> Import:
    db.session.expire_all()
    return db.session.scalars(sa.select(Import)).one()


def checked(done: Import) -> dict[str, int]:
    """Whether report, counts and clients agree, and nobody is there twice."""
    told = sa.select(ImportedRow.outcome, sa.func.count()).where(ImportedRow.import_id == done.id)
    counted = {o.value: n for o, n in db.session.execute(told.group_by(ImportedRow.outcome))}
    names = db.session.scalars(sa.select(Client.name)).all()
    assert len(names) == len(set(names))
    assert {o: n for o, n in done.counts.items() if n} == counted
    assert len(names) == counted["new"]
    lines = db.session.scalars(sa.select(ImportedRow.line)).all()
    assert len(lines) == len(set(lines))
    return counted


def test_a_large_file_is_rehearsed_and_brought_in_beside_everything(
    browser: ReadingBrowser, nora: Trader, small: None, by_hand: list[int]
) -> None:
    address = brought(browser, people(20))
    (id,) = by_hand

    page = browser.get(address)
    assert "I am reading the file." in page.words
    assert page.page.first("progress") is not None
    part = browser.get(f"{address}/progress", htmx=True)
    assert "<progress" in part.text
    assert "<html" not in part.text

    work(id)
    assert browser.get(f"{address}/progress", htmx=True).headers["HX-Redirect"] == address
    assert "Bring in 15 clients" in browser.get(address).words

    browser.post(f"{address}/confirm")
    assert "Your clients are coming in." in browser.get(address).words
    assert "coming in" in browser.get("/import").words
    work(id)
    assert "What came in" in browser.get(address).words
    assert checked(the_import()) == {"new": 15, "repeated": 5}


def test_in_a_thread_of_its_own(
    browser: ReadingBrowser, nora: Trader, small: None, app: Flask
) -> None:
    address = brought(browser, people(8))

    def wait_for(words: str) -> None:
        until = time.monotonic() + 20
        while words not in browser.get(address).words:
            assert time.monotonic() < until, browser.get(address).words
            time.sleep(0.05)

    wait_for("Bring in 6 clients")
    browser.post(f"{address}/confirm")
    wait_for("What came in")
    checked(the_import())


def test_a_large_file_that_cannot_be_read_to_its_end_says_so(
    browser: ReadingBrowser, nora: Trader, small: None, by_hand: list[int]
) -> None:
    address = brought(browser, "Name,Notes\n" + "Ben,tea\n" * 1500 + 'Ben,"tea\n')
    work(by_hand[0])

    db.session.remove()
    sentence = "The quotation marks in the row on line 1502 do not match."
    assert sentence in browser.get(address).words
    assert db.session.scalars(sa.select(Client)).all() == []


def test_two_never_work_on_the_same_file(nora: Trader, small: None) -> None:
    rehearsed = bring(nora, "c.csv", people(8).encode(), at_once=False)
    rehearsed.claim, rehearsed.lease_until = "another", datetime.now(UTC) + timedelta(seconds=9)
    id = rehearsed.id
    saved()

    work(id)
    assert the_import().task is Task.REHEARSE

    the_import().lease_until = datetime.now(UTC) - timedelta(seconds=1)
    saved()
    db.session.remove()
    working.work_on_all(datetime.now(UTC))
    assert the_import().task is None


@pytest.mark.parametrize("seed", range(6))
def test_broken_off_anywhere_it_goes_on_where_it_ended(
    nora: Trader, small: None, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Kill the work at random statements until it is done; nothing is lost, nothing is twice."""
    chance = random.Random(seed)
    id, promised = _confirmed(nora)
    while the_import().task is not None:
        _work_until_killed(id, chance.randrange(1, 60))
        _let_lapse(nora)

    assert the_import().counts == promised
    assert checked(the_import()) == {"new": 15, "repeated": 5}

    assert begin_undo(the_import())
    saved()
    while the_import().task is not None:
        _work_until_killed(id, chance.randrange(1, 400))
        _let_lapse(nora)
    assert db.session.scalars(sa.select(Client.id)).all() == []
    assert the_import().is_undone

    assert begin_return(the_import())
    saved()
    while the_import().task is not None:
        _work_until_killed(id, chance.randrange(1, 400))
        _let_lapse(nora)
    assert checked(the_import()) == {"new": 15, "repeated": 5}
    assert not the_import().is_undone


def test_a_chunk_that_is_not_saved_with_its_place_would_be_found(
    nora: Trader, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plant the defect: the place where it ended is not kept."""
    monkeypatch.setattr(working, "_renew", lambda *_: None)
    id, _promised = _confirmed(nora)
    for _time in range(4):
        _work_until_killed(id, 45)
        _let_lapse(nora)
    with pytest.raises((AssertionError, KeyError)):
        checked(the_import())


def _confirmed(nora: Trader) -> tuple[int, dict[str, int]]:
    rehearsed = bring(nora, "c.csv", people(20).encode())
    saved()
    promised = dict(rehearsed.counts)
    assert confirm(rehearsed)
    saved()
    return rehearsed.id, promised


def _work_until_killed(id: int, after: int) -> None:
    left = after

    def strike(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Killed

    db.session.remove()
    sa.event.listen(db.engine, "before_cursor_execute", strike)
    try:
        working.work_on(id)
    except Killed:
        pass
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", strike)
        db.session.remove()


def _let_lapse(nora: Trader) -> None:
    db.session.execute(sa.update(Import).values(lease_until=None))
    db.session.commit()


def test_a_small_file_waits_for_nobody(browser: ReadingBrowser, by_hand: list[int]) -> None:
    upload(browser, "Name\nBen\n")

    assert by_hand == []
