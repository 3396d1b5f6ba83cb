"""The trader's own fields: added, told of clients, found by, put away."""

from datetime import date

import pytest
import sqlalchemy as sa

from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.custom_fields.models import CustomField, CustomValue, FieldKind
from wowcrm.custom_fields.reading import NotThat, read, said
from wowcrm.custom_fields.telling import tell
from wowcrm.data.habits import Habits
from wowcrm.db import db
from wowcrm.traders.models import Trader

both_ways = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
RIGA = Habits("LV", True, date(2026, 11, 26))
LONDON = Habits("GB", True, date(2026, 11, 26))


def field_of(trader: Trader, name: str, kind: FieldKind, **columns: object) -> CustomField:
    field = CustomField(trader_id=trader.id, name=name, kind=kind, **columns)
    db.session.add(field)
    db.session.commit()
    return field


@pytest.fixture
def tea(nora: Trader) -> CustomField:
    return field_of(nora, "Favourite tea", FieldKind.TEXT)


@pytest.fixture
def size(nora: Trader) -> CustomField:
    choices = ["Small", "Large, with a pond"]
    return field_of(nora, "Garden", FieldKind.CHOICE, choices=choices, in_list=True)


def known(client: Client) -> dict[str, str]:
    rows = db.session.scalars(sa.select(CustomValue).where(CustomValue.client_id == client.id))
    return {value.field.name: value.text for value in rows}


@both_ways
def test_a_field_is_added_with_a_name_alone(browser: ReadingBrowser, htmx: bool) -> None:
    page = browser.post("/custom-fields", data={"name": "Favourite tea", "kind": "text"}, htmx=htmx)

    (field,) = db.session.scalars(sa.select(CustomField)).all()
    assert (field.name, field.kind) == ("Favourite tea", FieldKind.TEXT)
    shown = page if htmx else browser.get("/custom-fields")
    assert "No field of your own yet." not in shown.words
    assert "now stands in the form of every client" in shown.words


@both_ways
@pytest.mark.parametrize(
    "data",
    [
        {"name": " ", "kind": "text"},
        {"name": "Tea", "kind": "soup"},
        {"name": "Garden", "kind": "choice", "choices": " \n "},
        {"name": "favourite  TEA", "kind": "text"},
        {"name": "x" * 61, "kind": "text"},
    ],
)
def test_what_is_no_field_is_refused(
    browser: ReadingBrowser, tea: CustomField, data: dict[str, str], htmx: bool
) -> None:
    assert browser.post("/custom-fields", data=data, htmx=htmx).status_code == 422
    assert db.session.scalars(sa.select(CustomField)).all() == [tea]


def test_what_may_be_chosen_stands_a_line_each(browser: ReadingBrowser) -> None:
    told = "Small\r\n  Large,  with a pond \n\nsmall"
    browser.post("/custom-fields", data={"name": "Garden", "kind": "choice", "choices": told})

    (field,) = db.session.scalars(sa.select(CustomField)).all()
    assert field.choices == ["Small", "Large, with a pond"]


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        (FieldKind.TEXT, "  Earl   Grey ", "Earl Grey"),
        (FieldKind.NUMBER, "1 234,50", "1234.5"),
        (FieldKind.NUMBER, "-0,0", "0"),
        (FieldKind.NUMBER, "1e3", "1000"),
        (FieldKind.DAY, "3.5.2027", "2027-05-03"),
        (FieldKind.DAY, "2027-05-03", "2027-05-03"),
        (FieldKind.YES_NO, "Jā", "yes"),
        (FieldKind.YES_NO, "no", "no"),
        (FieldKind.LINK, "example.com/a", "https://example.com/a"),
        (FieldKind.LINK, "HTTP://example.com", "HTTP://example.com"),
    ],
)
def test_each_kind_reads_what_people_write(kind: FieldKind, text: str, kept: str) -> None:
    field = CustomField(name="x", kind=kind)

    assert read(field, text, RIGA) == kept
    assert read(field, kept, RIGA) == kept, "what is kept is read again as it is"


def test_a_comma_is_a_thousand_only_where_it_is(nora: Trader) -> None:
    field = CustomField(name="x", kind=FieldKind.NUMBER)

    assert read(field, "1,250", LONDON) == "1250"
    assert read(field, "1,250", RIGA) == "1.25"
    assert said(FieldKind.NUMBER, "1250.75", nora.today()) == "1,250.75"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (FieldKind.NUMBER, "ten"),
        (FieldKind.NUMBER, "1e999"),
        (FieldKind.NUMBER, "NaN"),
        (FieldKind.NUMBER, "1e-300"),
        (FieldKind.NUMBER, "0e-999999999"),
        (FieldKind.DAY, "3 May"),
        (FieldKind.DAY, "2026-02-30"),
        (FieldKind.CHOICE, "Middling"),
        (FieldKind.YES_NO, "perhaps"),
        (FieldKind.LINK, "javascript:alert(1)"),
        (FieldKind.LINK, "http://[a"),
        (FieldKind.LINK, "not a link"),
        (FieldKind.TEXT, "x" * 1001),
    ],
)
def test_each_kind_refuses_what_it_cannot_hold(kind: FieldKind, text: str) -> None:
    field = CustomField(name="x", kind=kind, choices=["Small"])
    with pytest.raises(NotThat):
        read(field, text, RIGA)


def test_a_new_client_is_told_of_with_them(
    browser: ReadingBrowser, tea: CustomField, size: CustomField
) -> None:
    assert browser.get("/clients/new").page.first(f"#own-{tea.id}")
    data = {"name": "Anna", f"own-{tea.id}": "Earl Grey", f"own-{size.id}": "Small"}
    browser.post("/clients/new", data=data)

    anna = db.session.scalars(sa.select(Client)).one()
    assert known(anna) == {"Favourite tea": "Earl Grey", "Garden": "Small"}
    assert "Earl Grey" in browser.get(f"/clients/{anna.id}").words


def test_a_client_is_told_of_anew_and_a_blank_takes_away(
    browser: ReadingBrowser, ben: Client, tea: CustomField
) -> None:
    address = f"/clients/{ben.id}/edit"
    browser.post(address, data={"name": "Ben Carter", f"own-{tea.id}": "Assam"})
    assert known(ben) == {"Favourite tea": "Assam"}
    assert browser.get(address).page.first(f"#own-{tea.id}")["value"] == "Assam"

    browser.post(address, data={"name": "Ben Carter"})
    assert known(ben) == {"Favourite tea": "Assam"}, "a form without the field says nothing of it"

    browser.post(address, data={"name": "Ben Carter", f"own-{tea.id}": " "})
    assert known(ben) == {}


def test_what_cannot_be_is_refused_beside_its_field(
    browser: ReadingBrowser, nora: Trader, ben: Client
) -> None:
    dogs = field_of(nora, "Dogs", FieldKind.NUMBER)
    data = {"name": "Benjamin", f"own-{dogs.id}": "many"}
    page = browser.post(f"/clients/{ben.id}/edit", data=data)

    assert page.status_code == 422
    field = page.page.first(f"#own-{dogs.id}")
    assert (field["aria-invalid"], field["value"]) == ("true", "many")
    db.session.refresh(ben)
    assert (ben.name, known(ben)) == ("Ben Carter", {})


def test_they_are_found_and_shown_where(browser: ReadingBrowser, ben: Client) -> None:
    browser.post("/custom-fields", data={"name": "Dog", "kind": "text"})
    (field,) = db.session.scalars(sa.select(CustomField)).all()
    browser.post(f"/clients/{ben.id}/edit", data={"name": "Ben Carter", f"own-{field.id}": "Rex"})

    page = browser.get("/clients?q=rex")
    assert "Ben Carter" in page.words
    assert "Dog: Rex" in page.words


def test_they_stand_in_the_list_and_narrow_it(
    browser: ReadingBrowser, ben: Client, amira: Client, size: CustomField
) -> None:
    tell(ben, [(size, "Large, with a pond")])
    db.session.commit()

    assert "Garden: Large, with a pond" in browser.get("/clients").words
    for said_, there, gone in (
        (f"{size.id}:large, with a pond", "Ben Carter", "Amira Haddad"),
        (f"{size.id}", "Ben Carter", "Amira Haddad"),
        (f"{size.id}:", "Amira Haddad", "Ben Carter"),
        (f"{size.id}:small", "Nobody here is like that", "Ben Carter"),
    ):
        page = browser.get("/clients", query_string={"own": said_})
        assert there in page.words
        assert gone not in page.words
    chosen = browser.get("/clients", query_string={"own": f"{size.id}:small"})
    assert "Garden: Small" in chosen.words


def test_another_traders_field_narrows_to_nobody(
    ottos_browser: ReadingBrowser, ben: Client, tea: CustomField
) -> None:
    tell(ben, [(tea, "Assam")])
    db.session.commit()

    assert "Ben" not in ottos_browser.get(f"/clients?own={tea.id}").words


def test_what_was_put_away_is_asked_no_more_and_not_lost(
    browser: ReadingBrowser, ben: Client, tea: CustomField
) -> None:
    tell(ben, [(tea, "Assam")])
    db.session.commit()
    browser.post(f"/custom-fields/{tea.id}/delete")

    assert tea.archived_on, "something is known in it, so it was only put away"
    assert f"own-{tea.id}" not in browser.get(f"/clients/{ben.id}/edit").text
    browser.post(f"/custom-fields/{tea.id}/bring-back")
    assert "Assam" in browser.get(f"/clients/{ben.id}").words


def test_an_unused_field_is_struck_out(browser: ReadingBrowser, tea: CustomField) -> None:
    browser.post(f"/custom-fields/{tea.id}/delete")

    assert not db.session.scalars(sa.select(CustomField)).all()


def test_a_field_is_called_otherwise_and_offers_otherwise(
    browser: ReadingBrowser, ben: Client, size: CustomField
) -> None:
    tell(ben, [(size, "Small")])
    db.session.commit()
    data = {"name": "Garden size", "choices": "Tiny\nHuge"}
    browser.post(f"/custom-fields/{size.id}/edit", data=data)

    assert (size.name, size.choices, size.in_list) == ("Garden size", ["Tiny", "Huge"], False)
    page = browser.get(f"/clients/{ben.id}/edit")
    assert [o.text for o in page.page.first(f"#own-{size.id}").all("option")][1:] == [
        "Tiny",
        "Huge",
        "Small",
    ]
    browser.post(f"/clients/{ben.id}/edit", data={"name": "Ben Carter", f"own-{size.id}": "Small"})
    assert known(ben) == {"Garden size": "Small"}
    refused = browser.post(f"/custom-fields/{size.id}/edit", data={"name": "x", "choices": " "})
    assert refused.status_code == 422
