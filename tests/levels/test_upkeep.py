"""Stored levels stay true: every change of facts and every new day, dated and with its reason."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.db import NEVER, db
from wowcrm.delights.models import Delight, Reaction
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.models import LevelChange, Verdict
from wowcrm.levels.upkeep import (
    begin_day,
    bring_due_up_to_date,
    commit,
    new_day,
    standing_of,
    submitted_before,
)
from wowcrm.needs.models import Need
from wowcrm.standards.models import Checklist, Standard
from wowcrm.timeline.models import Interaction, InteractionKind
from wowcrm.traders.models import Trader

MEETS, EXCEEDS, BELOW = ServiceLevel.MEETS, ServiceLevel.EXCEEDS, ServiceLevel.BELOW


def changes_of(client: Client) -> list[tuple[ServiceLevel, ServiceLevel, date]]:
    rows = db.session.scalars(
        client.level_changes.select().order_by(LevelChange.on, LevelChange.id)
    )
    return [(change.from_level, change.to_level, change.on) for change in rows]


@pytest.fixture
def served(ben: Client, nora: Trader, today: date) -> Client:
    """Ben, whose one need is met."""
    need = Need(summary="Figures by the 5th")
    ben.needs.append(need)
    need.judge(MEETS, on=today)
    commit(nora)
    return ben


def delighted(client: Client, on: date, reaction: Reaction | None = None) -> Delight:
    delight = Delight(what="A card", planned_for=on)
    client.delights.append(delight)
    db.session.flush()
    delight.deliver(on=on, reaction=reaction)
    return delight


def test_a_new_client_is_unknown_and_time_does_not_change_that(nora: Trader) -> None:
    ben = Client(trader=nora, name="Ben")
    db.session.add(ben)
    commit(nora)

    assert (ben.level, ben.level_until) == (ServiceLevel.UNKNOWN, NEVER)


def test_judging_a_need_writes_the_change_with_its_reason(served: Client, today: date) -> None:
    assert served.level is MEETS
    assert changes_of(served) == [(ServiceLevel.UNKNOWN, MEETS, today)]
    line = db.session.scalars(
        served.interactions.select().where(Interaction.kind == InteractionKind.LEVEL)
    ).one()
    assert line.summary.startswith("Now known: needs met. The one need is met")


def test_a_wow_fades_on_its_day_by_itself(served: Client, nora: Trader, today: date) -> None:
    delighted(served, today)
    commit(nora)
    assert (served.level, served.level_until) == (EXCEEDS, today + timedelta(days=90))

    bring_due_up_to_date(nora, today + timedelta(days=89))
    assert served.level is EXCEEDS
    bring_due_up_to_date(nora, today + timedelta(days=90))
    assert served.level is MEETS
    newest = served.level_changes.select().order_by(LevelChange.id.desc()).limit(1)
    assert "Nothing unexpected since" in db.session.scalars(newest).one().because


def test_a_change_that_time_brought_is_dated_on_its_day(
    served: Client, nora: Trader, today: date
) -> None:
    delighted(served, today)
    commit(nora)

    bring_due_up_to_date(nora, today + timedelta(days=200))

    assert changes_of(served)[-1] == (EXCEEDS, MEETS, today + timedelta(days=90))


def test_two_turns_while_nobody_looked_are_both_kept(
    served: Client, nora: Trader, today: date
) -> None:
    standard = Standard(promise="Call back", checklist=Checklist(trader_id=nora.id, name="Calls"))
    db.session.add(standard.checklist)
    db.session.flush()
    standard.check(False, on=today, client=served).put_right_on = today
    standard.check(True, on=today, client=served)
    delighted(served, today)
    commit(nora)
    assert served.level is MEETS

    # A wow delivered later outlives the window of the checks: it rises, then it fades.
    served.delights[0].delivered_on = today + timedelta(days=30)
    served.mark()
    bring_due_up_to_date(nora, today)
    bring_due_up_to_date(nora, today + timedelta(days=300))

    assert changes_of(served)[-2:] == [
        (MEETS, EXCEEDS, today + timedelta(days=90)),
        (EXCEEDS, MEETS, today + timedelta(days=120)),
    ]


def test_an_unwelcome_surprise_takes_the_wow_back(
    served: Client, nora: Trader, today: date
) -> None:
    delight = delighted(served, today)
    commit(nora)
    delight.react(Reaction.UNWELCOME, on=today)
    commit(nora)

    assert served.level is MEETS


def test_a_verdict_overrides_until_it_expires(served: Client, nora: Trader, today: date) -> None:
    served.verdicts.append(
        Verdict(
            level=EXCEEDS,
            because="She told me on the phone",
            given_on=today,
            expires_on=today + timedelta(days=10),
        )
    )
    served.mark()
    commit(nora)

    standing = standing_of(served, today)
    assert (standing.level, standing.evidence.level) == (EXCEEDS, MEETS)
    assert served.level_until == today + timedelta(days=11)
    bring_due_up_to_date(nora, today + timedelta(days=11))
    assert served.level is MEETS


def test_a_change_is_told_in_whole_sentences(served: Client, nora: Trader, today: date) -> None:
    served.needs.append(Need(summary="Call back at once.", essential=False, level=MEETS))
    Verdict.give(served, EXCEEDS, "She told me so.", on=today, until=today)
    commit(nora)
    bring_due_up_to_date(nora, today + timedelta(days=1))

    told = db.session.scalars(
        served.interactions.select()
        .where(Interaction.kind == InteractionKind.LEVEL)
        .order_by(Interaction.id.desc())
        .limit(2)
    ).all()
    assert [line.summary for line in told] == [
        "Your own word ended. Fell from exceeded to met. All 2 needs met. Nothing unexpected yet.",
        "Rose from met to exceeded. She told me so.",
    ]


def test_a_withdrawn_verdict_lets_the_evidence_speak(
    served: Client, nora: Trader, today: date
) -> None:
    verdict = Verdict(level=BELOW, because="x", given_on=today, expires_on=today)
    served.verdicts.append(verdict)
    served.mark()
    commit(nora)
    assert served.level is BELOW

    verdict.withdraw(on=today)
    commit(nora)
    assert served.level is MEETS


def test_a_verdict_that_has_expired_is_not_taken_back(
    served: Client, nora: Trader, today: date
) -> None:
    verdict = Verdict.give(served, BELOW, "She sounded cross", on=today, until=today)
    commit(nora)

    verdict.withdraw(on=today + timedelta(days=1))

    assert verdict.withdrawn_on is None
    assert len(db.session.scalars(served.interactions.select()).all()) == 4


def test_a_new_day_begins_once(served: Client, nora: Trader) -> None:
    assert new_day(nora)
    begin_day(nora)
    assert not new_day(nora)


def test_only_clients_whose_day_has_come_are_assessed(
    served: Client, nora: Trader, statements: list[str], today: date
) -> None:
    begin_day(nora)
    db.session.commit()
    statements.clear()
    bring_due_up_to_date(nora, today)

    assert not any(" needs" in statement for statement in statements)


def test_assessing_many_takes_as_many_statements_as_assessing_one(
    nora: Trader, statements: list[str], today: date
) -> None:
    def cost(number: int) -> int:
        db.session.add_all(
            Client(trader=nora, name=f"Client {number}", level_until=None) for _ in range(number)
        )
        db.session.commit()
        statements.clear()
        bring_due_up_to_date(nora, today)
        db.session.commit()
        return sum(statement.startswith("SELECT") for statement in statements)

    assert cost(100) == cost(1)


def test_a_form_sent_twice_is_saved_once(served: Client, nora: Trader) -> None:
    served.notes = "first"
    assert commit(nora, key="k1", back="/clients/1") is None
    served.notes = "second"

    assert commit(nora, key="k1", back="/elsewhere") == "/clients/1"
    assert served.notes == "first"
    assert submitted_before(nora, "k1") == "/clients/1"


def test_two_traders_may_send_the_same_key(served: Client, nora: Trader, otto: Trader) -> None:
    assert commit(nora, key="k1", back="/a") is None
    assert commit(otto, key="k1", back="/b") is None


def test_a_broken_constraint_is_not_mistaken_for_a_doubled_form(nora: Trader) -> None:
    db.session.add(LevelChange(client_id=10**6, from_level=MEETS, to_level=BELOW, on=nora.today()))
    with pytest.raises(sa.exc.IntegrityError):
        commit(nora, key="k2", back="/")
