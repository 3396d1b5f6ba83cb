"""Each rule of Today: from which day, until which day, and in which words."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.conftest import client_of
from wowcrm.clients.listing import count_levels
from wowcrm.clients.models import Client, ImportantDate
from wowcrm.db import NEVER, db
from wowcrm.delights.models import Delight, Idea, Reaction
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.standards.models import Checklist, Rhythm, Run, Standard
from wowcrm.timeline.models import InteractionKind
from wowcrm.today.models import Answer, NudgeAnswer
from wowcrm.today.moveup import move_ups_for, proposal_of
from wowcrm.today.nudge import Nudge, Rule
from wowcrm.today.queue import AT_ONCE, coming_up, nudge_of, queue_for
from wowcrm.traders.models import Trader

BELOW, MEETS, EXCEEDS = ServiceLevel.BELOW, ServiceLevel.MEETS, ServiceLevel.EXCEEDS


def nudges(trader: Trader, on: date, rule: Rule | None = None) -> list[Nudge]:
    commit(trader)
    found = queue_for(trader, on, whole=True).nudges
    return [nudge for nudge in found if rule is None or nudge.rule is rule]


def days(number: int) -> timedelta:
    return timedelta(days=number)


def judged(client: Client, level: ServiceLevel, on: date, *, essential: bool = True) -> Need:
    need = Need(summary="Figures by the 5th", essential=essential)
    client.needs.append(need)
    db.session.flush()
    need.judge(level, on=on)
    return need


def planned(client: Client, on: date, what: str = "A card") -> Delight:
    delight = Delight(what=what, planned_for=on)
    client.delights.append(delight)
    db.session.flush()
    return delight


@pytest.fixture
def calls(nora: Trader) -> Checklist:
    """A monthly checklist with one standard."""
    checklist = Checklist(trader_id=nora.id, name="Calls", rhythm=Rhythm.MONTHLY)
    checklist.standards.append(Standard(promise="Call back within a day"))
    db.session.add(checklist)
    db.session.commit()
    return checklist


def test_an_essential_need_below_leads(ben: Client, nora: Trader, today: date) -> None:
    need = judged(ben, BELOW, today)

    (nudge,) = nudges(nora, today)
    assert nudge.rule is Rule.NEED_BELOW
    assert nudge.fact == "Not met: Figures by the 5th."
    assert nudge.subject == f"need-{need.id}"


def test_a_lesser_need_below_is_no_nudge(ben: Client, nora: Trader, today: date) -> None:
    judged(ben, MEETS, today)
    judged(ben, BELOW, today, essential=False)

    assert not nudges(nora, today, Rule.NEED_BELOW)


def test_a_missed_standard_is_named_until_it_is_put_right(
    ben: Client, nora: Trader, today: date, calls: Checklist
) -> None:
    check = calls.standards[0].check(False, on=today - days(3), client=ben)
    (nudge,) = nudges(nora, today, Rule.STANDARD_MISSED)
    assert nudge.fact == "Missed: Call back within a day."
    assert nudge.more == "3 days ago, and not put right yet."

    check.put_right(on=today)
    assert not nudges(nora, today, Rule.STANDARD_MISSED)


def test_a_miss_that_was_kept_since_is_not_named(
    ben: Client, nora: Trader, today: date, calls: Checklist
) -> None:
    calls.standards[0].check(False, on=today - days(3), client=ben)
    calls.standards[0].check(True, on=today - days(3), client=ben)

    assert not nudges(nora, today, Rule.STANDARD_MISSED)


def test_a_miss_is_named_within_the_window_like_the_level(
    ben: Client, nora: Trader, today: date, calls: Checklist
) -> None:
    calls.standards[0].check(False, on=today - days(89), client=ben)

    assert nudges(nora, today, Rule.STANDARD_MISSED)
    assert not nudges(nora, today + days(1), Rule.STANDARD_MISSED)


def test_a_monthly_checklist_is_due_thirty_days_after_its_newest_run(
    ben: Client, nora: Trader, today: date, calls: Checklist
) -> None:
    calls.run(ben, [], on=today - days(40))
    calls.run(ben, [], on=today - days(20))

    assert not nudges(nora, today + days(9), Rule.CHECKLIST_DUE)
    (nudge,) = nudges(nora, today + days(10), Rule.CHECKLIST_DUE)
    assert nudge.fact == "Time for “Calls”."
    assert nudge.more == "Last gone through 30 days ago."


def test_a_calendar_checklist_begins_with_whom_you_spoke_to_of_late(
    ben: Client, amira: Client, nora: Trader, today: date, calls: Checklist
) -> None:
    judged(ben, MEETS, today)
    judged(amira, MEETS, today)
    ben.log(InteractionKind.CALL, "Rang", on=today - days(3))
    amira.log(InteractionKind.CALL, "Rang", on=today - days(30))

    (nudge,) = nudges(nora, today, Rule.CHECKLIST_DUE)
    assert (nudge.client.id, nudge.more) == (ben.id, "Not gone through for Ben yet.")
    calls.run(ben, [], on=today)
    assert not nudges(nora, today, Rule.CHECKLIST_DUE)


def test_a_new_client_is_due_the_first_checklist_once(
    nora: Trader, today: date, calls: Checklist
) -> None:
    calls.rhythm = Rhythm.START
    ben = client_of(nora, "Ben", client_since=today - days(29))
    client_of(nora, "Old", client_since=today - days(30))

    (nudge,) = nudges(nora, today, Rule.CHECKLIST_DUE)
    assert nudge.client.id == ben.id
    calls.run(ben, [], on=today)
    assert not nudges(nora, today, Rule.CHECKLIST_DUE)


def test_a_visit_asks_for_its_checklist_for_a_week(
    ben: Client, nora: Trader, today: date, calls: Checklist
) -> None:
    calls.rhythm = Rhythm.VISIT
    ben.log(InteractionKind.VISIT, "At the shop", on=today)

    (nudge,) = nudges(nora, today, Rule.CHECKLIST_DUE)
    assert nudge.more == "You visited today."
    assert nudges(nora, today + days(6), Rule.CHECKLIST_DUE)
    assert not nudges(nora, today + days(7), Rule.CHECKLIST_DUE)
    calls.run(ben, [], on=today)
    assert not nudges(nora, today, Rule.CHECKLIST_DUE)


def test_a_delight_is_due_from_its_day_until_it_is_delivered(
    ben: Client, nora: Trader, today: date
) -> None:
    delight = planned(ben, today)

    assert not nudges(nora, today - days(1), Rule.DELIGHT_DUE)
    (nudge,) = nudges(nora, today, Rule.DELIGHT_DUE)
    assert nudge.words == "A card. Planned for today."
    delight.deliver(on=today)
    assert not nudges(nora, today, Rule.DELIGHT_DUE)


def test_a_reaction_is_asked_for_from_the_next_day(ben: Client, nora: Trader, today: date) -> None:
    delight = planned(ben, today)
    delight.deliver(on=today)

    assert not nudges(nora, today, Rule.REACTION_MISSING)
    assert nudges(nora, today + days(1), Rule.REACTION_MISSING)
    assert not nudges(nora, today + days(30), Rule.REACTION_MISSING)
    delight.react(Reaction.LOVED, on=today)
    assert not nudges(nora, today + days(1), Rule.REACTION_MISSING)


def test_keeping_in_touch_is_due_on_the_day_after_the_floor(
    ben: Client, nora: Trader, today: date
) -> None:
    ben.contact_every = 30
    ben.log(InteractionKind.CALL, "Rang", on=today)

    assert not nudges(nora, today + days(29), Rule.KEEP_IN_TOUCH)
    (nudge,) = nudges(nora, today + days(30), Rule.KEEP_IN_TOUCH)
    assert nudge.words == "Last in touch 30 days ago. You wish to be in touch every 30 days."


def test_planning_is_no_contact(ben: Client, nora: Trader, today: date) -> None:
    ben.contact_every = 30
    ben.log(InteractionKind.CALL, "Rang", on=today - days(30))
    planned(ben, today + days(3)).log_plan(on=today)
    ben.log(InteractionKind.NOTE, "Likes cardamom", on=today)

    assert nudges(nora, today, Rule.KEEP_IN_TOUCH)


def test_an_important_date_is_spoken_of_a_fortnight_ahead(
    ben: Client, nora: Trader, today: date
) -> None:
    ahead = today + days(14)
    ben.dates.append(ImportantDate(label="Birthday", month=ahead.month, day=ahead.day))

    assert not nudges(nora, today - days(1), Rule.DATE_AHEAD)
    (nudge,) = nudges(nora, today, Rule.DATE_AHEAD)
    assert nudge.fact.endswith("in 14 days.")
    planned(ben, ahead)
    assert not nudges(nora, today, Rule.DATE_AHEAD)


def test_a_surprise_given_for_nothing_hides_no_birthday(
    ben: Client, nora: Trader, today: date
) -> None:
    ahead = today + days(5)
    ben.dates.append(ImportantDate(label="Birthday", month=ahead.month, day=ahead.day))
    delight = planned(ben, today - days(3))
    delight.deliver(on=today - days(3))
    assert nudges(nora, today, Rule.DATE_AHEAD)

    delight.occasion = "Birthday"
    assert not nudges(nora, today, Rule.DATE_AHEAD)


def test_the_29th_of_february_is_kept_on_the_28th_of_a_common_year(
    ben: Client, nora: Trader
) -> None:
    ben.dates.append(ImportantDate(label="Birthday", month=2, day=29))

    (nudge,) = nudges(nora, date(2027, 2, 20), Rule.DATE_AHEAD)
    assert nudge.fact == "Birthday: 28 February, in 8 days."


def test_a_fading_wow_is_renewed_in_its_last_fortnight(
    ben: Client, nora: Trader, today: date
) -> None:
    judged(ben, MEETS, today)
    planned(ben, today).deliver(on=today, reaction=Reaction.LOVED)
    commit(nora)

    assert not nudges(nora, today + days(75), Rule.WOW_FADING)
    (nudge,) = nudges(nora, today + days(76), Rule.WOW_FADING)
    assert nudge.fact == "The wow fades in 14 days."
    planned(ben, today + days(80), "Another")
    assert not nudges(nora, today + days(76), Rule.WOW_FADING)


def test_few_unknown_clients_are_asked_about_at_once(nora: Trader, today: date) -> None:
    for number in range(9):
        client_of(nora, f"Client {number}")

    found = nudges(nora, today, Rule.NEEDS_UNKNOWN)
    assert len(found) == 3
    assert found[0].fact == "What matters most to Client 0?"


def test_an_archived_client_is_left_in_peace(ben: Client, nora: Trader, today: date) -> None:
    judged(ben, BELOW, today)
    ben.archive(on=today)

    assert not nudges(nora, today)


def test_outreach_rests_at_the_ceiling_and_duties_do_not(
    ben: Client, nora: Trader, today: date
) -> None:
    ahead = today + days(3)
    ben.dates.append(ImportantDate(label="Birthday", month=ahead.month, day=ahead.day))
    for _ in range(3):
        ben.log(InteractionKind.CALL, "Rang", on=today)
    judged(ben, BELOW, today)

    assert [nudge.rule for nudge in nudges(nora, today)] == [Rule.NEED_BELOW]
    # On the seventh day after, the calls have left the ceiling's window.
    assert Rule.DATE_AHEAD in [nudge.rule for nudge in nudges(nora, today + days(7))] or ahead < (
        today + days(7)
    )


def test_a_nudge_rests_as_long_as_it_was_told_to(ben: Client, nora: Trader, today: date) -> None:
    need = judged(ben, BELOW, today)
    db.session.add(
        NudgeAnswer(
            client=ben,
            rule=Rule.NEED_BELOW,
            subject=f"need-{need.id}",
            answer=Answer.LATER,
            answered_on=today,
            until=today + days(3),
            words="x",
        )
    )

    assert not nudges(nora, today + days(2), Rule.NEED_BELOW)
    assert nudges(nora, today + days(3), Rule.NEED_BELOW)


def test_resting_one_need_does_not_rest_another(ben: Client, nora: Trader, today: date) -> None:
    first, second = judged(ben, BELOW, today), judged(ben, BELOW, today)
    db.session.add(
        NudgeAnswer(
            client=ben,
            rule=Rule.NEED_BELOW,
            subject=f"need-{first.id}",
            answer=Answer.NEVER,
            answered_on=today,
            until=NEVER,
            words="x",
        )
    )

    assert [nudge.subject for nudge in nudges(nora, today)] == [f"need-{second.id}"]


def test_the_queue_shows_ten_and_says_how_many_more(nora: Trader, today: date) -> None:
    for number in range(12):
        judged(client_of(nora, f"Client {number}"), BELOW, today)
    commit(nora)

    queue = queue_for(nora, today)
    assert (len(queue.nudges), queue.more, queue.at_least) == (AT_ONCE, 2, False)


def test_a_hundred_nudges_of_one_rule_are_not_counted_out(nora: Trader, today: date) -> None:
    for number in range(60):
        judged(client_of(nora, f"Client {number}"), BELOW, today)
    commit(nora)

    assert queue_for(nora, today).at_least


def test_otto_never_hears_of_noras_clients(
    ben: Client, nora: Trader, otto: Trader, today: date
) -> None:
    judged(ben, BELOW, today)
    commit(nora)

    assert nudges(nora, today)
    assert not nudges(otto, today)
    assert sum(count_levels(otto).values()) == 0


def test_levels_are_counted_without_the_archived(
    ben: Client, amira: Client, nora: Trader, today: date
) -> None:
    judged(ben, MEETS, today)
    amira.archive(on=today)
    commit(nora)

    assert count_levels(nora)[MEETS] == 1
    assert count_levels(nora)[ServiceLevel.UNKNOWN] == 0


def test_today_never_takes_more_statements_for_many_clients_than_for_few(
    nora: Trader, today: date, statements: list[str]
) -> None:
    def cost() -> int:
        commit(nora)
        statements.clear()
        queue_for(nora, today)
        move_ups_for(nora, today)
        return len(statements)

    for number in range(2):
        client = client_of(nora, f"Client {number}")
        judged(client, BELOW if number else MEETS, today)
        planned(client_of(nora, f"Wow {number}"), today)
    few = cost()
    for number in range(30):
        client = client_of(nora, f"More {number}", contact_due_on=today)
        judged(client, BELOW if number % 2 else MEETS, today)
        planned(client, today)

    assert cost() <= few


# Moving up


@pytest.fixture
def ideas(nora: Trader) -> list[Idea]:
    found = [Idea(trader_id=nora.id, text=f"Idea {n}", fits=["any"], minutes=10) for n in range(9)]
    db.session.add_all(found)
    db.session.commit()
    return found


def met(trader: Trader, name: str, on: date, value: int | None = None) -> Client:
    client = client_of(trader, name, value=Decimal(value) if value else None)
    judged(client, MEETS, on)
    return client


def test_three_clients_a_week_are_proposed_the_most_valued_first(
    nora: Trader, today: date, ideas: list[Idea]
) -> None:
    for number in range(5):
        met(nora, f"Client {number}", today, value=100 * (number + 1))
    commit(nora)

    proposals = move_ups_for(nora, today).proposals
    assert [one.client.name for one in proposals] == ["Client 4", "Client 3", "Client 2"]
    assert len({one.what for one in proposals}) == 3
    assert proposals[0].why.startswith("Worth €500 a year. Needs are met, and nothing unexpected")


def test_nobody_below_or_unknown_is_moved_up(
    nora: Trader, today: date, ideas: list[Idea], ben: Client, amira: Client
) -> None:
    judged(ben, BELOW, today)
    commit(nora)

    assert not move_ups_for(nora, today).proposals


def test_nobody_is_moved_up_while_consistency_holds_wow_back(
    nora: Trader, today: date, ideas: list[Idea], calls: Checklist
) -> None:
    ben = met(nora, "Ben", today)
    calls.standards[0].check(False, on=today - days(2), client=ben)
    calls.standards[0].check(True, on=today, client=ben)
    commit(nora)

    assert ben.level is MEETS
    assert not move_ups_for(nora, today).proposals


def test_a_client_with_a_delight_planned_is_not_moved_up(
    nora: Trader, today: date, ideas: list[Idea]
) -> None:
    planned(met(nora, "Ben", today), today + days(5))
    commit(nora)

    assert not move_ups_for(nora, today).proposals


def test_taking_a_move_up_plans_it_and_uses_up_one_of_three(
    nora: Trader, today: date, ideas: list[Idea]
) -> None:
    clients = [met(nora, f"Client {number}", today) for number in range(5)]
    commit(nora)
    taken = move_ups_for(nora, today).proposals[0]
    client = next(one for one in clients if one.id == taken.client.id)
    taken.answer(Answer.TAKEN, client, on=today)
    commit(nora)

    ups = move_ups_for(nora, today)
    assert (len(ups.proposals), ups.answered) == (2, 1)
    assert [d.what for d in client.delights] == [taken.what]
    next_week = today + days(7 - today.weekday())
    assert len(move_ups_for(nora, next_week).proposals) == 3


def test_swapping_offers_another_idea_for_the_same_client(
    nora: Trader, today: date, ideas: list[Idea]
) -> None:
    ben = met(nora, "Ben", today)
    commit(nora)
    first = proposal_of(nora, today, ben.id)
    assert first is not None
    first.answer(Answer.SWAPPED, ben, on=today)
    commit(nora)

    second = proposal_of(nora, today, ben.id)
    assert second is not None
    assert second.what != first.what
    assert move_ups_for(nora, today).answered == 0


def test_the_same_surprise_is_not_proposed_again_within_24_months(
    nora: Trader, today: date, ideas: list[Idea]
) -> None:
    ben = met(nora, "Ben", today)
    for idea in ideas[1:]:
        idea.retire(on=today)
    delight = planned(ben, today - days(700), "Idea 0")
    delight.idea_id = ideas[0].id
    delight.deliver(on=today - days(700), reaction=Reaction.LOVED)
    commit(nora)

    assert not move_ups_for(nora, today).proposals
    assert move_ups_for(nora, today + days(31)).proposals


def test_a_client_at_the_ceiling_is_not_moved_up(
    nora: Trader, today: date, ideas: list[Idea]
) -> None:
    ben = met(nora, "Ben", today)
    for _ in range(3):
        ben.log(InteractionKind.EMAIL, "Wrote", on=today)
    commit(nora)

    assert not move_ups_for(nora, today).proposals


# What comes next


def test_an_empty_today_says_what_comes_next(
    ben: Client, nora: Trader, today: date, calls: Checklist
) -> None:
    calls.run(ben, [], on=today - days(10))
    planned(ben, today + days(5))
    commit(nora)

    coming = coming_up(nora, today)
    assert coming is not None
    assert (coming.what, coming.on) == ("A card", today + days(5))
    assert db.session.query(Run).count() == 1


def test_who_is_put_away_is_not_what_comes_next(ben: Client, nora: Trader, today: date) -> None:
    planned(ben, today + days(5))
    ben.archive(on=today)
    commit(nora)

    assert coming_up(nora, today) is None


def test_a_nudge_is_found_again_by_what_it_is_about(ben: Client, nora: Trader, today: date) -> None:
    need = judged(ben, BELOW, today)
    commit(nora)

    assert nudge_of(nora, today, "need_below", ben.id, f"need-{need.id}") is not None
    assert nudge_of(nora, today, "need_below", ben.id, "need-0") is None
