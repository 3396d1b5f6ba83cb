"""Ready words about promises: warm, exact, and true of the day on which they are written."""

from datetime import date, timedelta

import pytest

from wowcrm.clients.models import Client
from wowcrm.messages.drafts import draft_for, sent
from wowcrm.promises import letters
from wowcrm.promises.models import Promise
from wowcrm.when import weekday

DAY = timedelta(days=1)


@pytest.fixture
def report(ben: Client, today: date) -> Promise:
    return Promise.make(ben, "The report", due_on=today + DAY, on=today)


def text(client: Client, about: str, on: date) -> str:
    draft = draft_for(client, about, on)
    assert draft is not None
    return f"{draft.subject}\n{draft.text}"


def test_an_early_warning_names_the_thing_the_day_and_another(
    report: Promise, ben: Client, today: date
) -> None:
    words = text(ben, report.about, today)

    assert words.startswith("The report will take a little longer\nHello Ben,\n\n")
    assert f"I promised you this for {weekday(report.due_on)}:\nThe report." in words
    assert "You will have it by " in words
    assert words.endswith("Kind regards\nNora")


def test_being_late_begins_with_being_sorry(report: Promise, ben: Client, today: date) -> None:
    words = text(ben, report.about, report.due_on + DAY)

    assert words.startswith("Sorry: The report\n")
    assert "I am sorry." in words
    assert "make it good" in words


@pytest.mark.parametrize("start", range(7))
def test_the_day_that_is_proposed_is_a_working_day_ahead(start: int) -> None:
    day = date(2026, 11, 23) + start * DAY
    later = letters._later(day)

    assert later.weekday() < 5
    assert 3 <= (later - day).days <= 5


def test_sending_the_warning_is_kept(report: Promise, ben: Client, today: date) -> None:
    sent(ben, report.about, today)

    assert report.warned_on == today


def test_how_things_stand_tells_what_was_done_and_what_comes(
    report: Promise, ben: Client, today: date
) -> None:
    Promise.make(ben, "The figures", due_on=today, on=today).keep(on=today)
    Promise.make(ben, "Long ago", due_on=today - 90 * DAY, on=today).keep(on=today - 90 * DAY)
    words = text(ben, "progress", today)

    assert "Done:\n– The figures" in words
    assert f"Next:\n– The report, by {weekday(report.due_on)}" in words
    assert "Long ago" not in words


def test_with_nothing_to_tell_it_is_still_a_kind_word(ben: Client, today: date) -> None:
    words = text(ben, "progress", today)

    assert "Done:" not in words
    assert "All goes as agreed" in words


def test_there_are_no_words_about_what_is_done_or_somebody_elses(
    report: Promise, amira: Client, ben: Client, today: date
) -> None:
    assert draft_for(amira, report.about, today) is None
    report.keep(on=today)
    assert draft_for(ben, report.about, today) is None
    for about in (
        "promise",
        "promise-0",
        "nonsense-1",
        "promise-x",
        "Promise-1",
        "promise-9999999999",
    ):
        assert draft_for(ben, about, today) is None
