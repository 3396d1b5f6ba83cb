"""The demonstration: believable, odd at its corners, and the same whenever it is told."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.conftest import NORAS_PASSWORD
from wowcrm.clients.contact import rests_until
from wowcrm.clients.models import Client, ContactDetail, ImportantDate
from wowcrm.db import db
from wowcrm.delights.models import Delight, Reaction
from wowcrm.documents.models import Document
from wowcrm.feedback.gap import gap_of, last_months
from wowcrm.feedback.models import Answer, Survey
from wowcrm.first_run.corners import CORNERS
from wowcrm.first_run.demo import make_demo
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.models import LevelChange, Verdict
from wowcrm.levels.upkeep import commit, standing_of
from wowcrm.needs.models import Need
from wowcrm.promises.models import Promise, Source
from wowcrm.proposals.models import Proposal
from wowcrm.proposals.sending import lacks
from wowcrm.recoveries.figures import figures_of
from wowcrm.recoveries.models import Recovery
from wowcrm.standards.models import Run
from wowcrm.timeline.models import Interaction
from wowcrm.traders.models import Trader


@pytest.fixture
def business(database: None) -> tuple[Trader, list[Client]]:
    nora, clients = make_demo(NORAS_PASSWORD)
    commit(nora)
    return nora, clients


def counted(query: sa.Select[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def test_the_whole_business_is_there(business: tuple[Trader, list[Client]]) -> None:
    """One test, because telling two years takes seconds: each claim says what it is about."""
    nora, clients = business
    today = nora.today()

    assert len(clients) == 60
    levels = Counter(client.level for client in clients)
    assert min(levels[level] for level in ServiceLevel) >= 4, levels
    assert levels[ServiceLevel.EXCEEDS] >= 10
    assert levels[ServiceLevel.MEETS] >= 20
    for client in clients:
        assert standing_of(client, today).level is client.level, client.name

    claims_about_names(clients)
    claims_about_corners(nora, clients, today)
    claims_about_history(nora, today)
    claims_about_proposals(nora, today)
    claims_about_listening(nora, today)


def claims_about_names(clients: list[Client]) -> None:
    names = [client.name for client in clients]
    letters = "".join(names)
    assert sum(count > 1 for count in Counter(names).values()) == 1, "two share a name"
    assert sum(len(name) > 75 for name in names) == 2
    assert sum(any("\u0400" <= letter <= "\u04ff" for letter in name) for name in names) >= 3
    assert sum(any("\u0590" <= letter <= "\u06ff" for letter in name) for name in names) == 2
    assert set("āčēģīķļņšūžõäöüłżøåñç") & set(letters.casefold())
    assert sum("<b>" in name or name.startswith("=") for name in names) == 2
    assert sum(any(ord(letter) > 0x1F000 for letter in name) for name in names) == 2


def claims_about_corners(nora: Trader, clients: list[Client], today: date) -> None:
    tomorrow = today + timedelta(days=1)
    ids = [client.id for client in clients]
    bare = sa.select(ContactDetail.client_id)
    fades = [c for c in clients if c.level is ServiceLevel.EXCEEDS and c.level_until == tomorrow]
    held = [c for c in clients if "held back" in standing_of(c, today).because]
    verdicts = db.session.scalars(Verdict.of(nora)).all()
    told = Interaction.of(nora).where(Interaction.summary.startswith("You say "))
    assert counted(told) == len(verdicts), "every verdict has its line in the story"
    delights = db.session.scalars(Delight.of(nora)).all()
    delivered = [delight for delight in delights if delight.delivered_on]
    promises = db.session.scalars(Promise.of(nora)).all()
    papers = db.session.scalars(Document.of(nora)).all()
    assert any(paper.declined_at for paper in papers)
    found = {
        "archived": sum(client.is_archived for client in clients),
        "no details": counted(Client.of(nora).where(Client.id.not_in(bare))),
        "500 characters": sum(len(client.notes or "") == 500 for client in clients),
        "fades tomorrow": len(fades),
        "held back": len(held),
        "at the ceiling": len(rests_until(clients, today)),
        "29 February": counted(
            ImportantDate.of(nora).where(ImportantDate.month == 2, ImportantDate.day == 29)
        ),
        "birthday soon": sum(
            (when.next_on(today) - today).days < 10 for client in clients for when in client.dates
        ),
        "no needs": sum(not client.needs for client in clients),
        "essential need unjudged": counted(
            Need.of(nora).where(Need.essential, Need.level.is_(None))
        ),
        "verdict running": sum(verdict.holds(today) for verdict in verdicts),
        "verdict over": sum(verdict.expires_on < today for verdict in verdicts),
        "delight due today": sum(d.is_planned and d.planned_for == today for d in delights),
        "delight overdue": sum(d.is_planned and d.planned_for < today for d in delights),
        "dropped": sum(delight.dropped_on is not None for delight in delights),
        "no reaction": sum(delight.reaction is None for delight in delivered),
        "did not land": sum(
            delight.reaction in {Reaction.UNWELCOME, Reaction.INDIFFERENT} for delight in delivered
        ),
        "expected by now": sum(
            bool(delight.idea and delight.idea.became_standard_on) for delight in delivered
        ),
        "checklist due": counted(Run.of(nora).where(Run.due_again_on <= today)),
        "had to chase": counted(Interaction.of(nora).where(Interaction.chased)),
        "promise late": sum(promise.is_late(today) for promise in promises),
        "promise due tomorrow": sum(
            promise.is_open and promise.due_on == tomorrow for promise in promises
        ),
        "agreed anew": sum(bool(promise.renegotiations) for promise in promises),
        "comes round, kept": sum(
            promise.is_kept and promise.source is Source.RHYTHM for promise in promises
        ),
        "agreed in writing": sum(bool(paper.accepted_at) for paper in papers),
        "waits for an answer": sum(paper.awaits_answer for paper in papers),
        "own rhythm": sum(client.contact_every is not None for client in clients),
    }
    assert {what: number for what, number in found.items() if number < 2} == {}
    assert all(client_id in ids for client_id in rests_until(clients, today))


def claims_about_history(nora: Trader, today: date) -> None:
    changes = db.session.scalars(LevelChange.of(nora).order_by(LevelChange.on)).all()
    assert today - changes[0].on > timedelta(days=600)
    assert max(change.on for change in changes) <= today
    newest = db.session.scalar(sa.select(sa.func.max(Interaction.happened_on)))
    assert newest is not None
    assert newest <= today
    # Nobody is given the same surprise twice.
    given = Counter((d.client_id, d.what) for d in db.session.scalars(Delight.of(nora)))
    assert set(given.values()) == {1}


def claims_about_proposals(nora: Trader, today: date) -> None:
    accepted, sent = db.session.scalars(Proposal.of(nora).order_by(Proposal.id)).all()
    assert accepted.is_open
    assert len(accepted.stages) == 3
    assert [milestone.is_reached for milestone in accepted.milestones] == [True, True, False]
    assert [stage.is_due(today) for stage in accepted.stages] == [False, True, False]
    assert sum(stage.amount for stage in accepted.stages) == accepted.price
    assert sent.awaits_answer
    assert lacks(sent, today) == []


def claims_about_listening(nora: Trader, today: date) -> None:
    tally = gap_of(nora, today).tally
    assert tally.total >= 15
    assert tally.too_sure > tally.too_modest > 0, "Nora believes what most firms believe"
    claims_counted_by_hand(nora, today)
    recoveries = db.session.scalars(Recovery.of(nora)).all()
    assert sum(recovery.is_open for recovery in recoveries) >= 1
    assert sum(bool(recovery.happier) for recovery in recoveries) >= 2
    assert all(recovery.answer for recovery in recoveries if recovery.is_open)
    with_words = [answer for answer in db.session.scalars(Answer.of(nora)) if answer.because]
    assert len(with_words) >= 8


def claims_counted_by_hand(nora: Trader, today: date) -> None:
    """The figures of both pages, counted once more without SQL."""
    gap, since = gap_of(nora, today), last_months(today)[0]
    surveys = db.session.scalars(Survey.of(nora)).unique().all()
    put = [each for each in surveys if since <= each.asked_on and not each.is_withdrawn]
    answered = [(each, each.answer) for each in put if each.answer]
    pairs = Counter((each.guess, answer.level) for each, answer in answered)
    assert (gap.asked, gap.clients) == (len(put), len({each.client_id for each, _ in answered}))
    assert {pair: number for pair, number in gap.tally.pairs.items() if number} == pairs
    for month in gap.months:
        asked_on = [each.asked_on for each, _ in answered]
        assert month.tally.total == sum(on.replace(day=1) == month.first for on in asked_on)
    rated = [rating for each in put for rating in each.ratings if rating.level]
    assert {name: tally.total for name, tally in gap.touchpoints} == Counter(
        rating.touchpoint for rating in rated
    )

    figures = figures_of(nora, today)
    recoveries = db.session.scalars(Recovery.of(nora)).all()
    lately = [each for each in recoveries if today - each.raised_on < timedelta(days=365)]
    assert figures.raised == len(lately)
    assert figures.resolved == sum(not each.is_open for each in lately)
    assert figures.checked == sum(each.is_settled for each in lately)
    assert figures.learnt == sum(each.standard_id is not None for each in lately) == 1
    assert figures.happier == sum(each.happier is True for each in lately)
    assert dict(figures.causes) == Counter(each.cause for each in lately if each.cause)


def test_every_corner_has_a_client_or_two() -> None:
    from wowcrm.first_run.demo import texts

    used = Counter(name for row in texts()["clients"] for name in row.get("corners", ()))

    assert set(used) == set(CORNERS)
    # Verdicts up and down are a pair between them.
    assert {name for name, number in used.items() if number < 2} == {"verdict_up", "verdict_down"}
