"""What a rehearsal promises is what an import does, whatever the file and whoever is there already."""

from contextlib import closing

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import client_of
from wowcrm.clients.models import Client, ContactDetail, DetailKind, Tag
from wowcrm.clients.reach import key_of
from wowcrm.data import importing
from wowcrm.data.brought import Brought
from wowcrm.data.carrying import carry_out
from wowcrm.data.contents import Content
from wowcrm.data.earlier import Unwritten
from wowcrm.data.exporting import export
from wowcrm.data.importing import Importing
from wowcrm.data.lookup import Lookup
from wowcrm.data.models import Import, ImportedRow
from wowcrm.data.rehearsing import rehearse
from wowcrm.db import db
from wowcrm.search.index import rebuild
from wowcrm.traders.models import Trader

Told = list[tuple[int, str, str, str]]

HEADER = "Name,Company,E-mail,E-mail 2,Phone,Tags,Birthday,Notes"
NAMES = ["", "Ben Carter", "B. Carter", "Ann Carter", "Kārlis Bērziņš", "SIA Kāpa", "a@example.com"]
FIRMS = ["", "", "SIA Kāpa", "Firm"]
EMAILS = ["", "", "a@example.com", "B@example.com", "c@example.com", "no address"]
PHONES = ["", "", "26 123 456", "+371 29123456", "ring the shop"]
cells = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(FIRMS),
    st.sampled_from(EMAILS),
    st.sampled_from(EMAILS),
    st.sampled_from(PHONES),
    st.sampled_from(["", "a", "a;b", "B"]),
    st.sampled_from(["", "--03-12", "1984-03-12", "1984-03-13", "soon"]),
    st.sampled_from(["", "tea", "coffee"]),
)
files = st.lists(cells.filter(any), min_size=1, max_size=9)
people = st.lists(
    st.tuples(cells, st.booleans(), st.booleans()), max_size=4
)  # whether they were put away, whether they are a sample


def as_csv(rows: list[tuple[str, ...]], header: str = HEADER) -> str:
    return "\n".join([header, *(",".join(row) for row in rows)]) + "\n"


def settle_in(trader: Trader, rows: list[tuple[tuple[str, ...], bool, bool]]) -> None:
    """Let clients be there before the file comes."""
    for (name, firm, email, second, phone, tags, _birthday, notes), away, sample in rows:
        client = client_of(trader, name or "Somebody", organisation=firm or None)
        client.notes, client.sample = notes or None, sample
        client.archived_on = trader.today() if away else None
        for kind, value in ((DetailKind.EMAIL, email), (DetailKind.EMAIL, second)):
            _reach(client, kind, value)
        _reach(client, DetailKind.PHONE, phone)
        for tag in filter(None, tags.split(";")):
            client.tags.append(_tag(trader, tag))
    db.session.flush()
    rebuild()
    db.session.commit()


def _reach(client: Client, kind: DetailKind, value: str) -> None:
    key = key_of(kind, value, "LV")
    if value and key not in {detail.key for detail in client.details}:
        client.details.append(ContactDetail(kind=kind, value=value, key=key))


def _tag(trader: Trader, name: str) -> Tag:
    found = db.session.scalar(Tag.of(trader).where(Tag.key == name.lower()))
    return found or Tag(trader_id=trader.id, name=name)


def promised(trader: Trader, text: str) -> Told:
    """Judge a file row by row as a rehearsal does."""
    brought = Brought(Content(text.encode()), trader)
    with closing(Unwritten(Lookup(trader))) as earlier:
        return [
            (fate.line, fate.outcome.value, fate.name, fate.words)
            for fates in Importing(brought, earlier).chunks()
            for fate in fates
        ]


def done(trader: Trader, text: str) -> Told:
    """Import a file and read what became of each row."""
    rehearsed = rehearse(trader, "c.csv", text.encode())
    counts = dict(rehearsed.counts)
    carry_out(rehearsed, trader.today())
    db.session.commit()
    assert rehearsed.counts == counts
    rows = db.session.scalars(
        sa.select(ImportedRow).where(ImportedRow.import_id == rehearsed.id).order_by(ImportedRow.id)
    )
    return [(row.line, row.outcome.value, row.name, row.words) for row in rows]


def empty() -> None:
    for model in (Import, Client, Tag):
        db.session.execute(sa.delete(model))
    db.session.execute(sa.text("DELETE FROM search_documents"))
    db.session.commit()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(there=people, rows=files, at_once=st.integers(1, 4))
def test_any_file_comes_to_what_was_promised(
    nora: Trader,
    monkeypatch: pytest.MonkeyPatch,
    there: list[tuple[tuple[str, ...], bool, bool]],
    rows: list[tuple[str, ...]],
    at_once: int,
) -> None:
    empty()
    settle_in(nora, there)
    monkeypatch.setattr(importing, "AT_ONCE", at_once)
    text = as_csv(rows)

    told = promised(nora, text)

    assert told == done(nora, text)
    assert searchable() == searchable_anew()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(there=people, changes=st.lists(cells, max_size=4), at_once=st.integers(1, 4))
def test_a_corrected_export_comes_to_what_was_promised(
    nora: Trader,
    monkeypatch: pytest.MonkeyPatch,
    there: list[tuple[tuple[str, ...], bool, bool]],
    changes: list[tuple[str, ...]],
    at_once: int,
) -> None:
    empty()
    settle_in(nora, there)
    monkeypatch.setattr(importing, "AT_ONCE", at_once)
    header, *lines = "".join(export(nora)).splitlines()
    # A number that stands twice, once with other words beside it, is about one client.
    changed = [
        ",".join([line.split(",")[0], name, "", "", firm, *[""] * 10, "", email, "", phone])
        for line, (name, firm, email, _second, phone, *_rest) in zip(lines, changes, strict=False)
    ]
    width = len(header.split(","))
    padded = [line + "," * (width - 1 - line.count(",")) for line in changed]
    text = "\n".join([header, *padded, *lines, *padded]) + "\n"

    if lines:
        told = promised(nora, text)
        assert told == done(nora, text)
        assert searchable() == searchable_anew()


def searchable() -> list[str]:
    rows = db.session.execute(sa.text("SELECT * FROM search_documents")).all()
    number = (
        sa.text("SELECT rowid FROM search_documents")
        if db.engine.dialect.name == "sqlite"
        else sa.text("SELECT client_id FROM search_documents")
    )
    numbers = db.session.scalars(number).all()
    return sorted(map(repr, zip(numbers, rows, strict=True)))


def searchable_anew() -> list[str]:
    rebuild()
    db.session.commit()
    return searchable()


def test_a_rehearsal_writes_nothing_but_itself(nora: Trader, statements: list[str]) -> None:
    client_of(nora, "Ben Carter")
    statements.clear()

    rehearse(nora, "c.csv", as_csv([("Ben Carter", "Firm", "", "", "", "a", "", "")] * 3).encode())

    told = [each.split()[:3] for each in statements if not each.startswith(("SELECT", "BEGIN"))]
    assert told == [["INSERT", "INTO", "imports"], ["INSERT", "INTO", "import_files"]]
