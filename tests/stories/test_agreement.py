"""What a client may expect: written, sent, agreed to on an old phone, kept; one warned about in time."""

from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import client_of, trader
from tests.stories.conftest import Meet
from tests.stories.person import Person
from tests.stories.test_every_page import signs_in
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.models import Document
from wowcrm.expectations.forms import TermsForm
from wowcrm.expectations.models import Expectations, Unit
from wowcrm.expectations.rhythm import Every, Line
from wowcrm.expectations.sharing import draft_of, keep, share, sheet_of
from wowcrm.first_run.catalogue import trades
from wowcrm.levels.upkeep import commit


@pytest.fixture
def ben(database: None) -> Client:
    return client_of(trader("Nora Lind", "nora@example.com", trade="bookkeeper"), "Ben Carter")


def link_of(nora: Person) -> str:
    address = nora.page.get_by_text("/for-you/").inner_text().strip()
    return "/for-you/" + address.rpartition("/")[2]


def test_expectations_are_agreed_on_and_a_promise_is_warned_about(meet: Meet, ben: Client) -> None:
    tab = f"/clients/{ben.id}/promises"
    nora = meet("phone")
    signs_in(nora)
    nora.goes_to(tab)
    nora.follows("Write it down together")
    nora.sees("What may Ben Carter expect?", "Being in touch")
    nora.fills_in("When do you work?", "Mornings")
    nora.presses("See it as Ben Carter will")
    nora.sees("by the 5th of each month", "Mornings")
    nora.presses("Share it")
    nora.sees("Waiting for their word", "Not opened yet")

    stranger = meet("phone", scripts=False)
    stranger.goes_to(link_of(nora))
    stranger.sees("How we work together", "Mornings", "by the 5th of each month")
    stranger.presses("I agree")
    stranger.sees("Your name, please")
    stranger.fills_in("What is your name?", "Ben Carter")
    stranger.presses("I agree")
    stranger.sees("Accepted by Ben Carter")

    nora.goes_to(tab)
    nora.sees("Agreed", "comes round as agreed")
    nora.goes_to("/add/promise")
    nora.picks("Ben Carter")
    nora.fills_in("What did you say you would do?", "The letter to the bank")
    nora.picks("Tomorrow")
    nora.presses("I promised it")
    nora.sees("The letter to the bank", "I will remind you.")

    nora.goes_to("/")
    nora.sees("The letter to the bank.")
    nora.follows("Warn them now")
    nora.sees("A message to Ben", "you will")
    nora.fills_in("Your words", "It takes a day longer, sorry. Nora")
    nora.presses("I sent it")
    nora.sees("You told them today that it takes longer.")

    nora.follows("Another day")
    nora.fills_in("Why another day?", "The bank was closed")
    nora.presses("We agreed on it")
    nora.sees("Agreed anew for")


def test_the_links_follow_the_words(meet: Meet, ben: Client) -> None:
    from wowcrm.clients.models import DetailKind
    from wowcrm.clients.telling import tell_details

    tell_details(ben, DetailKind.EMAIL, [("ben@example.com", None)], ben.trader)
    tell_details(ben, DetailKind.PHONE, [("+371 26 123 456", None)], ben.trader)
    commit(ben.trader)
    there = f"/clients/{ben.id}/message"
    nora = meet("phone")
    signs_in(nora)
    nora.goes_to(there)
    nora.fills_in("What is it about?", "Öl & Co")
    nora.fills_in("Your words", "One\nTwo + two")

    assert nora.part("link", "E-mail").get_attribute("href") == (
        "mailto:ben@example.com?subject=%C3%96l%20%26%20Co&body=One%0D%0ATwo%20%2B%20two"
    )
    assert nora.part("link", "Text message").get_attribute("href") == (
        "sms:+37126123456?body=One%0D%0ATwo%20%2B%20two"
    )
    assert nora.part("link", "WhatsApp").get_attribute("href") == (
        "https://wa.me/37126123456?text=One%0D%0ATwo%20%2B%20two"
    )


def sheets_of(meet: Meet, document: Document, tmp_path: Path) -> int:
    """Print the private page, and count its sheets of A4."""
    address = f"/for-you/{document.links[0].token}"
    person = meet("phone")
    person.goes_to(address)
    printed = tmp_path / "sheet.pdf"
    person.page.pdf(path=printed, format="A4")
    return printed.read_bytes().count(b"/Type /Page\n")


def in_writing(client: Client, **terms: object) -> Document:
    draft = draft_of(client)
    for name, value in terms.items():
        setattr(draft, name, value)
    keep(client, draft)
    document = share(sheet_of(client), on=client.trader.today())
    commit(client.trader)
    return document


@pytest.mark.parametrize("trade", [trade.slug for trade in trades()])
def test_what_a_trade_begins_with_prints_on_one_sheet(
    meet: Meet, ben: Client, trade: str, tmp_path: Path
) -> None:
    ben.trader.trade = trade
    db.session.flush()

    assert sheets_of(meet, in_writing(ben), tmp_path) == 1


LINE = "Receipts and bank statements of the month, sorted by day, each with what it is f"
LONGEST = {
    "channel": "E-mail for papers, a call for anything urgent; on Fridays only a message, on the road",
    "contact_procedure": "\n".join([LINE[:79]] * 3),
    "reply_within": 12,
    "reply_unit": Unit.HOURS,
    "hours": "Monday to Thursday from nine to five, Friday mornings only, never on public holidays",
    "rhythm": [Line(LINE[:60], Every.QUARTER, day).frozen() for day in range(1, 5)],
    "progress_every": 30,
    "from_me": "\n".join([LINE] * 4),
    "from_client": "\n".join([LINE] * 4),
    "not_included": "\n".join([LINE] * 4),
}


def test_the_longest_that_the_form_takes_prints_on_one_sheet(
    app: Flask, meet: Meet, ben: Client, tmp_path: Path
) -> None:
    with app.test_request_context(method="POST"):
        no_guard = {"csrf": False}
        form = TermsForm(formdata=None, meta=no_guard, terms=Expectations(**LONGEST))
        assert form.validate(), form.errors

    assert sheets_of(meet, in_writing(ben, **LONGEST), tmp_path) == 1


def test_a_change_to_the_longest_still_prints_on_one_sheet(
    meet: Meet, ben: Client, tmp_path: Path
) -> None:
    in_writing(ben, **{**LONGEST, "from_client": LONGEST["from_me"], "hours": "Mornings"})
    changed = {"from_client": "\n".join([LINE[1:]] * 4)}

    assert sheets_of(meet, in_writing(ben, **{**LONGEST, **changed}), tmp_path) == 1
