"""A proposal's way: written, sent, answered, sent again; what was sent stays as it was."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.letters import agreed, answer, days, sent, terms_on, written
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.models import Document, Link, digest_of
from wowcrm.documents.paper import Facts, Points, Prose, Table
from wowcrm.levels.upkeep import commit
from wowcrm.proposals.drawing import draw
from wowcrm.proposals.models import Proposal, State
from wowcrm.proposals.sending import begin, copy, newest, revert, send, withdraw
from wowcrm.proposals.terms import Item
from wowcrm.timeline.story import story_of
from wowcrm.traders.models import Trader

D = Decimal


def told(client: Client) -> list[str]:
    return [line.summary for line in story_of(client, "promises").lines]


def test_a_letter_begins_with_half_now_and_the_rest_on_delivery(ben: Client, nora: Trader) -> None:
    nora.tax_name, nora.prices_include_tax = "VAT", True
    draft = begin(ben, "Bookkeeping").draft

    assert draft.opening == "Dear Ben,"
    assert [part.figure for part in draft.parts] == [D(50), None]
    assert draft.parts[1].milestone == draft.deliveries[0].key
    assert (draft.tax_name, draft.includes_tax) == ("VAT", True)


def test_sending_freezes_what_is_written_under_a_number(ben: Client, today: date) -> None:
    proposal = sent(ben, today)
    offer = newest(proposal)
    assert offer is not None

    assert proposal.state is State.SENT
    assert proposal.awaits_answer
    assert offer.document.paper.number == f"{today.year}-001"
    assert offer.agreed == proposal.draft
    assert told(ben) == [f"Sent: Bookkeeping for a year ({today.year}-001)"]


def test_the_paper_says_all_of_it(ben: Client, nora: Trader, today: date) -> None:
    nora.address, nora.pays_to = "Brīvības iela 1\nRīga", "LV12 BANK 0000"
    paper = draw(written(ben, terms_on(today)), terms_on(today), on=today, number="2026-001")
    blocks = {getattr(block, "heading", ""): block for block in paper.blocks}

    assert paper.sender.name == "Lind Accounts"
    assert paper.sender.lines == ("Nora Lind", "Brīvības iela 1", "Rīga")
    assert paper.foot == ("LV12 BANK 0000",)
    assert blocks[""] == Prose("Dear Ben,\n\nhere is what we spoke of.")
    assert blocks["What is not included"] == Points(
        "What is not included", ("Letters to the bank",), "no"
    )
    price = blocks["What it costs"]
    assert isinstance(price, Table)
    assert price.rows == (
        ("Monthly figures", "12 × €75.00 / month", "€900.00"),
        ("The old mess", "1 × €100.00", "€100.00"),
    )
    assert price.totals == (("Total", "€1,000.00"),)
    paid = blocks["How it is paid"]
    assert isinstance(paid, Table)
    assert [row[::2] for row in paid.rows] == [
        ("On signing", "€500.00"),
        ("Figures", "€200.00"),
        ("At the end", "€300.00"),
    ]
    assert paid.rows[1][1] == "with “First figures”"
    ready = blocks["When it will be ready"]
    assert isinstance(ready, Facts)
    assert [what for _day, what in ready.pairs] == ["First figures", "The yearly return"]


@pytest.mark.parametrize(
    ("within", "totals"),
    [
        (
            False,
            (
                ("Without VAT", "€200.00"),
                ("VAT 12 % of €100.00", "€12.00"),
                ("VAT 21 % of €100.00", "€21.00"),
                ("Total", "€233.00"),
            ),
        ),
        (
            True,
            (
                ("VAT 12 % included", "€10.71"),
                ("VAT 21 % included", "€17.36"),
                ("Total", "€200.00"),
            ),
        ),
    ],
)
def test_the_paper_says_which_tax_is_in_it(
    ben: Client, today: date, within: bool, totals: tuple[tuple[str, str], ...]
) -> None:
    items = tuple(Item(str(rate), D(1), D(100), tax_rate=D(rate)) for rate in (12, 21))
    terms = terms_on(today, items=items, tax_name="VAT", includes_tax=within)
    paper = draw(written(ben, terms), terms, on=today)
    table = next(block for block in paper.blocks if isinstance(block, Table))

    assert table.columns == ("What", "VAT", "Amount")
    assert table.totals == totals


def test_what_was_sent_stays_as_it_was_when_the_draft_changes(ben: Client, today: date) -> None:
    proposal = sent(ben, today)
    document = proposal.offers[0].document
    before = dict(document.content)
    proposal.write(terms_on(today, title="Something else"), on=today)
    commit(ben.trader)
    db.session.expire_all()

    assert proposal.revised_on == today
    assert document.content == before
    assert digest_of(document.content) == document.digest
    assert proposal.offers[0].agreed.title == "Bookkeeping for a year"


def test_a_change_is_sent_as_a_new_version_at_the_same_address(ben: Client, today: date) -> None:
    proposal = sent(ben, today)
    token = proposal.offers[0].document.links[0].token
    proposal.write(terms_on(today, title="Bookkeeping, longer"), on=today)
    document = send(proposal, on=today)
    commit(ben.trader)
    db.session.expire_all()

    assert document.paper.number == f"{today.year}-001 v2"
    assert [link.token for link in document.links] == [token]
    assert proposal.revised_on is None
    assert not proposal.offers[0].document.is_current


def test_what_lies_with_the_client_is_not_sent_twice(ben: Client, today: date) -> None:
    proposal = sent(ben, today)

    assert send(proposal, on=today) is proposal.offers[0].document
    assert len(proposal.offers) == 1


def test_changes_can_be_dropped(ben: Client, today: date) -> None:
    proposal = sent(ben, today)
    proposal.write(terms_on(today, title="Something else"), on=today)
    revert(proposal, on=today)

    assert (proposal.title, proposal.revised_on) == ("Bookkeeping for a year", None)


def test_a_no_comes_with_its_reason_and_it_can_be_sent_again(ben: Client, today: date) -> None:
    proposal = sent(ben, today)
    answer(proposal, today, yes=False, because="Too dear")
    assert proposal.state is State.DECLINED
    assert proposal.declined_because == "Too dear"
    assert told(ben)[0] == "Declined: Bookkeeping for a year. “Too dear”"

    proposal.write(terms_on(today, needed="Nothing"), on=today)
    send(proposal, on=today)
    assert proposal.awaits_answer
    answer(proposal, today)
    assert proposal.is_open


def test_what_was_withdrawn_asks_for_no_answer(ben: Client, today: date) -> None:
    proposal = sent(ben, today)
    withdraw(proposal, on=today)
    document = answer(proposal, today)

    assert proposal.state is State.WITHDRAWN
    assert document.accepted_at is None
    assert told(ben)[0] == "Withdrawn: Bookkeeping for a year"


def test_a_version_withdrawn_leads_back_to_what_was_agreed(ben: Client, today: date) -> None:
    proposal = agreed(ben, today)
    first = proposal.offers[0].document
    for title in ("Longer", "Longer still"):
        proposal.write(terms_on(today, title=title), on=today)
        send(proposal, on=today)
    withdraw(proposal, on=today)
    commit(ben.trader)
    db.session.expire_all()
    link = db.session.scalars(sa.select(Link)).one()
    assert link.document is first
    assert proposal.is_open

    third = send(proposal, on=today)
    assert link.document is third


def test_a_no_to_a_new_version_leaves_what_was_agreed(ben: Client, today: date) -> None:
    proposal = agreed(ben, today)
    proposal.write(terms_on(today, title="Longer"), on=today)
    send(proposal, on=today)
    answer(proposal, today, yes=False)

    assert proposal.is_open
    assert len(proposal.stages) == 3


def test_a_copy_greets_its_own_client_and_moves_its_days(
    ben: Client, amira: Client, today: date
) -> None:
    proposal = sent(ben, today - days(30), opening="Dear Ben,\n\nBen’s benefit.")
    another = copy(proposal, amira, on=today)

    assert another.client is amira
    assert another.draft.opening == "Dear Amira,\n\nAmira’s benefit."
    assert another.draft.deliveries[0].due_on == today + days(10)
    assert another.state is State.DRAFT


def test_numbers_are_counted_for_each_trader(ben: Client, amira: Client, today: date) -> None:
    numbers = [sent(client, today).offers[0].document.number for client in (ben, amira, ben)]

    assert numbers == [1, 2, 3]


def test_a_deleted_client_takes_everything_along(ben: Client, today: date) -> None:
    nora = ben.trader
    agreed(ben, today)
    db.session.delete(ben)
    commit(nora)

    for model in (Proposal, Document, Link):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 0


def test_currency_is_kept_with_the_proposal(ben: Client, nora: Trader, today: date) -> None:
    proposal = sent(ben, today)
    nora.currency = "GBP"
    paper = draw(proposal, replace(proposal.draft), on=today)
    table = next(block for block in paper.blocks if isinstance(block, Table))

    assert table.totals[-1][1] == "€1,000.00"
