"""The rule of Today about money: from which day, in which words, and its acts."""

from datetime import date
from decimal import Decimal

import pytest

from tests.letters import agreed, days
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.upkeep import commit
from wowcrm.proposals.models import Proposal
from wowcrm.today.done import done_on
from wowcrm.today.nudge import Nudge, Rule
from wowcrm.today.queue import queue_for
from wowcrm.today.rules import RULES
from wowcrm.traders.models import Trader
from wowcrm.work.models import Means


@pytest.fixture
def work(ben: Client, today: date) -> Proposal:
    return agreed(ben, today)


def nudges(trader: Trader, on: date) -> list[Nudge]:
    commit(trader)
    return [n for n in queue_for(trader, on, whole=True).nudges if n.rule is Rule.PAYMENT_DUE]


def test_a_stage_is_named_from_its_day_until_it_is_paid(
    work: Proposal, nora: Trader, today: date
) -> None:
    (nudge,) = nudges(nora, today)
    assert nudge.fact == "€500 is due today."
    assert nudge.more == "On signing (Bookkeeping for a year)."
    assert nudge.subject == f"stage-{work.stages[0].id}"

    (nudge,) = nudges(nora, today + days(4))
    assert nudge.fact.endswith("4 days ago.")
    work.stages[0].pay(Decimal(200), Means.CASH, on=today, today=today)
    (nudge,) = nudges(nora, today)
    assert nudge.fact == "€300 is due today."
    work.stages[0].pay(Decimal(300), Means.CASH, on=today, today=today)
    assert not nudges(nora, today)


def test_a_stage_of_a_milestone_waits_until_it_is_reached(
    work: Proposal, nora: Trader, today: date
) -> None:
    work.stages[0].waive(on=today)
    assert not nudges(nora, today + days(15))

    work.milestones[0].reach(on=today + days(15))
    (nudge,) = nudges(nora, today + days(15))
    assert nudge.fact == "€200 is due today."


def test_who_is_put_away_is_not_asked(
    work: Proposal, ben: Client, nora: Trader, today: date
) -> None:
    ben.archive(on=today)

    assert not nudges(nora, today)


def test_money_comes_after_reactions_and_before_thanks() -> None:
    names = [rule.__name__ for rule in RULES]

    assert names.index("reaction_missing") < names.index("payment_due") < names.index("thank")
    order = list(Rule)
    assert order.index(Rule.REACTION_MISSING) < order.index(Rule.PAYMENT_DUE)
    assert order.index(Rule.PAYMENT_DUE) < order.index(Rule.THANK)
    assert not Rule.PAYMENT_DUE.is_outreach


def test_paid_is_an_act_of_today_with_its_way_back(
    work: Proposal, nora: Trader, browser: ReadingBrowser, today: date
) -> None:
    page = browser.get("/")
    assert "€500 is due today." in page.words
    assert "Remind them kindly" in page.words

    browser.post(f"/stages/{work.stages[0].id}/pay", data={"back": "/"})
    page = browser.get("/")
    assert "€500 is due today." not in page.words
    assert "€500: On signing (Bookkeeping for a year)" in page.words
    (done,) = done_on(nora, today)
    browser.post(f"/payments/{done.values['payment_id']}/undo", data={"back": "/"})
    assert "€500 is due today." in browser.get("/").words


def test_the_reminder_is_a_ready_message(
    work: Proposal, ben: Client, nora: Trader, browser: ReadingBrowser, today: date
) -> None:
    nora.pays_to = "LV00 BANK 0000"
    (nudge,) = nudges(nora, today)
    assert (nudge.act.endpoint, nudge.act.values["client_id"]) == ("messages.write", ben.id)
    page = browser.get(f"/clients/{ben.id}/message?about={nudge.act.values['about']}")
    for words in ("€500.00", "is due today", "LV00 BANK 0000"):
        assert words in page.text, words

    work.stages[0].waive(on=today)
    db.session.commit()
    gone = browser.get(f"/clients/{ben.id}/message?about={nudge.act.values['about']}")
    assert gone.status_code == 404


def test_nobody_reads_words_about_another_clients_money(
    work: Proposal, amira: Client, browser: ReadingBrowser
) -> None:
    about = f"payment-{work.stages[0].id}"

    assert browser.get(f"/clients/{amira.id}/message?about={about}").status_code == 404


def test_the_rule_asks_once_whatever_there_is_to_pay(
    ben: Client, nora: Trader, today: date, statements: list[str]
) -> None:
    def asked() -> int:
        db.session.expire_all()
        commit(nora)
        statements.clear()
        rule = next(rule for rule in RULES if rule.__name__ == "payment_due")
        rule(nora, today, 50)
        done_on(nora, today)
        return len(statements)

    for _ in range(2):
        agreed(ben, today).stages[2].pay(Decimal(5), Means.CASH, on=today, today=today)
    few = asked()
    for _ in range(6):
        agreed(ben, today).stages[2].pay(Decimal(5), Means.CASH, on=today, today=today)

    assert asked() == few
