"""The account of some work: drafted from the facts, given version by version, never changed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.letters import agreed, days
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.models import Document
from wowcrm.documents.paper import Block, Facts, Points, Prose, Table
from wowcrm.levels.upkeep import commit
from wowcrm.progress.models import ScopeChange
from wowcrm.progress.standing import progress_of
from wowcrm.proposals.models import Proposal
from wowcrm.reports.drafting import draft
from wowcrm.reports.drawing import draw
from wowcrm.reports.giving import give, given, is_news, report_of
from wowcrm.reports.models import Report
from wowcrm.work.models import Means

BEGAN = date(2026, 5, 3)


@pytest.fixture
def proposal(ben: Client) -> Proposal:
    return agreed(ben, BEGAN)


def drafted(proposal: Proposal) -> Report:
    db.session.flush()
    return draft(progress_of(proposal))


def blocks(proposal: Proposal, report: Report | None = None) -> dict[str, Block]:
    db.session.flush()
    progress = progress_of(proposal)
    paper = draw(report or draft(progress), progress, on=BEGAN + days(50))
    return {getattr(block, "heading", ""): block for block in paper.blocks}


def account(proposal: Proposal, on: date) -> Document:
    db.session.flush()
    progress = progress_of(proposal)
    document = give(report_of(progress), progress, on=on)
    commit(proposal.client.trader)
    return document


def test_what_went_as_agreed_needs_no_words(proposal: Proposal) -> None:
    for milestone in proposal.milestones:
        milestone.reach(on=milestone.due_on)
    report = drafted(proposal)

    assert (report.overcome, report.differs) == (None, None)
    assert report.opening is not None
    assert report.opening.startswith("Dear Ben,")


def test_another_day_that_was_agreed_in_time_is_told_with_its_reason(proposal: Proposal) -> None:
    promise = proposal.milestones[0].promise
    promise.renegotiate(BEGAN + days(14), "the bank was closed", on=BEGAN + days(8))
    promise.keep(on=BEGAN + days(14))
    proposal.milestones[1].reach(on=BEGAN + days(30))

    report = drafted(proposal)
    assert report.overcome == (
        "– The bank was closed. You heard of it on 11 May 2026, in good time, and we agreed on"
        " 17 May 2026 for: First figures."
    )
    assert report.differs == (
        "– First figures: first agreed for 13 May 2026, delivered on 17 May 2026 as we agreed anew"
        " (the bank was closed)."
    )


def test_what_came_late_is_said_to_be_late(proposal: Proposal) -> None:
    first, second = (milestone.promise for milestone in proposal.milestones)
    first.keep(on=BEGAN + days(12))
    second.renegotiate(BEGAN + days(40), "I was ill", on=BEGAN + days(31))

    report = drafted(proposal)
    assert report.overcome is not None
    assert "You should have heard of it sooner" in report.overcome
    assert report.differs is not None
    assert report.differs.splitlines() == [
        "– First figures: agreed for 13 May 2026, delivered on 15 May 2026, 2 days late.",
        "– The yearly return: agreed for 2 June 2026, not delivered yet.",
    ]


def test_what_was_asked_for_besides_dropped_and_let_go_is_listed(
    ben: Client, proposal: Proposal
) -> None:
    on = BEGAN + days(5)
    for what, answer in (("Payroll", "agree"), ("Audit", "decline"), ("A visit", "")):
        change = ScopeChange(client=ben, proposal=proposal, what=what, asked_on=on)
        db.session.add(change)
        if answer:
            getattr(change, answer)(on=on)
    priced = ScopeChange(client=ben, proposal=proposal, what="A course", asked_on=on)
    db.session.add(priced)
    db.session.flush()
    priced.price_at(Decimal(90), on=on)
    proposal.milestones[0].reach(on=BEGAN)
    proposal.milestones[1].promise.let_go(on=on)
    proposal.stages[2].waive(on=on)

    differs = drafted(proposal).differs
    assert differs is not None
    assert differs.splitlines() == [
        "– The yearly return: not wanted any more since 8 May 2026.",
        "– Payroll: asked for on 8 May 2026, done at no cost.",
        "– Audit: asked for on 8 May 2026, not done.",
        "– A visit: asked for on 8 May 2026, still open between us.",
        "– A course: asked for on 8 May 2026, for €90.",
        "– At the end: less was asked for than agreed.",
    ]


def test_the_facts_stand_in_it_by_themselves(proposal: Proposal) -> None:
    first, _second = proposal.milestones
    first.promise.renegotiate(BEGAN + days(14), "the bank was closed", on=BEGAN)
    first.reach(on=BEGAN + days(13))
    proposal.stages[0].pay(Decimal(500), Means.TRANSFER, on=BEGAN, today=BEGAN)

    found = blocks(proposal)
    what = found["What we agreed"]
    assert isinstance(what, Facts)
    assert what.pairs[0][1].startswith("Proposal 2026-001")
    assert what.pairs[1] == ("Price", "€1,000.00")
    received = found["What you received, and when"]
    assert isinstance(received, Table)
    assert received.rows == (
        ("First figures", "13 May 2026", "16 May 2026"),
        ("The yearly return", "2 June 2026", "not yet"),
    )
    payments = found["Payments"]
    assert isinstance(payments, Table)
    assert payments.rows == (("On signing", "3 May 2026, Bank transfer", "€500.00"),)
    assert payments.totals == (("Paid", "€500.00"), ("Still open", "€500.00"))


def test_lines_with_dashes_are_points_and_other_words_stay_as_written(proposal: Proposal) -> None:
    report = drafted(proposal)
    report.overcome, report.differs = "It rained.\n\nWe waited.", "– One.\n- Two."
    found = blocks(proposal, report)

    way = found["What was in the way, and how it was overcome"]
    assert way == Prose("It rained.\n\nWe waited.", way.heading)
    differs = found["What differs from what we agreed, and why"]
    assert isinstance(differs, Points)
    assert differs.points == ("One.", "Two.")


def test_a_change_is_a_new_version_and_the_same_is_not_given_twice(
    ben: Client, proposal: Proposal
) -> None:
    first = account(proposal, BEGAN + days(40))
    assert first.paper.number == "2026-001"
    assert account(proposal, BEGAN + days(41)) is first

    report = report_of(progress_of(proposal))
    report.ending = "See you in autumn."
    second = account(proposal, BEGAN + days(42))
    assert (second.version, second.paper.number) == (2, "2026-001 v2")
    assert given(proposal) is second
    assert first.superseded_at is not None
    assert "See you in autumn." not in str(first.content)


def test_new_facts_are_news(proposal: Proposal) -> None:
    document = account(proposal, BEGAN + days(40))
    progress = progress_of(proposal)
    report = report_of(progress)
    assert not is_news(draw(report, progress, on=BEGAN + days(60)), document)

    proposal.milestones[0].reach(on=BEGAN + timedelta(days=41))
    assert is_news(draw(report, progress, on=BEGAN + days(60)), document)


def test_a_report_is_only_read(proposal: Proposal) -> None:
    assert not account(proposal, BEGAN).awaits_answer
