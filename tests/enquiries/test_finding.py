"""Enquiries stand in the same box as clients: by name, address, number, and what they wrote."""

from datetime import UTC, datetime

import pytest

from tests.enquiries.conftest import Write
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.enquiries.finding import MOST, find_enquiries
from wowcrm.enquiries.models import Enquiry
from wowcrm.traders.models import Trader


@pytest.mark.parametrize(
    "typed",
    ["Janis", "JĀNIS", "ozol", "janis@exa", "vat ret", "return quarter", "26123456", "+371 26 123"],
)
def test_they_are_found_as_clients_are(write: Write, nora: Trader, typed: str) -> None:
    write(phone="+371 26 123 456")
    assert [each.name for each in find_enquiries(nora, typed)] == ["Jānis Ozols"]


@pytest.mark.parametrize(
    "typed", ["", "zols", "Otto", "janis otto", "%", "_anis", "'", '"*', "\x00"]
)
def test_and_not_by_what_they_did_not_say(write: Write, nora: Trader, typed: str) -> None:
    write()
    assert not find_enquiries(nora, typed)


def test_the_newest_come_first_and_only_a_few(write: Write, nora: Trader) -> None:
    for number in range(MOST + 2):
        write(name=f"Jānis {number}", message=f"Could you do my books for 20{number}?")
    for each in db.session.query(Enquiry):
        each.set_aside_on = None
    db.session.commit()
    found = [each.name for each in find_enquiries(nora, "janis")]
    assert found == [f"Jānis {number}" for number in range(MOST + 1, 1, -1)]


def test_neither_spam_nor_others_are_found(enquiry: Enquiry, nora: Trader, otto: Trader) -> None:
    assert not find_enquiries(otto, "janis")
    enquiry.suspect("It looks like it.", on=datetime.now(UTC).date())
    db.session.commit()
    assert not find_enquiries(nora, "janis")


@pytest.mark.parametrize("htmx", [False, True])
def test_the_box_shows_them_below_the_clients(
    enquiry: Enquiry, browser: ReadingBrowser, ben: Client, htmx: bool
) -> None:
    answer = browser.get("/clients?q=quarter", htmx=htmx)
    assert "Among your enquiries" in answer.words
    assert "Jānis Ozols" in answer.words
    assert f"/enquiries/{enquiry.id}" in answer.text
    assert "Nobody here is like that" not in answer.words

    assert "Among your enquiries" not in browser.get("/clients?q=ben", htmx=htmx).words
    assert "Among your enquiries" not in browser.get("/clients", htmx=htmx).words


def test_to_look_for_them_is_one_statement(
    enquiry: Enquiry, nora: Trader, statements: list[str]
) -> None:
    nora.id  # noqa: B018  loads what the commit expired
    statements.clear()
    find_enquiries(nora, "janis ozols")
    assert len(statements) == 1
