"""Two rules of Today: a complaint on its way, most pressing of all, and when to ask how it went."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.conftest import client_of
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight, Reaction
from wowcrm.feedback.asking import ask
from wowcrm.feedback.models import Survey
from wowcrm.feedback.receiving import Told, receive
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.promises.models import Promise
from wowcrm.recoveries.models import Recovery
from wowcrm.recoveries.raising import raise_complaint
from wowcrm.timeline.models import InteractionKind
from wowcrm.today.done import done_on
from wowcrm.today.nudge import Nudge, Rule
from wowcrm.today.queue import queue_for
from wowcrm.traders.models import Trader

DAY = timedelta(days=1)
BELOW, MEETS = ServiceLevel.BELOW, ServiceLevel.MEETS


def nudges(trader: Trader, on: date, rule: Rule | None = None) -> list[Nudge]:
    commit(trader)
    found = queue_for(trader, on, whole=True).nudges
    return [nudge for nudge in found if rule is None or nudge.rule is rule]


def asked(trader: Trader, on: date) -> list[Nudge]:
    return nudges(trader, on, Rule.TIME_TO_ASK)


def complaints(trader: Trader, on: date) -> list[Nudge]:
    return nudges(trader, on, Rule.COMPLAINT_OPEN)


@pytest.fixture
def served(ben: Client, nora: Trader, today: date) -> Client:
    """Ben, whose needs are met, and with whom Nora was in touch yesterday."""
    need = Need(summary="Figures", essential=True)
    ben.needs.append(need)
    db.session.flush()
    need.judge(MEETS, on=today - 30 * DAY)
    ben.touch(InteractionKind.CALL, "Rang", on=today - DAY)
    commit(nora)
    return ben


def surveyed(client: Client, on: date, said: str | None = "meets") -> Survey:
    survey = ask(client, MEETS, on=on)
    if said:
        receive(survey, Told(ServiceLevel(said)), at=datetime.now(UTC), on=on)
    return survey


# A complaint is open


def test_a_complaint_leads_the_queue_and_names_its_next_step(
    served: Client, nora: Trader, today: date
) -> None:
    served.needs[0].judge(BELOW, on=today)
    recovery = raise_complaint(served, "The figures were late", on=today)

    first, second = nudges(nora, today)[:2]
    assert (first.rule, second.rule) == (Rule.COMPLAINT_OPEN, Rule.NEED_BELOW)
    assert first.fact == "Complaint: “The figures were late”."
    assert first.more == "Say sorry by tomorrow."
    assert first.act.label == "Say sorry"
    assert (first.act.endpoint, first.act.values) == (
        "recoveries.show",
        {"recovery_id": recovery.id},
    )


def test_the_card_goes_on_with_the_steps_and_rests_until_the_check(
    served: Client, nora: Trader, today: date
) -> None:
    recovery = raise_complaint(served, "Late", on=today)

    def asks_to() -> list[str]:
        return [each.act.label for each in complaints(nora, today)]

    assert asks_to() == ["Say sorry"]
    recovery.acknowledge(on=today)
    assert asks_to() == ["Find out why"]
    recovery.explain("It was late", on=today)
    assert asks_to() == ["Put it right"]
    recovery.resolve("Sent them", on=today, check_back_on=today + 5 * DAY)
    assert asks_to() == []

    assert complaints(nora, today + 4 * DAY) == []
    (check,) = complaints(nora, today + 5 * DAY)
    assert check.act.label == "Check back"
    assert check.fact == "Put right 5 days ago: “Late”."
    assert check.more == "Ask whether all is well again today."

    recovery.check_back(MEETS, on=today + 5 * DAY)
    assert complaints(nora, today + 5 * DAY) == []


def test_a_complaint_that_is_open_again_is_back(served: Client, nora: Trader, today: date) -> None:
    recovery = raise_complaint(served, "Late", on=today)
    recovery.resolve("Sent them", on=today)
    recovery.check_back(BELOW, on=today)

    assert [each.act.label for each in complaints(nora, today)] == ["Say sorry"]


def test_whoever_was_put_away_is_not_nagged_about(
    served: Client, nora: Trader, today: date
) -> None:
    raise_complaint(served, "Late", on=today)
    served.archive(on=today)

    assert complaints(nora, today) == []


def test_complaints_are_never_held_up_by_the_ceiling(
    served: Client, nora: Trader, today: date
) -> None:
    for ago in range(3):
        served.touch(InteractionKind.CALL, "Rang", on=today - ago * DAY)
    raise_complaint(served, "Late", on=today)

    assert len(complaints(nora, today)) == 1


def test_a_step_of_today_stays_struck_through_with_its_way_back(
    served: Client, nora: Trader, today: date, browser: ReadingBrowser
) -> None:
    recovery = raise_complaint(served, "Late", on=today)
    recovery.acknowledge(on=today)
    recovery.explain("It was late", on=today)
    commit(nora)

    (done,) = done_on(nora, today)
    assert (done.words, done.said, done.endpoint) == (
        "“Late”",
        "Understand",
        "recoveries.unexplain",
    )
    browser.post(f"/recoveries/{recovery.id}/unexplain", data={"back": "/"})
    db.session.expire_all()
    assert [each.endpoint for each in done_on(nora, today)] == ["recoveries.unacknowledge"]


def test_the_good_moment_to_ask_for_a_review_waits_until_all_is_well(
    served: Client, nora: Trader, today: date
) -> None:
    surveyed(served, today - 2 * DAY, "exceeds")
    recovery = raise_complaint(served, "Late", on=today - DAY)
    recovery.resolve("Sent them", on=today)
    assert nudges(nora, today, Rule.ASK) == []

    recovery.check_back(MEETS, on=today)
    assert len(nudges(nora, today, Rule.ASK)) == 1


@pytest.mark.parametrize(("ago", "fades"), [(75, False), (76, True), (89, True), (90, False)])
def test_a_wow_that_the_client_spoke_of_fades_like_any_other(
    served: Client, nora: Trader, today: date, ago: int, fades: bool
) -> None:
    surveyed(served, today - ago * DAY, "exceeds")

    assert bool(nudges(nora, today, Rule.WOW_FADING)) is fades


def test_a_newer_word_keeps_an_older_wow_from_fading(
    served: Client, nora: Trader, today: date
) -> None:
    delight = Delight(what="A card", planned_for=today - 80 * DAY)
    served.delights.append(delight)
    db.session.flush()
    delight.deliver(on=today - 80 * DAY, reaction=Reaction.LOVED)
    assert len(nudges(nora, today, Rule.WOW_FADING)) == 1

    surveyed(served, today - 10 * DAY, "exceeds")
    assert nudges(nora, today, Rule.WOW_FADING) == []


# Time to ask


def test_whoever_was_never_asked_is_asked_after_being_in_touch(
    served: Client, nora: Trader, today: date
) -> None:
    (nudge,) = asked(nora, today)
    assert nudge.fact == "In touch yesterday: how is it for them?"
    assert nudge.more == "You never asked. Guess first, then compare."
    assert (nudge.act.endpoint, nudge.act.values) == ("feedback.index", {"client_id": served.id})


def test_a_promise_kept_is_the_better_moment(served: Client, nora: Trader, today: date) -> None:
    promise = Promise(what="The report", made_on=today - 9 * DAY, due_on=today)
    served.promises.append(promise)
    db.session.flush()
    promise.keep(on=today - 3 * DAY)

    assert asked(nora, today)[0].fact == "You kept a promise 3 days ago: how was it for them?"


@pytest.mark.parametrize(("days", "due"), [(14, True), (15, False)])
def test_without_anything_to_ask_about_nobody_is_asked(
    served: Client, nora: Trader, today: date, days: int, due: bool
) -> None:
    assert bool(asked(nora, today - DAY + days * DAY)) is due


@pytest.mark.parametrize(("ago", "due"), [(149, False), (150, True)])
def test_an_answer_is_renewed_before_it_counts_no_more(
    served: Client, nora: Trader, today: date, ago: int, due: bool
) -> None:
    surveyed(served, today - ago * DAY)

    assert bool(asked(nora, today)) is due


@pytest.mark.parametrize(("ago", "due"), [(59, False), (60, True)])
def test_a_silent_client_is_left_in_peace_for_the_gap(
    served: Client, nora: Trader, today: date, ago: int, due: bool
) -> None:
    surveyed(served, today - ago * DAY, said=None)

    assert bool(asked(nora, today)) is due


def test_it_rests_at_the_ceiling_of_contact(served: Client, nora: Trader, today: date) -> None:
    for ago in range(3):
        served.touch(InteractionKind.CALL, "Rang", on=today - ago * DAY)

    assert Rule.TIME_TO_ASK.is_outreach
    assert asked(nora, today) == []


def test_it_waits_while_something_is_being_put_right(
    served: Client, nora: Trader, today: date
) -> None:
    recovery = raise_complaint(served, "Late", on=today)
    recovery.resolve("Sent them", on=today)
    assert asked(nora, today) == []

    recovery.check_back(MEETS, on=today)
    assert len(asked(nora, today)) == 1


def test_nobody_below_or_unknown_is_asked(
    served: Client, amira: Client, nora: Trader, today: date
) -> None:
    served.needs[0].judge(BELOW, on=today)
    amira.touch(InteractionKind.CALL, "Rang", on=today)

    assert asked(nora, today) == []


def test_a_few_at_a_time_are_enough(nora: Trader, today: date) -> None:
    for number in range(4):
        client = client_of(nora, f"Client {number}")
        client.needs.append(Need(summary="Figures", level=MEETS, judged_on=today))
        client.touch(InteractionKind.CALL, "Rang", on=today)

    assert len(asked(nora, today)) == 2


def test_asking_comes_last_of_all(served: Client, nora: Trader, today: date) -> None:
    assert list(Rule)[-1] is Rule.TIME_TO_ASK
    assert next(iter(Rule)) is Rule.COMPLAINT_OPEN


def test_who_was_asked_today_is_shown_as_done(served: Client, nora: Trader, today: date) -> None:
    survey = surveyed(served, today, said=None)
    commit(nora)
    (done,) = done_on(nora, today)
    assert (done.words, done.endpoint) == ("Asked how it went", "feedback.withdraw")

    survey.withdraw(at=datetime.now(UTC), on=today)
    commit(nora)
    assert done_on(nora, today) == []


def test_nothing_of_noras_is_on_ottos_today(
    served: Client, nora: Trader, otto: Trader, today: date
) -> None:
    raise_complaint(served, "Late", on=today)
    surveyed(served, today, said=None)
    commit(nora)

    assert nudges(otto, today) == []
    assert done_on(otto, today) == []


def test_never_for_this_client_is_heard(
    served: Client, nora: Trader, today: date, browser: ReadingBrowser
) -> None:
    said = {"client": served.id, "rule": "time_to_ask", "subject": "survey", "days": "0"}
    browser.post("/nudges/later", data=said)

    assert asked(nora, today + DAY) == []
    assert db.session.query(Recovery).count() == 0
