"""Reminders as the trader sets, sees, does and puts them off."""

from datetime import date, time, timedelta

import pytest

from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.upkeep import commit
from wowcrm.reminders.models import Reminder
from wowcrm.reminders.repeating import Often, Repeat
from wowcrm.reminders.shelves import PAGE
from wowcrm.today.nudge import Rule
from wowcrm.today.queue import coming_up, queue_for
from wowcrm.traders.models import Trader


def the_one() -> Reminder:
    db.session.expire_all()
    return db.session.query(Reminder).one()


def remind(trader: Trader, on: date, what: str = "Insurance", **columns: object) -> Reminder:
    reminder = Reminder(trader_id=trader.id, what=what, due_on=on, begins_on=on, **columns)
    db.session.add(reminder)
    commit(trader)
    return reminder


def form(on: date, **other: object) -> dict[str, object]:
    return {"what": "Insurance", "due_on": on.isoformat(), "often": "once", "every": "1", **other}


@pytest.mark.parametrize("htmx", [False, True])
def test_one_is_set_from_quick_add_about_nothing_in_particular(
    browser: ReadingBrowser, today: date, htmx: bool
) -> None:
    assert "/add/reminder" in browser.get("/add").text
    day = today + timedelta(days=3)
    answer = browser.post("/add/reminder", data=form(day, hour="14:30"), htmx=htmx)

    reminder = the_one()
    assert answer.status_code == (200 if htmx else 303)
    assert (reminder.due_on, reminder.hour, reminder.client_id) == (day, time(14, 30), None)
    page = browser.get("/reminders").text
    assert "Insurance" in page
    assert "14:30" in page


def test_one_is_set_about_a_client_and_stands_on_their_page(
    browser: ReadingBrowser, ben: Client, today: date
) -> None:
    answer = browser.post(
        f"/add/reminder?client={ben.id}",
        data=form(today, client=ben.id, often="monthly", every="3"),
    )

    assert answer.location == f"/clients/{ben.id}"
    reminder = the_one()
    assert (reminder.client, reminder.repeat) == (ben, Repeat(Often.MONTHLY, 3))
    page = browser.get(f"/clients/{ben.id}").text
    assert "Insurance" in page
    assert "Remind me of something" in page


def test_a_typed_name_is_offered_before_anything_is_saved(
    browser: ReadingBrowser, ben: Client, today: date
) -> None:
    answer = browser.post("/add/reminder", data=form(today, whom="Ben"))

    assert answer.status_code == 422
    assert "Which of them is it?" in answer.text
    assert not db.session.query(Reminder).count()
    browser.post("/add/reminder", data=form(today, whom="Ben", client=ben.id))
    assert the_one().client == ben


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"what": " "}, "Write a word or two"),
        ({"due_on": "2001-01-01"}, "That day has passed"),
        ({"due_on": "soon"}, "I cannot read that day"),
        ({"hour": "half past"}, "I cannot read that hour"),
        ({"every": "0", "often": "daily"}, "At least every 1"),
        ({"often": "now and then"}, "Not a valid choice"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_makes_no_sense_is_said_beside_the_field(
    browser: ReadingBrowser, today: date, wrong: dict[str, str], said: str, htmx: bool
) -> None:
    answer = browser.post("/add/reminder", data={**form(today), **wrong}, htmx=htmx)

    assert answer.status_code == 422
    assert said in answer.text
    assert not db.session.query(Reminder).count()


def test_today_says_it_until_it_is_done_and_undo_brings_it_back(
    browser: ReadingBrowser, nora: Trader, today: date
) -> None:
    reminder = remind(nora, today - timedelta(days=2))
    page = browser.get("/")
    assert "Insurance." in page.text
    assert "2 days ago" in page.text

    browser.post(f"/reminders/{reminder.id}/do?due={reminder.due_on}", data={"back": "/"})
    page = browser.get("/")
    assert "Done today" in page.text
    assert f"/reminders/{reminder.id}/undo" in str([f.get("action") for f in page.page.all("form")])

    browser.post(f"/reminders/{reminder.id}/undo", data={"back": "/"})
    assert the_one().due_on == today - timedelta(days=2)


def test_not_now_on_today_puts_the_reminder_itself_off(
    browser: ReadingBrowser, nora: Trader, today: date
) -> None:
    reminder = remind(nora, today)
    actions = [one.get("action") for one in browser.get("/").page.all("form")]
    assert f"/reminders/{reminder.id}/snooze" in actions

    browser.post(f"/reminders/{reminder.id}/snooze", data={"days": 7, "back": "/"})
    assert the_one().due_on == today + timedelta(days=7)
    assert "Insurance." not in browser.get("/").text
    assert "put off from" in browser.get("/reminders").text
    browser.post(f"/reminders/{reminder.id}/wake")
    assert the_one().due_on == today


@pytest.mark.parametrize("wrong", [{"days": 2}, {"until": "2001-01-01"}, {"days": "x"}])
def test_it_is_put_off_only_to_a_day_ahead(
    browser: ReadingBrowser, nora: Trader, today: date, wrong: dict[str, object]
) -> None:
    reminder = remind(nora, today)
    for htmx in (False, True):
        answer = browser.post(f"/reminders/{reminder.id}/snooze", data=wrong, htmx=htmx)
        assert answer.status_code == 422
    assert the_one().due_on == today


def test_a_page_left_open_does_not_do_the_next_time(
    browser: ReadingBrowser, nora: Trader, today: date
) -> None:
    reminder = remind(nora, today, repeats=Repeat(Often.DAILY).written)
    for _ in range(3):
        browser.post(f"/reminders/{reminder.id}/do?due={today}")

    assert the_one().due_on == today + timedelta(days=1)


def test_edited_deleted_and_brought_back(
    browser: ReadingBrowser, nora: Trader, today: date
) -> None:
    reminder = remind(nora, today - timedelta(days=5))
    url = f"/reminders/{reminder.id}"
    assert browser.get(f"{url}/edit", htmx=True).status_code == 200
    kept = form(today - timedelta(days=5), what="Car insurance")
    assert browser.post(f"{url}/edit", data=kept, htmx=True).status_code == 200
    assert the_one().what == "Car insurance"
    assert browser.post(f"{url}/edit", data=form(today - timedelta(days=4))).status_code == 422

    browser.post(f"{url}/delete")
    assert not queue_for(nora, today).nudges
    assert "Bring it back" in browser.get("/reminders").text
    assert browser.get(f"{url}/edit").status_code == 303
    browser.post(f"{url}/restore")
    assert [nudge.rule for nudge in queue_for(nora, today).nudges] == [Rule.REMINDER_DUE]


def test_those_of_clients_put_away_rest(nora: Trader, ben: Client, today: date) -> None:
    remind(nora, today, client_id=ben.id)
    ben.archive(on=today)
    commit(nora)

    assert not queue_for(nora, today).nudges


def test_an_empty_today_looks_forward_to_it(
    browser: ReadingBrowser, nora: Trader, ben: Client, today: date
) -> None:
    remind(nora, today + timedelta(days=4))

    coming = coming_up(nora, today)
    assert coming is not None
    assert not coming.client.is_client


def test_the_list_comes_page_by_page(browser: ReadingBrowser, nora: Trader, today: date) -> None:
    for number in range(PAGE + 2):
        remind(nora, today + timedelta(days=1 + number // 5), f"Thing {number:02}")

    first = browser.get("/reminders")
    assert f"Thing {PAGE - 1:02}" in first.text
    assert f"Thing {PAGE:02}" not in first.text
    (link,) = [one["hx-get"] for one in first.page.all("a") if "list=coming" in one.get("hx-get")]
    rest = browser.get(link, htmx=True).text
    assert f"Thing {PAGE:02}" in rest
    assert f"Thing {PAGE - 1:02}" not in rest


def test_otto_sees_nothing_of_it(ottos_browser: ReadingBrowser, nora: Trader, today: date) -> None:
    reminder = remind(nora, today)

    assert "Insurance" not in ottos_browser.get("/reminders").text
    for act in ("do", "undo", "snooze", "wake", "delete", "restore", "edit"):
        assert ottos_browser.post(f"/reminders/{reminder.id}/{act}").status_code == 404
