"""An action is a reminder, a standard or an idea, and can be taken back."""

import pytest
import sqlalchemy as sa

from tests.reading_browser import ReadingBrowser
from wowcrm.actions.models import Action, ActionKind
from wowcrm.actions.taking import take_back
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight, Idea
from wowcrm.reminders.models import Reminder
from wowcrm.standards.models import Checklist, Standard
from wowcrm.traders.models import Trader


@pytest.fixture
def checklist(nora: Trader) -> Checklist:
    checklist = Checklist(trader_id=nora.id, name="At each visit")
    db.session.add(checklist)
    db.session.commit()
    return checklist


def take(browser: ReadingBrowser, kind: str, **data: object) -> Action:
    sent = {"about": "touchpoint-1", "what": "Call the day before", "kind": kind, **data}
    answer = browser.post("/actions/new", data=sent)
    assert answer.status_code == 303, answer.words
    return db.session.scalars(sa.select(Action).order_by(Action.id.desc())).all()[0]


def test_a_reminder_is_due_in_a_week_unless_another_day_is_said(
    nora: Trader, browser: ReadingBrowser
) -> None:
    action = take(browser, "reminder")

    reminder = db.session.scalars(Reminder.of(nora)).one()
    assert (action.kind, action.reminder, reminder.what) == (
        ActionKind.REMINDER,
        reminder,
        "Call the day before",
    )
    assert reminder.due_on is not None
    assert (reminder.due_on - nora.today()).days == 7
    assert not action.is_done
    reminder.do(on=nora.today())
    assert action.is_done


def test_a_reminder_that_was_deleted_is_given_up_not_done(
    nora: Trader, browser: ReadingBrowser
) -> None:
    action = take(browser, "reminder")
    assert not action.is_given_up
    db.session.scalars(Reminder.of(nora)).one().delete(on=nora.today())

    assert action.is_given_up
    assert not action.is_done


def test_a_standard_stands_on_the_checklist_that_was_chosen(
    nora: Trader, browser: ReadingBrowser, checklist: Checklist
) -> None:
    action = take(browser, "standard", checklist=checklist.id)

    assert [standard.promise for standard in checklist.standards] == ["Call the day before"]
    assert action.standard is checklist.standards[0]


def test_without_a_checklist_no_standard_is_offered(nora: Trader, browser: ReadingBrowser) -> None:
    assert "for everyone" not in browser.get("/actions/new?about=touchpoint-1").words
    sent = {"about": "touchpoint-1", "what": "Call", "kind": "standard"}
    assert browser.post("/actions/new", data=sent).status_code == 422


def test_ottos_checklist_takes_no_standard_of_noras(
    otto: Trader, browser: ReadingBrowser, checklist: Checklist
) -> None:
    his = Checklist(trader_id=otto.id, name="His")
    db.session.add(his)
    db.session.commit()

    sent = {"about": "x", "what": "Call", "kind": "standard", "checklist": his.id}
    assert browser.post("/actions/new", data=sent).status_code == 422
    assert his.standards == []


def test_an_idea_lies_in_the_library(nora: Trader, browser: ReadingBrowser) -> None:
    take(browser, "idea")

    idea = db.session.scalars(Idea.of(nora)).one()
    assert (idea.text, idea.fits) == ("Call the day before", ["any"])


@pytest.mark.parametrize(
    "wrong", [{"what": ""}, {"kind": "nonsense"}, {"due_on": "2020-01-01"}, {"about": ""}]
)
def test_what_is_wrong_changes_nothing(
    nora: Trader, browser: ReadingBrowser, wrong: dict[str, str]
) -> None:
    sent = {"about": "touchpoint-1", "what": "Call", "kind": "reminder", **wrong}

    assert browser.post("/actions/new", data=sent).status_code == 422
    assert db.session.scalars(Action.of(nora)).all() == []


def test_it_leads_back_to_where_it_came_from_and_nowhere_else(browser: ReadingBrowser) -> None:
    sent = {"about": "a", "what": "Call", "kind": "idea", "back": "/touchpoints"}
    assert browser.post("/actions/new", data=sent).headers["Location"] == "/touchpoints"
    sent |= {"back": "//example.org"}
    assert browser.post("/actions/new", data=sent).headers["Location"] == "/me"


@pytest.mark.parametrize("kind", ["reminder", "standard", "idea"])
def test_taken_back_it_leaves_nothing_behind(
    nora: Trader, browser: ReadingBrowser, checklist: Checklist, kind: str
) -> None:
    action = take(browser, kind, checklist=checklist.id)

    browser.post(f"/actions/{action.id}/take-back")

    assert db.session.scalars(Action.of(nora)).all() == []
    assert db.session.scalars(Reminder.open(nora)).all() == []
    assert db.session.scalars(Standard.of(nora)).all() == []
    assert db.session.scalars(Idea.of(nora)).all() == []


def test_what_was_used_meanwhile_is_only_put_away(
    nora: Trader, ben: Client, browser: ReadingBrowser, checklist: Checklist
) -> None:
    for kind in ("standard", "idea"):
        take(browser, kind, checklist=checklist.id)
    idea = db.session.scalars(Idea.of(nora)).one()
    standard = db.session.scalars(Standard.of(nora)).one()
    ben.delights.append(Delight(idea=idea, what=idea.text, planned_for=nora.today()))
    standard.check(True, on=nora.today(), client=ben)

    for action in db.session.scalars(Action.of(nora)).all():
        take_back(action, on=nora.today())

    assert idea.retired_on == standard.retired_on == nora.today()
