import csv
import io
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import client_of
from wowcrm.clients.models import Client, ContactDetail, DetailKind, ImportantDate, Tag
from wowcrm.clients.reach import key_of
from wowcrm.data import exporting
from wowcrm.data.besides import DAYS
from wowcrm.data.carrying import carry_out
from wowcrm.data.exporting import Dialect, export
from wowcrm.data.models import Outcome
from wowcrm.data.rehearsing import rehearse
from wowcrm.db import db
from wowcrm.groups.models import Group
from wowcrm.referrals.models import Referral
from wowcrm.timeline.models import Interaction
from wowcrm.traders.models import Trader


@pytest.fixture
def full(nora: Trader) -> Client:
    """A client of whom everything is known, with every trap a file has."""
    client = client_of(
        nora,
        "Õnne “Ö” Пярн 👩‍🌾",
        given="Õnne",
        family="Пярн",
        organisation="=SUM(A1), Ltd",
        job_title="-Head; of",
        client_since=date(2024, 2, 29),
        found_us_by="@friend",
        notes='First line\n+second, "quoted"; line\n\n\'=last',
        value=Decimal("1234.50"),
        archived_on=date(2026, 1, 2),
    )
    ways = [
        (DetailKind.EMAIL, "Onne@Example.COM", "Work"),
        (DetailKind.EMAIL, "onne@näide.ee", None),
        (DetailKind.PHONE, "26 123 456", "Mobile"),
        (DetailKind.PHONE, "+442079460018 ext. 12", "* Desk"),
        (DetailKind.PHONE, "ring the shop; twice, 12345", None),
        (DetailKind.ADDRESS, "=Brīvības iela 1\nLV-1010 Rīga\n\nLatvija", "Home"),
        (DetailKind.WEBSITE, "https://example.com/?a=1,2", None),
    ]
    client.details = [
        ContactDetail(kind=kind, value=value, label=label, key=key_of(kind, value, "LV"))
        for kind, value, label in ways
    ]
    client.dates = [
        ImportantDate(label="Birthday", month=2, day=29, year=None),
        ImportantDate(label="Anniversary", month=6, day=20, year=2010),
        ImportantDate(label="birthday of the dog", month=1, day=2, year=None),
    ]
    client.tags = [Tag(trader_id=nora.id, name=name) for name in ("* starred", "a, b; c", "=x")]
    db.session.commit()
    return client


def written(trader: Trader, dialect: Dialect | None = None) -> bytes:
    return "".join(export(trader, dialect)).encode()


def read_back(content: bytes, separator: str = ",") -> list[dict[str, str]]:
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text, delimiter=separator, strict=True))


def state(trader: Trader) -> list[object]:
    tables = [Client, ContactDetail, ImportantDate, Tag, Interaction]
    return [
        [tuple(row) for row in db.session.execute(sa.select(sa.inspect(model).local_table))]
        for model in tables
    ]


def bring_back(trader: Trader, content: bytes) -> list[int]:
    rehearsed = rehearse(trader, "clients.csv", content)
    carry_out(rehearsed, trader.today())
    db.session.commit()
    return [rehearsed.count(outcome) for outcome in Outcome]


@pytest.mark.parametrize("excel", [False, True])
def test_importing_our_own_export_changes_nothing(
    nora: Trader, full: Client, ben: Client, excel: bool
) -> None:
    before = state(nora)
    content = written(nora, Dialect.for_excel(nora) if excel else None)

    assert bring_back(nora, content) == [0, 0, 2, 0, 0, 0, 0]
    assert state(nora) == before
    assert written(nora, Dialect.for_excel(nora) if excel else None) == content


def test_nothing_is_lost_on_the_way_to_another_installation(
    nora: Trader, otto: Trader, full: Client
) -> None:
    assert bring_back(otto, written(nora)) == [1, 0, 0, 0, 0, 0, 0]

    theirs, ours = read_back(written(otto))[0], read_back(written(nora))[0]
    del theirs["WowCRM number"], ours["WowCRM number"]
    # The domain of an address is written small on the way in.
    ours["E-mail 1 - Value"] = "Onne@example.com"
    assert theirs == ours


def test_the_same_number_elsewhere_is_somebody_else(
    nora: Trader, otto: Trader, ben: Client
) -> None:
    mine = client_of(otto, "Anna")
    content = written(nora).replace(f"{ben.id}-".encode(), f"{mine.id}-".encode())

    bring_back(otto, content)

    names = db.session.scalars(sa.select(Client.name).where(Client.trader_id == otto.id))
    assert sorted(names) == ["Anna", "Ben Carter"]


def test_a_corrected_export_is_the_truth_for_cells_that_hold_something(
    nora: Trader, full: Client
) -> None:
    content = written(nora).decode()
    content = content.replace("Õnne “Ö” Пярн 👩‍🌾", "Õnne Пярн").replace("1234.50", "")
    content = content.replace("onne@näide.ee", "new@example.com").replace(
        "2010-06-20", "2011-06-20"
    )

    assert bring_back(nora, content.encode()) == [0, 1, 0, 0, 0, 0, 0]
    assert (full.name, full.sort_key) == ("Õnne Пярн", "onne пярн")
    assert full.value == Decimal("1234.50")
    assert [detail.value for detail in full.emails] == ["Onne@Example.COM", "new@example.com"]
    assert [d.year for d in full.dates if d.label == "Anniversary"] == [2011]
    assert len(full.dates) == 3


def test_cells_are_harmless_in_a_spreadsheet(nora: Trader, full: Client) -> None:
    (row,) = read_back(written(nora))

    assert row["Organisation"] == "'=SUM(A1), Ltd"
    assert row["Job title"] == "'-Head; of"
    assert row["Birthday"] == "'--02-29"
    assert row["Phone 1 - Value"] == "+37126123456"
    assert row["Worth in a year"] == "1234.50"
    assert row["Level"] == "unknown"
    assert not [cell for cell in row.values() if cell[:1] in set("=@\t\r＝＋－＠")]


def test_the_file_is_as_the_rules_say(nora: Trader, full: Client, ben: Client) -> None:
    content = written(nora)

    assert content.endswith(b"\r\n")
    assert not content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) == 3


def test_excel_gets_its_mark_and_its_separator(nora: Trader, ben: Client) -> None:
    content = written(nora, Dialect.for_excel(nora))

    assert content.startswith(b"\xef\xbb\xbf")
    assert read_back(content, ";")[0]["Name"] == "Ben Carter"


def test_an_empty_file_has_its_columns(nora: Trader) -> None:
    assert written(nora).count(b"\r\n") == 1


def test_only_the_traders_own_clients_go_out(nora: Trader, otto: Trader, ben: Client) -> None:
    client_of(otto, "Anna")

    assert [row["Name"] for row in read_back(written(otto))] == ["Anna"]


def test_chunks_follow_each_other_without_gap(
    nora: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    names = [f"Client {number}" for number in range(5)]
    for name in names:
        client_of(nora, name)

    assert [row["Name"] for row in read_back(written(nora))] == names


nasty = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff"), min_size=1
).filter(lambda text: text.strip() and "\u2028" not in text)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=st.lists(st.tuples(nasty, nasty, nasty), min_size=1, max_size=4))
def test_whatever_is_typed_survives_export_and_import(
    nora: Trader, rows: list[tuple[str, str, str]]
) -> None:
    db.session.execute(sa.delete(Client))
    for name, organisation, notes in rows:
        client = Client(trader=nora, name=name[:200], organisation=organisation[:200], notes=notes)
        db.session.add(client)
    db.session.commit()
    content = written(nora)
    before = state(nora)

    assert bring_back(nora, content) == [0, 0, len(rows), 0, 0, 0, 0]
    assert state(nora) == before
    assert written(nora) == content


def test_who_sent_a_client_stands_in_a_column_that_changes_nothing_back(
    nora: Trader, ben: Client, amira: Client
) -> None:
    referral = Referral(name="Amira", received_on=nora.today())
    ben.referrals.append(referral)
    db.session.flush()
    referral.convert(amira, on=nora.today())
    amira.found_us_by = None
    db.session.commit()

    rows = {row["Name"]: row for row in read_back(written(nora))}
    assert rows["Amira Haddad"]["Referred by"] == "Ben Carter"
    assert rows["Ben Carter"]["Referred by"] == ""

    before = state(nora)
    assert bring_back(nora, written(nora)) == [0, 0, 2, 0, 0, 0, 0]
    assert state(nora) == before


def with_groups_and_days(nora: Trader, clients: list[Client], group: str, label: str) -> None:
    """Put clients into a group, and have days come once and be spoken of early."""
    friends = Group(trader_id=nora.id, name=group, contact_every=30)
    for number, client in enumerate(clients):
        client.group_id = None if number == 1 else _saved(friends)
        client.dates += [
            ImportantDate(label=label, month=12, day=31, year=2026, once=True, lead=30),
            ImportantDate(label=f"{label} 2", month=2, day=29, year=None, lead=0),
            ImportantDate(label="As ever", month=5, day=3, year=2020),
        ]
        client.plan_contact()
    db.session.commit()


def _saved(group: Group) -> int:
    db.session.add(group)
    db.session.flush()
    return group.id


def days_and_groups() -> list[tuple[object, ...]]:
    told = (
        getattr(ImportantDate, name) for name in ("label", "month", "day", "year", "once", "lead")
    )
    days = sa.select(Client.name, Group.name, *told).select_from(
        sa.join(Client, ImportantDate).outerjoin(Group, Group.id == Client.group_id)
    )
    return sorted((tuple(row) for row in db.session.execute(days)), key=repr)


def test_groups_and_days_come_through_to_the_letter(
    nora: Trader, amira: Client, ben: Client, karlis: Client
) -> None:
    with_groups_and_days(nora, [amira, ben, karlis], "Friends", "Contract ends")
    content, before = written(nora), days_and_groups()
    rows = {row["Name"]: row for row in read_back(content)}
    assert rows["Kārlis Bērziņš"]["In group"] == "Friends"
    assert "2026-12-31 once 30: Contract ends" in rows["Ben Carter"][DAYS]

    assert bring_back(nora, content)[0:2] == [0, 0], "nothing changes where they are"
    assert (written(nora), days_and_groups()) == (content, before)

    db.session.execute(sa.delete(Client))
    db.session.execute(sa.delete(Group))
    db.session.commit()
    bring_back(nora, content)
    assert days_and_groups() == before
    # The numbers are new, all else is as it was.
    assert [line.partition(b",")[2] for line in written(nora).splitlines()] == [
        line.partition(b",")[2] for line in content.splitlines()
    ]


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(group=nasty, label=nasty)
def test_whatever_groups_and_days_are_called_they_come_through(
    nora: Trader, group: str, label: str
) -> None:
    for model in (Client, Group):
        db.session.execute(sa.delete(model))
    clients = [Client(trader=nora, name=name) for name in ("Ann", "Bob", "Cid")]
    db.session.add_all(clients)
    db.session.flush()
    group, label = " ".join(group.split())[:60], " ".join(label.split())[:60]
    with_groups_and_days(nora, clients, group, label)
    content = written(nora)

    db.session.execute(sa.delete(Client))
    db.session.execute(sa.delete(Group))
    db.session.commit()
    bring_back(nora, content)

    assert [line.partition(b",")[2] for line in written(nora).splitlines()] == [
        line.partition(b",")[2] for line in content.splitlines()
    ]


@pytest.mark.parametrize(
    "cell", ["2026-12-31 twice 30: x", "once", "2026-12-31 once 31: x", "--12-31 once 30: x", ":::"]
)
def test_a_cell_of_days_that_cannot_be_is_told(nora: Trader, ben: Client, cell: str) -> None:
    brought = rehearse(
        nora, "c.csv", f"Name,{DAYS!r}\nBen Carter,{cell}\n".replace("'", '"').encode()
    )

    assert brought.rehearsal["troubled"] == 1


def test_without_groups_and_such_days_there_are_no_columns(nora: Trader, ben: Client) -> None:
    assert "In group" not in written(nora).decode()
