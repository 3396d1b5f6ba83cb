"""A complaint on its way: open until it is resolved, each step on the story, each with its way back."""

from datetime import date, timedelta

import pytest

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.rules import Step
from wowcrm.levels.upkeep import commit, standing_of
from wowcrm.recoveries.lessons import (
    make_standard,
    plan_gesture,
    take_back_gesture,
    unmake_standard,
)
from wowcrm.recoveries.letters import letter_of
from wowcrm.recoveries.models import Recovery, Stage
from wowcrm.recoveries.raising import raise_complaint, strike_out, take_up, to_make_up_for
from wowcrm.recoveries.words import causes_known, clock_words
from wowcrm.referrals.models import BadWord
from wowcrm.standards.models import Checklist, Rhythm, Standard
from wowcrm.timeline.story import story_of
from wowcrm.traders.models import Trader

DAY = timedelta(days=1)
BELOW, MEETS, EXCEEDS = ServiceLevel.BELOW, ServiceLevel.MEETS, ServiceLevel.EXCEEDS


def lines(client: Client) -> list[str]:
    return [line.summary for line in story_of(client, "feedback").lines]


@pytest.fixture
def calls(nora: Trader) -> Checklist:
    checklist = Checklist(trader_id=nora.id, name="Calls", rhythm=Rhythm.FREE)
    db.session.add(checklist)
    db.session.commit()
    return checklist


def test_a_complaint_takes_the_level_down_until_it_is_resolved(
    complaint: Recovery, ben: Client, nora: Trader, today: date
) -> None:
    standing = standing_of(ben, today)
    assert ben.level is BELOW
    assert standing.evidence.next_step.step is Step.RECOVER
    assert standing.evidence.next_step.id == complaint.id

    complaint.acknowledge(on=today)
    commit(nora)
    assert ben.level is BELOW
    complaint.explain("It was late", on=today)
    commit(nora)
    assert ben.level is BELOW
    complaint.resolve("Sent them by hand", on=today)
    commit(nora)
    assert ben.level is MEETS


def test_the_clocks_run_from_the_day_it_was_heard(complaint: Recovery, today: date) -> None:
    assert complaint.acknowledge_by == today + DAY
    assert complaint.resolve_by == today + 3 * DAY


def test_the_trader_may_take_longer_or_less(ben: Client, nora: Trader, today: date) -> None:
    nora.resolve_within = 7

    assert raise_complaint(ben, "Late", on=today).resolve_by == today + 7 * DAY


def test_the_steps_follow_each_other(complaint: Recovery, today: date) -> None:
    seen = [complaint.next_stage]
    complaint.acknowledge(on=today)
    seen.append(complaint.next_stage)
    complaint.explain("It was late", on=today)
    seen.append(complaint.next_stage)
    complaint.resolve("Sent them", on=today)
    seen.append(complaint.next_stage)
    complaint.check_back(MEETS, on=today + 14 * DAY)
    seen.append(complaint.next_stage)

    assert seen == [Stage.ACKNOWLEDGE, Stage.EXPLAIN, Stage.RESOLVE, Stage.CHECK_BACK, None]
    assert complaint.is_settled


def test_what_was_resolved_in_a_hurry_needs_no_sorry_afterwards(
    complaint: Recovery, today: date
) -> None:
    complaint.resolve("Done at once", on=today)

    assert complaint.next_stage is Stage.CHECK_BACK


def test_every_step_stands_on_the_story(complaint: Recovery, ben: Client, today: date) -> None:
    complaint.acknowledge(on=today, resolve_by=today + 2 * DAY)
    complaint.explain("It was late", on=today)
    complaint.resolve("Sent them by hand", on=today)
    complaint.offer("A box of tea", on=today)
    complaint.check_back(EXCEEDS, on=today, happier=True)

    then = today + 2 * DAY
    assert lines(ben)[::-1] == [
        "Complained: “The figures were late”",
        f"Said sorry; to be put right by {then.day} {then:%B}",
        "Why it happened: It was late",
        "Put right: Sent them by hand",
        "To make up for it: A box of tea",
        "Checked back: happier than before",
    ]


def test_every_step_can_be_taken_back_in_any_order(
    complaint: Recovery, ben: Client, nora: Trader, today: date
) -> None:
    complaint.acknowledge(on=today)
    complaint.explain("It was late", on=today)
    complaint.resolve("Sent them", on=today)
    complaint.offer("A box of tea", on=today)
    complaint.check_back(MEETS, on=today)

    complaint.unexplain()
    assert "Why it happened: It was late" not in lines(ben)
    complaint.unacknowledge()
    complaint.unoffer()
    complaint.uncheck()
    assert complaint.next_stage is Stage.CHECK_BACK
    complaint.unresolve()
    commit(nora)

    assert complaint.is_untouched
    assert lines(ben) == ["Complained: “The figures were late”"]
    assert ben.level is BELOW


def test_doing_a_step_twice_does_it_once(complaint: Recovery, ben: Client, today: date) -> None:
    for _ in range(2):
        complaint.acknowledge(on=today)
        complaint.resolve("Sent them", on=today)
        complaint.offer("Tea", on=today)
        complaint.check_back(MEETS, on=today)

    assert len(lines(ben)) == 5


def test_a_cause_may_be_said_anew(complaint: Recovery, ben: Client, today: date) -> None:
    complaint.explain("It was late", on=today)
    complaint.explain("The tone", on=today)

    assert complaint.cause == "The tone"
    assert len(lines(ben)) == 2


def test_whoever_is_asked_too_soon_is_not_asked_at_all(complaint: Recovery, today: date) -> None:
    complaint.check_back(MEETS, on=today)

    assert complaint.checked_back_on is None
    assert not complaint.may(Stage.CHECK_BACK)


def test_what_is_not_settled_for_the_client_is_open_again(
    complaint: Recovery, ben: Client, nora: Trader, today: date
) -> None:
    complaint.resolve("Sent them", on=today)
    complaint.check_back(BELOW, on=today + 10 * DAY, happier=True)
    commit(nora)

    assert complaint.is_open
    assert complaint.happier is False
    assert complaint.done_on(Stage.RESOLVE) is None
    assert complaint.resolve_by == today + 13 * DAY
    assert standing_of(ben, today + 10 * DAY).level is BELOW

    complaint.resolve("Sent them again, and rang", on=today + 11 * DAY)
    assert (complaint.is_open, complaint.checked_back_on) == (False, None)
    assert standing_of(ben, today + 11 * DAY).level is MEETS


def test_a_check_that_found_it_open_can_be_taken_back(
    complaint: Recovery, ben: Client, today: date
) -> None:
    complaint.resolve("Sent them", on=today)
    complaint.check_back(BELOW, on=today)
    complaint.uncheck()

    assert not complaint.is_open
    assert standing_of(ben, today).level is MEETS


@pytest.mark.parametrize(
    ("level", "happier", "found"),
    [
        (MEETS, False, "content again"),
        (EXCEEDS, False, "more than content"),
        (EXCEEDS, True, "happier than before"),
        (BELOW, True, "not settled yet"),
    ],
)
def test_how_the_client_sees_it_afterwards_is_kept(
    complaint: Recovery, today: date, level: ServiceLevel, happier: bool, found: str
) -> None:
    complaint.resolve("Sent them", on=today)
    complaint.check_back(level, on=today, happier=happier)

    assert (complaint.level_after, complaint.found) == (level, found)


def test_mending_the_words_or_the_day_mends_the_story_and_the_clocks(
    complaint: Recovery, ben: Client, today: date
) -> None:
    complaint.reword("The figures were two days late", on=today - 2 * DAY)

    assert lines(ben) == ["Complained: “The figures were two days late”"]
    assert complaint.acknowledge_by == today - DAY
    assert complaint.resolve_by == today + DAY


def test_a_complaint_struck_out_leaves_nothing(
    complaint: Recovery, ben: Client, nora: Trader, today: date
) -> None:
    complaint.acknowledge(on=today)
    complaint.resolve("Once", on=today)
    complaint.check_back(BELOW, on=today)
    complaint.resolve("Twice", on=today)
    other = raise_complaint(ben, "Another", on=today)
    complaint.remove()
    commit(nora)

    assert lines(ben) == ["Complained: “Another”"]
    assert ben.recoveries == [other]


# Where it comes from


def test_a_bad_word_is_taken_up_once_and_seen_to(ben: Client, nora: Trader, today: date) -> None:
    word = BadWord(words="Said that I am slow", heard_on=today)
    ben.bad_words.append(word)
    db.session.flush()
    recovery = take_up(word, on=today)

    assert take_up(word, on=today) is recovery
    assert (recovery.complaint, recovery.bad_word) == ("Said that I am slow", word)
    assert word.is_seen_to

    strike_out(recovery)
    commit(nora)
    assert not word.is_seen_to


def test_an_answer_of_below_without_a_complaint_is_to_be_made_up_for(
    ben: Client, nora: Trader, today: date
) -> None:
    from datetime import UTC, datetime

    from wowcrm.feedback.asking import ask
    from wowcrm.feedback.receiving import Told, receive

    survey = ask(ben, MEETS, on=today)
    answer = receive(survey, Told(BELOW), at=datetime.now(UTC), on=today)
    assert to_make_up_for(ben, today) is None

    ben.recoveries[0].remove()
    commit(nora)
    assert to_make_up_for(ben, today) is answer
    assert standing_of(ben, today).evidence.next_step.step is Step.MAKE_UP


# What it leaves behind


def test_a_lesson_becomes_a_standard_for_everyone(
    complaint: Recovery, ben: Client, calls: Checklist, today: date
) -> None:
    make_standard(complaint, "Say a day before that it will be late", calls, on=today)

    assert [each.promise for each in calls.standing] == ["Say a day before that it will be late"]
    assert complaint.standard is calls.standing[0]
    assert lines(ben)[0] == "The lesson is a standard now: Say a day before that it will be late"


def test_a_lesson_taken_back_is_as_if_it_had_not_been(
    complaint: Recovery, ben: Client, nora: Trader, calls: Checklist, today: date
) -> None:
    make_standard(complaint, "Ring first", calls, on=today)
    unmake_standard(complaint, on=today)
    commit(nora)
    db.session.expire_all()

    assert (calls.standards, complaint.standard) == ([], None)
    assert len(lines(ben)) == 1


def test_a_lesson_that_was_checked_meanwhile_is_only_retired(
    complaint: Recovery, ben: Client, nora: Trader, calls: Checklist, today: date
) -> None:
    make_standard(complaint, "Ring first", calls, on=today)
    calls.standing[0].check(True, on=today, client=ben)
    unmake_standard(complaint, on=today)
    commit(nora)

    assert [(each.promise, each.retired_on) for each in calls.standards] == [("Ring first", today)]


def test_a_gesture_is_planned_as_a_delight(
    complaint: Recovery, ben: Client, nora: Trader, today: date
) -> None:
    plan_gesture(complaint, "A box of tea", on=today, planned_for=today + 2 * DAY)
    (delight,) = ben.delights
    assert (delight.what, delight.planned_for) == ("A box of tea", today + 2 * DAY)
    assert complaint.delight is delight

    take_back_gesture(complaint, on=today)
    commit(nora)
    assert delight.dropped_on == today
    assert complaint.gesture is None
    assert complaint.delight is None


def test_a_gesture_that_was_given_stays_given(
    complaint: Recovery, ben: Client, today: date
) -> None:
    plan_gesture(complaint, "A box of tea", on=today, planned_for=today)
    ben.delights[0].deliver(on=today)
    take_back_gesture(complaint, on=today)

    assert ben.delights[0].is_delivered


# Words


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (0, "Say sorry by tomorrow."),
        (1, "Say sorry today."),
        (2, "Say sorry now: it was due 1 day ago."),
        (4, "Say sorry now: it was due 3 days ago."),
    ],
)
def test_the_clock_says_what_is_next_and_by_when(
    complaint: Recovery, today: date, ahead: int, words: str
) -> None:
    assert clock_words(complaint, today + ahead * DAY) == words


def test_the_clock_goes_on_with_each_step(complaint: Recovery, today: date) -> None:
    complaint.acknowledge(on=today)
    by = complaint.resolve_by
    assert clock_words(complaint, today) == (
        f"Find out why, and put it right by {by.day} {by:%B}, in 3 days."
    )
    complaint.explain("It was late", on=today)
    assert clock_words(complaint, today).startswith("Put it right by")
    complaint.resolve("Sent them", on=today, check_back_on=today + DAY)
    assert clock_words(complaint, today) == "Ask whether all is well again by tomorrow."
    complaint.check_back(MEETS, on=today)
    assert clock_words(complaint, today) == ""


@pytest.mark.parametrize("stage", Stage)
def test_there_are_ready_words_for_each_step(
    complaint: Recovery, today: date, stage: Stage
) -> None:
    complaint.explain("It was late", on=today, lesson="I ring the day before")
    complaint.remedy = "Sent by courier"
    words = letter_of(complaint, stage, today).text

    assert words.startswith("Hello Ben,\n\n")
    assert words.endswith("\n\nNora")
    assert "None" not in words
    if stage is Stage.ACKNOWLEDGE:
        assert "I am sorry." in words
    if stage is Stage.RESOLVE:
        assert "Sent by courier." in words
        assert "It was late." in words


def test_causes_begin_with_the_usual_and_grow_by_the_traders_own(
    complaint: Recovery, amira: Client, nora: Trader, otto: Trader, today: date
) -> None:
    usual = causes_known(nora)
    complaint.explain("The moon", on=today)
    raise_complaint(amira, "Cold coffee", on=today).explain("the MOON", on=today)
    raise_complaint(amira, "Late", on=today).explain("it was late", on=today)
    db.session.flush()

    assert [each.casefold() for each in causes_known(nora)] == [
        *(each.casefold() for each in usual),
        "the moon",
    ]
    assert causes_known(otto) == usual


def test_deleting_a_client_takes_their_complaints_along(
    complaint: Recovery, ben: Client, nora: Trader
) -> None:
    db.session.delete(ben)
    commit(nora)

    assert db.session.scalars(Recovery.of(nora)).all() == []


def test_what_it_points_at_may_go_without_it(
    complaint: Recovery, ben: Client, nora: Trader, calls: Checklist, today: date
) -> None:
    make_standard(complaint, "Ring first", calls, on=today)
    plan_gesture(complaint, "Tea", on=today, planned_for=today)
    commit(nora)
    db.session.delete(db.session.get(Standard, complaint.standard_id))
    db.session.delete(db.session.get(Delight, complaint.delight_id))
    commit(nora)
    db.session.expire_all()

    assert (complaint.standard, complaint.delight) == (None, None)
    assert complaint.gesture == "Tea"
