from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.data.test_agreement import (
    as_csv,
    empty,
    files,
    people,
    searchable,
    searchable_anew,
    settle_in,
)
from wowcrm.clients.models import Client, ContactDetail, DetailKind, ImportantDate, Tag, client_tags
from wowcrm.custom_fields.models import CustomValue
from wowcrm.data import importing
from wowcrm.data.carrying import carry_out
from wowcrm.data.exporting import export
from wowcrm.data.models import Earlier, Import, ImportedRow
from wowcrm.data.rehearsing import rehearse
from wowcrm.data.returning import begin_return, in_trash, returned
from wowcrm.data.undoing import undo
from wowcrm.db import db
from wowcrm.levels.upkeep import commit
from wowcrm.timeline.models import Interaction, InteractionKind
from wowcrm.traders.models import Trader
from wowcrm.trash.emptying import empty_trash
from wowcrm.trash.models import Trashed

TABLES = (Client, ContactDetail, ImportantDate, Tag, Interaction, CustomValue)


def bring(trader: Trader, text: str) -> Import:
    done = rehearse(trader, "c.csv", text.encode())
    carry_out(done, trader.today())
    commit(trader)
    return done


def take_back(done: Import) -> None:
    assert undo(done)
    commit(done.trader)


def bring_back(undone: Import) -> None:
    assert begin_return(undone)
    for _part in returned(undone):
        pass
    commit(undone.trader)


def state() -> dict[str, Any]:
    """Everything of clients but what is worked out anew."""
    db.session.expire_all()
    left_out = {"level_until", "contact_due_on", "level_since"}
    found: dict[str, Any] = {
        model.__tablename__: sorted(
            repr(
                {
                    column.name: value
                    for column, value in zip(model.__table__.columns, row, strict=True)
                    if column.name not in left_out
                }
            )
            for row in db.session.execute(sa.select(model.__table__))
        )
        for model in TABLES
    }
    found["tags worn"] = sorted(map(tuple, db.session.execute(sa.select(client_tags))))
    return found


def words(done: Import) -> dict[int, str]:
    rows = db.session.scalars(sa.select(ImportedRow).where(ImportedRow.import_id == done.id))
    return {row.line: row.undone for row in rows if row.undone}


def test_who_came_goes_and_who_was_here_gets_back_what_was(nora: Trader, ben: Client) -> None:
    ben.notes, ben.value = "Likes tea", Decimal(1200)
    ben.details.append(ContactDetail(kind=DetailKind.EMAIL, value="b@x.lv", key="b@x.lv"))
    commit(nora)
    before = state()

    done = bring(
        nora,
        "Name,E-mail,Company,Tags,Birthday,Phone,Client since\n"
        "Ben Carter,b@x.lv,Carter & Son,vip;old,1984-03-12,26123456,2020-01-02\n"
        "Amira,a@x.lv,,vip,,,\nAmira,a@x.lv,Haddad,,,,\n",
    )
    assert state() != before
    take_back(done)

    assert state() == before
    assert done.is_undone
    assert words(done) == {}
    assert db.session.scalars(Earlier.of(nora)).all() == []
    assert searchable() == searchable_anew()


def test_our_own_export_corrected_is_put_back_too(nora: Trader, ben: Client) -> None:
    ben.details += [
        ContactDetail(kind=DetailKind.EMAIL, value="b@x.lv", key="b@x.lv", label="Work"),
        ContactDetail(kind=DetailKind.ADDRESS, value="Old street 1", key="old street 1"),
    ]
    ben.dates.append(ImportantDate(label="Birthday", month=3, day=12, year=None))
    ben.tags.append(Tag(trader_id=nora.id, name="vip"))
    commit(nora)
    text = "".join(export(nora))
    before = state()

    changed = text.replace("b@x.lv", "ben@x.lv").replace("Old street 1", "New street 2")
    changed = changed.replace("--03-12", "1984-03-12").replace("vip", "gold")
    take_back(bring(nora, changed.replace("Ben Carter", "Benjamin Carter")))

    assert state() == before


def test_what_was_changed_since_stays_and_is_said(nora: Trader, ben: Client) -> None:
    ben.details.append(ContactDetail(kind=DetailKind.EMAIL, value="b@x.lv", key="b@x.lv"))
    commit(nora)
    done = bring(
        nora, "Name,E-mail,Company,Notes\nBen,b@x.lv,Firm,tea\nAmira,,,\nKarl,,,\nOnne,,,\n"
    )
    amira, karl = (
        db.session.scalars(sa.select(Client).where(Client.name == name)).one()
        for name in ("Amira", "Karl")
    )
    ben.notes = "coffee"
    amira.touch(InteractionKind.CALL, "She rang", on=nora.today())
    karl.job_title = "Joiner"
    commit(nora)

    take_back(done)

    db.session.expire_all()
    assert set(db.session.scalars(sa.select(Client.name))) == {"Ben Carter", "Amira", "Karl"}
    assert (ben.organisation, ben.notes) == (None, "coffee")
    assert words(done) == {
        2: "Stays as you changed it since: Notes.",
        3: "Stays: you have written more about them since.",
        4: "Stays: you have changed their details since.",
    }


def test_an_import_is_undone_once_and_within_a_month(nora: Trader) -> None:
    done = bring(nora, "Name\nBen\n")
    now = datetime.now(UTC)

    assert done.can_be_undone(now)
    assert done.can_be_undone(now + timedelta(days=29))
    assert not done.can_be_undone(now + timedelta(days=31))
    take_back(done)
    assert not undo(done)
    assert not done.can_be_undone(now)


def test_two_imports_undone_in_either_order(nora: Trader, ben: Client) -> None:
    before = state()
    first = bring(nora, "Name,Phone\nBen Carter,26123456\n")
    second = bring(nora, "Name,Phone,Company\nBen Carter,26123456,Firm\n")

    take_back(first)
    take_back(second)

    after = state()
    assert after == before


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(there=people, rows=files, at_once=st.integers(1, 4))
def test_any_import_undone_leaves_nothing(
    nora: Trader,
    monkeypatch: pytest.MonkeyPatch,
    there: list[tuple[tuple[str, ...], bool, bool]],
    rows: list[tuple[str, ...]],
    at_once: int,
) -> None:
    empty()
    settle_in(nora, there)
    monkeypatch.setattr(importing, "AT_ONCE", at_once)
    before, names = state(), searchable()

    done = bring(nora, as_csv(rows))
    after, found = state(), searchable()
    changed = db.session.scalars(Earlier.of(nora)).all()
    take_back(done)

    assert words(done) == {}
    assert state() == before
    assert searchable() == names

    bring_back(done)
    if not changed:
        assert (state(), searchable()) == (after, found)
    assert len(state()["clients"]) == len(after["clients"])


WITH_ALL = (
    "Name,E-mail,Tags,Birthday,Own field: Shoe size (number)\n"
    "Amira,a@x.lv,vip;new,1984-03-12,38\nKarl,k@x.lv,vip,,44\nAmira,a@x.lv,old,,\n"
)


def who_is_here() -> list[str]:
    return sorted(db.session.scalars(sa.select(Client.name)))


def test_the_undoing_is_undone_with_all_that_came(nora: Trader, ben: Client) -> None:
    ben.tags.append(Tag(trader_id=nora.id, name="old"))
    commit(nora)
    done = bring(nora, WITH_ALL)
    after, found = state(), searchable()
    assert after["custom_values"]

    take_back(done)
    assert words(done) == {}
    assert who_is_here() == ["Ben Carter"]
    assert [tag.name for tag in db.session.scalars(sa.select(Tag))] == ["old"]
    [trashed] = db.session.scalars(in_trash(done))
    assert (trashed.name, trashed.counts["clients"]) == ("c.csv: 2 clients", 2)

    bring_back(done)
    assert (state(), searchable()) == (after, found)
    assert not done.is_undone
    assert list(db.session.scalars(sa.select(Trashed))) == []
    rows = db.session.scalars(sa.select(ImportedRow).where(ImportedRow.client_id.is_not(None)))
    assert len(rows.all()) == 3, "the report leads to them again"

    take_back(done)
    assert who_is_here() == ["Ben Carter"]


def test_a_tag_made_anew_meanwhile_is_the_one_they_wear(nora: Trader) -> None:
    done = bring(nora, WITH_ALL)
    take_back(done)
    again = Tag(trader_id=nora.id, name="VIP")
    db.session.add(again)
    commit(nora)

    bring_back(done)

    assert sorted(tag.name for tag in db.session.scalars(sa.select(Tag))) == ["VIP", "new", "old"]
    worn = sa.select(client_tags.c.client_id).where(client_tags.c.tag_id == again.id)
    assert len(db.session.scalars(worn).all()) == 2


def test_what_was_told_in_ones_own_field_since_keeps_them(nora: Trader) -> None:
    done = bring(nora, WITH_ALL)
    karl = db.session.scalars(sa.select(Client).where(Client.name == "Karl")).one()
    told = sa.select(CustomValue).where(CustomValue.client_id == karl.id)
    db.session.scalars(told).one().text = "45"
    commit(nora)

    take_back(done)

    assert who_is_here() == ["Karl"]
    assert words(done) == {3: "Stays: you have changed their details since."}


def test_the_same_file_after_undo_brings_new_people(nora: Trader) -> None:
    first = bring(nora, WITH_ALL)
    take_back(first)

    second = bring(nora, WITH_ALL)

    assert (second.count("new"), second.count("repeated")) == (2, 1)
    assert who_is_here() == ["Amira", "Karl"]
    bring_back(first)
    assert who_is_here() == ["Amira", "Amira", "Karl", "Karl"], "both were wanted, both are here"


def test_after_thirty_days_they_are_gone_for_good(nora: Trader) -> None:
    done = bring(nora, WITH_ALL)
    take_back(done)

    empty_trash(datetime.now(UTC) + timedelta(days=31))
    bring_back(done)

    assert who_is_here() == []


def test_a_part_that_was_tampered_with_fills_nobody_elses_list(nora: Trader, otto: Trader) -> None:
    done = bring(nora, WITH_ALL)
    take_back(done)
    [trashed] = db.session.scalars(in_trash(done))
    clients = [{**row, "trader_id": otto.id} for row in trashed.rows["clients"]]
    trashed.content = {**trashed.content, "rows": {**trashed.rows, "clients": clients}}
    commit(nora)

    bring_back(done)

    assert who_is_here() == []
    assert db.session.scalar(sa.select(sa.func.count(Trashed.id))) == 1


def test_a_day_that_was_never_there_is_not_missed(nora: Trader, ben: Client) -> None:
    done = bring(nora, "Name,Birthday\nBen Carter,1984-03-12\n")
    ben.dates.clear()
    commit(nora)

    take_back(done)

    assert ben.dates == []
    assert date(1984, 3, 12) is not None
