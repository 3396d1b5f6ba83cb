"""What a surprise is and does; dates passed in."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.budget import budget_of
from wowcrm.delights.models import (
    NEVER_TWICE,
    Delight,
    Idea,
    Reaction,
    given_before,
    unquoted,
)
from wowcrm.timeline.models import Interaction, InteractionKind
from wowcrm.traders.models import Trader

MAY = date(2026, 5, 3)
NEXT_DAY = MAY + timedelta(days=1)


def planned(client: Client, what: str = "A handwritten card", **columns: object) -> Delight:
    delight = Delight(what=what, planned_for=columns.pop("planned_for", MAY), **columns)
    client.delights.append(delight)
    db.session.flush()
    return delight


@pytest.fixture
def card(ben: Client) -> Delight:
    return planned(ben)


def story(client: Client) -> list[tuple[date, str]]:
    db.session.flush()
    lines = db.session.scalars(client.interactions.select().order_by(Interaction.id))
    return [
        (line.happened_on, line.summary) for line in lines if line.kind is not InteractionKind.LEVEL
    ]


def test_planning_writes_a_line_and_is_no_contact(ben: Client, card: Delight) -> None:
    card.log_plan(on=MAY)

    assert story(ben) == [(MAY, "Planned: A handwritten card")]
    assert ben.last_contact_on is None


def test_delivering_a_delight_writes_it_to_the_timeline(ben: Client, card: Delight) -> None:
    card.deliver(on=MAY)

    assert card.is_delivered
    assert not card.is_planned
    assert card.landed
    assert story(ben) == [(MAY, "Delivered: A handwritten card")]
    assert ben.last_contact_on == MAY
    assert ben.last_wow_on == MAY
    assert ben.level_until is None


def test_delivering_twice_is_delivering_once(ben: Client, card: Delight) -> None:
    card.deliver(on=MAY)
    card.deliver(on=NEXT_DAY)

    assert card.delivered_on == MAY
    assert len(story(ben)) == 1


def test_taking_a_delivery_back_takes_all_of_it_back(ben: Client, card: Delight) -> None:
    card.log_plan(on=MAY)
    card.deliver(on=MAY, reaction=Reaction.LOVED)

    card.undeliver()

    assert card.is_planned
    assert card.reaction is None
    assert story(ben) == [(MAY, "Planned: A handwritten card")]
    assert ben.last_wow_on is None
    assert ben.last_contact_on is None


def test_taking_back_what_was_not_done_changes_nothing(ben: Client, card: Delight) -> None:
    card.undeliver()
    card.unreact()

    assert story(ben) == []


@pytest.mark.parametrize(
    ("reaction", "landed"),
    [
        (Reaction.LOVED, True),
        (Reaction.PLEASED, True),
        (Reaction.INDIFFERENT, False),
        (Reaction.UNWELCOME, False),
    ],
)
def test_a_reaction_says_whether_it_landed(
    ben: Client, card: Delight, reaction: Reaction, landed: bool
) -> None:
    card.deliver(on=MAY)
    card.react(reaction, on=NEXT_DAY)

    assert card.landed is landed
    assert ben.last_wow_on == (MAY if landed else None)


def test_a_reaction_is_kept_in_their_own_words(ben: Client, card: Delight) -> None:
    card.deliver(on=MAY)
    card.react(Reaction.LOVED, on=NEXT_DAY, words="“Nobody does that!”")

    assert card.reaction_words == "Nobody does that!"
    assert story(ben)[-1] == (NEXT_DAY, "“Nobody does that!” Loved it: A handwritten card")


def test_a_reaction_said_anew_replaces_the_first(ben: Client, card: Delight) -> None:
    card.deliver(on=MAY)
    card.react(Reaction.INDIFFERENT, on=MAY)
    card.react(Reaction.PLEASED, on=NEXT_DAY, words="It grew on me")

    assert (card.reaction, card.reaction_on) == (Reaction.PLEASED, NEXT_DAY)
    assert [words for _on, words in story(ben)] == [
        "Delivered: A handwritten card",
        "“It grew on me” Was pleased: A handwritten card",
    ]


def test_a_reaction_taken_back_is_unknown_again(ben: Client, card: Delight) -> None:
    card.deliver(on=MAY)
    card.react(Reaction.UNWELCOME, on=MAY, words="No")
    card.unreact()

    assert (card.reaction, card.reaction_on, card.reaction_words) == (None, None, None)
    assert card.landed
    assert story(ben) == [(MAY, "Delivered: A handwritten card")]


def test_nobody_reacts_to_what_was_not_delivered(ben: Client, card: Delight) -> None:
    card.react(Reaction.LOVED, on=MAY)

    assert card.reaction is None
    assert story(ben) == []


def test_postponing_moves_the_day_and_says_so(ben: Client, card: Delight) -> None:
    card.postpone(date(2026, 5, 10), on=MAY)
    card.postpone(date(2026, 5, 10), on=MAY)

    assert card.planned_for == date(2026, 5, 10)
    assert story(ben) == [(MAY, "Moved to 10 May: A handwritten card")]


def test_what_was_delivered_is_not_postponed(card: Delight) -> None:
    card.deliver(on=MAY)
    card.postpone(NEXT_DAY, on=MAY)

    assert card.planned_for == MAY


def test_dropping_and_picking_up_again(ben: Client, card: Delight) -> None:
    card.drop(on=MAY)
    card.drop(on=MAY)
    assert not card.is_planned

    card.pick_up_again(on=NEXT_DAY)
    card.pick_up_again(on=NEXT_DAY)

    assert card.is_planned
    assert card.planned_for == NEXT_DAY, "a day that has passed becomes today"
    assert [words for _on, words in story(ben)] == [
        "Dropped: A handwritten card",
        "Picked up again: A handwritten card",
    ]


def test_what_was_delivered_cannot_be_dropped(card: Delight) -> None:
    card.deliver(on=MAY)
    card.drop(on=MAY)

    assert card.dropped_on is None


def test_what_was_dropped_can_be_delivered_after_all(card: Delight) -> None:
    card.drop(on=MAY)
    card.deliver(on=NEXT_DAY)

    assert card.is_delivered
    assert card.dropped_on is None


def test_correcting_a_delivery_mends_its_line(ben: Client, card: Delight) -> None:
    card.deliver(on=NEXT_DAY)
    card.react(Reaction.LOVED, on=NEXT_DAY)

    card.correct(what="A postcard", on=MAY)

    assert card.delivered_on == ben.last_wow_on == ben.last_contact_on == MAY
    assert card.reaction is Reaction.LOVED
    assert (MAY, "Delivered: A postcard") in story(ben)
    assert (NEXT_DAY, "Loved it: A postcard") in story(ben)
    assert len(story(ben)) == 2


def test_nobody_takes_a_delight_before_its_day(ben: Client, card: Delight) -> None:
    card.deliver(on=MAY)
    card.react(Reaction.LOVED, on=MAY, words="How lovely")

    card.correct(what=card.what, on=NEXT_DAY)

    assert card.reaction_on == NEXT_DAY
    assert (NEXT_DAY, f"“How lovely” Loved it: {card.what}") in story(ben)


def test_a_plan_that_is_reworded_is_told_anew(ben: Client, card: Delight) -> None:
    card.reword("A postcard", on=NEXT_DAY)
    card.reword("A postcard", on=NEXT_DAY)

    assert card.what == "A postcard"
    assert [line for line in story(ben) if line[0] == NEXT_DAY] == [
        (NEXT_DAY, "Planned instead: A postcard")
    ]


def test_the_newest_wow_is_remembered_whatever_the_order(ben: Client, card: Delight) -> None:
    older = planned(ben, "A pen")
    card.deliver(on=NEXT_DAY)
    older.deliver(on=MAY)
    assert ben.last_wow_on == NEXT_DAY

    card.undeliver()

    assert ben.last_wow_on == MAY


def test_a_delight_is_due_from_its_day_until_it_is_delivered(nora: Trader, card: Delight) -> None:
    def due(by: date) -> list[Delight]:
        return list(db.session.scalars(Delight.due(nora, by)))

    assert due(MAY - timedelta(days=1)) == []
    assert due(MAY) == due(NEXT_DAY) == [card]
    card.deliver(on=MAY)
    assert due(NEXT_DAY) == []


# Never the same surprise twice


@pytest.mark.parametrize(("days", "refused"), [(0, True), (729, True), (730, False)])
def test_the_same_surprise_waits_24_months(
    ben: Client, card: Delight, days: int, refused: bool
) -> None:
    card.deliver(on=MAY)
    again = Delight(what=" a HANDWRITTEN cárd ")

    found = given_before(ben.delights, again, on=MAY + timedelta(days=days))

    assert (found is card) is refused
    assert NEVER_TWICE.days == 730


def test_the_same_idea_in_other_words_is_the_same_surprise(nora: Trader, ben: Client) -> None:
    idea = Idea(trader_id=nora.id, text="A card")
    db.session.add(idea)
    db.session.flush()
    first = planned(ben, "A card", idea_id=idea.id)

    assert given_before(ben.delights, Delight(what="Other words", idea_id=idea.id), on=MAY) is first
    assert given_before(ben.delights, Delight(what="Other words"), on=MAY) is None


def test_what_was_dropped_stands_in_nobodys_way(ben: Client, card: Delight) -> None:
    card.drop(on=MAY)

    assert given_before(ben.delights, Delight(what=card.what), on=MAY) is None


def test_a_surprise_does_not_stand_in_its_own_way(ben: Client, card: Delight) -> None:
    assert given_before(ben.delights, card, on=MAY) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("“Lovely!”", "Lovely!"),
        ('"Lovely!"', "Lovely!"),
        ("„Lielisks!“", "Lielisks!"),
        ("Lovely!", "Lovely!"),
        ('He said "yes"', 'He said "yes"'),
        ("“", "“"),
    ],
)
def test_quotation_marks_are_put_by_the_page(typed: str, kept: str) -> None:
    assert unquoted(typed) == kept


# The budget


def test_the_budget_is_the_calendar_years(nora: Trader, ben: Client, otto: Trader) -> None:
    nora.wow_budget = Decimal(100)
    others = Client(trader=otto, name="Anna")
    db.session.add(others)
    db.session.flush()
    planned(others, cost=Decimal(70)).deliver(on=MAY)
    for what, cost, on in (
        ("A", "10.10", date(2025, 12, 31)),
        ("B", "0.10", date(2026, 1, 1)),
        ("C", "0.20", date(2026, 12, 31)),
    ):
        planned(ben, what, cost=Decimal(cost)).deliver(on=on)
    planned(ben, "D").deliver(on=MAY)
    planned(ben, "E", cost=Decimal(5), planned_for=date(2025, 11, 1))
    planned(ben, "F", cost=Decimal(7), planned_for=date(2026, 12, 31))
    planned(ben, "G", cost=Decimal(9), planned_for=date(2027, 1, 1))
    planned(ben, "H", cost=Decimal(11)).drop(on=MAY)

    budget = budget_of(nora, MAY)

    assert (budget.year, budget.spent, budget.planned) == (2026, Decimal("0.30"), Decimal(12))
    assert budget.left == Decimal("87.70")


def test_without_a_budget_nothing_is_left_or_lacking(nora: Trader) -> None:
    nora.wow_budget = None
    budget = budget_of(nora, MAY)

    assert (budget.spent, budget.planned, budget.left) == (Decimal(0), Decimal(0), None)


# Ideas


def test_an_idea_put_away_is_not_fresh_until_it_is_taken_up_again(nora: Trader) -> None:
    idea = Idea(trader_id=nora.id, text="Tea")
    db.session.add(idea)
    db.session.flush()

    def fresh() -> list[Idea]:
        return list(db.session.scalars(Idea.fresh(nora)))

    idea.retire(on=MAY)
    idea.retire(on=NEXT_DAY)
    assert idea.retired_on == MAY
    assert fresh() == []
    idea.take_up_again()
    assert fresh() == [idea]
    idea.became_standard_on = MAY
    assert fresh() == []


def test_when_an_idea_goes_the_delight_stays(nora: Trader, ben: Client) -> None:
    idea = Idea(trader_id=nora.id, text="Tea")
    db.session.add(idea)
    db.session.flush()
    tea = planned(ben, "Tea", idea_id=idea.id)

    db.session.execute(sa.delete(Idea).where(Idea.id == idea.id))
    db.session.expire_all()

    assert tea.idea_id is None
    assert tea.what == "Tea"
