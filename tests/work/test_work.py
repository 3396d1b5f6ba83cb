"""What a yes brings about: promises, stages and their days, once; and what becomes of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.letters import (
    END,
    FIRST,
    LAST,
    MIDDLE,
    START,
    agreed,
    answer,
    days,
    follow,
    sent,
    terms_on,
)
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.answering import accepted, declined
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.promises.models import Source
from wowcrm.proposals.models import Proposal, State
from wowcrm.proposals.sending import send
from wowcrm.proposals.terms import Delivery, How, Part, When
from wowcrm.timeline.story import story_of
from wowcrm.traders.models import Trader
from wowcrm.work.capacity import capacity_of
from wowcrm.work.models import Means, Milestone, Stage

D = Decimal


def told(client: Client) -> list[str]:
    return [line.summary for line in story_of(client, "promises").lines]


def milestone(proposal: Proposal, key: str) -> Milestone:
    return next(each for each in proposal.milestones if each.key == key)


def stage(proposal: Proposal, key: str) -> Stage:
    return next(each for each in proposal.stages if each.key == key)


@pytest.fixture
def work(ben: Client, today: date) -> Proposal:
    return agreed(ben, today)


def test_every_delivery_becomes_a_promise(work: Proposal, ben: Client, today: date) -> None:
    assert [(p.what, p.due_on, p.made_on, p.source) for p in ben.promises] == [
        ("First figures", today + days(10), today, Source.MILESTONE),
        ("The yearly return", today + days(30), today, Source.MILESTONE),
    ]
    assert [each.promise for each in work.milestones] == ben.promises
    assert work.state is State.OPEN
    lines = told(ben)
    assert any(line.startswith("Promised for") and "First figures" in line for line in lines)
    assert "Ben Carter accepted: Bookkeeping for a year" in lines


def test_every_part_becomes_a_stage_with_its_day(work: Proposal, today: date) -> None:
    assert [(s.what, s.amount, s.owed, s.due_on) for s in work.stages] == [
        ("On signing", D(500), D(500), today),
        ("Figures", D(200), D(200), None),
        ("At the end", D(300), D(300), today + days(40)),
    ]
    assert stage(work, MIDDLE).milestone is milestone(work, FIRST)
    assert stage(work, MIDDLE).expected_on == today + days(10)


def test_a_yes_counts_once_however_often_it_is_said(work: Proposal, today: date) -> None:
    document = answer(work, today)
    assert not document.accept("Ben", at=work.created_at, on=today)

    assert (len(work.milestones), len(work.stages)) == (2, 3)


def test_the_level_falls_with_a_late_milestone(work: Proposal, ben: Client, today: date) -> None:
    assert ben.level_until == today + days(11)
    work.milestones[0].promise.due_on = today - days(1)
    ben.mark()
    commit(ben.trader)

    assert ben.level is ServiceLevel.BELOW


def test_a_milestone_is_reached_as_its_promise_is_kept(
    work: Proposal, ben: Client, today: date
) -> None:
    first = milestone(work, FIRST)
    first.reach(on=today)
    assert ben.promises[0].kept_on == today == first.reached_on
    assert told(ben)[0] == "Kept: First figures"

    ben.promises[0].unkeep()
    assert not first.is_reached
    ben.promises[0].keep(on=today)
    first.unreach()
    assert ben.promises[0].is_open


def test_a_stage_waits_for_its_milestone(work: Proposal, today: date) -> None:
    middle = stage(work, MIDDLE)
    assert not middle.is_due(today + days(20)), "late work is not the client's debt"

    milestone(work, FIRST).reach(on=today + days(12))
    assert middle.is_due(today + days(12))
    assert not middle.is_late(today + days(12))
    assert middle.is_late(today + days(13))
    assert stage(work, START).is_due(today)
    assert not stage(work, END).is_due(today + days(39))


def pay(one: Stage, amount: str, on: date) -> None:
    payment = one.pay(D(amount), Means.CASH, on=on, today=on)
    db.session.flush()
    payment.log_arrival()


def test_payments_come_in_parts_and_can_be_taken_back(
    work: Proposal, ben: Client, today: date
) -> None:
    start = stage(work, START)
    pay(start, "200", today)
    assert (start.owed, start.paid, start.paid_on) == (D(300), D(200), None)
    pay(start, "300", today + days(2))
    assert (start.owed, start.paid_on) == (D(0), today + days(2))
    assert told(ben)[0] == "Paid €300: On signing (Bookkeeping for a year)"

    work.payments[-1].undo()
    assert (start.owed, start.paid_on) == (D(300), None)
    assert told(ben)[0] == "Paid €200: On signing (Bookkeeping for a year)"


def test_what_is_paid_beyond_a_stage_counts_for_the_others(work: Proposal, today: date) -> None:
    pay(stage(work, MIDDLE), "650", today)

    assert [each.owed for each in work.stages] == [D(50), D(0), D(300)]


def test_what_is_let_go_is_not_owed_and_can_be_asked_for_again(
    work: Proposal, ben: Client, today: date
) -> None:
    start = stage(work, START)
    pay(start, "200", today)
    start.waive(on=today)
    assert (start.owed, start.waived, start.is_paid) == (D(0), D(300), True)
    assert [each.owed for each in work.stages] == [D(0), D(200), D(300)]
    assert told(ben)[0] == "Let go of €300: On signing (Bookkeeping for a year)"

    start.unwaive()
    assert (start.owed, start.paid_on) == (D(300), None)


# A new version


def test_a_new_version_agrees_anew_keeps_and_lets_go(
    work: Proposal, ben: Client, today: date
) -> None:
    draft = work.draft
    follow(
        work,
        replace(
            draft,
            deliveries=(
                Delivery("First figures, with wages", today + days(14), FIRST),
                Delivery("A talk", today + days(20), "cccccccc"),
            ),
        ),
        today,
    )
    first, last, talk = (milestone(work, key).promise for key in (FIRST, LAST, "cccccccc"))

    assert (first.what, first.due_on) == ("First figures, with wages", today + days(14))
    (change,) = first.renegotiations
    assert change.because == f"agreed anew in {today.year}-001 v2"
    assert change.in_time
    assert last.released_on == today
    assert (talk.what, talk.due_on) == ("A talk", today + days(20))
    assert milestone(work, LAST).is_dropped


def test_a_milestone_left_alone_stays_as_it_was(work: Proposal, ben: Client, today: date) -> None:
    milestone(work, FIRST).reach(on=today)
    follow(work, replace(work.draft, needed="Nothing more"), today)

    assert [(p.due_on, p.kept_on, len(p.renegotiations)) for p in ben.promises] == [
        (today + days(10), today, 0),
        (today + days(30), None, 0),
    ]


def test_a_milestone_dropped_and_wanted_again_is_the_same_promise(
    work: Proposal, ben: Client, today: date
) -> None:
    draft = work.draft
    follow(work, replace(draft, deliveries=draft.deliveries[:1]), today)
    assert ben.promises[1].released_on is not None
    follow(work, draft, today)

    assert len(ben.promises) == 2
    assert ben.promises[1].is_open


def test_payments_stay_when_the_stages_change(work: Proposal, today: date) -> None:
    pay(stage(work, START), "500", today)
    follow(
        work,
        replace(
            work.draft,
            parts=(
                Part("First", How.AMOUNT, D(700), When.DAY, today + days(1), key="44444444"),
                Part("Last", how=How.REST, key=END),
            ),
        ),
        today,
    )

    assert [(each.what, each.amount, each.owed) for each in work.stages] == [
        ("First", D(700), D(200)),
        ("Last", D(300), D(300)),
    ]
    assert work.payments[0].stage is None
    db.session.expire_all()
    assert sum(each.owed for each in work.stages) == D(500)


def test_the_client_answers_to_the_version_they_read(
    work: Proposal, ben: Client, today: date
) -> None:
    """A yes to v2 in the moment in which v3 is sent makes v2 work, and v3 still waits."""
    work.write(terms_on(today, title="Second"), on=today)
    second = send(work, on=today)
    second.accept("Ben", at=work.created_at, on=today)
    work.write(terms_on(today, title="Third"), on=today)
    send(work, on=today)
    accepted(second, today)

    assert work.awaits_answer
    assert len(work.milestones) == 2


def test_a_no_to_a_version_that_was_followed_is_no_answer_to_the_next(
    ben: Client, today: date
) -> None:
    proposal = sent(ben, today)
    first = proposal.offers[0].document
    first.decline("Too dear", at=proposal.created_at, on=today)
    proposal.write(terms_on(today, title="Second"), on=today)
    send(proposal, on=today)
    declined(first, today)

    assert proposal.state is State.SENT
    assert proposal.awaits_answer


# Room


def test_room_is_counted_and_says_when_there_will_be_more(
    ben: Client, amira: Client, nora: Trader, today: date
) -> None:
    assert capacity_of(nora, today).words(today) == "Nothing is under way."
    nora.capacity = 2
    first = agreed(ben, today)
    assert capacity_of(nora, today).words(today) == "1 of 2 places are taken."
    assert not capacity_of(nora, today).is_full

    later = (Delivery("All", today + days(50), FIRST),)
    agreed(amira, today, deliveries=later)
    room = capacity_of(nora, today)
    assert room.is_full
    assert room.free_on == today + days(30)

    agreed(amira, today, deliveries=later)
    room = capacity_of(nora, today)
    assert (room.taken, room.is_beyond, room.free_on) == (3, True, today + days(50))
    assert "Beyond your room: 3 of 2 places are taken." in told(amira)

    for each in first.milestones:
        each.reach(on=today)
    db.session.flush()
    nora.capacity = 3
    assert "as soon as you close what is done" in capacity_of(nora, today).words(today)
    first.close(on=today)
    db.session.flush()
    assert capacity_of(nora, today).taken == 2


def test_what_is_only_sent_takes_no_place(ben: Client, nora: Trader, today: date) -> None:
    sent(ben, today)

    assert capacity_of(nora, today).taken == 0


def test_closing_ends_in_the_story_and_can_be_taken_back(
    work: Proposal, ben: Client, today: date
) -> None:
    work.close(on=today)
    assert work.state is State.CLOSED
    assert told(ben)[0] == "The work is done: Bookkeeping for a year"
    work.reopen()

    assert work.is_open
    assert "The work is done: Bookkeeping for a year" not in told(ben)
