"""Words on how work stands, wishes for more, and when a word is due."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.conftest import client_of
from tests.progress.works import note, work
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.expectations.models import Expectations
from wowcrm.levels.upkeep import commit
from wowcrm.progress.models import Outcome, ScopeChange
from wowcrm.progress.standing import progress_of
from wowcrm.proposals.models import Proposal
from wowcrm.timeline.story import story_of
from wowcrm.today.rules.progress import progress_due
from wowcrm.traders.models import Trader


def asked(proposal: Proposal, what: str = "A second warehouse") -> ScopeChange:
    on = proposal.client.trader.today()
    change = ScopeChange(client=proposal.client, proposal=proposal, what=what, asked_on=on)
    db.session.add(change)
    db.session.flush()
    change.log_arrival()
    return change


def lines(client: Client) -> list[str]:
    db.session.flush()
    return [line.summary for line in story_of(client).lines]


def test_what_is_done_comes_before_what_is_next(ben: Client, today: date) -> None:
    proposal = work(ben)
    first, second, third = proposal.milestones
    second.reach(on=today)
    third.promise.let_go(on=today)

    progress = progress_of(proposal)
    assert progress.milestones == [second, first]
    assert (progress.done, progress.ahead, progress.next) == ([second], [first], first)


def test_money_is_added_up(ben: Client) -> None:
    progress = progress_of(work(ben))
    assert (progress.price, progress.paid) == (Decimal("400.00"), Decimal("100.00"))


def test_a_word_belongs_to_its_work_or_to_all_since_that_began(ben: Client, today: date) -> None:
    proposal, other = work(ben), work(ben, "Another")
    mine, of_all = note(ben, today, proposal), note(ben, today)
    note(ben, today, other)
    note(ben, today - timedelta(days=90))

    assert set(progress_of(proposal).notes) == {mine, of_all}


def test_a_word_stands_in_the_story_and_is_said_better(ben: Client, today: date) -> None:
    word = note(ben, today)
    word.reword("All is done.")
    assert lines(ben)[0] == "Told how it stands: All is done."

    word.remove()
    assert not any("Told" in line for line in lines(ben))


def test_a_wish_for_more_is_agreed_declined_or_priced(ben: Client, today: date) -> None:
    proposal = work(ben)
    agreed, declined, priced = asked(proposal), asked(proposal, "Payroll"), asked(proposal, "Audit")
    agreed.agree(on=today)
    declined.decline(on=today)
    priced.price_at(Decimal("120.50"), on=today)

    assert [one.outcome for one in (agreed, declined, priced)] == [
        Outcome.AGREED,
        Outcome.DECLINED,
        Outcome.PRICED,
    ]
    assert priced.price == "€120.50"
    assert lines(ben)[:3] == [
        "Priced (€120.50): Audit",
        "Declined: Payroll",
        "Agreed: A second warehouse",
    ]


def test_what_was_said_is_said_once_and_can_be_taken_back(ben: Client, today: date) -> None:
    change = asked(work(ben))
    change.price_at(Decimal(40), on=today)
    change.agree(on=today)
    assert (change.outcome, change.amount) == (Outcome.PRICED, Decimal(40))

    change.reopen()
    assert (change.outcome, change.amount, change.answered_on) == (None, None, None)
    assert lines(ben)[0] == "Asked for more: A second warehouse"


def test_only_what_was_given_for_nothing_may_be_a_delight(ben: Client, today: date) -> None:
    change = asked(work(ben))
    assert not change.may_delight
    change.price_at(Decimal(40), on=today)
    assert not change.may_delight

    change.reopen()
    change.agree(on=today)
    assert change.may_delight
    delight = Delight(what=change.what, planned_for=today)
    ben.delights.append(delight)
    change.delight_with(delight)
    db.session.flush()
    assert not change.may_delight
    change.reopen()
    assert change.outcome is Outcome.AGREED


# When a word is due


def due(nora: Trader, today: date) -> list[str]:
    db.session.flush()
    return [nudge.subject for nudge in progress_due(nora, today, 10)]


@pytest.mark.parametrize(("ago", "is_due"), [(13, False), (14, True), (30, True)])
def test_a_word_is_due_after_the_traders_days(
    nora: Trader, ben: Client, today: date, ago: int, is_due: bool
) -> None:
    proposal = work(ben, accepted_on=today - timedelta(days=ago))
    assert due(nora, today) == ([f"progress-{proposal.id}"] if is_due else [])


def test_every_word_puts_it_off(nora: Trader, ben: Client, today: date) -> None:
    proposal = work(ben, accepted_on=today - timedelta(days=30))
    word = note(ben, today - timedelta(days=14), proposal)
    assert due(nora, today)

    word.written_on = today - timedelta(days=13)
    assert not due(nora, today)
    word.proposal_id = None
    assert not due(nora, today)


def test_what_the_sheet_says_goes_before_what_the_trader_does(
    nora: Trader, ben: Client, today: date
) -> None:
    work(ben, accepted_on=today - timedelta(days=7))
    sheet = Expectations(version=1, progress_every=7, rhythm=[], shared_on=today)
    ben.sheets.append(sheet)
    assert due(nora, today)

    sheet.progress_every = 8
    assert not due(nora, today)
    nora.progress_every = 5
    assert not due(nora, today)
    sheet.ended_on = today
    assert due(nora, today)


def test_nothing_is_due_without_a_rhythm_work_or_client(
    nora: Trader, ben: Client, today: date
) -> None:
    proposal = work(ben, accepted_on=today - timedelta(days=99))
    assert due(nora, today)

    nora.progress_every = None
    assert not due(nora, today)
    nora.progress_every = 14
    proposal.closed_on = today
    assert not due(nora, today)
    proposal.closed_on, ben.archived_on = None, today
    assert not due(nora, today)


def test_ottos_work_is_not_noras(nora: Trader, otto: Trader, today: date) -> None:
    work(client_of(otto, "Zane"), accepted_on=today - timedelta(days=99))
    commit(otto)
    assert not due(nora, today)


def test_the_longest_silence_comes_first(nora: Trader, ben: Client, amira: Client) -> None:
    today = nora.today()
    newer = work(ben, accepted_on=today - timedelta(days=20))
    older = work(amira, accepted_on=today - timedelta(days=30))
    assert due(nora, today) == [f"progress-{older.id}", f"progress-{newer.id}"]
