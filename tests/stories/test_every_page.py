"""Every page of the map, opened in a real browser with two years of business behind it."""

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import NORAS_PASSWORD
from tests.form_walker import CONTACTS
from tests.one_of_everything import Rows, owned_models
from tests.stories.conftest import Meet
from tests.stories.person import Person
from tests.test_access import addresses
from wowcrm.clients.models import Client, SavedView
from wowcrm.custom_fields.models import CustomField, FieldKind
from wowcrm.data.carrying import carry_out
from wowcrm.data.rehearsing import rehearse
from wowcrm.db import db
from wowcrm.duplicates.merging import merge
from wowcrm.files.models import Attachment
from wowcrm.first_run.demo import make_demo
from wowcrm.outbox.sending import send
from wowcrm.privacy.models import Receipt
from wowcrm.reminders.models import Reminder


@pytest.fixture
def two_years(database: None) -> Rows:
    """One row of each kind, out of a believable business."""
    trader, _ = make_demo(NORAS_PASSWORD)
    carry_out(rehearse(trader, "contacts.csv", CONTACTS), trader.today())
    rehearse(trader, "contacts.csv", CONTACTS)
    today = trader.today()
    db.session.add(Reminder(trader_id=trader.id, what="Rent", due_on=today, begins_on=today))
    send(trader, "trial", to="not an address", at=trader.now())
    db.session.add(SavedView(trader_id=trader.id, name="Crafts to see to", query="level=below"))
    db.session.add(CustomField(trader_id=trader.id, name="Favourite tea", kind=FieldKind.TEXT))
    done = Receipt(trader_id=trader.id, client_number=999, erased_on=today, reworded=2)
    done.counts = {"clients": 1, "interactions": 3}
    db.session.add(done)
    one, two = db.session.scalars(Client.active(trader).order_by(Client.id.desc()).limit(2))
    db.session.add(Attachment(client=one, name="list.txt", kind="text", size=4, digest="0" * 64))
    merge(one, two, {}, on=today)
    db.session.commit()
    rows: Rows = {}
    for model in owned_models():
        newest = model.of(trader).order_by(None).order_by(sa.desc(model.id)).limit(1)
        if row := db.session.scalar(newest):
            rows[model] = row
    return rows


def signs_in(person: Person) -> None:
    person.goes_to("/sign-in")
    person.fills_in("What is your e-mail address?", "nora@example.com")
    person.fills_in("And your password?", NORAS_PASSWORD)
    person.presses("Sign in")
    person.page.wait_for_url(person.base + "/")


def test_every_page_is_fit_for_people(app: Flask, two_years: Rows, meet: Meet) -> None:
    pages = [
        address
        for rule, address in addresses(app, two_years, "GET")
        if rule.endpoint not in {"static", "assets.bundle", "first_run.welcome", "files.show"}
    ]
    faults = []
    for size, dark in (("phone", False), ("phone", True), ("desktop", False)):
        nora = meet(size, dark=dark)
        signs_in(nora)
        for page in pages:
            faults += [f"{size}, {fault}" for fault in faults_of(nora, page)]
    assert not faults, "\n\n".join(faults)


def faults_of(nora: Person, page: str) -> list[str]:
    answer = nora.page.request.get(nora.base + page, max_redirects=0)
    if answer.status >= 500:
        return [f"{page} answers {answer.status}"]
    if answer.status != 200 or "text/html" not in answer.headers["content-type"]:
        return []
    nora.heard.clear()
    try:
        nora.goes_to(page)
    except AssertionError as error:
        return [str(error)]
    return []


TABS = ("", "/needs", "/promises", "/delights", "/referrals")


def test_an_open_tab_begins_on_the_first_screen_of_a_phone(two_years: Rows, meet: Meet) -> None:
    nora = meet("phone")
    signs_in(nora)
    newest = two_years[Client]
    assert isinstance(newest, Client)
    of_three = Client.active(newest.trader).order_by(Client.id).limit(3)
    numbers = db.session.scalars(of_three.with_only_columns(Client.id)).all()
    begins = {}
    for tab in (f"/clients/{number}{tab}" for number in numbers for tab in TABS):
        nora.page.goto(nora.base + tab)
        box = nora.page.locator(".tab-panel").bounding_box()
        begins[tab] = box["y"] if box else 0
    assert not {tab: y for tab, y in begins.items() if y > 520}, "of 844 px"

    nora.opens("Why, and contact")
    nora.sees("I see it differently", "They contacted me")
