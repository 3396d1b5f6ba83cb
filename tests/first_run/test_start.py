"""Making a trader, and letting the sample clients in and out."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.conftest import NORAS_PASSWORD, client_of
from wowcrm.clients.models import Client
from wowcrm.db import Base, db
from wowcrm.delights.models import Delight, Idea
from wowcrm.documents.models import Document
from wowcrm.expectations.models import GroundRules
from wowcrm.expectations.sharing import draft_of, keep, sheet_of
from wowcrm.expectations.sharing import share as share_sheet
from wowcrm.feedback.gap import gap_of
from wowcrm.first_run import catalogue
from wowcrm.first_run.cast import sample_clients
from wowcrm.first_run.catalogue import Trade
from wowcrm.first_run.samples import add_samples, has_samples, remove_samples, samples_of
from wowcrm.first_run.start import EmailTaken, RegistrationClosed, may_register, register
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.models import LevelChange
from wowcrm.levels.upkeep import commit, standing_of
from wowcrm.needs.models import Need
from wowcrm.promises.models import Promise, Source
from wowcrm.standards.models import Checklist, Rhythm, Standard
from wowcrm.timeline.models import Interaction
from wowcrm.traders.models import Trader

every_trade = pytest.mark.parametrize("trade", catalogue.trades(), ids=lambda trade: trade.slug)


def registered(trade: str = "bookkeeper", email: str = "nora@example.com") -> Trader:
    return register(
        name="Nora Lind",
        email=email,
        password=NORAS_PASSWORD,
        trade=trade,
        timezone="Europe/Riga",
        open_signup=True,
    )


def counts() -> dict[str, int]:
    """How many rows each table holds."""
    return {
        table.name: db.session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        for table in Base.metadata.sorted_tables
    }


@every_trade
@pytest.mark.usefixtures("database")
def test_a_new_trader_has_the_standards_ideas_and_settings_of_the_trade(trade: Trade) -> None:
    trader = registered(trade.slug)

    checklists = db.session.scalars(Checklist.of(trader)).all()
    assert [(c.name, [s.promise for s in c.standing]) for c in checklists] == [
        (c.name, list(c.standards)) for c in catalogue.checklists_for(trade.slug)
    ]
    ideas = db.session.scalars(Idea.fresh(trader)).all()
    assert [idea.text for idea in ideas] == [i.text for i in catalogue.ideas_for(trade.slug)]
    assert all(isinstance(idea.cost, Decimal) for idea in ideas)
    rules = db.session.scalars(GroundRules.of(trader)).one()
    assert rules.lines == list(catalogue.sheet_for(trade.slug).rhythm)
    assert trader.wow_lasts == trade.wow_lasts
    assert trader.contact_every == trade.contact_every
    assert trader.wow_budget == trade.wow_budget
    assert trader.check_password(NORAS_PASSWORD)


@pytest.mark.usefixtures("database")
def test_after_the_first_trader_registration_is_closed() -> None:
    assert may_register(open_signup=False)
    registered()

    assert not may_register(open_signup=False)
    assert may_register(open_signup=True)
    with pytest.raises(RegistrationClosed):
        register(
            name="Otto Kask",
            email="otto@example.com",
            password=NORAS_PASSWORD,
            trade="other",
            timezone="Europe/Tallinn",
        )


@pytest.mark.usefixtures("database")
def test_an_address_is_registered_once_however_it_is_spelt() -> None:
    registered(email=" Nora@Example.COM ")
    db.session.commit()

    with pytest.raises(EmailTaken):
        registered(email="nora@example.com")
    assert counts()["traders"] == 1


@every_trade
@pytest.mark.usefixtures("database")
def test_two_sample_clients_stand_at_each_level_today(trade: Trade) -> None:
    trader = registered(trade.slug)
    clients = add_samples(trader, on=trader.today())
    commit(trader)

    assert [(c.name, c.level) for c in clients] == [(s.name, s.level) for s in sample_clients()]
    for client in clients:
        assert standing_of(client, trader.today()).level is client.level
    assert Counter(c.level for c in clients) == {
        ServiceLevel.BELOW: 2,
        ServiceLevel.MEETS: 2,
        ServiceLevel.EXCEEDS: 2,
    }


@every_trade
@pytest.mark.usefixtures("database")
def test_a_new_trader_finds_promises_and_an_agreement_to_look_at(trade: Trade) -> None:
    trader = registered(trade.slug)
    add_samples(trader, on=trader.today())
    commit(trader)

    today, promises = trader.today(), db.session.scalars(Promise.of(trader)).all()
    given = [promise for promise in promises if promise.source is Source.HAND]
    assert any(promise.is_kept and not promise.was_late(today) for promise in given)
    assert any(promise.is_open and promise.due_on == today + timedelta(days=1) for promise in given)
    assert any(change.in_time for promise in given for change in promise.renegotiations)
    assert not any(promise.is_late(today) for promise in promises)
    (paper,) = db.session.scalars(Document.of(trader)).all()
    assert (paper.accepted_by, paper.client.name) == ("Kārlis Bērziņš", "Kārlis Bērziņš")
    assert trader.day_of(paper.issued_at) == today - timedelta(days=40)


def test_a_series_that_only_samples_were_counted_in_begins_anew(nora: Trader) -> None:
    def share(client: Client) -> Document:
        keep(client, draft_of(client))
        db.session.flush()
        paper = share_sheet(sheet_of(client), on=nora.today())
        commit(nora)
        return paper

    add_samples(nora, on=nora.today())
    commit(nora)
    remove_samples(nora)
    commit(nora)
    assert share(client_of(nora, "Ben")).number == 1

    add_samples(nora, on=nora.today())
    commit(nora)
    remove_samples(nora)
    commit(nora)
    assert share(client_of(nora, "Amira")).number == 3, "what was given to Ben is not given back"


def test_each_sample_client_shows_another_rule(nora: Trader) -> None:
    clients = add_samples(nora, on=nora.today())
    commit(nora)

    reasons = ["; ".join(standing_of(client, nora.today()).evidence.reasons) for client in clients]
    assert "Not met" in reasons[0]
    assert "Missed and not put right" in reasons[1]
    assert "Nothing unexpected yet" in reasons[2]
    assert "wow is held back" in reasons[3]
    assert "Delighted on" in reasons[4]
    assert "9 days left" in reasons[5]


def test_sample_clients_show_a_gap_and_a_complaint_that_was_put_right(nora: Trader) -> None:
    clients = add_samples(nora, on=nora.today())
    commit(nora)

    tally = gap_of(nora, nora.today()).tally
    assert (tally.too_sure, tally.too_modest) == (1, 1)
    (recovery,) = [each for client in clients for each in client.recoveries]
    assert recovery.is_settled
    assert recovery.happier


def test_the_levels_of_sample_clients_came_about_on_days_gone_by(nora: Trader) -> None:
    add_samples(nora, on=nora.today())
    commit(nora)

    changes = db.session.scalars(LevelChange.of(nora)).all()
    assert len({change.on for change in changes}) > 4
    assert all(change.on <= nora.today() for change in changes)
    moves = {(change.from_level, change.to_level) for change in changes}
    assert (ServiceLevel.MEETS, ServiceLevel.BELOW) in moves
    assert (ServiceLevel.MEETS, ServiceLevel.EXCEEDS) in moves


def test_nothing_of_a_sample_client_lies_in_the_future(nora: Trader) -> None:
    add_samples(nora, on=nora.today())
    commit(nora)

    newest = db.session.scalar(sa.select(sa.func.max(Interaction.happened_on)))
    assert newest is not None
    assert newest <= nora.today()


def test_sample_clients_are_let_in_once(nora: Trader) -> None:
    first = add_samples(nora, on=nora.today())
    commit(nora)
    before = counts()

    again = add_samples(nora, on=nora.today())
    commit(nora)

    assert {client.id for client in again} == {client.id for client in first}
    assert counts() == before


def test_a_trader_without_standards_gets_those_of_the_trade_for_visits(nora: Trader) -> None:
    add_samples(nora, on=nora.today())
    commit(nora)

    assert [c.rhythm for c in db.session.scalars(Checklist.of(nora))] == [Rhythm.VISIT]


@pytest.mark.usefixtures("database")
def test_removing_the_sample_clients_leaves_everything_else_as_it_was() -> None:
    trader = registered()
    real = client_of(trader, "Ben O’Hara")
    real.needs.append(Need(summary="Monthly figures by the 5th"))
    commit(trader)
    real.needs[0].judge(ServiceLevel.MEETS, on=trader.today())
    commit(trader)
    before = counts()

    samples = add_samples(trader, on=trader.today())
    commit(trader)
    samples[2].delights.append(Delight(what="My own idea", planned_for=trader.today()))
    commit(trader)
    assert has_samples(trader)
    assert remove_samples(trader) == 6
    commit(trader)

    assert not has_samples(trader)
    assert counts() == before
    assert [client.name for client in db.session.scalars(Client.of(trader))] == ["Ben O’Hara"]


@pytest.mark.usefixtures("database")
def test_another_traders_sample_clients_stay() -> None:
    nora, otto = registered(), registered(email="otto@example.com")
    add_samples(nora, on=nora.today())
    add_samples(otto, on=otto.today())
    commit(nora)

    remove_samples(nora)
    commit(nora)

    assert not has_samples(nora)
    assert len(db.session.scalars(samples_of(otto)).all()) == 6


@pytest.mark.usefixtures("database")
def test_sample_clients_use_the_standards_that_are_still_in_use() -> None:
    trader = registered()
    for standard in db.session.scalars(Standard.of(trader)):
        if standard.promise != "Call back within a day":
            standard.retire(on=trader.today() - timedelta(days=1))
    before = counts()["standards"]

    clients = add_samples(trader, on=trader.today())
    commit(trader)

    assert counts()["standards"] == before
    assert [c.level for c in clients] == [s.level for s in sample_clients()]
