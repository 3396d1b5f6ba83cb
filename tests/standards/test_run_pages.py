"""Going through a checklist for a client, and putting right what was missed."""

from datetime import date, timedelta

import pytest
import time_machine

from tests.conftest import client_of
from tests.needs.test_need_pages import BOTH_WAYS
from tests.reading_browser import ReadingBrowser
from tests.standards.test_standard import lines_of, outcomes
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.standards.models import Check, Checklist, Run
from wowcrm.traders.models import Trader

BELOW = ServiceLevel.BELOW


@pytest.fixture
def address(ben: Client, months_end: Checklist) -> str:
    return f"/clients/{ben.id}/checklists/{months_end.id}/run"


def marked(checklist: Checklist, *answers: str, **more: str) -> dict[str, str]:
    names = (f"outcome_{standard.id}" for standard in checklist.standing)
    return {**dict(zip(names, answers, strict=False)), **more}


def checks_of(client: Client) -> list[tuple[str, bool, str | None]]:
    rows = db.session.scalars(client.checks.select().order_by(Check.id))
    return [(check.standard.promise, check.kept, check.note) for check in rows]


def test_all_standards_stand_on_one_page(
    browser: ReadingBrowser, address: str, months_end: Checklist, today: date
) -> None:
    page = browser.get(address).page

    assert [promise.text for promise in page.all("legend")] == [
        standard.promise for standard in months_end.standing
    ]
    assert page.first("input[name=run_on]")["value"] == today.isoformat()
    assert len(page.all("input[value=skip]")) == 3
    assert all("checked" in skip for skip in page.all("input[value=skip]"))


def test_a_run_is_saved_as_marked(
    browser: ReadingBrowser, address: str, ben: Client, months_end: Checklist, today: date
) -> None:
    late = months_end.standing[1].id
    answer = browser.post(
        address,
        data=marked(months_end, "kept", "missed", **{f"note_{late}": " On the 9th "}),
    )

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/clients/{ben.id}/needs#standards"
    assert checks_of(ben) == [
        ("Figures by the 5th", True, None),
        ("Two plain sentences come along", False, "On the 9th"),
    ]
    assert lines_of(ben) == [
        "The month’s end: 1 of 2 kept. Missed: Two plain sentences come along (On the 9th)"
    ]
    assert ben.level is BELOW
    assert "1 of 2 kept" in browser.get(f"/clients/{ben.id}/needs").words
    run = db.session.scalars(ben.runs.select()).one()
    assert (run.run_on, run.due_again_on) == (today, today + timedelta(days=30))


def test_everything_else_was_kept_is_one_tap(
    browser: ReadingBrowser, address: str, ben: Client, months_end: Checklist
) -> None:
    browser.post(address, data=marked(months_end, "skip", "missed", "skip", rest="kept"))

    assert [kept for _promise, kept, _note in checks_of(ben)] == [True, False, True]


def test_with_htmx_the_way_leads_back_to_the_client(
    browser: ReadingBrowser, address: str, ben: Client, months_end: Checklist
) -> None:
    answer = browser.post(address, data=marked(months_end, rest="kept"), htmx=True)

    assert answer.headers["HX-Redirect"] == f"/clients/{ben.id}/needs#standards"
    assert lines_of(ben) == ["The month’s end: all 3 kept"]


def test_a_run_may_be_of_an_earlier_day(
    browser: ReadingBrowser, address: str, ben: Client, months_end: Checklist, today: date
) -> None:
    last_week = today - timedelta(days=7)
    browser.post(address, data=marked(months_end, "kept", run_on=last_week.isoformat()))

    assert db.session.scalars(ben.runs.select()).one().run_on == last_week


@BOTH_WAYS
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Say for at least one of these whether you kept it."),
        ({"rest": "kept", "run_on": "2199-01-01"}, "That day is still to come."),
        ({"rest": "kept", "run_on": "0001-01-01"}, "That is longer ago"),
        ({"rest": "kept", "run_on": "soon"}, "Not a valid date value."),
    ],
)
def test_a_run_that_says_nothing_or_is_of_another_day_is_refused(
    browser: ReadingBrowser,
    address: str,
    ben: Client,
    months_end: Checklist,
    typed: dict[str, str],
    said: str,
    htmx: bool,
) -> None:
    note = f"note_{months_end.standing[0].id}"
    answer = browser.post(address, data={**typed, note: "Rang on Friday"}, htmx=htmx)

    assert answer.status_code == 422
    assert said in answer.words
    assert answer.page.first(f"input[name={note}]")["value"] == "Rang on Friday"
    assert (checks_of(ben), lines_of(ben)) == ([], [])


def test_an_answer_that_was_not_offered_is_refused(
    browser: ReadingBrowser, address: str, ben: Client, months_end: Checklist
) -> None:
    assert browser.post(address, data=marked(months_end, "nearly")).status_code == 422
    assert checks_of(ben) == []


def test_the_same_run_sent_twice_is_one_run(
    browser: ReadingBrowser, address: str, ben: Client, months_end: Checklist
) -> None:
    form = marked(months_end, rest="kept", once="abc")

    assert browser.post(address, data=form).status_code == 303
    assert browser.post(address, data=form).status_code == 303

    assert len(db.session.scalars(ben.runs.select()).all()) == 1
    assert len(checks_of(ben)) == 3
    assert lines_of(ben) == ["The month’s end: all 3 kept"]


def test_a_retired_checklist_has_nothing_to_go_through(
    browser: ReadingBrowser, address: str, ben: Client, months_end: Checklist, today: date
) -> None:
    months_end.retire(on=today)

    assert "There is nothing on this checklist." in browser.get(address).words
    assert browser.post(address, data={"rest": "kept"}).status_code == 422
    assert db.session.scalars(ben.runs.select()).all() == []


# On the client's page


def test_a_miss_is_put_right_and_that_is_taken_back(
    browser: ReadingBrowser, nora: Trader, ben: Client, months_end: Checklist, today: date
) -> None:
    check = months_end.run(ben, outcomes(months_end, False, note="Late"), on=today).checks[0]
    commit(nora)
    region = browser.get(f"/clients/{ben.id}/needs").page.first("#standards")
    assert "Missed today: Late" in region.first(f"#check-{check.id}").text

    answer = browser.post(f"/checks/{check.id}/put-right", htmx=True)
    assert answer.headers["HX-Trigger"] == "client-changed"
    assert "Put right today" in answer.page.first(f"#check-{check.id}").text
    assert (check.put_right_on, ben.level) == (today, ServiceLevel.UNKNOWN)

    answer = browser.post(f"/checks/{check.id}/undo-put-right")
    assert answer.headers["Location"] == f"/clients/{ben.id}/needs#check-{check.id}"
    assert (check.put_right_on, ben.level) == (None, BELOW)


@BOTH_WAYS
def test_a_run_is_taken_back_on_its_day(
    browser: ReadingBrowser, nora: Trader, ben: Client, months_end: Checklist, htmx: bool
) -> None:
    run = months_end.run(ben, outcomes(months_end, False), on=nora.today())
    commit(nora)
    page = browser.get(f"/clients/{ben.id}/needs").page
    assert page.all(f"form[action=/runs/{run.id}/undo]")

    answer = browser.post(f"/runs/{run.id}/undo", htmx=htmx)

    assert answer.status_code == (200 if htmx else 303)
    assert (checks_of(ben), lines_of(ben)) == ([], [])
    assert ben.level is ServiceLevel.UNKNOWN


def test_a_run_of_yesterday_stays(
    browser: ReadingBrowser, nora: Trader, ben: Client, months_end: Checklist
) -> None:
    run = months_end.run(ben, outcomes(months_end, True), on=nora.today())
    commit(nora)
    with time_machine.travel(nora.now() + timedelta(days=1), tick=False):
        page = browser.get(f"/clients/{ben.id}/needs").page
        assert not page.all(f"form[action=/runs/{run.id}/undo]")

        answer = browser.post(f"/runs/{run.id}/undo", htmx=True)

    assert "it stays" in answer.words
    assert len(checks_of(ben)) == 1


def test_checklists_that_are_due_come_first(
    browser: ReadingBrowser, nora: Trader, ben: Client, months_end: Checklist, today: date
) -> None:
    other = Checklist(trader_id=nora.id, name="A fresh start", standards=[])
    db.session.add(other)
    months_end.run(ben, outcomes(months_end, True), on=today - timedelta(days=31))
    commit(nora)

    turns = browser.get(f"/clients/{ben.id}/needs").page.all(".turn")

    assert len(turns) == 1  # the other has no standards to go through
    assert turns[0].first(".badge").text == "Due"
    assert "last 31 days ago" in turns[0].text


def test_nothing_checked_yet_is_said_so(
    browser: ReadingBrowser, ben: Client, months_end: Checklist
) -> None:
    assert "No checks yet." in browser.get(f"/clients/{ben.id}/needs").words


def test_otto_and_strangers_run_nothing(
    ottos_browser: ReadingBrowser,
    stranger: ReadingBrowser,
    otto: Trader,
    nora: Trader,
    ben: Client,
    months_end: Checklist,
    address: str,
) -> None:
    run = months_end.run(ben, outcomes(months_end, False), on=nora.today())
    commit(nora)
    check = run.checks[0].id
    ottos = Checklist(trader_id=otto.id, name="Otto's")
    db.session.add(ottos)
    his = client_of(otto, "Zoe")

    assert ottos_browser.get(address).status_code == 404
    assert "/sign-in" in stranger.get(address).headers["Location"]
    for act in (
        address,
        f"/clients/{his.id}/checklists/{months_end.id}/run",
        f"/clients/{ben.id}/checklists/{ottos.id}/run",
        f"/runs/{run.id}/undo",
        f"/checks/{check}/put-right",
        f"/checks/{check}/undo-put-right",
    ):
        assert ottos_browser.post(act, data=marked(months_end, rest="kept")).status_code == 404, act
        assert "/sign-in" in stranger.post(act).headers["Location"]
    assert len(checks_of(ben)) == 1
    assert db.session.get(Run, run.id) is not None


def test_many_runs_ask_no_more_of_the_database(
    browser: ReadingBrowser,
    nora: Trader,
    ben: Client,
    months_end: Checklist,
    today: date,
    statements: list[str],
) -> None:
    def asked(act: str | None = None) -> int:
        statements.clear()
        if act:
            browser.post(act, htmx=True)
        else:
            browser.get(f"/clients/{ben.id}/needs")
        return len(statements)

    check = months_end.run(ben, outcomes(months_end, False), on=today).checks[0]
    months_end.run(ben, outcomes(months_end, None, False), on=today)
    commit(nora)
    asked()
    few, few_acts = asked(), asked(f"/checks/{check.id}/put-right")
    for number in range(8):
        checklist = Checklist(trader_id=nora.id, name=f"Checklist {number}")
        db.session.add(checklist)
        checklist.standards.extend(
            type(months_end.standards[0])(promise=f"Promise {number} {n}") for n in range(4)
        )
        db.session.flush()
        checklist.run(ben, outcomes(checklist, False, False, True, False), on=today)
    check.undo_put_right()
    commit(nora)

    assert asked() == few
    assert asked(f"/checks/{check.id}/put-right") == few_acts
