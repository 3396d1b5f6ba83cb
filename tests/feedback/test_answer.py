"""An answer: kept once, a fact for the level, and what follows from it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.feedback.conftest import Ask, Say
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.feedback.models import Answer, Survey
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import bring_due_up_to_date, commit, standing_of
from wowcrm.needs.models import Need
from wowcrm.timeline.story import story_of
from wowcrm.traders.models import Trader

DAY = timedelta(days=1)
BELOW, MEETS, EXCEEDS = ServiceLevel.BELOW, ServiceLevel.MEETS, ServiceLevel.EXCEEDS


@pytest.fixture
def met(ben: Client, nora: Trader, today: date) -> Client:
    """Ben, whose one need is met."""
    need = Need(summary="Figures", essential=True)
    ben.needs.append(need)
    db.session.flush()
    need.judge(MEETS, on=today - 200 * DAY)
    commit(nora)
    return ben


def lines(client: Client, kind: str = "feedback") -> list[str]:
    return [line.summary for line in story_of(client, kind).lines]


def test_the_story_tells_the_answer_beside_the_guess(ben: Client, asks: Ask, says: Say) -> None:
    says(asks(ben, "exceeds"), "meets", because="All in order.")

    assert lines(ben)[0] == (
        "Just what I needed. “All in order.” You thought: more than they expected"
    )


def test_an_answer_of_below_takes_the_level_down_and_opens_a_recovery(
    met: Client, nora: Trader, asks: Ask, says: Say, today: date
) -> None:
    answer = says(asks(met), "below", because="The figures were late")
    commit(nora)

    assert met.level is BELOW
    (recovery,) = met.recoveries
    assert (recovery.answer, recovery.complaint) == (answer, "The figures were late")
    assert recovery.acknowledge_by == today + DAY
    assert "Complaint open since" in standing_of(met, today).because
    assert lines(met)[:2] == [
        "Complained: “The figures were late”",
        "Not what I needed. “The figures were late” You thought: just what they needed",
    ]


def test_an_answer_without_words_opens_a_recovery_all_the_same(
    met: Client, asks: Ask, says: Say
) -> None:
    says(asks(met), "below")

    assert [each.complaint for each in met.recoveries] == ["It was not what I needed"]


def test_resolving_the_recovery_covers_the_answer(
    met: Client, nora: Trader, asks: Ask, says: Say, today: date
) -> None:
    says(asks(met), "below")
    met.recoveries[0].resolve("Sent them by hand", on=today)
    commit(nora)

    assert met.level is MEETS


def test_an_answer_of_below_counts_until_something_covers_it(
    met: Client, nora: Trader, asks: Ask, says: Say, today: date
) -> None:
    says(asks(met, ago=10), "below", because="Late")
    met.recoveries[0].remove()
    commit(nora)

    standing = standing_of(met, today)
    assert standing.level is BELOW
    assert standing.evidence.reasons == (f"Said “Late” on {_day(today - 10 * DAY)}",)
    assert standing.holds_until == today + 170 * DAY


def _day(on: date) -> str:
    return f"{on.day} {on:%B}"


def test_an_answer_of_exceeds_raises_the_level_and_fades(
    met: Client, nora: Trader, asks: Ask, says: Say, today: date
) -> None:
    says(asks(met), "exceeds")
    commit(nora)
    assert (met.level, met.level_until) == (EXCEEDS, today + 90 * DAY)

    bring_due_up_to_date(nora, today + 90 * DAY)
    assert met.level is MEETS


def test_an_answer_is_enough_to_know_where_somebody_stands(
    ben: Client, nora: Trader, asks: Ask, says: Say
) -> None:
    commit(nora)
    assert ben.level is ServiceLevel.UNKNOWN

    says(asks(ben), "meets")
    commit(nora)
    assert ben.level is MEETS


def test_only_the_newest_answer_counts(
    met: Client, nora: Trader, asks: Ask, says: Say, today: date
) -> None:
    says(asks(met, ago=100), "exceeds")
    says(asks(met, ago=20), "meets")
    commit(nora)

    assert met.level is MEETS


def test_an_old_answer_counts_no_more(
    met: Client, nora: Trader, asks: Ask, says: Say, today: date
) -> None:
    says(asks(met, ago=180), "below")
    met.recoveries[0].remove()
    commit(nora)

    assert met.level is MEETS


def test_what_is_said_differently_takes_the_place_of_what_was_said(
    ben: Client, nora: Trader, asks: Ask, says: Say
) -> None:
    survey = asks(ben)
    first = says(survey, "meets", because="Fine")
    second = says(survey, "exceeds", because="Better than fine")

    assert first is second
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Answer)) == 1
    assert [line for line in lines(ben) if "You thought" in line] == [
        "More than I expected. “Better than fine” You thought: just what they needed"
    ]
    commit(nora)
    assert ben.level is EXCEEDS


def test_a_slip_of_the_thumb_leaves_no_complaint_behind(
    met: Client, nora: Trader, asks: Ask, says: Say
) -> None:
    survey = asks(met)
    says(survey, "below")
    says(survey, "meets")
    commit(nora)

    assert met.recoveries == []
    assert not [line for line in lines(met) if line.startswith("Complained")]
    assert met.level is MEETS


def test_a_complaint_that_was_seen_to_stays_though_the_answer_is_bettered(
    met: Client, asks: Ask, says: Say, today: date
) -> None:
    survey = asks(met)
    says(survey, "below", because="Late")
    met.recoveries[0].acknowledge(on=today)
    says(survey, "meets", because="Thank you for ringing")

    assert [each.complaint for each in met.recoveries] == ["Late"]


def test_words_that_come_later_become_the_words_of_the_complaint(
    met: Client, asks: Ask, says: Say
) -> None:
    survey = asks(met)
    says(survey, "below")
    says(survey, "below", because="The figures were late")

    assert [each.complaint for each in met.recoveries] == ["The figures were late"]
    assert len([line for line in lines(met) if line.startswith("Complained")]) == 1


def test_whom_they_name_becomes_a_referral_from_them(ben: Client, asks: Ask, says: Say) -> None:
    answer = says(asks(ben), "exceeds", would_recommend=True, to_whom="Zane from the market")

    (referral,) = ben.referrals
    assert answer.referral is referral
    assert (referral.name, referral.referrer, ben.referrals_given) == (
        "Zane from the market",
        ben,
        1,
    )
    assert lines(ben, "word-of-mouth") == ["Sent you Zane from the market"]


def test_whoever_would_not_recommend_yet_sends_nobody(ben: Client, asks: Ask, says: Say) -> None:
    says(asks(ben), "meets", would_recommend=False, to_whom="Zane")

    assert ben.referrals == []


def test_a_name_mended_or_taken_back_mends_or_takes_back_the_referral(
    ben: Client, asks: Ask, says: Say
) -> None:
    survey = asks(ben)
    says(survey, "exceeds", to_whom="Zane")
    says(survey, "exceeds", to_whom="Zane Liepa")
    assert [each.name for each in ben.referrals] == ["Zane Liepa"]

    says(survey, "exceeds")
    assert ben.referrals == []
    assert survey.answer is not None
    assert survey.answer.referral is None


def test_a_referral_that_was_acted_on_stays(ben: Client, asks: Ask, says: Say, today: date) -> None:
    survey = asks(ben)
    says(survey, "exceeds", to_whom="Zane")
    ben.referrals[0].thank(on=today)
    says(survey, "exceeds", to_whom="Somebody else")

    assert [each.name for each in ben.referrals] == ["Zane"]


def test_words_that_may_be_quoted_become_a_good_word_with_consent(
    ben: Client, asks: Ask, says: Say, today: date
) -> None:
    says(asks(ben), "exceeds", because="She is a wonder", may_quote=True)

    (word,) = ben.good_words
    assert (word.words, word.consent_on, word.may_be_quoted) == ("She is a wonder", today, True)


@pytest.mark.parametrize(
    ("level", "more"),
    [
        ("exceeds", {"because": "A wonder"}),
        ("exceeds", {"may_quote": True}),
        ("below", {"because": "Late", "may_quote": True}),
    ],
)
def test_without_words_or_consent_or_with_a_complaint_nothing_is_quoted(
    ben: Client, asks: Ask, says: Say, level: str, more: dict[str, object]
) -> None:
    says(asks(ben), level, **more)

    assert ben.good_words == []


def test_consent_taken_back_takes_the_good_word_back(ben: Client, asks: Ask, says: Say) -> None:
    survey = asks(ben)
    says(survey, "exceeds", because="A wonder", may_quote=True)
    says(survey, "exceeds", because="A real wonder", may_quote=True)
    assert [each.words for each in ben.good_words] == ["A real wonder"]

    says(survey, "exceeds", because="A real wonder")
    assert ben.good_words == []
    assert not [line for line in lines(ben, "word-of-mouth") if "wonder" in line]


def test_touchpoints_are_rated_in_the_order_in_which_they_were_asked(
    question: Survey, says: Say
) -> None:
    says(question, "meets", ratings=(BELOW, None))

    assert [(each.touchpoint, each.guess, each.level) for each in question.ratings] == [
        ("The bill", MEETS, BELOW),
        ("The first meeting", EXCEEDS, None),
    ]


def test_an_answer_may_be_changed_for_a_day(ben: Client, asks: Ask, says: Say) -> None:
    answer = says(asks(ben), "meets")
    given = datetime(2026, 5, 3, 10, tzinfo=UTC)
    answer.given_at = given

    assert answer.may_be_corrected(given + timedelta(hours=23, minutes=59))
    assert not answer.may_be_corrected(given + timedelta(hours=24))


def test_a_wow_said_by_the_client_is_held_back_like_any_other(
    met: Client, nora: Trader, asks: Ask, says: Say, today: date
) -> None:
    """Consistency first: an answer of exceeds does not outweigh what is missed."""
    from wowcrm.standards.models import Checklist, Rhythm, Standard

    checklist = Checklist(trader_id=nora.id, name="Calls", rhythm=Rhythm.FREE)
    checklist.standards.append(Standard(promise="Call back within a day"))
    db.session.add(checklist)
    db.session.flush()
    checklist.standards[0].check(False, on=today - DAY, client=met)
    checklist.standards[0].check(True, on=today, client=met)
    says(asks(met), "exceeds")
    commit(nora)

    assert met.level is MEETS


def test_a_delight_and_an_answer_both_stand_among_the_reasons(
    met: Client, nora: Trader, asks: Ask, says: Say, today: date
) -> None:
    met.delights.append(Delight(what="A card", planned_for=today, delivered_on=today))
    says(asks(met), "exceeds")
    commit(nora)

    reasons = standing_of(met, today).evidence.reasons
    assert reasons[0].startswith("Delighted on")
    assert reasons[1].startswith("Said on")
