"""What a referral is and does; dates passed in."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.conftest import client_of
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.referrals.figures import figures_by, figures_of, senders_page
from wowcrm.referrals.models import BadWord, GoodWord, Outcome, Referral
from wowcrm.timeline.models import Interaction
from wowcrm.traders.models import Trader

MAY = date(2026, 5, 3)
NEXT_DAY = MAY + timedelta(days=1)


def sent(sender: Client, name: str = "Zane", on: date = MAY, **columns: object) -> Referral:
    referral = Referral(name=name, received_on=on, **columns)
    sender.referrals.insert(0, referral)
    db.session.flush()
    referral.log_arrival()
    return referral


@pytest.fixture
def zane(ben: Client) -> Referral:
    return sent(ben)


def story(client: Client) -> list[tuple[date, str]]:
    db.session.flush()
    lines = db.session.scalars(client.interactions.select().order_by(Interaction.id))
    return [(line.happened_on, line.summary) for line in lines]


def test_a_referral_stands_on_the_senders_story_and_is_counted(ben: Client, zane: Referral) -> None:
    assert story(ben) == [(MAY, "Sent you Zane")]
    assert ben.referrals_given == 1
    assert zane.outcome is Outcome.OPEN
    assert zane.thank_by == date(2026, 5, 5)


def test_thanking_tells_how_and_can_be_taken_back(ben: Client, zane: Referral) -> None:
    zane.thank(on=NEXT_DAY, how="a card")
    zane.thank(on=NEXT_DAY, how="again")

    assert (zane.thanked_on, zane.thanked_how) == (NEXT_DAY, "a card")
    assert story(ben)[1:] == [(NEXT_DAY, "Thanked for sending Zane: a card")]

    zane.unthank()
    zane.unthank()
    assert not zane.is_thanked
    assert zane.thanked_how is None
    assert story(ben) == [(MAY, "Sent you Zane")]


def test_becoming_a_client_is_told_on_both_stories(
    ben: Client, amira: Client, zane: Referral
) -> None:
    zane.convert(amira, on=NEXT_DAY)
    zane.convert(ben, on=NEXT_DAY)

    assert zane.outcome is Outcome.CLIENT
    assert zane.client is amira
    assert story(ben)[1:] == [(NEXT_DAY, "Amira Haddad became a client")]
    assert story(amira) == [(NEXT_DAY, "Sent by Ben Carter")]
    assert amira.found_us_by == "Ben Carter"


def test_how_a_client_found_us_is_not_overwritten(amira: Client, zane: Referral) -> None:
    amira.found_us_by = "the fair"
    zane.convert(amira, on=MAY)

    assert amira.found_us_by == "the fair"


def test_what_came_of_it_can_be_opened_again(ben: Client, amira: Client, zane: Referral) -> None:
    zane.come_to_nothing(on=NEXT_DAY)
    zane.come_to_nothing(on=NEXT_DAY + timedelta(days=1))
    assert zane.outcome == "nothing"
    assert zane.came_to_nothing_on == NEXT_DAY

    # Whoever did not come then may come after all.
    zane.convert(amira, on=NEXT_DAY)
    assert zane.outcome == "client"
    assert zane.came_to_nothing_on is None

    zane.reopen()
    zane.reopen()
    assert zane.is_open
    assert zane.client is None
    assert story(amira) == []
    assert story(ben) == [(MAY, "Sent you Zane")]


def test_a_mended_referral_mends_its_line(ben: Client, zane: Referral) -> None:
    zane.describe("Zane Liepa", contact=None, note=None, value=None, on=NEXT_DAY)

    assert story(ben) == [(NEXT_DAY, "Sent you Zane Liepa")]


def test_striking_it_out_leaves_nothing(ben: Client, amira: Client, zane: Referral) -> None:
    zane.thank(on=MAY)
    zane.convert(amira, on=MAY)
    zane.remove()
    db.session.flush()

    assert story(ben) == story(amira) == []
    assert ben.referrals_given == 0
    assert db.session.scalars(sa.select(Referral)).all() == []


def test_the_worth_is_what_was_said_else_what_the_client_brings(
    amira: Client, zane: Referral
) -> None:
    amira.value = Decimal(900)
    zane.convert(amira, on=MAY)
    assert zane.worth == Decimal(900)

    zane.value = Decimal(500)
    assert zane.worth == Decimal(500)


def test_totals_of_a_sender(nora: Trader, ben: Client, amira: Client, karlis: Client) -> None:
    amira.value, karlis.value = Decimal("900.50"), Decimal(100)
    sent(ben, "Amira").convert(amira, on=MAY)
    sent(ben, "Kārlis", value=Decimal(50)).convert(karlis, on=MAY)
    sent(ben, "Nobody", value=Decimal(7)).come_to_nothing(on=MAY)
    sent(amira, "Open", value=Decimal(9))
    db.session.flush()

    figures = figures_by([ben, amira, karlis])
    assert (figures[ben.id].sent, figures[ben.id].became) == (3, 2)
    assert figures[ben.id].worth == Decimal("950.50")
    assert (figures[amira.id].sent, figures[amira.id].worth) == (1, Decimal(0))
    assert figures[karlis.id].sent == 0
    assert figures_of(nora).sent == 4
    assert figures_of(nora).worth == Decimal("950.50")


def test_the_totals_of_another_are_not_counted(nora: Trader, otto: Trader) -> None:
    sent(client_of(otto, "His own"))
    db.session.flush()

    assert figures_of(nora).sent == 0
    assert senders_page(nora).rows == []


def test_senders_come_a_page_at_a_time_most_first(nora: Trader) -> None:
    for number in range(45):
        client_of(nora, f"Client {number}", referrals_given=number % 3)

    seen = []
    after: str | None = ""
    while after is not None:
        page = senders_page(nora, after)
        seen += [sender.client for sender in page.rows]
        after = page.after
    assert len(seen) == len({client.id for client in seen}) == 30
    assert [client.referrals_given for client in seen] == [2] * 15 + [1] * 15


def test_deleting_the_new_client_keeps_that_they_were_sent(
    ben: Client, amira: Client, zane: Referral
) -> None:
    zane.convert(amira, on=MAY)
    db.session.commit()
    db.session.delete(amira)
    db.session.commit()

    db.session.expire_all()
    assert zane.client is None
    assert zane.outcome is Outcome.CLIENT
    assert ben.referrals_given == 1


def test_deleting_the_sender_leaves_the_client_they_sent(
    ben: Client, amira: Client, zane: Referral
) -> None:
    zane.convert(amira, on=MAY)
    db.session.commit()
    db.session.delete(ben)
    db.session.commit()

    db.session.expire_all()
    assert amira.sent_by == []
    assert db.session.scalars(sa.select(Referral)).all() == []


def test_asking_is_written_down_once_a_day_and_taken_back(ben: Client) -> None:
    ben.ask(on=MAY)
    ben.ask(on=MAY)
    ben.ask(on=NEXT_DAY)
    assert len(story(ben)) == 2
    assert ben.asked_on == NEXT_DAY

    ben.unask()
    assert ben.asked_on == MAY
    ben.unask()
    assert ben.asked_on is None
    assert story(ben) == []


# Words


def good(client: Client, **columns: object) -> GoodWord:
    word = GoodWord(words="A wonder", said_on=MAY, **columns)
    client.good_words.insert(0, word)
    db.session.flush()
    word.log_arrival()
    return word


def bad(client: Client) -> BadWord:
    word = BadWord(words="Too slow", place="the market", heard_on=MAY)
    client.bad_words.insert(0, word)
    db.session.flush()
    word.log_arrival()
    return word


def test_good_words_stand_on_the_story(ben: Client) -> None:
    good(ben, place="Google")

    assert story(ben) == [(MAY, "“A wonder” (Google)")]


def test_words_may_be_quoted_from_the_day_they_agreed(ben: Client) -> None:
    word = good(ben)
    assert not word.may_be_quoted

    word.agree(on=MAY)
    word.agree(on=NEXT_DAY)
    assert word.consent_on == MAY
    word.disagree()
    assert not word.may_be_quoted


def test_mended_words_are_told_once(ben: Client) -> None:
    word = good(ben)
    word.words = "A miracle"
    word.retell()
    assert story(ben) == [(MAY, "“A miracle”")]

    word.remove()
    assert story(ben) == []


def test_a_bad_word_is_seen_to_and_opened_again(ben: Client) -> None:
    word = bad(ben)
    word.see_to(on=NEXT_DAY)
    word.see_to(on=NEXT_DAY)
    assert story(ben) == [
        (MAY, "Heard: “Too slow” (the market)"),
        (NEXT_DAY, "Seen to: “Too slow”"),
    ]

    word.reopen()
    assert not word.is_seen_to
    assert len(story(ben)) == 1


def test_mending_a_bad_word_keeps_that_it_was_seen_to(ben: Client) -> None:
    word = bad(ben)
    word.see_to(on=NEXT_DAY)
    word.words = "Far too slow"
    word.retell()
    assert [line for _, line in story(ben)] == [
        "Heard: “Far too slow” (the market)",
        "Seen to: “Far too slow”",
    ]

    word.remove()
    assert story(ben) == []
