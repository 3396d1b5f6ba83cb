"""Clients in the files of other programs: nothing is lost, nothing does harm."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import client_of
from tests.one_of_everything import MARK, one_of_everything, owned_models
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client, ContactDetail, DetailKind, ImportantDate, Tag
from wowcrm.clients.reach import key_of
from wowcrm.custom_fields.models import CustomField, FieldKind
from wowcrm.custom_fields.telling import tell
from wowcrm.data.card_writing import escaped, folded
from wowcrm.data.columns import recognise
from wowcrm.data.everything import LEFT_OUT, SECRET, everything
from wowcrm.data.exporting import Dialect
from wowcrm.data.formats import FORMATS
from wowcrm.data.lists import LISTS, list_as_csv
from wowcrm.data.sheets import OUTLOOK
from wowcrm.db import db
from wowcrm.promises.models import Promise
from wowcrm.traders.models import Trader


@pytest.fixture
def full(nora: Trader) -> Client:
    client = client_of(
        nora,
        "Kārlis Bērziņš",
        given="Kārlis",
        family="Bērziņš",
        organisation="=Kāpa; SIA, Rīga",
        job_title="Owner",
        client_since=date(2024, 2, 29),
        found_us_by="Amira",
        notes="First\nsecond; \\third, end",
        value=Decimal("1234.50"),
        contact_every=30,
    )
    ways = [
        (DetailKind.EMAIL, "karlis@example.com", "Work"),
        (DetailKind.EMAIL, "k@example.com", "Boat"),
        (DetailKind.EMAIL, "third@example.com", None),
        (DetailKind.EMAIL, "fourth@example.com", None),
        (DetailKind.PHONE, "26 123 456", "Mobile"),
        (DetailKind.ADDRESS, "Brīvības iela 1\nRīga, LV-1010", "Home"),
        (DetailKind.WEBSITE, "https://example.com/?a=1,2", None),
    ]
    client.details = [
        ContactDetail(kind=kind, value=value, label=label, key=key_of(kind, value, "LV"))
        for kind, value, label in ways
    ]
    client.dates = [
        ImportantDate(label="Birthday", month=3, day=12, year=None),
        ImportantDate(label="Anniversary", month=6, day=20, year=2010),
    ]
    client.tags = [Tag(trader_id=nora.id, name=name) for name in ("Garden", "=x, y")]
    dog = CustomField(trader_id=nora.id, name="Dog’s name", kind=FieldKind.TEXT)
    db.session.add(dog)
    db.session.flush()
    tell(client, [(dog, "Rex")])
    db.session.commit()
    return client


def written(trader: Trader, name: str, only: list[int] | None = None) -> str:
    return "".join(FORMATS[name].write(trader, only))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_google_reads_names_labels_and_what_it_has_no_place_for(nora: Trader, full: Client) -> None:
    (row,) = rows(written(nora, "google"))

    assert (row["First Name"], row["Last Name"]) == ("Kārlis", "Bērziņš")
    assert row["Labels"] == "* myContacts ::: =x, y ::: Garden"
    assert row["Birthday"] == " --03-12"
    assert (row["E-mail 2 - Label"], row["E-mail 2 - Value"]) == ("Boat", "k@example.com")
    assert row["Phone 1 - Value"] == "+37126123456"
    assert row["Address 1 - Formatted"] == "Brīvības iela 1\nRīga, LV-1010"
    assert (row["Event 1 - Label"], row["Event 1 - Value"]) == ("Anniversary", "2010-06-20")
    custom = {
        row[f"Custom Field {n} - Label"]: row[f"Custom Field {n} - Value"] for n in range(1, 6)
    }
    assert custom["Dog’s name"] == "Rex"
    assert custom["Worth in a year"] == "1234.50"
    assert custom["In touch at least every (days)"] == "30"
    assert recognise(list(row)).source == "Google Contacts"


def test_outlook_keeps_in_the_notes_what_it_has_no_place_for(nora: Trader, full: Client) -> None:
    (row,) = rows(written(nora, "outlook"))

    assert list(row) == OUTLOOK
    assert row["E-mail 3 Address"] == "third@example.com"
    assert row["Mobile Phone"] == "+37126123456"
    assert row["Home Street"] == "Brīvības iela 1\nRīga, LV-1010"
    for kept in (
        *("E-mail: fourth@example.com", "Birthday: 03-12", "Anniversary: 2010-06-20"),
        *("Dog’s name: Rex", "Tags: =x, y, Garden", "Client since: 2024-02-29"),
    ):
        assert kept in row["Notes"]


@pytest.mark.parametrize("name", ["csv", "excel", "google", "outlook"])
def test_no_cell_is_a_formula(nora: Trader, full: Client, name: str) -> None:
    full.notes, full.name = "=HYPERLINK()", "@SUM(A1)"
    db.session.commit()
    text = written(nora, name).removeprefix("\ufeff")
    separator = ";" if name == "excel" else ","
    cells = [
        c for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for c in row
    ]

    harmful = [
        c
        for c in cells
        if c[:1] in set("=+-@\t\r\n＝＋－＠") and not re.fullmatch(r"[+-]?[\d ().\-/]+", c)
    ]
    assert not harmful


@pytest.mark.parametrize("name", FORMATS)
def test_only_the_chosen_and_only_the_traders_own_go_out(
    nora: Trader, otto: Trader, ben: Client, amira: Client, name: str
) -> None:
    client_of(otto, "Secret Otto")
    text = written(nora, name, [ben.id])

    assert "Carter" in text
    assert "Amira" not in text
    assert "Secret" not in written(nora, name)


def card_lines(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_a_card_is_as_the_rules_say(nora: Trader, full: Client) -> None:
    text = written(nora, "vcard")
    lines = card_lines(text)

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:3.0"]
    assert lines[-2:] == ["END:VCARD", ""]
    assert "FN:Kārlis Bērziņš" in lines
    assert "N:Bērziņš;Kārlis;;;" in lines
    assert "ORG:=Kāpa\\; SIA\\, Rīga" in lines
    assert "NOTE:First\\nsecond\\; \\\\third\\, end" in lines
    assert "BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-12" in lines
    assert "CATEGORIES:=x\\, y,Garden" in lines
    assert "EMAIL;TYPE=internet;TYPE=work:karlis@example.com" in lines
    assert "item1.EMAIL;TYPE=internet:k@example.com" in lines
    assert "item1.X-ABLabel:Boat" in lines
    assert "TEL;TYPE=cell:+37126123456" in lines
    assert [line for line in lines if line.startswith("UID:urn:uuid:")]
    assert any("X-ABLabel:Dog’s name" in line for line in lines)


def test_a_newer_card_says_some_things_otherwise(nora: Trader, full: Client) -> None:
    lines = card_lines(written(nora, "vcard4"))

    assert "VERSION:4.0" in lines
    assert "BDAY:--0312" in lines
    assert "TEL;VALUE=uri;TYPE=cell:tel:+37126123456" in lines
    assert "EMAIL;TYPE=work:karlis@example.com" in lines


@given(st.text())
def test_a_line_is_broken_and_put_together_again(text: str) -> None:
    line = f"NOTE:{escaped(text)}"
    broken = folded(line)

    assert all(len(part.encode()) <= 75 for part in broken.split("\r\n"))
    assert broken.replace("\r\n ", "").removesuffix("\r\n") == line
    assert "\r" not in escaped(text)
    assert "\n" not in escaped(text)


def test_the_same_client_has_the_same_card_every_time(nora: Trader, full: Client) -> None:
    assert written(nora, "vcard") == written(nora, "vcard")


def test_everything_is_one_json_file(nora: Trader, otto: Trader) -> None:
    one_of_everything(nora)
    one_of_everything(otto, "Ottos own")
    told = json.loads("".join(everything(nora)))

    assert told["format"] == "WowCRM"
    assert told["trader"]["email"] == nora.email
    tables = {model.__tablename__ for model in owned_models()} - LEFT_OUT
    assert {name for name, found in told.items() if isinstance(found, list) and found} == tables
    assert not SECRET & {column for name in tables for column in told[name][0]}
    assert not SECRET & set(told["trader"])
    assert told["needs"][0]["summary"].startswith(MARK)
    assert "Ottos own" not in json.dumps(told, ensure_ascii=False)


nasty = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(nasty, min_size=1, max_size=4))
def test_whatever_is_typed_stands_in_the_json_as_it_is(nora: Trader, names: list[str]) -> None:
    db.session.execute(sa.delete(Client))
    for name in names:
        db.session.add(Client(trader=nora, name=name, notes=name))
    db.session.commit()

    told = json.loads("".join(everything(nora)))
    assert [row["name"] for row in told["clients"]] == names
    assert [row["notes"] for row in told["clients"]] == names


def test_chunks_of_everything_follow_each_other(
    nora: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wowcrm.data.everything.AT_ONCE", 2)
    for number in range(5):
        client_of(nora, f"Client {number}")

    told = json.loads("".join(everything(nora)))
    assert [row["name"] for row in told["clients"]] == [f"Client {number}" for number in range(5)]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_a_sheet(nora: Trader, otto: Trader, name: str) -> None:
    one_of_everything(nora)
    one_of_everything(otto, "Ottos own")
    text = "".join(list_as_csv(nora, name, Dialect()))

    (row,) = rows(text)
    assert len(row) > 1
    assert MARK in text
    assert "Ottos own" not in text
    assert not [key for key in row if key.endswith(("Client id", "Trader id")) or key == "Key"]


def test_a_promise_stands_in_its_list_with_its_client(
    nora: Trader, ben: Client, today: date
) -> None:
    Promise.make(ben, "=Call back", due_on=today, on=today)
    db.session.commit()

    (row,) = rows("".join(list_as_csv(nora, "promises", Dialect())))
    assert (row["Client"], row["What"], row["Due on"]) == (
        "Ben Carter",
        "'=Call back",
        today.isoformat(),
    )


def test_the_pages_give_the_files(browser: ReadingBrowser, ben: Client, amira: Client) -> None:
    page = browser.get("/export")
    assert "vCard 3.0" in page.words
    for link in page.page.all("main a"):
        if "/export/" in link["href"]:
            answer = browser.get(link["href"])
            assert answer.status_code == 200
            assert "attachment" in answer.headers["Content-Disposition"]
    assert "Ben" not in browser.get("/export/clients/csv?q=amira").text
    assert "Amira" in browser.get("/export/clients/csv?q=amira").text
    assert browser.get("/export/clients/nothing").status_code == 404
    assert browser.get("/export/lists/traders").status_code == 404
    assert "VERSION:4.0" in browser.get(f"/clients/{ben.id}/card?version=4").text


def test_a_selection_goes_out_as_cards(browser: ReadingBrowser, ben: Client, amira: Client) -> None:
    answer = browser.post("/clients/select/export", data={"client": ben.id, "as": "vcard"})

    assert answer.text.count("BEGIN:VCARD") == 1
    assert answer.mimetype == "text/vcard"
