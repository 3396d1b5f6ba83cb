"""Standards are kept or missed, and what was missed is put right."""

from datetime import date, timedelta

import pytest

from tests.needs.test_need import story_of
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import bring_due_up_to_date, commit
from wowcrm.needs.models import Need
from wowcrm.standards.models import Checklist, Outcome, Rhythm, Run
from wowcrm.traders.models import Trader

NOVEMBER_5 = date(2026, 11, 5)
BELOW, MEETS = ServiceLevel.BELOW, ServiceLevel.MEETS


@pytest.fixture
def served(nora: Trader, ben: Client) -> Client:
    """Ben, whose one need is met."""
    need = Need(summary="Quiet nights")
    ben.needs.append(need)
    need.judge(MEETS, on=nora.today())
    commit(nora)
    return ben


def outcomes(checklist: Checklist, *kept: bool | None, note: str | None = None) -> list[Outcome]:
    """Answer the standards in their order; None skips one."""
    return [
        Outcome(standard, answer, None if answer else note)
        for standard, answer in zip(checklist.standing, kept, strict=False)
        if answer is not None
    ]


def due_of(client: Client) -> list[tuple[date, date | None]]:
    runs = db.session.scalars(client.runs.select().order_by(Run.run_on, Run.id))
    return [(run.run_on, run.due_again_on) for run in runs]


def lines_of(client: Client) -> list[str]:
    return [
        line for line in story_of(client) if line.startswith(("The month", "Put", "Miss", "Ke"))
    ]


# Running a checklist


@pytest.mark.parametrize(
    ("kept", "line"),
    [
        ((True, True, True), "The month’s end: all 3 kept"),
        ((None, True, None), "The month’s end: kept"),
        (
            (False, True, False),
            "The month’s end: 1 of 3 kept. Missed: Figures by the 5th (on Friday);"
            " Call back within a day (on Friday)",
        ),
        ((False,), "The month’s end: 0 of 1 kept. Missed: Figures by the 5th (on Friday)"),
    ],
)
def test_a_run_is_one_line_of_the_story(
    ben: Client, months_end: Checklist, kept: tuple[bool | None, ...], line: str
) -> None:
    run = months_end.run(ben, outcomes(months_end, *kept, note="on Friday"), on=NOVEMBER_5)
    db.session.commit()

    assert story_of(ben) == [line]
    assert len(run.checks) == sum(answer is not None for answer in kept)
    assert {check.checked_on for check in run.checks} == {NOVEMBER_5}


def test_a_single_check_is_a_line_of_its_own(ben: Client, months_end: Checklist) -> None:
    months_end.standing[2].check(False, on=NOVEMBER_5, client=ben, note="on Friday")

    assert story_of(ben) == ["Missed: Call back within a day (on Friday)"]


def test_the_level_follows_a_run_at_once(
    nora: Trader, served: Client, months_end: Checklist
) -> None:
    months_end.run(served, outcomes(months_end, True, False), on=nora.today())
    commit(nora)
    assert served.level is BELOW

    months_end.run(served, outcomes(months_end, None, True), on=nora.today())
    commit(nora)
    assert served.level is MEETS


def test_only_the_newest_run_says_when_the_next_is_due(ben: Client, months_end: Checklist) -> None:
    for on in (NOVEMBER_5, date(2026, 9, 5), date(2026, 10, 5)):
        months_end.run(ben, outcomes(months_end, True), on=on)

    assert due_of(ben) == [
        (date(2026, 9, 5), None),
        (date(2026, 10, 5), None),
        (NOVEMBER_5, date(2026, 12, 5)),
    ]


def test_what_is_due_follows_the_rhythm(ben: Client, amira: Client, months_end: Checklist) -> None:
    for client in (ben, amira):
        months_end.run(client, outcomes(months_end, True), on=date(2026, 10, 5))
        months_end.run(client, outcomes(months_end, True), on=NOVEMBER_5)

    months_end.describe("Each week", Rhythm.WEEKLY)
    assert (
        due_of(ben)
        == due_of(amira)
        == [
            (date(2026, 10, 5), None),
            (NOVEMBER_5, date(2026, 11, 12)),
        ]
    )

    months_end.describe("When I like", Rhythm.FREE)
    assert due_of(ben) == [(date(2026, 10, 5), None), (NOVEMBER_5, None)]


# Taking a run back


def test_a_run_taken_back_leaves_nothing_behind(
    nora: Trader, served: Client, months_end: Checklist
) -> None:
    today = nora.today()
    months_end.run(served, outcomes(months_end, True), on=today - timedelta(days=40))
    slip = months_end.run(served, outcomes(months_end, False), on=today)
    slip.checks[0].put_right(on=today)
    commit(nora)

    slip.undo()
    commit(nora)

    assert lines_of(served) == ["The month’s end: kept"]
    assert due_of(served) == [(today - timedelta(days=40), today - timedelta(days=10))]
    assert len(db.session.scalars(served.checks.select()).all()) == 1
    assert served.level is MEETS


def test_the_level_rises_again_when_a_slip_is_taken_back(
    nora: Trader, served: Client, months_end: Checklist
) -> None:
    run = months_end.run(served, outcomes(months_end, False), on=nora.today())
    commit(nora)
    assert served.level is BELOW

    run.undo()
    commit(nora)
    assert served.level is MEETS


def test_a_run_may_be_undone_on_the_day_it_was_written_down(
    nora: Trader, ben: Client, months_end: Checklist
) -> None:
    run = months_end.run(ben, outcomes(months_end, True), on=date(2026, 1, 5))
    db.session.commit()

    assert run.may_be_undone(nora.today())
    assert not run.may_be_undone(nora.today() + timedelta(days=1))


# Putting right


def test_putting_right_is_said_once_and_can_be_taken_back(
    nora: Trader, served: Client, months_end: Checklist
) -> None:
    today = nora.today()
    check = months_end.run(served, outcomes(months_end, False), on=today).checks[0]
    check.put_right(on=today)
    check.put_right(on=today + timedelta(days=1))
    commit(nora)
    assert check.put_right_on == today
    assert lines_of(served)[1:] == ["Put right: Figures by the 5th"]
    assert served.level is MEETS

    check.undo_put_right()
    check.undo_put_right()
    commit(nora)
    assert len(lines_of(served)) == 1
    assert served.level is BELOW


def test_what_was_kept_cannot_be_put_right(ben: Client, months_end: Checklist) -> None:
    check = months_end.run(ben, outcomes(months_end, True), on=NOVEMBER_5).checks[0]
    check.put_right(on=NOVEMBER_5)

    assert not check.is_put_right


# Retiring


def test_a_retired_standard_is_owed_to_nobody(
    nora: Trader, served: Client, months_end: Checklist
) -> None:
    months_end.run(served, outcomes(months_end, False), on=nora.today())
    commit(nora)
    standard = months_end.standing[0]

    standard.retire(on=nora.today())
    bring_due_up_to_date(nora, nora.today())
    commit(nora)
    assert standard not in months_end.standing
    assert served.level is MEETS

    standard.take_up_again()
    bring_due_up_to_date(nora, nora.today())
    commit(nora)
    assert served.level is BELOW


def test_a_checklist_retires_with_its_standards_and_they_return_with_it(
    nora: Trader, served: Client, months_end: Checklist
) -> None:
    today = nora.today()
    gone_before = months_end.standing[2]
    gone_before.retire(on=today - timedelta(days=9))
    months_end.run(served, outcomes(months_end, False), on=today)
    commit(nora)

    months_end.retire(on=today)
    bring_due_up_to_date(nora, today)
    commit(nora)
    assert months_end.standing == []
    assert due_of(served) == [(today, None)]
    assert served.level is MEETS

    months_end.take_up_again()
    bring_due_up_to_date(nora, today)
    commit(nora)
    assert gone_before not in months_end.standing
    assert len(months_end.standing) == 2
    assert due_of(served) == [(today, today + timedelta(days=30))]
    assert served.level is BELOW
