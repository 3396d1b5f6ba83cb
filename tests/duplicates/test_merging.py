"""Two clients made one: nothing is lost, the preview is the result, and there is a way back."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import client_of
from tests.one_of_everything import everything, one_of_everything
from wowcrm.clients.models import Client, ContactDetail, DetailKind, ImportantDate, Tag
from wowcrm.clients.reach import key_of
from wowcrm.clients.telling import tags_called
from wowcrm.custom_fields.models import CustomField, CustomValue
from wowcrm.custom_fields.telling import tell
from wowcrm.data.models import Import, ImportedRow, Outcome
from wowcrm.db import Base, db
from wowcrm.delights.models import Delight
from wowcrm.documents.models import Document, DocumentKind
from wowcrm.duplicates.holding import COUNTED, OWN_WAYS, places
from wowcrm.duplicates.joining import Side, join, questions
from wowcrm.duplicates.knowing import person_of
from wowcrm.duplicates.merging import merge, take_apart
from wowcrm.duplicates.models import Merger, NotTheSame
from wowcrm.expectations.models import Expectations
from wowcrm.expectations.sharing import share, sheet_of
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import begin_day, commit
from wowcrm.needs.models import Need
from wowcrm.referrals.models import Referral
from wowcrm.search.index import find
from wowcrm.search.query import read
from wowcrm.timeline.models import Interaction, InteractionKind
from wowcrm.traders.models import Trader

SETTLED = settings(
    max_examples=30,
    deadline=None,
    # A shrunk example is worth minutes only to whoever looks for a fault.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def benjamin(nora: Trader) -> Client:
    return client_of(nora, "Benjamin Carter")


def joined(one: Client, other: Client, on: date, **choices: Side) -> Merger:
    merger = merge(one, other, choices, on=on)
    commit(one.trader)
    return merger


def apart(merger: Merger, on: date) -> int:
    trader = merger.client.trader
    _other, left = take_apart(merger, on=on)
    commit(trader)
    return left


def stored(*but: str) -> dict[str, list[Any]]:
    """Return all rows, but for the mergers and what every change leaves behind."""
    left_out = {"traders", "mergers", "submissions", *but}
    return {name: rows for name, rows in everything().items() if name not in left_out}


def test_every_place_that_holds_a_client_is_known_to_the_merger() -> None:
    """A new model that points at clients is moved by itself, unless both may hold the same."""
    keys: list[tuple[sa.Table, Any]] = [
        (table, key)
        for table in {table for table, _column in places()}
        for key in [*table.constraints, *table.indexes]
        if isinstance(key, sa.UniqueConstraint) or (isinstance(key, sa.Index) and key.unique)
    ]
    holding = set(places())
    unique = {
        table.name
        for table, key in keys
        if any((table, column) in holding for column in key.columns)
    }
    assert unique <= OWN_WAYS, "of these both clients may have one: say in merging.py how they join"
    tables = {table.name for table, _column in places()}
    keyless = {name for name in tables if "id" not in Base.metadata.tables[name].columns}
    assert keyless == {"client_tags"}, "say in merging.py how these rows join"
    assert set(COUNTED) <= tables


def test_everything_of_both_hangs_on_one(nora: Trader, today: date) -> None:
    rows = one_of_everything(nora)
    other = rows[Client]
    assert isinstance(other, Client)
    ben = client_of(nora, "Ben Carter")
    held = {
        (table.name, column.name): db.session.scalars(
            sa.select(table.c.id).where(column == other.id)
        ).all()
        for table, column in places()
        if table.name not in {"client_tags", "not_the_same"}
    }
    assert all(held.values()), "a model without a row: the walk is broken"
    before = {name: len(rows) for name, rows in stored().items()}

    gone = other.id
    joined(ben, other, today)

    for (name, column), ids in held.items():
        table = Base.metadata.tables[name]
        now = db.session.scalars(sa.select(table.c[column]).where(table.c.id.in_(ids))).all()
        freed = name == "imported_rows"
        assert now == [None if freed else ben.id] * len(ids), f"{name}.{column} was lost"
    after = {name: len(rows) for name, rows in stored().items()}
    grown = {name: after[name] - n for name, n in before.items() if after[name] != n}
    lines = ("interactions", "level_changes")
    assert {name: n for name, n in grown.items() if name not in lines} == {
        "clients": -1,
        "not_the_same": -1,
    }
    assert f"{gone}" not in {
        text.rpartition("-")[2]
        for text in db.session.scalars(sa.select(Interaction.about)).all()
        if text and text.startswith(("client-", "expectations-"))
    }


DERIVED = {
    *("level", "level_since", "level_until", "last_wow_on", "referrals_given", "asked_on"),
    *("last_contact_on", "contact_due_on"),
}


def test_everything_hangs_where_it_hung_once_they_are_taken_apart(
    nora: Trader, today: date
) -> None:
    other = one_of_everything(nora)[Client]
    assert isinstance(other, Client)
    ben = client_of(nora, "Ben Carter")
    commit(nora)
    before, people = stored("clients", "interactions", "search_documents"), bare_clients()

    apart(joined(ben, other, today), today)

    assert stored("clients", "interactions", "search_documents") == before
    assert bare_clients() == people


def bare_clients() -> list[dict[str, Any]]:
    rows = db.session.execute(sa.select(Client.__table__).order_by("id")).mappings()
    return [{name: row[name] for name in row if name not in DERIVED} for row in rows]


def test_taking_apart_brings_all_back_as_it_was(
    nora: Trader, ben: Client, benjamin: Client, today: date
) -> None:
    begin_day(nora)
    settle_in(nora, ben, benjamin, today)
    commit(nora)
    before = stored("interactions")
    lines = db.session.execute(sa.select(Interaction.id, Interaction.client_id)).all()

    merger = joined(ben, benjamin, today, name=Side.OTHER)
    assert ben.name == "Benjamin Carter"
    assert apart(merger, today) == 0

    assert stored("interactions") == before
    now = db.session.execute(sa.select(Interaction.id, Interaction.client_id)).all()
    assert set(map(tuple, lines)) <= set(map(tuple, now))
    assert len(now) == len(lines) + 2, "each story tells that they were taken apart"
    assert [c.name for c in find(nora, read("benjamin"), most=5)] == ["Benjamin Carter"]


def settle_in(nora: Trader, ben: Client, benjamin: Client, today: date) -> None:
    """Let much be known of two clients, and some of it twice."""
    tea = CustomField(trader_id=nora.id, name="Tea")
    dog = CustomField(trader_id=nora.id, name="Dog")
    db.session.add_all([tea, dog])
    db.session.flush()
    tell(ben, [(tea, "Assam")])
    tell(benjamin, [(tea, "Earl Grey"), (dog, "Rex")])
    for client, label in ((ben, None), (benjamin, "Work")):
        way(client, DetailKind.EMAIL, "ben@example.com", label)
        client.dates.append(ImportantDate(label="Birthday", month=3, day=12, year=None))
        client.tags = tags_called(["Garden"], nora)
        need = Need(summary="Books in time", essential=True)
        client.needs.append(need)
        db.session.flush()
        need.judge(ServiceLevel.MEETS, on=today)
    benjamin.dates[0].year = 1984
    way(benjamin, DetailKind.PHONE, "26 123 456", "Mobile")
    benjamin.tags = [*benjamin.tags, *tags_called(["Riga"], nora)]
    benjamin.notes, ben.notes = "Likes tea", "Two dogs"
    benjamin.value, benjamin.client_since = Decimal(500), date(2020, 1, 2)
    benjamin.touch(InteractionKind.CALL, "Rang about the books", on=today)
    benjamin.needs[0].judge(ServiceLevel.BELOW, on=today)
    delight = Delight(client=benjamin, what="A card", planned_for=today)
    db.session.add(delight)


def way(client: Client, kind: DetailKind, value: str, label: str | None = None) -> None:
    key = key_of(kind, value, "LV")
    client.details.append(ContactDetail(kind=kind, value=value, key=key, label=label))


def test_what_both_have_hangs_there_once(
    nora: Trader, ben: Client, benjamin: Client, today: date
) -> None:
    settle_in(nora, ben, benjamin, today)
    joined(ben, benjamin, today)

    assert [(each.value, each.label) for each in ben.details] == [
        ("ben@example.com", "Work"),
        ("26 123 456", "Mobile"),
    ]
    assert [(each.label, each.year) for each in ben.dates] == [("Birthday", 1984)]
    assert [tag.name for tag in ben.tags] == ["Garden", "Riga"]
    assert ben.notes == "Two dogs\n\nLikes tea"
    assert (ben.value, ben.client_since) == (Decimal(500), date(2020, 1, 2))
    assert [need.summary for need in ben.needs] == ["Books in time", "Books in time"]
    assert ben.last_contact_on == today
    assert {v.field.name: v.text for v in db.session.scalars(sa.select(CustomValue))} == {
        "Tea": "Assam",
        "Dog": "Rex",
    }
    assert [c.name for c in find(nora, read("26123456"), most=5)] == ["Ben Carter"]
    assert db.session.scalars(sa.select(Client)).all() == [ben]


words = st.sampled_from([None, "Anna", "anna", "Ann Ä", "=1", "x\ny"])
days = st.sampled_from([None, date(2020, 1, 2), date(2021, 2, 3)])
reach = st.lists(
    st.tuples(
        st.sampled_from([DetailKind.EMAIL, DetailKind.PHONE, DetailKind.ADDRESS]),
        st.sampled_from(
            ["26 123 456", "+371 26123456", "a@example.com", "A@example.com", "Iela 1"]
        ),
        words,
    ),
    max_size=4,
)
occasions = st.lists(
    st.tuples(
        st.sampled_from(["Birthday", "birthday", "Fair"]),
        st.sampled_from([1, 2]),
        st.sampled_from([None, 1984, 1985]),
    ),
    max_size=4,
)
people = st.fixed_dictionaries(
    {
        "columns": st.fixed_dictionaries(
            {
                "given": words,
                "organisation": words,
                "notes": words,
                "found_us_by": words,
                "client_since": days,
                "archived_on": days,
                "value": st.sampled_from([None, Decimal(1), Decimal("2.50")]),
                "contact_every": st.sampled_from([None, 7, 30]),
            }
        ),
        "reach": reach,
        "dates": occasions,
        "tags": st.lists(st.sampled_from(["a", "B", "b", "Č"]), max_size=3),
        "tea": st.sampled_from([None, "Assam", "Earl Grey"]),
        "needs": st.integers(0, 2),
    }
)


@SETTLED
@given(one=people, other=people, sides=st.lists(st.sampled_from(Side), min_size=12, max_size=12))
def test_the_preview_is_the_result_and_the_way_back_leads_back(
    nora: Trader, one: dict[str, Any], other: dict[str, Any], sides: list[Side]
) -> None:
    for model in (Merger, Client, CustomField, Tag):
        db.session.execute(sa.delete(model))
    db.session.commit()
    today = nora.today()
    tea = CustomField(trader_id=nora.id, name="Tea")
    db.session.add(tea)
    clients = [made_of(nora, "Ben", one, tea), made_of(nora, "Benjamin", other, tea)]
    commit(nora)
    before = stored("interactions")
    first, second = map(person_of, clients)
    asked = questions(first, second)
    choices = dict(zip([each.name for each in asked], sides, strict=False))
    promised = join(first, second, choices)

    merger = joined(clients[0], clients[1], today, **choices)

    assert person_of(clients[0]) == promised
    assert apart(merger, today) == 0
    assert stored("interactions") == before


def made_of(nora: Trader, name: str, told: dict[str, Any], tea: CustomField) -> Client:
    client = client_of(nora, name, **told["columns"])
    for kind, value, label in told["reach"]:
        if key_of(kind, value, "LV") not in {d.key for d in client.details if d.kind is kind}:
            way(client, kind, value, label)
    for label, day, year in told["dates"]:
        client.dates.append(ImportantDate(label=label, month=1, day=day, year=year))
    client.tags = tags_called(told["tags"], nora)
    for number in range(told["needs"]):
        client.needs.append(Need(summary=f"{name} {number}", essential=True))
    tell(client, [(tea, told["tea"])])
    client.find_last_contact()
    return client


def test_what_was_changed_since_stays_and_is_counted(
    nora: Trader, ben: Client, benjamin: Client, today: date
) -> None:
    settle_in(nora, ben, benjamin, today)
    merger = joined(ben, benjamin, today)
    ben.notes = "Three dogs"
    ben.touch(InteractionKind.CALL, "Rang since", on=today)
    commit(nora)

    assert apart(merger, today) == 1

    assert ben.notes == "Three dogs"
    there = sa.select(Interaction.summary).where(Interaction.client_id == ben.id)
    assert "Rang since" in db.session.scalars(there).all()
    other = db.session.scalars(sa.select(Client).where(Client.id != ben.id)).one()
    assert other.notes == "Likes tea"


def test_whoever_comes_back_to_a_taken_number_gets_another(
    nora: Trader, ben: Client, benjamin: Client, today: date
) -> None:
    settle_in(nora, ben, benjamin, today)
    commit(nora)
    gone = benjamin.id
    merger = joined(ben, benjamin, today)
    db.session.execute(
        sa.insert(Client), [{"id": gone, "name": "Z", "trader_id": nora.id, "sort_key": "z"}]
    )
    db.session.commit()

    apart(merger, today)

    back = db.session.scalars(sa.select(Client).where(Client.name == "Benjamin Carter")).one()
    assert back.id != gone
    assert [need.summary for need in back.needs] == ["Books in time"]
    assert len(back.details) == 2


def test_who_is_not_the_one_is_not_the_other(
    nora: Trader, ben: Client, benjamin: Client, amira: Client, today: date
) -> None:
    for one, other in ((ben, benjamin), (benjamin, amira), (ben, amira)):
        low, high = sorted((one.id, other.id))
        db.session.add(NotTheSame(client_id=low, other_id=high))
    commit(nora)
    before = stored("interactions")

    merger = joined(ben, benjamin, today)
    rows = db.session.execute(sa.select(NotTheSame.client_id, NotTheSame.other_id)).all()
    assert [tuple(row) for row in rows] == [tuple(sorted((ben.id, amira.id)))]

    apart(merger, today)
    assert stored("interactions") == before


def test_an_import_that_brought_one_does_not_take_both(
    nora: Trader, ben: Client, benjamin: Client, today: date
) -> None:
    brought = Import(
        trader_id=nora.id,
        file_name="c.csv",
        encoding="utf-8",
        separator=",",
        rehearsal={},
        counts={},
    )
    db.session.add(brought)
    db.session.flush()
    rows = [
        ImportedRow(
            import_id=brought.id, line=2, outcome=outcome, name="x", words="", client_id=benjamin.id
        )
        for outcome in (Outcome.NEW, Outcome.UPDATED)
    ]
    db.session.add_all(rows)
    commit(nora)

    merger = joined(ben, benjamin, today)
    assert [row.client_id for row in rows] == [None, ben.id]
    gone = merger.record["gone"]
    apart(merger, today)
    assert [row.client_id for row in rows] == [gone, gone]


def test_the_sheet_that_was_shared_last_holds(
    nora: Trader, ben: Client, benjamin: Client, today: date
) -> None:
    for client, days in ((ben, 30), (benjamin, 3)):
        for version, ago in ((1, days), (2, days - 1)):
            on = today - timedelta(days=ago)
            sheet = Expectations(version=version, hours=f"{client.name} {version}", rhythm=[])
            client.sheets.append(sheet)
            db.session.flush()
            share(sheet_of(client), on=on)
    commit(nora)
    before = stored("interactions")

    merger = joined(ben, benjamin, today)

    holding = db.session.scalars(Expectations.in_force(nora)).all()
    assert [each.hours for each in holding] == ["Benjamin Carter 2"]
    paper = sheet_of(ben).document
    assert paper is not None
    assert paper.is_current
    assert len(ben.sheets) == 4
    papers = db.session.scalars(
        sa.select(Document).where(Document.kind == DocumentKind.EXPECTATIONS)
    ).all()
    assert sum(each.is_current for each in papers) == 1
    apart(merger, today)
    assert stored("interactions") == before


def test_whom_one_sent_is_sent_by_both(
    nora: Trader, ben: Client, benjamin: Client, amira: Client, today: date
) -> None:
    for client in (ben, benjamin):
        client.referrals.append(Referral(name="Somebody", received_on=today))
    amira.referrals.append(Referral(name="Ben", received_on=today, client=benjamin))
    db.session.flush()
    joined(ben, benjamin, today)

    assert ben.referrals_given == 2
    assert [each.referrer for each in ben.sent_by] == [amira]
