"""Lists narrowed from one number or day to another."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import sqlalchemy as sa

from tests.conftest import client_of
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.listing import ids_of
from wowcrm.clients.models import Client, SavedView
from wowcrm.clients.narrowing import Narrowing
from wowcrm.custom_fields.models import CustomField, CustomValue, FieldKind
from wowcrm.db import db
from wowcrm.traders.models import Trader

SIZES = {"Ann": "-3", "Bob": "0", "Cid": "2.5", "Dan": "10", "Eve": "1000000.25", "Fay": "large"}


@pytest.fixture
def size(nora: Trader) -> CustomField:
    """A number of each client; Fay's came from elsewhere and is none."""
    return told(nora, "Size", FieldKind.NUMBER, SIZES)


@pytest.fixture
def since(nora: Trader) -> CustomField:
    days = {"Gus": "2025-12-31", "Hal": "2026-01-01", "Ida": "2026-06-30"}
    return told(nora, "Bought", FieldKind.DAY, days)


def told(nora: Trader, name: str, kind: FieldKind, values: dict[str, str]) -> CustomField:
    field = CustomField(trader_id=nora.id, name=name, kind=kind)
    for who, text in values.items():
        db.session.add(CustomValue(client_id=client_of(nora, who).id, field=field, text=text))
    client_of(nora, f"No {name}")
    db.session.commit()
    return field


def found(nora: Trader, **said: str) -> str:
    ids = ids_of(nora, Narrowing.read(said))
    names = db.session.scalars(sa.select(Client.name).where(Client.id.in_(ids)))
    return " ".join(sorted(name.partition(" ")[0] for name in names))


@pytest.mark.parametrize(
    ("range_", "names"),
    [
        ("0..10", "Bob Cid Dan"),
        ("-5..0", "Ann Bob"),
        ("2.5..2.5", "Cid"),
        ("2,5..", "Cid Dan Eve"),
        ("..2.4", "Ann Bob"),
        ("1 000 000..", "Eve"),
        ("10..0", ""),
        ("..", "Ann Bob Cid Dan Eve Fay"),
    ],
)
def test_numbers_lie_between(nora: Trader, size: CustomField, range_: str, names: str) -> None:
    assert found(nora, own=f"{size.id}:{range_}") == names


@pytest.mark.parametrize(
    ("range_", "names"),
    [
        ("2026-01-01..2026-06-30", "Hal Ida"),
        ("..2025-12-31", "Gus"),
        ("1 January 2026..", "Hal Ida"),
        ("01.01.2026..05.06.2026", "Hal"),
    ],
)
def test_days_lie_between(nora: Trader, since: CustomField, range_: str, names: str) -> None:
    assert found(nora, own=f"{since.id}:{range_}") == names


def test_what_is_typed_beside_the_field_is_one_address(nora: Trader, size: CustomField) -> None:
    typed = {"own": str(size.id), "own_from": "0", "own_to": "10"}
    assert Narrowing.read(typed).query() == "?" + urlencode({"own": f"{size.id}:0..10"})
    assert found(nora, own=f"{size.id}:", own_from="0") == "No"
    assert Narrowing.read({"own_from": "0"}).own == "", "of which field?"
    again = Narrowing.read({"own": f"{size.id}:0..10", "own_to": "3"})
    assert again.own == f"{size.id}:..3"


def test_the_list_shows_takes_back_and_keeps_it(
    browser: ReadingBrowser, nora: Trader, size: CustomField
) -> None:
    page = browser.get(f"/clients?own={size.id}&own_from=0&own_to=10")
    assert "Size: 0 to 10" in page.words
    assert "Cid" in page.words
    assert "Eve" not in page.words
    assert [page.page.first(f"#own_{end}")["value"] for end in ("from", "to")] == ["0", "10"]

    browser.post("/saved-views/new", data={"list": f"own={size.id}:0..10", "name": "Small ones"})
    view = db.session.scalars(sa.select(SavedView)).one()
    assert parse_qs(view.query) == {"own": [f"{size.id}:0..10"]}
    assert "Eve" not in browser.get(f"/clients?{urlsplit('?' + view.query).query}").words
    exported = browser.get(f"/export/clients/csv?own={size.id}:0..10").text
    assert "Cid," in exported
    assert "Eve," not in exported


def test_an_end_that_cannot_be_read_is_said_and_narrows_to_whom_is_known(
    browser: ReadingBrowser, size: CustomField, since: CustomField
) -> None:
    page = browser.get(f"/clients?own={size.id}&own_from=plenty")
    assert "Size: plenty..? Write a number in figures, such as 4.5." in page.words
    assert "Fay" in page.words
    assert "Gus" not in page.words
    page = browser.get(f"/clients?own={since.id}&own_to=soon")
    assert "I cannot read that day" in page.words


def test_words_with_two_dots_are_words(nora: Trader) -> None:
    field = told(nora, "Tea", FieldKind.TEXT, {"Ann": "a..b", "Bob": "a"})

    assert found(nora, own=f"{field.id}:a..b") == "Ann"
    assert found(nora, own=str(field.id), own_from="a", own_to="b") == "Ann"


@pytest.mark.parametrize(
    "end",
    [
        "1e999999999",
        "0e999999999",
        "1e-999999999",
        "9" * 400,
        "NaN",
        "-inf",
        "0x10",
        "٣",
        "%",
        "' OR 1=1 --",
        "\x00",
        "1..2..3",
        "0000-00-00",
        "99999-01-01",
        "9999-12-31",
        "🙂" * 60,
        "-0",
        "1e15",
        "1e-30",
        "(",
        "..",
    ],
)
def test_nothing_typed_breaks_the_list(
    browser: ReadingBrowser, size: CustomField, since: CustomField, end: str
) -> None:
    for field in (size, since):
        for said in (
            {"own": f"{field.id}", "own_from": end},
            {"own": f"{field.id}:{end}..{end}"},
            {"own": f"{field.id}:{end}"},
            {"own": f"99999999999:{end}", "own_to": end},
        ):
            assert browser.get("/clients", query_string=said).status_code == 200


def test_another_traders_field_has_no_range(
    ottos_browser: ReadingBrowser, otto: Trader, size: CustomField
) -> None:
    assert found(otto, own=f"{size.id}:0..10") == ""
    assert "Cid" not in ottos_browser.get(f"/clients?own={size.id}:0..10").words


def test_a_day_far_ahead_is_a_day(nora: Trader, since: CustomField) -> None:
    ahead = nora.today() + timedelta(days=900)
    assert found(nora, own=f"{since.id}:{ahead}..") == ""
