"""The four Cs: what the trader says of a quarter beside what the figures say, counted by hand."""

from datetime import date
from decimal import Decimal

import pytest

from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.expectations.models import GroundRules, Unit
from wowcrm.four_cs.evidence import Evidence, evidence_of
from wowcrm.four_cs.look import Side, look_of, quarter_due, rate
from wowcrm.four_cs.models import C, Review
from wowcrm.four_cs.replies import Replies, replies_in, working_days_after
from wowcrm.insights.periods import Period, quarter_of, quarters_until
from wowcrm.insights.shares import Share
from wowcrm.levels.level import ServiceLevel
from wowcrm.promises.models import Promise
from wowcrm.proposals.models import Proposal
from wowcrm.referrals.models import GoodWord
from wowcrm.standards.models import Checklist, Standard
from wowcrm.timeline.models import Direction, InteractionKind
from wowcrm.traders.models import Trader
from wowcrm.work.models import Milestone

BELOW, MEETS, EXCEEDS = ServiceLevel.BELOW, ServiceLevel.MEETS, ServiceLevel.EXCEEDS
IN, OUT = Direction.IN, Direction.OUT
SPRING = Period(date(2026, 4, 1), date(2026, 6, 30))
LATER = date(2026, 7, 10)
QUARTERS = quarters_until(SPRING)


def spring(trader: Trader) -> Evidence:
    db.session.flush()
    return evidence_of(trader, QUARTERS, LATER)[-1]


def test_quarters_have_their_days() -> None:
    assert quarter_of(date(2026, 6, 30)) == SPRING
    assert [quarter.first for quarter in QUARTERS] == [
        date(2025, 7, 1),
        date(2025, 10, 1),
        date(2026, 1, 1),
        date(2026, 4, 1),
    ]
    assert quarter_of(date(2025, 12, 31)).last == date(2025, 12, 31)


# The figures


def test_standards_are_counted_from_the_first_day_of_a_quarter_to_its_last(
    nora: Trader, otto: Trader, ben: Client
) -> None:
    for trader in (nora, otto):
        standard = Standard(promise="Call back within a day")
        db.session.add(Checklist(trader_id=trader.id, name="Calls", standards=[standard]))
        db.session.flush()
        if trader is nora:
            days = ((3, 31), (4, 1), (5, 5), (6, 30), (7, 1))
            for kept, (month, day) in zip((True, True, False, True, False), days, strict=True):
                standard.check(kept, on=date(2026, month, day), client=ben)

    assert spring(nora).standards == Share(2, 3)
    assert evidence_of(nora, QUARTERS, LATER)[-2].standards == Share(1, 1)
    assert spring(otto).standards == Share(0, 0)


def test_promises_good_words_work_and_chases_are_counted(nora: Trader, ben: Client) -> None:
    kept, late = (
        Promise.make(ben, what, due_on=date(2026, 5, 5), on=date(2026, 5, 1))
        for what in ("The report", "The figures")
    )
    kept.keep(on=date(2026, 5, 4))
    late.keep(on=date(2026, 5, 9))
    Promise.make(ben, "In summer", due_on=date(2026, 8, 1), on=date(2026, 5, 1))
    for said_on in (date(2026, 4, 1), date(2026, 7, 1)):
        ben.good_words.append(GoodWord(words="Wonderful", said_on=said_on))
    for chased in (True, False, False):
        ben.touch(InteractionKind.CALL, "Rang", on=date(2026, 6, 1), direction=IN, chased=chased)
    ben.touch(InteractionKind.CALL, "I rang", on=date(2026, 6, 1), direction=OUT)

    found = spring(nora)
    assert found.promises == Share(1, 2)
    assert found.good_words == 1
    assert (found.chases, found.came) == (1, 3)


def test_work_is_under_way_until_it_is_closed_and_its_milestones_may_be_late(
    nora: Trader, ben: Client
) -> None:
    nora.capacity = 2
    for number, closed_on in enumerate((None, date(2026, 6, 30), date(2026, 7, 1))):
        work = Proposal(
            trader_id=nora.id,
            client=ben,
            title="Accounts",
            terms={},
            price=Decimal(100),
            currency="EUR",
            accepted_on=date(2026, 4, 2),
            closed_on=closed_on,
        )
        db.session.add(work)
        db.session.flush()
        promise = Promise.make(ben, "Draft", due_on=date(2026, 5, 5), on=date(2026, 4, 2))
        promise.keep(on=date(2026, 5, 4 + number))
        db.session.add(
            Milestone(client=ben, proposal=work, promise=promise, key=str(number), place=number)
        )

    found = spring(nora)
    assert (found.taken, found.places) == (2, 2)
    assert found.milestones == Share(2, 3)
    assert evidence_of(nora, QUARTERS, LATER)[-2].taken == 0


@pytest.mark.parametrize(
    ("day", "number", "by"),
    [
        ("2026-11-26", 1, "2026-11-27"),
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-28", 1, "2026-11-30"),
        ("2026-11-26", 0, "2026-11-26"),
        ("2026-11-26", 5, "2026-12-03"),
    ],
)
def test_working_days_leave_out_weekends(day: str, number: int, by: str) -> None:
    assert working_days_after(date.fromisoformat(day), number) == date.fromisoformat(by)


def test_a_message_is_answered_by_the_next_contact_outward(
    nora: Trader, ben: Client, amira: Client
) -> None:
    def came(client: Client, day: int, kind: InteractionKind = InteractionKind.EMAIL) -> None:
        client.touch(kind, "Can you look?", on=date(2026, 6, day), direction=IN)

    def went(client: Client, day: int, kind: InteractionKind = InteractionKind.CALL) -> None:
        client.touch(kind, "Of course", on=date(2026, 6, day), direction=OUT)

    came(ben, 1)  # a Monday, answered on Tuesday
    went(ben, 2)
    came(ben, 5)  # a Friday, answered on Wednesday: too late
    went(ben, 10)
    came(amira, 8, InteractionKind.MESSAGE)  # answered the same day
    went(amira, 8, InteractionKind.EMAIL)
    came(amira, 15)  # never
    came(amira, 16, InteractionKind.CALL)  # has its answer at once

    found = replies_in(nora, [SPRING], LATER)
    assert found == [Replies(came=4, in_time=2, unanswered=1, days=6)]
    assert found[0].mean == 2
    # As long as there is time, a message counts neither way.
    assert replies_in(nora, [SPRING], date(2026, 6, 16)) == [Replies(3, 2, 0, 6)]


def test_the_time_is_the_one_that_the_trader_names(nora: Trader, ben: Client) -> None:
    ben.touch(InteractionKind.EMAIL, "Hello?", on=date(2026, 6, 1), direction=IN)
    ben.touch(InteractionKind.CALL, "Hello!", on=date(2026, 6, 4), direction=OUT)
    rules = GroundRules(trader_id=nora.id, reply_within=3, rhythm=[])
    db.session.add(rules)

    assert replies_in(nora, [SPRING], LATER)[0].in_time == 1
    rules.reply_unit = Unit.HOURS
    assert replies_in(nora, [SPRING], LATER)[0].in_time == 0


# For which level they speak


@pytest.mark.parametrize(
    ("c", "figures", "level"),
    [
        (C.CULTURE, {}, None),
        (C.CULTURE, {"standards": Share(89, 100)}, BELOW),
        (C.CULTURE, {"standards": Share(90, 100)}, MEETS),
        (C.CULTURE, {"standards": Share(95, 100)}, EXCEEDS),
        (C.CREDIBILITY, {}, None),
        (C.CREDIBILITY, {"good_words": 2}, MEETS),
        (C.CREDIBILITY, {"promises": Share(8, 10), "good_words": 2}, BELOW),
        (C.CREDIBILITY, {"promises": Share(10, 10)}, MEETS),
        (C.CREDIBILITY, {"promises": Share(10, 10), "good_words": 1}, EXCEEDS),
        (C.CAPACITY, {"taken": 3}, None),
        (C.CAPACITY, {"taken": 3, "places": 2}, BELOW),
        (C.CAPACITY, {"taken": 2, "places": 2, "milestones": Share(4, 5)}, MEETS),
        (C.CAPACITY, {"taken": 1, "places": 2, "milestones": Share(3, 5)}, BELOW),
        (C.CAPACITY, {"taken": 1, "places": 2, "milestones": Share(5, 5)}, EXCEEDS),
        (C.COMMAND, {}, None),
        (C.COMMAND, {"came": 20, "chases": 2}, BELOW),
        (C.COMMAND, {"came": 20, "chases": 1}, MEETS),
        (C.COMMAND, {"came": 20, "replies": Replies(10, 8)}, BELOW),
        (C.COMMAND, {"came": 20, "replies": Replies(10, 10)}, EXCEEDS),
    ],
)
def test_figures_speak_for_a_level(
    c: C, figures: dict[str, object], level: ServiceLevel | None
) -> None:
    assert Evidence(bar=90, **figures).level_of(c) is level  # type: ignore[arg-type]


# What the trader says


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ((), None),
        (("exceeds",), EXCEEDS),
        (("below", "exceeds"), BELOW),
        (("below", "meets", "exceeds"), MEETS),
    ],
)
def test_what_is_said_of_a_c_is_the_middle_of_its_statements(
    said: tuple[str, ...], level: ServiceLevel | None
) -> None:
    ratings = {f"command_{number}": each for number, each in enumerate(said, 1)}

    assert Review(ratings=ratings).level_of(C.COMMAND) is level
    assert Review(ratings=ratings).level_of(C.CULTURE) is None


def test_a_difference_is_counted_in_steps_and_only_where_both_spoke() -> None:
    assert Side(C.CULTURE, EXCEEDS, BELOW).difference == 2
    assert Side(C.CULTURE, BELOW, MEETS).difference == -1
    assert Side(C.CULTURE, None, MEETS).difference == 0


def test_a_quarter_that_has_just_ended_is_looked_back_on_first(nora: Trader) -> None:
    look = look_of(nora, LATER)
    assert (look.now.period, look.is_due) == (SPRING, True)
    assert quarter_due(nora, LATER) == SPRING
    assert quarter_due(nora, date(2026, 7, 31)) is None

    rate(nora, look.now, {"culture_1": MEETS}, on=LATER)
    db.session.flush()

    assert quarter_due(nora, LATER) is None
    assert look_of(nora, LATER).now.period.first == date(2026, 7, 1)
    assert look_of(nora, LATER).quarters[-2].review is not None
    assert look_of(nora, date(2026, 7, 31)).now.period.first == date(2026, 7, 1)


def test_said_again_it_takes_the_place_of_the_first(nora: Trader, today: date) -> None:
    for level in (MEETS, EXCEEDS):
        rate(nora, look_of(nora, today).now, {"culture_1": level}, on=today)
        db.session.flush()
        if level is MEETS and look_of(nora, today).now.review is None:
            pytest.skip("within a month of a quarter's end, the next look is at another one")

    review = db.session.scalars(Review.of(nora)).one()
    assert review.level_of(C.CULTURE) is EXCEEDS


# Pages


def test_a_quarter_is_rated_and_differences_are_named(
    nora: Trader, ben: Client, today: date, browser: ReadingBrowser
) -> None:
    standard = Standard(promise="Call back within a day")
    db.session.add(Checklist(trader_id=nora.id, name="Calls", standards=[standard]))
    on = look_of(nora, today).now.period.first
    standard.check(False, on=on, client=ben)
    db.session.commit()
    assert "Standards kept: 0 % (0 of 1)" in browser.get("/four-cs").words
    assert browser.post("/four-cs/look", data={}).status_code == 422

    sent = {f"culture_{number}": "exceeds" for number in (1, 2, 3)}
    answer = browser.post("/four-cs/look", data=sent)

    assert answer.status_code == 303
    review = db.session.scalars(Review.of(nora)).one()
    assert (review.quarter, review.level_of(C.CULTURE)) == (on, EXCEEDS)
    if look_of(nora, today).now.period.first == on:
        words = browser.get("/four-cs").words
        assert "You see it better than the figures do." in words


def test_a_statement_shows_what_was_said_before(nora: Trader, browser: ReadingBrowser) -> None:
    browser.post("/four-cs/look", data={"command_2": "below"})
    if look_of(nora, nora.today()).now.review is None:
        pytest.skip("within a month of a quarter's end, the next look is at another one")

    chosen = [
        (one["name"], one["value"])
        for one in browser.get("/four-cs/look").page.all("input")
        if "checked" in one
    ]
    assert chosen == [("command_2", "below")]


def test_what_is_done_about_a_c_stands_beside_it(
    nora: Trader, today: date, browser: ReadingBrowser
) -> None:
    about = look_of(nora, today).now.about(C.COMMAND)
    sent = {"about": about, "what": "Ring on Fridays", "kind": "reminder", "back": "/four-cs"}

    assert "Ring on Fridays" in browser.post("/actions/new", data=sent, follow_redirects=True).words
