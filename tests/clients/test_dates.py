"""Days that matter: each year or once, year unknown, 29 February, and how long before."""

from datetime import date, timedelta

import pytest

from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import LEADS, Client, ImportantDate
from wowcrm.db import db
from wowcrm.today.nudge import Rule
from wowcrm.today.queue import queue_for
from wowcrm.traders.models import Trader

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("day", "today", "expected"),
    [
        ({"month": 11, "day": 22}, TODAY, TODAY),
        ({"month": 11, "day": 21}, TODAY, date(2027, 11, 21)),
        ({"month": 2, "day": 29}, TODAY, date(2027, 2, 28)),
        ({"month": 2, "day": 29, "year": 1984}, date(2028, 1, 1), date(2028, 2, 29)),
        ({"month": 2, "day": 29}, date(2027, 3, 1), date(2028, 2, 29)),
        ({"month": 5, "day": 3, "year": 2027, "once": True}, TODAY, date(2027, 5, 3)),
        ({"month": 5, "day": 3, "year": 2026, "once": True}, TODAY, None),
        ({"month": 11, "day": 22, "year": 2026, "once": True}, TODAY, TODAY),
    ],
)
def test_when_a_day_comes_next(
    nora: Trader, day: dict[str, int], today: date, expected: date | None
) -> None:
    assert ImportantDate(**day).next_on(today) == expected


def named(trader: Trader, on: date) -> list[str]:
    nudges = queue_for(trader, on, whole=True).nudges
    return [nudge.fact for nudge in nudges if nudge.rule is Rule.DATE_AHEAD]


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("day", [date(2027, 1, 3), date(2027, 3, 1), date(2028, 2, 29)])
def test_today_speaks_of_a_day_from_its_lead_time_on(
    ben: Client, nora: Trader, lead: int, day: date
) -> None:
    ben.dates.append(ImportantDate(label="Opening", month=day.month, day=day.day, lead=lead))
    db.session.flush()

    assert named(nora, day - timedelta(days=lead + 1)) == []
    assert len(named(nora, day - timedelta(days=lead))) == 1
    assert len(named(nora, day)) == 1
    assert named(nora, day + timedelta(days=1)) == []


def test_what_is_once_is_spoken_of_in_its_year_alone(ben: Client, nora: Trader) -> None:
    ben.dates.append(ImportantDate(label="Move", month=1, day=3, year=2027, once=True))
    db.session.flush()

    assert named(nora, date(2025, 12, 30)) == []
    assert len(named(nora, date(2026, 12, 30))) == 1
    assert named(nora, date(2027, 12, 30)) == []


def test_a_day_is_told_with_its_year_and_lead(ben: Client, browser: ReadingBrowser) -> None:
    row = {"label": "Move", "day": "3", "month": "5", "year": "2099", "once": "once", "lead": "30"}
    data = {f"dates-0-{name}": value for name, value in row.items()}
    browser.post(f"/clients/{ben.id}/edit", data={"name": "Ben Carter", **data})

    (day,) = ben.dates
    assert (day.label, day.year, day.once, day.lead) == ("Move", 2099, True, 30)
    form = browser.get(f"/clients/{ben.id}/edit").page
    assert form.first("#dates-0-once").first("option[selected]")["value"] == "once"


def test_what_is_once_needs_its_year(ben: Client, browser: ReadingBrowser) -> None:
    row = {"label": "Move", "day": "3", "month": "5", "once": "once", "lead": "30"}
    data = {f"dates-0-{name}": value for name, value in row.items()}
    refused = browser.post(f"/clients/{ben.id}/edit", data={"name": "Ben Carter", **data})

    assert refused.status_code == 422
    assert "In which year?" in refused.words
