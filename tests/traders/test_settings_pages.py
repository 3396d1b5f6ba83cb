"""Settings, and what a change of the rules does to clients."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import client_of
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.models import LevelChange
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.currencies import currencies
from wowcrm.traders.models import Trader
from wowcrm.web.inputs import plain_number

SETTINGS = {
    "name": "Nora Lind",
    "business": "Lind Accounts",
    "trade": "bookkeeper",
    "timezone": "Europe/Riga",
    "currency": "EUR",
    "wow_lasts": "90",
    "consistency_window": "90",
    "consistency_bar": "90",
    "feedback_counts_for": "180",
    "feedback_gap": "60",
    "resolve_within": "3",
    "contact_every": "",
    "contacts_at_most": "3",
    "contacts_within": "7",
    "wow_budget": "",
}


@pytest.fixture
def delighted(nora: Trader, ben: Client) -> Client:
    """Ben, whose needs are met, and who was delighted forty days ago."""
    ben.needs.append(
        Need(summary="Figures", essential=True, level=ServiceLevel.MEETS, judged_on=nora.today())
    )
    day = nora.today() - timedelta(days=40)
    ben.delights.append(Delight(what="A card", planned_for=day, delivered_on=day))
    ben.mark()
    commit(nora)
    assert ben.level is ServiceLevel.EXCEEDS
    return ben


def save(browser: ReadingBrowser, **changed: str) -> int:
    return browser.post("/settings", data=SETTINGS | changed).status_code


def test_the_form_shows_what_is_set(nora: Trader, browser: ReadingBrowser) -> None:
    nora.contact_every, nora.wow_budget = 35, Decimal("250.50")
    page = browser.get("/settings").page
    assert page.first("#name")["value"] == "Nora Lind"
    assert page.first("#contact_every")["value"] == "35"
    assert Decimal(page.first("#wow_budget")["value"]) == Decimal("250.5")
    assert page.first("#timezone option[selected]")["value"] == "Europe/Riga"


@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_saved_is_there_the_next_time(
    nora: Trader, browser: ReadingBrowser, htmx: bool
) -> None:
    data = SETTINGS | {
        "name": " Nora L. ",
        "business": "",
        "timezone": "Asia/Kathmandu",
        "currency": "NOK",
        "wow_lasts": "60",
        "contact_every": "30",
        "wow_budget": "1 250,50",
    }
    answer = browser.post("/settings", data=data, htmx=htmx)

    assert answer.status_code == (200 if htmx else 303)
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/settings"
    assert (nora.name, nora.business, nora.timezone) == ("Nora L.", None, "Asia/Kathmandu")
    assert (nora.currency, nora.wow_lasts, nora.contact_every) == ("NOK", 60, 30)
    assert nora.wow_budget == Decimal("1250.50")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "  "}, "Your name, please"),
        ({"name": "x" * 201}, "longer than I can keep"),
        ({"timezone": "Mars/Olympus"}, "Not a valid choice"),
        ({"currency": "XXX"}, "Not a valid choice"),
        ({"trade": "astronaut"}, "Not a valid choice"),
        ({"wow_lasts": "6"}, "from 7 to 730"),
        ({"wow_lasts": "731"}, "from 7 to 730"),
        ({"wow_lasts": ""}, "A number, please"),
        ({"wow_lasts": "often"}, "A whole number, please"),
        ({"wow_lasts": "9" * 5000}, "whole number"),
        ({"wow_lasts": "1e9"}, "A whole number, please"),
        ({"consistency_bar": "101"}, "from 50 to 100"),
        ({"contact_every": "0"}, "from 1 to 730"),
        ({"contacts_within": "-7"}, "from 1 to 90"),
        ({"wow_budget": "lots"}, "An amount, please"),
        ({"wow_budget": "-1"}, "from 0 to 10 million"),
        ({"wow_budget": "NaN"}, "from 0 to 10 million"),
        ({"wow_budget": "1e309"}, "from 0 to 10 million"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_changed(
    nora: Trader, browser: ReadingBrowser, changed: dict[str, str], said: str, htmx: bool
) -> None:
    answer = browser.post("/settings", data=SETTINGS | {"business": "New"} | changed, htmx=htmx)
    assert answer.status_code == 422
    assert said in answer.words
    assert len(answer.page.all(".field__error")) == 1
    assert nora.business == "Lind Accounts"
    assert 'value="New"' in answer.text


def test_nothing_but_the_settings_can_be_set(nora: Trader, browser: ReadingBrowser) -> None:
    planted = {"email": "otto@example.com", "password_hash": "x", "id": "9", "locale": "ru"}
    assert save(browser, **planted) == 303
    assert (nora.email, nora.locale) == ("nora@example.com", "en_GB")
    assert nora.password_hash != "x"


def test_a_shorter_wow_lets_levels_fade_at_once(
    nora: Trader, browser: ReadingBrowser, delighted: Client
) -> None:
    assert save(browser, wow_lasts="30") == 303

    assert delighted.level == "meets"
    change = db.session.scalars(sa.select(LevelChange).order_by(LevelChange.id.desc())).first()
    assert change is not None
    assert (change.from_level, change.to_level) == (ServiceLevel.EXCEEDS, ServiceLevel.MEETS)
    assert change.on == nora.today()

    assert save(browser, wow_lasts="90") == 303
    assert delighted.level == "exceeds"


def test_the_rules_of_one_trader_are_not_those_of_another(
    nora: Trader, otto: Trader, ottos_browser: ReadingBrowser, delighted: Client
) -> None:
    until = delighted.level_until
    assert save(ottos_browser, wow_lasts="30") == 303
    assert delighted.level is ServiceLevel.EXCEEDS
    assert delighted.level_until == until


def test_other_settings_leave_the_levels_alone(
    nora: Trader, browser: ReadingBrowser, delighted: Client, statements: list[str]
) -> None:
    browser.get("/")
    statements.clear()
    assert save(browser, business="Lind & Daughter") == 303
    assert not [one for one in statements if one.startswith("UPDATE clients")]


def test_keeping_in_touch_is_planned_anew_but_not_for_those_with_a_wish(
    nora: Trader, browser: ReadingBrowser, ben: Client, amira: Client
) -> None:
    day = nora.today()
    amira.contact_every = 10
    for client in (ben, amira):
        client.log(InteractionKind.CALL, "Rang", on=day)
    commit(nora)

    assert save(browser, contact_every="30") == 303
    assert ben.contact_due_on == day + timedelta(days=30)
    assert amira.contact_due_on == day + timedelta(days=10)

    assert save(browser, contact_every="") == 303
    assert ben.contact_due_on is None
    assert amira.contact_due_on == day + timedelta(days=10)


def test_hundreds_of_clients_are_reached_in_chunks(
    app: Flask, nora: Trader, browser: ReadingBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wowcrm.clients.planning.CHUNK", 3)
    clients = [client_of(nora, f"Client {number}") for number in range(8)]
    assert save(browser, contact_every="30", wow_lasts="60") == 303
    assert all(client.contact_due_on for client in clients)
    assert all(client.level_until for client in clients)


def test_a_clock_without_a_city_stays_as_it_is(nora: Trader, browser: ReadingBrowser) -> None:
    nora.timezone = "UTC"
    chosen = browser.get("/settings").page.first("#timezone option[selected]")
    assert chosen["value"] == "UTC"
    assert save(browser, timezone="UTC") == 303


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("300", "300"),
        ("1 250,50", "1250.50"),
        ("1.250,50", "1250.50"),
        ("1,250.50", "1250.50"),
        ("1'250.50", "1250.50"),
        ("1,250", "1250"),
        ("12,5", "12.5"),
        ("1,250,000", "1250000"),
    ],
)
def test_an_amount_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert plain_number(typed) == meant


def test_currencies_have_names_and_are_in_use_today() -> None:
    names = dict(currencies("en_GB"))
    assert names["EUR"] == "Euro (EUR)"
    assert "LVL" not in names
    assert len(names) > 140


def test_me_leads_everywhere_it_names(browser: ReadingBrowser) -> None:
    links = [link["href"] for link in browser.get("/me").page.all(".rows__link")]
    assert {"/settings", "/account", "/devices", "/standards"} <= set(links)
    for link in links:
        assert browser.get(link).status_code == 200


def test_contacts_are_planned_for_many_as_they_are_for_one(
    nora: Trader, browser: ReadingBrowser
) -> None:
    day = nora.today()
    clients = [
        client_of(nora, "Called", last_contact_on=day - timedelta(days=3)),
        client_of(nora, "Known", client_since=day - timedelta(days=400)),
        client_of(nora, "New"),
        client_of(nora, "Both", client_since=day - timedelta(days=9), last_contact_on=day),
    ]
    assert save(browser, contact_every="30") == 303
    for client in clients:
        planned = client.contact_due_on
        client.plan_contact()
        assert client.contact_due_on == planned is not None, client.name
