"""The rules of service levels, to the letter; the first that applies decides."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wowcrm.db import NEVER
from wowcrm.levels.assess import Assessment, assess
from wowcrm.levels.facts import (
    AnswerFact,
    CheckFact,
    ComplaintFact,
    DelightFact,
    Facts,
    NeedFact,
    PromiseFact,
    Rules,
)
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.rules import Step

BELOW, MEETS, EXCEEDS = ServiceLevel.BELOW, ServiceLevel.MEETS, ServiceLevel.EXCEEDS
TODAY = date(2026, 5, 25)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def need(level: ServiceLevel | None = MEETS, essential: bool = True, id: int = 1) -> NeedFact:
    return NeedFact(id, "monthly figures by the 5th", essential, level, days_ago(3))


def check(
    kept: bool, days: int, standard: int = 1, id: int = 1, put_right: date | None = None
) -> CheckFact:
    return CheckFact(id, standard, "call back within a day", days_ago(days), kept, put_right)


def delight(days: int, *, landed: bool = True, expected_since: date | None = None) -> DelightFact:
    return DelightFact(
        7, "a card", days_ago(days), days_ago(days), landed, expected_since=expected_since
    )


def complaint(
    days: int, *, id: int = 1, resolved: int | None = None, answer_id: int | None = None
) -> ComplaintFact:
    resolved_on = None if resolved is None else days_ago(resolved)
    return ComplaintFact(id, "late VAT return", days_ago(days), resolved_on, answer_id)


def promise(days: int, *, id: int = 1, kept: int | None = None) -> PromiseFact:
    """A promise that was due so many days ago."""
    return PromiseFact(id, "Report", days_ago(days), None if kept is None else days_ago(kept))


def answer(level: ServiceLevel, days: int, *, id: int = 1, words: str | None = None) -> AnswerFact:
    return AnswerFact(id, level, days_ago(days), words)


Fact = NeedFact | CheckFact | DelightFact | ComplaintFact | PromiseFact | AnswerFact


def assessed(*facts: Fact, on: date = TODAY, rules: Rules | None = None) -> Assessment:
    return assess(
        Facts(
            "Õnne",
            needs=tuple(fact for fact in facts if isinstance(fact, NeedFact)),
            checks=tuple(fact for fact in facts if isinstance(fact, CheckFact)),
            delights=tuple(fact for fact in facts if isinstance(fact, DelightFact)),
            complaints=tuple(fact for fact in facts if isinstance(fact, ComplaintFact)),
            promises=tuple(fact for fact in facts if isinstance(fact, PromiseFact)),
            answers=tuple(fact for fact in facts if isinstance(fact, AnswerFact)),
        ),
        on,
        rules,
    )


def steady(kept: int, missed: int) -> list[CheckFact]:
    """Checks of one standard, misses first, so that the newest was kept."""
    return [check(number >= missed, 60 - number, id=number) for number in range(kept + missed)]


# Below


def test_an_open_complaint_is_below_and_says_since_when() -> None:
    found = assessed(need(), delight(1), complaint(22, id=4))

    assert found.level is BELOW
    assert found.reasons == ("Complaint open since 3 May: late VAT return",)
    assert (found.next_step.step, found.next_step.id) == (Step.RECOVER, 4)


@pytest.mark.parametrize(("resolved", "level"), [(None, BELOW), (-1, BELOW), (0, MEETS)])
def test_a_complaint_is_open_until_the_day_it_is_resolved(
    resolved: int | None, level: ServiceLevel
) -> None:
    assert assessed(need(), complaint(5, resolved=resolved)).level is level


def test_a_complaint_outranks_a_late_promise() -> None:
    assert assessed(need(), promise(2), complaint(1)).next_step.step is Step.RECOVER


def test_a_promise_is_late_from_the_day_after_it_was_due() -> None:
    found = assessed(need(), promise(0, id=3))

    assert found.level is MEETS
    assert found.holds_until == TODAY + timedelta(days=1)
    late = assessed(need(), promise(2, id=3))
    assert late.level is BELOW
    assert late.reasons == ("Report: promised for 23 May, 2 days late",)
    assert (late.next_step.step, late.next_step.id) == (Step.KEEP_PROMISE, 3)


@pytest.mark.parametrize(("kept", "level"), [(9, MEETS), (0, MEETS), (-1, BELOW)])
def test_a_promise_is_late_until_the_day_it_is_kept(kept: int, level: ServiceLevel) -> None:
    assert assessed(need(), promise(5, kept=kept)).level is level


def test_the_promise_that_is_late_the_longest_comes_first() -> None:
    found = assessed(need(), promise(2, id=1), promise(9, id=2))

    assert found.next_step.id == 2
    assert found.reasons[0] == "Report: promised for 16 May, 9 days late"


def test_the_newest_answer_below_is_below() -> None:
    found = assessed(need(), answer(BELOW, 23, id=6, words="not what I needed"))

    assert found.level is BELOW
    assert found.reasons == ("Said “not what I needed” on 2 May",)
    assert (found.next_step.step, found.next_step.id) == (Step.MAKE_UP, 6)


def test_an_answer_below_without_words_still_says_what_it_was() -> None:
    found = assessed(need(), answer(BELOW, 23))

    assert found.reasons == ("Said on 2 May that it was not what they needed",)


def test_a_newer_answer_takes_the_place_of_one_below() -> None:
    assert assessed(need(), answer(BELOW, 9), answer(MEETS, 3, id=2)).level is MEETS
    assert assessed(need(), answer(BELOW, 3, id=1), answer(MEETS, 3, id=2)).level is MEETS


@pytest.mark.parametrize(("age", "level"), [(179, BELOW), (180, MEETS)])
def test_an_answer_counts_for_180_days(age: int, level: ServiceLevel) -> None:
    assert assessed(need(), answer(BELOW, age)).level is level
    shorter = Rules(feedback_counts_for=age)
    assert assessed(need(), answer(BELOW, age), rules=shorter).level is MEETS


def test_a_complaint_resolved_since_covers_the_answer_it_was_opened_from() -> None:
    said = answer(BELOW, 9, id=6)

    assert assessed(need(), said, complaint(9, resolved=2, answer_id=6)).level is MEETS
    assert assessed(need(), said, complaint(9, resolved=2)).level is BELOW
    assert assessed(need(), said, complaint(30, resolved=10, answer_id=6)).level is BELOW


def test_an_essential_need_judged_below_is_below() -> None:
    found = assessed(need(BELOW))

    assert found.level is BELOW
    assert found.reasons == ("Not met: monthly figures by the 5th",)
    assert (found.next_step.step, found.next_step.id) == (Step.SERVE_NEED, 1)


def test_a_lesser_need_judged_below_is_not_below() -> None:
    found = assessed(need(MEETS), need(BELOW, essential=False, id=2))

    assert found.level is MEETS
    assert "All essential needs met; 1 lesser one is not" in found.reasons


def test_the_newest_check_missed_and_not_put_right_is_below() -> None:
    found = assessed(need(), check(False, 3, id=9))

    assert found.level is BELOW
    assert found.reasons == ("Missed and not put right: call back within a day",)
    assert (found.next_step.step, found.next_step.id) == (Step.PUT_RIGHT, 9)


def test_a_miss_that_was_put_right_is_not_below() -> None:
    assert assessed(need(), check(False, 3, put_right=days_ago(1))).level is MEETS


def test_a_miss_followed_by_a_kept_check_of_the_same_standard_is_not_below() -> None:
    assert assessed(need(), check(False, 9, id=1), check(True, 3, id=2)).level is MEETS


def test_a_miss_is_not_healed_by_another_standard_kept() -> None:
    found = assessed(need(), check(False, 9, standard=1), check(True, 3, standard=2, id=2))

    assert found.level is BELOW


def test_of_two_checks_on_one_day_the_later_one_counts() -> None:
    assert assessed(need(), check(True, 3, id=1), check(False, 3, id=2)).level is BELOW


def test_a_miss_of_a_retired_standard_is_owed_to_nobody() -> None:
    retired = CheckFact(1, 1, "call back", days_ago(3), kept=False, in_use=False)

    assert assessed(need(), retired).level is MEETS


@pytest.mark.parametrize(("age", "level"), [(89, BELOW), (90, MEETS)])
def test_a_miss_counts_within_the_window_only(age: int, level: ServiceLevel) -> None:
    assert assessed(need(), check(False, age)).level is level


def test_below_outranks_a_fresh_wow() -> None:
    assert assessed(need(BELOW), delight(1)).level is BELOW


# Unknown


def test_without_a_need_the_level_is_unknown() -> None:
    found = assessed()

    assert found.level is ServiceLevel.UNKNOWN
    assert found.next_step.words == "Ask what matters most to Õnne"
    assert found.holds_until == NEVER


def test_an_unjudged_essential_need_is_unknown_even_with_a_wow() -> None:
    found = assessed(need(None), delight(1))

    assert found.level is ServiceLevel.UNKNOWN
    assert (found.next_step.step, found.next_step.id) == (Step.JUDGE, 1)


def test_an_unjudged_lesser_need_is_not_unknown() -> None:
    assert assessed(need(), need(None, essential=False, id=2)).level is MEETS


def test_a_clients_own_answer_makes_up_for_needs_that_are_not_known() -> None:
    found = assessed(answer(MEETS, 23))

    assert found.level is MEETS
    assert found.reasons[0] == "Said on 2 May that it was what they needed"
    assert assessed(need(None), answer(EXCEEDS, 3)).level is EXCEEDS
    assert assessed(answer(MEETS, 180)).level is ServiceLevel.UNKNOWN


def test_below_outranks_unknown() -> None:
    assert assessed(check(False, 3)).level is BELOW


# Exceeds


def test_a_fresh_delight_exceeds_and_says_how_long() -> None:
    found = assessed(need(), delight(43))

    assert found.level is EXCEEDS
    assert found.reasons[0] == "Delighted on 12 April, 47 days left"
    assert found.holds_until == date(2026, 7, 11)
    assert found.next_step.step is Step.REACTION


@pytest.mark.parametrize(("age", "level"), [(0, EXCEEDS), (89, EXCEEDS), (90, MEETS)])
def test_an_answer_of_exceeds_is_a_wow_as_long_as_a_delight(age: int, level: ServiceLevel) -> None:
    assert assessed(need(), answer(EXCEEDS, age)).level is level


def test_an_answer_of_exceeds_says_how_long() -> None:
    found = assessed(need(), answer(EXCEEDS, 43))

    assert found.reasons[0] == "Said on 12 April that it was more than they expected, 47 days left"
    assert found.next_step.step is Step.RENEW
    assert found.holds_until == date(2026, 7, 11)


def test_only_the_newest_answer_is_a_wow() -> None:
    assert assessed(need(), answer(EXCEEDS, 9), answer(MEETS, 3, id=2)).level is MEETS


def test_an_answer_of_exceeds_is_held_back_without_consistency() -> None:
    assert assessed(need(), answer(EXCEEDS, 3), *steady(8, 2)).level is MEETS


@pytest.mark.parametrize(("age", "level"), [(0, EXCEEDS), (89, EXCEEDS), (90, MEETS)])
def test_a_wow_lasts_ninety_days(age: int, level: ServiceLevel) -> None:
    assert assessed(need(), delight(age)).level is level


def test_a_delight_that_did_not_land_is_no_evidence() -> None:
    assert assessed(need(), delight(3, landed=False)).level is MEETS


def test_a_delight_still_planned_is_no_evidence() -> None:
    planned = DelightFact(7, "a card", planned_for=TODAY)
    found = assessed(need(), planned)

    assert found.level is MEETS
    assert (found.next_step.step, found.next_step.id) == (Step.DELIVER, 7)


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (3, "Deliver on 28 May: a card"),
        (0, "Deliver today: a card"),
        (-3, "Due since 22 May: a card"),
    ],
)
def test_the_next_step_knows_when_a_plan_is_due(ahead: int, words: str) -> None:
    found = assessed(need(), DelightFact(7, "a card", planned_for=days_ago(-ahead)))

    assert found.next_step.words == words


def test_a_surprise_that_did_not_land_is_not_forgotten() -> None:
    assert "The last surprise did not land" in assessed(need(), delight(3, landed=False)).reasons


def test_with_lesser_needs_alone_none_is_called_essential() -> None:
    found = assessed(need(BELOW, essential=False))

    assert found.reasons == ("1 lesser need is not met", "Nothing unexpected yet")


def test_a_delight_whose_idea_became_a_standard_is_expected_by_now() -> None:
    found = assessed(need(), delight(3, expected_since=days_ago(1)))

    assert found.level is MEETS
    assert found.reasons[-1] == "Has become expected, and is no wow any more: a card"


def test_a_delight_counts_until_the_day_its_idea_becomes_a_standard() -> None:
    found = assessed(need(), delight(3, expected_since=TODAY + timedelta(days=5)))

    assert found.level is EXCEEDS
    assert found.holds_until == TODAY + timedelta(days=5)


def test_a_delight_of_a_day_to_come_is_not_yet_evidence() -> None:
    found = assessed(need(), delight(-2))

    assert found.level is MEETS


@pytest.mark.parametrize(
    ("kept", "missed", "level"), [(9, 1, EXCEEDS), (8, 1, MEETS), (89, 11, MEETS), (0, 0, EXCEEDS)]
)
def test_a_wow_counts_only_where_nine_of_ten_checks_were_kept(
    kept: int, missed: int, level: ServiceLevel
) -> None:
    assert assessed(need(), delight(3), *steady(kept, missed)).level is level


def test_wow_is_held_back_in_words() -> None:
    found = assessed(need(), delight(3), *steady(9, 2))

    assert found.reasons == ("The one need is met", "Consistency is 81 %: wow is held back")
    assert found.next_step.step is Step.KEEP_STANDARDS


def test_wow_counts_again_on_the_day_the_miss_leaves_the_window() -> None:
    # Kept today, missed 80 days ago and put right; the wow is 3 days old.
    missed = check(False, 80, standard=2, id=1, put_right=days_ago(70))
    found = assessed(need(), delight(3), missed, check(True, 0, id=2))

    assert found.level is MEETS
    assert found.holds_until == days_ago(80) + timedelta(days=90)


# Meets


def test_otherwise_needs_are_met() -> None:
    found = assessed(need(), need(id=2), need(EXCEEDS, id=3))

    assert found.level is MEETS
    assert found.reasons == ("All 3 needs met", "Nothing unexpected yet")
    assert found.next_step.step is Step.PLAN


def test_a_wow_that_faded_is_not_forgotten() -> None:
    facts = Facts("Ben", needs=(need(),), last_wow_on=date(TODAY.year - 1, 4, 12))

    assert assess(facts, TODAY).reasons[-1] == f"Nothing unexpected since 12 April {TODAY.year - 1}"
    early = date(TODAY.year - 1, 4, 11)
    assert assess(facts, early).reasons[-1] == "Nothing unexpected yet"


def test_the_traders_own_rules_decide() -> None:
    facts = Facts("Ben", needs=(need(),), delights=(delight(20),))

    assert assess(facts, TODAY, Rules(wow_lasts=20)).level is MEETS
    assert assess(facts, TODAY, Rules(wow_lasts=21)).level is EXCEEDS


# The promise of holds_until

levels = st.sampled_from([None, BELOW, MEETS, EXCEEDS])
some_days = st.integers(-3, 200).map(days_ago)
any_facts = st.builds(
    Facts,
    name=st.just("Ben"),
    needs=st.lists(
        st.builds(
            NeedFact,
            id=st.integers(1, 9),
            summary=st.just("x"),
            essential=st.booleans(),
            level=levels,
        ),
        max_size=3,
    ).map(tuple),
    checks=st.lists(
        st.builds(
            CheckFact,
            id=st.integers(1, 99),
            standard_id=st.integers(1, 3),
            promise=st.just("y"),
            checked_on=some_days,
            kept=st.booleans(),
            put_right_on=st.none() | st.just(days_ago(0)),
            in_use=st.booleans(),
        ),
        max_size=8,
        unique_by=lambda fact: fact.id,
    ).map(tuple),
    delights=st.lists(
        st.builds(
            DelightFact,
            id=st.integers(1, 99),
            what=st.just("z"),
            planned_for=some_days,
            delivered_on=st.none() | some_days,
            landed=st.booleans(),
            reacted=st.booleans(),
            expected_since=st.none() | some_days,
        ),
        max_size=3,
        unique_by=lambda fact: fact.id,
    ).map(tuple),
    complaints=st.lists(
        st.builds(
            ComplaintFact,
            id=st.integers(1, 9),
            what=st.just("c"),
            raised_on=some_days,
            resolved_on=st.none() | some_days,
            answer_id=st.none() | st.integers(1, 3),
        ),
        max_size=2,
        unique_by=lambda fact: fact.id,
    ).map(tuple),
    promises=st.lists(
        st.builds(
            PromiseFact,
            id=st.integers(1, 9),
            what=st.just("p"),
            due_on=some_days,
            kept_on=st.none() | some_days,
        ),
        max_size=2,
        unique_by=lambda fact: fact.id,
    ).map(tuple),
    answers=st.lists(
        st.builds(
            AnswerFact,
            id=st.integers(1, 3),
            level=st.sampled_from([BELOW, MEETS, EXCEEDS]),
            given_on=some_days,
        ),
        max_size=2,
        unique_by=lambda fact: fact.id,
    ).map(tuple),
)


@given(any_facts)
def test_a_level_holds_until_it_says_and_changes_on_that_day(facts: Facts) -> None:
    found = assess(facts, TODAY)
    horizon = TODAY + timedelta(days=320)
    first_change = next(
        (
            day
            for day in (TODAY + timedelta(days=ahead) for ahead in range(1, 321))
            if assess(facts, day).level is not found.level
        ),
        NEVER,
    )

    assert found.holds_until == first_change or found.holds_until > horizon
    assert found.reasons
    assert found.next_step.words
