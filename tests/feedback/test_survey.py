"""Asking: the guess first, one link, and never too often."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.feedback.conftest import Ask, Say
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.feedback.asking import leave_to_ask, surveys_of, touchpoints_named
from wowcrm.feedback.code import code_of
from wowcrm.feedback.letters import asking
from wowcrm.feedback.models import Survey
from wowcrm.levels.level import ServiceLevel
from wowcrm.timeline.models import InteractionKind
from wowcrm.timeline.story import story_of
from wowcrm.traders.models import Trader

DAY = timedelta(days=1)


def told(client: Client) -> list[str]:
    return [line.summary for line in story_of(client, "feedback").lines]


def test_the_guess_is_kept_before_anybody_answers(ben: Client, asks: Ask) -> None:
    survey = asks(ben, "exceeds", occasion="The yearly accounts")

    assert survey.guess is ServiceLevel.EXCEEDS
    assert survey.answer is None
    assert told(ben) == [
        "Asked how it went: The yearly accounts. You think: more than they expected"
    ]


def test_each_question_has_a_link_of_its_own_that_nobody_can_guess(ben: Client, asks: Ask) -> None:
    first, second = asks(ben, ago=100), asks(ben)

    assert first.link.token != second.link.token
    assert len(second.link.token) >= 32
    assert second.link.about == f"survey-{second.id}"
    assert db.session.scalars(Survey.by_token(second.link.token)).all() == [second]


def test_a_link_asks_for_thirty_days(ben: Client, asks: Ask, today: date) -> None:
    survey = asks(ben)

    assert survey.is_waiting(today + 30 * DAY)
    assert not survey.is_waiting(today + 31 * DAY)


def test_nobody_is_asked_while_a_question_waits(ben: Client, asks: Ask, today: date) -> None:
    survey = asks(ben)

    leave = leave_to_ask(ben, today)
    assert (leave.is_given, leave.waiting) == (False, survey)
    assert "the answer is still to come" in leave.because


@pytest.mark.parametrize(("ago", "given"), [(59, False), (60, True)])
def test_nobody_is_asked_twice_within_the_gap(
    ben: Client, asks: Ask, says: Say, today: date, ago: int, given: bool
) -> None:
    says(asks(ben, ago=ago), "meets")

    leave = leave_to_ask(ben, today)
    assert leave.is_given is given
    if not given:
        assert leave.until == today + DAY
        assert "Nobody is asked twice within 60 days" in leave.because


def test_the_gap_is_the_traders_own(
    ben: Client, nora: Trader, asks: Ask, says: Say, today: date
) -> None:
    says(asks(ben, ago=20), "meets")
    nora.feedback_gap = 14

    assert leave_to_ask(ben, today).is_given


def test_a_question_that_was_never_answered_counts_for_the_gap_too(
    ben: Client, asks: Ask, today: date
) -> None:
    asks(ben, ago=40)

    assert leave_to_ask(ben, today).until == today + 20 * DAY


def test_whoever_has_heard_from_the_trader_often_enough_is_left_in_peace(
    ben: Client, today: date
) -> None:
    for ago in (1, 2, 5):
        ben.touch(InteractionKind.CALL, "Rang", on=today - ago * DAY)

    leave = leave_to_ask(ben, today)
    assert leave.until == today + 2 * DAY
    assert "heard from you often enough" in leave.because
    assert leave_to_ask(ben, today + 2 * DAY).is_given


def test_a_question_withdrawn_unseen_was_none(ben: Client, asks: Ask, today: date) -> None:
    survey = asks(ben)
    survey.withdraw(at=datetime.now(UTC), on=today)

    assert told(ben) == []
    assert surveys_of(ben) == []
    assert not survey.link.opens(today)
    assert leave_to_ask(ben, today).is_given


def test_a_question_withdrawn_after_the_client_saw_it_was_one(
    ben: Client, asks: Ask, today: date
) -> None:
    survey = asks(ben)
    survey.link.see(at=datetime.now(UTC))
    survey.withdraw(at=datetime.now(UTC), on=today)

    assert survey.was_put
    assert leave_to_ask(ben, today).until == today + 60 * DAY


def test_what_was_answered_is_not_withdrawn(ben: Client, asks: Ask, says: Say, today: date) -> None:
    survey = asks(ben)
    says(survey, "meets")
    survey.withdraw(at=datetime.now(UTC), on=today)

    assert not survey.is_withdrawn
    assert survey.link.opens(today)


def test_touchpoints_asked_about_before_are_offered_once_and_newest_first(
    ben: Client, amira: Client, nora: Trader, otto: Trader, asks: Ask
) -> None:
    asks(ben, points={"The bill": "meets", "Plain words": "meets"})
    asks(amira, points={"the bill": "meets"})

    assert [name.lower() for name in touchpoints_named(nora)] == ["the bill", "plain words"]
    assert touchpoints_named(otto) == []


def test_ready_words_name_the_client_the_occasion_and_the_address(ben: Client, asks: Ask) -> None:
    survey = asks(ben, occasion="The yearly accounts")
    words = asking(survey).text

    assert words.startswith("Hello Ben,\n\nhow was it for you: The yearly accounts?")
    assert f"\nhttp://localhost/answer/{survey.link.token}\n" in words
    assert words.endswith("Nora")


def test_a_code_draws_each_dark_square_of_the_address_once() -> None:
    import re

    import segno

    address = "https://crm.example.com/answer/" + "x" * 32
    code = code_of(address)
    matrix = [list(row) for row in segno.make_qr(address, error="m").matrix_iter(border=4)]
    drawn = [[0] * code.size for _ in range(code.size)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", code.path):
        for place in range(int(x), int(x) + int(width)):
            drawn[int(y)][place] += 1

    assert drawn == matrix
    assert "style" not in code.path
