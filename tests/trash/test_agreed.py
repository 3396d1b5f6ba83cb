"""What stands in writing, and money that came: deleted with care, and back as it was."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.letters import agreed, days, sent
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.models import Document, Link, digest_of
from wowcrm.levels.upkeep import commit
from wowcrm.proposals.models import Proposal
from wowcrm.recoveries.models import Recovery
from wowcrm.recoveries.raising import take_up
from wowcrm.referrals.models import BadWord
from wowcrm.timeline.models import Interaction
from wowcrm.traders.models import Trader
from wowcrm.trash.models import Trashed
from wowcrm.work.models import Means, Payment

D = Decimal


@pytest.fixture
def work(ben: Client, today: date, nora: Trader) -> Proposal:
    """Work that was agreed in writing, of which a part is paid."""
    proposal = agreed(ben, today)
    payment = proposal.stages[0].pay(D(100), Means.CASH, on=today, today=today)
    db.session.flush()
    payment.log_arrival()
    commit(nora)
    return proposal


def owed(proposal_id: int) -> list[Decimal]:
    return [stage.owed for stage in db.session.get_one(Proposal, proposal_id).stages]


def newest(trader: Trader) -> Trashed:
    return db.session.scalars(Trashed.newest(trader).limit(1)).one()


def test_what_was_signed_goes_with_its_client_and_comes_back_unchanged(
    work: Proposal, ben: Client, nora: Trader, browser: ReadingBrowser, stranger: ReadingBrowser
) -> None:
    number, id = work.id, ben.id
    document = work.offers[0].document
    before = {name: getattr(document, name) for name in sa.inspect(Document).columns.keys()}  # noqa: SIM118
    token = db.session.scalars(sa.select(Link.token)).first()
    left = owed(number)
    page = browser.get(f"/clients/{id}/delete").words
    assert "what you agreed in writing, or money that came" in page
    assert "1 payment" in page or "and more" in page

    browser.post(f"/clients/{id}/delete")

    assert db.session.scalars(sa.select(Document)).all() == []
    assert db.session.scalars(sa.select(Payment)).all() == []
    assert stranger.get(f"/for-you/{token}").status_code == 404
    browser.post(f"/trash/{newest(nora).id}/bring-back")

    back = db.session.get_one(Document, before["id"])
    assert {name: getattr(back, name) for name in before} == before
    assert digest_of(back.content) == back.digest
    assert stranger.get(f"/for-you/{token}").status_code == 200
    assert owed(number) == left


def test_a_number_of_a_paper_is_not_given_again(
    work: Proposal, ben: Client, amira: Client, nora: Trader, browser: ReadingBrowser, today: date
) -> None:
    first = work.offers[0].document.number
    browser.post(f"/clients/{ben.id}/delete")
    browser.post(f"/trash/{newest(nora).id}/erase")
    assert sent(amira, today).offers[0].document.number == first + 1


def test_what_was_sent_is_not_struck_out(work: Proposal, browser: ReadingBrowser) -> None:
    browser.post(f"/proposals/{work.id}/delete")
    assert db.session.get(Proposal, work.id) is not None
    assert db.session.scalars(sa.select(Trashed)).all() == []


def test_a_payment_that_is_struck_out_waits_in_the_trash(
    work: Proposal, nora: Trader, browser: ReadingBrowser, today: date
) -> None:
    [payment] = work.payments
    number, words, before = payment.id, payment.words, owed(work.id)
    lines = sa.select(Interaction.summary).where(Interaction.about == f"payment-{number}")
    [told] = db.session.scalars(lines)

    browser.post(f"/payments/{number}/undo")

    assert owed(work.id)[0] == before[0] + 100
    assert db.session.scalars(lines).all() == []
    entry = newest(nora)
    assert entry.name == words
    assert words in browser.get("/trash").words

    # What comes meanwhile is taken into account.
    stage = db.session.get_one(Proposal, work.id).stages[0]
    browser.post(f"/stages/{stage.id}/pay", data={"amount": "50", "means": "cash"})
    browser.post(f"/trash/{entry.id}/bring-back")

    assert owed(work.id)[0] == before[0] - 50
    assert db.session.scalars(lines).all() == [told]
    assert db.session.get_one(Payment, number).paid_on == today


def test_a_complaint_that_comes_back_was_heard_again(
    ben: Client, nora: Trader, browser: ReadingBrowser, today: date
) -> None:
    """Struck out, what was heard waits to be seen to; back again, it was."""
    word = BadWord(words="They are slow", heard_on=today - days(2))
    ben.bad_words.append(word)
    db.session.flush()
    recovery = take_up(word, on=today)
    recovery.acknowledge(on=today)
    recovery.explain("Too much at once", on=today)
    commit(nora)
    number = recovery.id
    lines = sa.select(sa.func.count()).where(Interaction.about.startswith(f"recovery-{number}"))
    assert db.session.scalar(lines) == 3

    browser.post(f"/recoveries/{number}/delete")
    assert word.seen_to_on is None
    assert db.session.scalar(lines) == 0
    browser.post(f"/trash/{newest(nora).id}/bring-back")

    assert word.seen_to_on == today
    assert db.session.scalar(lines) == 3
    assert db.session.get_one(Recovery, number).bad_word_id == word.id


def test_deleting_somebody_with_a_long_story_is_quick(
    ben: Client, nora: Trader, browser: ReadingBrowser, today: date
) -> None:
    db.session.execute(
        sa.insert(Interaction),
        [
            {"client_id": ben.id, "kind": "note", "summary": f"Note {n}", "happened_on": today}
            for n in range(5000)
        ],
    )
    commit(nora)
    began = datetime.now(UTC)
    browser.post(f"/clients/{ben.id}/delete")
    took = (datetime.now(UTC) - began).total_seconds()
    assert newest(nora).counts["interactions"] >= 5000
    # A second on a machine with nothing else to do.
    assert took < 10, f"{took:.1f} s"
