"""Today's rules about word of mouth: whom to thank, whom to ask, whom to move up."""

from datetime import date, timedelta
from decimal import Decimal

from tests.conftest import client_of
from tests.referrals.test_referral import bad, sent
from tests.today.test_rules import judged, nudges, planned
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Idea, Reaction
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.timeline.models import InteractionKind
from wowcrm.today.done import done_on
from wowcrm.today.moveup import move_ups_for
from wowcrm.today.nudge import Rule
from wowcrm.traders.models import Trader

MEETS = ServiceLevel.MEETS


def days(number: int) -> timedelta:
    return timedelta(days=number)


def delighted(client: Client, today: date) -> None:
    judged(client, MEETS, today)
    planned(client, today - days(3)).deliver(on=today - days(3), reaction=Reaction.LOVED)


def test_thanks_are_due_two_days_after(ben: Client, nora: Trader, today: date) -> None:
    zane = sent(ben, "Zane Liepa", today)

    assert not nudges(nora, today + days(1), Rule.THANK)
    (nudge,) = nudges(nora, today + days(2), Rule.THANK)
    assert nudge.fact == "Sent you Zane Liepa 2 days ago."
    assert nudge.act.post
    assert not nudges(nora, today + days(90), Rule.THANK)

    zane.thank(on=today + days(2))
    assert not nudges(nora, today + days(2), Rule.THANK)
    (done,) = done_on(nora, today + days(2))
    assert (done.said, done.endpoint) == ("Thanked", "referrals.unthank")


def test_thanks_do_not_rest_at_the_ceiling(ben: Client, nora: Trader, today: date) -> None:
    sent(ben, on=today - days(2))
    for _ in range(3):
        ben.log(InteractionKind.CALL, "Rang", on=today)

    assert nudges(nora, today, Rule.THANK)


def test_a_good_moment_to_ask_is_when_needs_are_exceeded(
    ben: Client, nora: Trader, today: date
) -> None:
    judged(ben, MEETS, today)
    assert not nudges(nora, today, Rule.ASK)

    planned(ben, today - days(3)).deliver(on=today - days(3), reaction=Reaction.LOVED)
    (nudge,) = nudges(nora, today, Rule.ASK)
    assert "Delighted on" in nudge.more


def test_nobody_is_asked_twice_in_half_a_year(ben: Client, nora: Trader, today: date) -> None:
    delighted(ben, today)
    ben.ask(on=today - days(181))
    assert not nudges(nora, today, Rule.ASK)

    ben.unask()
    ben.ask(on=today - days(182))
    assert nudges(nora, today, Rule.ASK)

    ben.ask(on=today)
    assert not nudges(nora, today, Rule.ASK)
    assert [done.endpoint for done in done_on(nora, today)] == ["referrals.unask"]


def test_nobody_is_asked_while_something_is_open(ben: Client, nora: Trader, today: date) -> None:
    delighted(ben, today)
    word = bad(ben)
    assert not nudges(nora, today, Rule.ASK)
    word.see_to(on=today)

    zane = sent(ben, on=today - days(1))
    assert not nudges(nora, today, Rule.ASK)
    zane.thank(on=today)

    again = planned(ben, today, "Another")
    again.deliver(on=today)
    assert not nudges(nora, today, Rule.ASK)
    again.react(Reaction.PLEASED, on=today)
    assert nudges(nora, today, Rule.ASK)


def test_asking_rests_at_the_ceiling(ben: Client, nora: Trader, today: date) -> None:
    delighted(ben, today)
    for _ in range(2):
        ben.log(InteractionKind.CALL, "Rang", on=today)

    assert not nudges(nora, today, Rule.ASK)


def test_few_are_asked_at_once_the_newest_wow_first(nora: Trader, today: date) -> None:
    for number in range(4):
        client = client_of(nora, f"Client {number}")
        judged(client, MEETS, today)
        on = today - days(20 - number)
        planned(client, on).deliver(on=on, reaction=Reaction.LOVED)

    assert [nudge.client.name for nudge in nudges(nora, today, Rule.ASK)] == [
        "Client 3",
        "Client 2",
    ]


def test_referrals_weigh_as_much_as_the_work(nora: Trader, today: date) -> None:
    for number in range(6):
        db.session.add(Idea(trader_id=nora.id, text=f"Idea {number}", fits=["any"]))
    sends, pays, plain = (
        client_of(nora, "Sends", value=Decimal(100)),
        client_of(nora, "Pays", value=Decimal(1000)),
        client_of(nora, "Plain", value=Decimal(100)),
    )
    for client in (sends, pays, plain):
        judged(client, MEETS, today)
    for number in range(4):
        sent(sends, f"Somebody {number}", today).thank(on=today)
    sent(plain, "One", today).thank(on=today)
    commit(nora)

    proposals = move_ups_for(nora, today).proposals
    # 0.1 + 1 for referrals, 1 + 0, 0.1 + 0.25; all three equally long without a wow.
    assert [one.client.name for one in proposals] == ["Sends", "Pays", "Plain"]
    assert "Has sent you 4 people." in proposals[0].why
    assert "Has sent you 1 person." in proposals[2].why
