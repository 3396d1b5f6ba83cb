"""Writing clients down, mending what is known of them, and letting them go."""

import pytest
import sqlalchemy as sa

from tests.reading_browser import Answer, ReadingBrowser
from wowcrm.clients.models import Client, ContactDetail, DetailKind, ImportantDate
from wowcrm.db import db
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader


def clients(trader: Trader) -> list[Client]:
    return list(db.session.scalars(Client.of(trader).order_by(Client.id)))


def test_a_name_is_enough(browser: ReadingBrowser, nora: Trader) -> None:
    assert browser.get("/clients/new").status_code == 200

    answer = browser.post("/clients/new", data={"name": "  Zoë  Martin "})

    [zoe] = clients(nora)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/clients/{zoe.id}"
    assert (zoe.name, zoe.sort_key) == ("Zoë  Martin", "zoe martin")
    assert zoe.client_since == nora.today()
    assert "Became your client" in browser.get(f"/clients/{zoe.id}").words


def test_everything_else_can_be_told_at_once(browser: ReadingBrowser, nora: Trader) -> None:
    browser.post(
        "/clients/new",
        data={
            "name": "Õnne Põld",
            "organisation": "Põld Keraamika",
            "email": "Onne@Example.com",
            "phone": "2612 3456",
            "found_us_by": "Marta",
            "tags": "Garden, riga; garden",
            "client_since": "2023-03-01",
            "notes": "Lilies.\r\nNo sugar.",
        },
    )

    [onne] = clients(nora)
    assert onne.organisation_key == "pold keraamika"
    assert [(d.kind, d.value, d.key) for d in onne.details] == [
        (DetailKind.PHONE, "2612 3456", "+37126123456"),
        (DetailKind.EMAIL, "Onne@Example.com", "onne@example.com"),
    ]
    assert [tag.name for tag in onne.tags] == ["garden", "riga"]
    assert onne.notes == "Lilies.\nNo sugar."


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "A first name will do"),
        ({"name": "x" * 201}, "longer than I can keep"),
        ({"name": "Zoe", "email": "zoe at home"}, "name@example.com"),
        ({"name": "Zoe", "phone": "call Jana"}, "has figures in it"),
        ({"name": "Zoe", "client_since": "31/31/2020"}, "cannot read that day"),
        ({"name": "Zoe", "tags": ",".join(map(str, range(31)))}, "more than 30 tags"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(
    browser: ReadingBrowser, nora: Trader, wrong: dict[str, str], said: str
) -> None:
    answer = browser.post("/clients/new", data={"notes": "Lilies", **wrong})

    assert answer.status_code == 422
    assert said in answer.words
    assert answer.page.first("textarea[name=notes]").text == "Lilies"
    assert not clients(nora)


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "ben CARTER"},
        {"name": "B. C.", "email": "BEN@example.com"},
        {"name": "B. C.", "phone": "+371 26 123 456"},
    ],
)
def test_somebody_who_is_here_already_is_asked_about(
    browser: ReadingBrowser, nora: Trader, ben: Client, typed: dict[str, str]
) -> None:
    ben.details = [
        ContactDetail(kind=DetailKind.EMAIL, value="ben@example.com", key="ben@example.com"),
        ContactDetail(kind=DetailKind.PHONE, value="26123456", key="+37126123456"),
    ]

    answer = browser.post("/clients/new", data=typed)

    assert answer.status_code == 422
    assert "There is already a Ben Carter" in answer.words
    assert f"/clients/{ben.id}" in {a["href"] for a in answer.page.all(".alike a")}
    assert clients(nora) == [ben]

    browser.post("/clients/new", data={**typed, "anyway": "1"})

    assert len(clients(nora)) == 2


def test_ottos_clients_are_nobodys_likeness(
    browser: ReadingBrowser, nora: Trader, otto: Trader
) -> None:
    db.session.add(Client(trader=otto, name="Ben Carter"))

    assert browser.post("/clients/new", data={"name": "Ben Carter"}).status_code == 303


def test_the_same_form_twice_makes_one_client(browser: ReadingBrowser, nora: Trader) -> None:
    typed = {"name": "Zoe", "once": "abc", "anyway": "1"}

    first = browser.post("/clients/new", data=typed)
    second = browser.post("/clients/new", data=typed)

    assert len(clients(nora)) == 1
    assert second.headers["Location"] == first.headers["Location"]


def edited(browser: ReadingBrowser, client: Client, **changes: str) -> dict[str, str]:
    """Fill in the form as the page shows it, with changes."""
    form = browser.get(f"/clients/{client.id}/edit").page.first("form.form--client")
    typed = {
        field["name"]: field.get("value")
        for field in form.all("input")
        if field.get("type") != "checkbox"
    }
    typed |= {field["name"]: "".join(field.strings()) for field in form.all("textarea")}
    for select in form.all("select"):
        chosen = [option for option in select.all("option") if "selected" in option]
        typed[select["name"]] = chosen[0].get("value") if chosen else ""
    return {**typed, **changes}


def test_saving_the_form_as_it_is_changes_nothing(browser: ReadingBrowser, ben: Client) -> None:
    ben.details = [
        ContactDetail(kind=DetailKind.EMAIL, value="ben@example.com", key="ben@example.com"),
        ContactDetail(kind=DetailKind.ADDRESS, value="Elm St 1\nRiga", key="elm st 1 riga"),
    ]
    ben.dates = [ImportantDate(label="Birthday", day=29, month=2)]
    db.session.commit()
    before = [(d.id, d.value, d.label) for d in ben.details], [(d.id, d.day) for d in ben.dates]

    answer = browser.post(f"/clients/{ben.id}/edit", data=edited(browser, ben))

    assert answer.status_code == 303
    after = [(d.id, d.value, d.label) for d in ben.details], [(d.id, d.day) for d in ben.dates]
    assert after == before


def test_rows_are_added_changed_and_emptied_without_a_script(
    browser: ReadingBrowser, ben: Client
) -> None:
    def save(**changes: str) -> None:
        typed = edited(browser, ben, **changes)
        assert browser.post(f"/clients/{ben.id}/edit", data=typed).status_code == 303

    save(**{"phones-0-value": "26123456", "phones-0-label": "Work"})
    save(**{"phones-1-value": "67000000"})
    save(**{"phones-0-value": ""})

    assert [(d.value, d.key, d.label) for d in ben.phones] == [("67000000", "+37167000000", None)]


def test_an_important_date_needs_a_day_of_the_calendar(
    browser: ReadingBrowser, ben: Client
) -> None:
    wrong = {"dates-0-label": "Birthday", "dates-0-day": "31", "dates-0-month": "4"}
    answer = browser.post(f"/clients/{ben.id}/edit", data=edited(browser, ben, **wrong))
    assert answer.status_code == 422
    assert "not in the calendar" in answer.words
    assert answer.page.first("input[name=dates-0-day]")["value"] == "31"

    right = {"dates-0-day": "29", "dates-0-month": "2"}
    browser.post(f"/clients/{ben.id}/edit", data=edited(browser, ben, **right))

    assert [(d.label, d.day, d.month, d.year) for d in ben.dates] == [("Birthday", 29, 2, None)]


def test_a_wrong_row_is_said_beside_it_and_changes_nothing(
    browser: ReadingBrowser, ben: Client
) -> None:
    typed = edited(browser, ben, **{"name": "Benjamin", "emails-0-value": "ben at home"})
    answer = browser.post(f"/clients/{ben.id}/edit", data=typed)

    assert answer.status_code == 422
    assert answer.page.first("input[name=emails-0-value]")["aria-invalid"] == "true"
    assert answer.page.first("input[name=name]")["value"] == "Benjamin"
    assert ben.name == "Ben Carter"


def test_a_floor_of_ones_own_moves_the_day(browser: ReadingBrowser, ben: Client) -> None:
    typed = edited(browser, ben, client_since="2026-01-01", contact_every="30")
    browser.post(f"/clients/{ben.id}/edit", data=typed)

    assert str(ben.contact_due_on) == "2026-01-31"


def test_somebody_put_away_leaves_the_list_and_comes_back(
    browser: ReadingBrowser, ben: Client
) -> None:
    browser.post(f"/clients/{ben.id}/archive")
    assert ben.is_archived
    assert names(browser.get("/clients")) == []
    assert names(browser.get("/clients?archived=1")) == ["Ben Carter"]
    assert "Put away on" in browser.get(f"/clients/{ben.id}").words

    browser.post(f"/clients/{ben.id}/bring-back")
    assert not ben.is_archived
    assert names(browser.get("/clients")) == ["Ben Carter"]


def names(answer: Answer) -> list[str]:
    return [name.text for name in answer.page.all(".client-row__name")]


def test_deleting_asks_first_and_takes_everything(browser: ReadingBrowser, ben: Client) -> None:
    ben.touch(InteractionKind.CALL, "Called", on=ben.trader.today())
    number = ben.id
    assert "Delete Ben Carter?" in browser.get(f"/clients/{number}/delete").words
    assert browser.get(f"/clients/{number}").status_code == 200

    answer = browser.post(f"/clients/{number}/delete")

    assert answer.headers["Location"] == "/clients"
    assert "Ben Carter is deleted." in browser.get("/clients").words
    assert browser.get(f"/clients/{number}").status_code == 404
    assert not db.session.scalar(sa.text("select count(*) from interactions"))
