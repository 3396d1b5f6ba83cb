"""What Today says is worked out once for each edition of the trader's data, never longer kept."""

from datetime import date, timedelta

import pytest
import time_machine

from tests.conftest import client_of
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db, reading
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.today.morning import morning_of
from wowcrm.traders.models import Trader


@pytest.fixture
def below(ben: Client, nora: Trader, today: date) -> Need:
    need = Need(summary="Figures by the 5th")
    ben.needs.append(need)
    need.judge(ServiceLevel.BELOW, on=today)
    commit(nora)
    return need


def test_a_second_look_asks_next_to_nothing(
    browser: ReadingBrowser, below: Need, statements: list[str]
) -> None:
    browser.get("/")
    statements.clear()
    again = browser.get("/")

    assert "Not met: Figures by the 5th." in again.text
    asked = [one for one in statements if not one.startswith("BEGIN")]
    assert len(asked) <= 4, "\n".join(asked)


def test_every_change_is_seen_at_once(browser: ReadingBrowser, below: Need, ben: Client) -> None:
    assert "Not met: Figures by the 5th." in browser.get("/").text

    browser.post(f"/needs/{below.id}/judge", data={"level": "meets"})
    assert "Not met: Figures by the 5th." not in browser.get("/").text


def test_what_another_process_saved_is_seen_at_once(
    browser: ReadingBrowser, nora: Trader, below: Need
) -> None:
    browser.get("/")
    edition = nora.edition

    client_of(nora, "Amira")
    commit(nora)
    assert nora.edition != edition
    assert "Amira" in browser.get("/").text


def test_a_new_day_is_worked_out_anew(nora: Trader, below: Need, today: date) -> None:
    with reading():
        first = morning_of(nora, today)
        assert morning_of(nora, today) is first
        assert morning_of(nora, today + timedelta(days=1)) is not first


def test_what_is_not_saved_yet_is_not_kept(nora: Trader, below: Need, today: date) -> None:
    """A change that is taken back must leave nothing behind for the pages after it."""
    with reading():
        before = morning_of(nora, today)
    below.judge(ServiceLevel.MEETS, on=today)
    db.session.flush()
    assert not morning_of(nora, today).queue.nudges
    db.session.rollback()

    with reading():
        assert morning_of(nora, today) is before
        assert before.queue.nudges


def test_two_traders_never_share_a_morning(
    ottos_browser: ReadingBrowser, browser: ReadingBrowser, below: Need
) -> None:
    assert "Ben Carter" in browser.get("/").text
    assert "Ben Carter" not in ottos_browser.get("/").text


def test_levels_that_time_changes_begin_another_edition(
    browser: ReadingBrowser, nora: Trader, below: Need
) -> None:
    browser.get("/")
    edition = nora.edition

    with time_machine.travel(nora.now() + timedelta(days=1)):
        browser.get("/")
    db.session.refresh(nora)
    assert nora.edition != edition
