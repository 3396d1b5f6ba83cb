"""From a proposal to the account of the work: agreed on a phone, kept, once late, paid, accounted for."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from playwright.sync_api import expect

from tests.conftest import client_of, trader
from tests.documents.letters import pages
from tests.stories.conftest import Meet
from tests.stories.person import Person
from tests.stories.test_agreement import link_of
from tests.stories.test_every_page import signs_in
from tests.stories.test_first_week import level
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need

Later = Callable[[int], None]


@pytest.fixture
def later() -> Iterator[Later]:
    """Let days pass for the app, counted from the beginning of the story."""
    began = datetime.now(UTC)
    with ExitStack() as travels:

        def travel(days: int) -> None:
            travels.close()
            travels.enter_context(time_machine.travel(began + timedelta(days=days), tick=True))

        yield travel


@pytest.fixture
def home(database: None) -> str:
    """The pages of Ben, whose one need is met."""
    nora = trader("Nora Lind", "nora@example.com", trade="bookkeeper", business="Lind Accounts")
    nora.registered_as, nora.pays_to = "Reg. no 40103123456", "LV80 BANK 0000 4351 9500 1"
    ben = client_of(nora, "Ben Carter", given="Ben", family="Carter")
    need = Need(summary="Figures", essential=True, level=ServiceLevel.MEETS, judged_on=nora.today())
    ben.needs.append(need)
    ben.mark()
    commit(nora)
    # Rows are left alone from here on: reading one would hold up the app.
    pages = f"/clients/{ben.id}"
    db.session.commit()
    return pages


def day(days: int) -> str:
    here = datetime.now(UTC).astimezone(ZoneInfo("Europe/Riga"))
    return (here.date() + timedelta(days=days)).isoformat()


def row(nora: Person, name: str, words: str) -> None:
    """Fill in a field of one row; rows share their labels."""
    field = nora.page.locator(f"#{name}")
    field.wait_for()
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(label=words)
    else:
        field.fill(words)


def writes_a_proposal(nora: Person, home: str) -> None:
    nora.goes_to(f"{home}/promises")
    nora.follows("Write a proposal")
    nora.sees("A proposal for Ben")
    nora.fills_in("What would you like to do for them?", "Bookkeeping for a year")
    nora.presses("Begin the letter")
    nora.sees("What I will do, and what it costs")
    row(nora, "items-0-what", "Monthly figures")
    row(nora, "items-0-quantity", "12")
    row(nora, "items-0-price", "100")
    nora.fills_in("What is not included?", "Payroll")
    for number, (what, days) in enumerate(
        (("Opening balance", 5), ("First figures", 20), ("Annual accounts", 40))
    ):
        if number:
            nora.presses("Another day")
        row(nora, f"deliveries-{number}-what", what)
        row(nora, f"deliveries-{number}-due_on", day(days))
    nora.presses("Another part")
    nora.page.locator("#parts-2-how").wait_for()
    for number, (how, figure, when) in enumerate(
        (
            ("per cent", "25", "when you accept"),
            ("amount", "400", "with “First figures”"),
            ("the rest", "", "with “Annual accounts”"),
        )
    ):
        row(nora, f"parts-{number}-how", how)
        if figure:
            row(nora, f"parts-{number}-figure", figure)
        row(nora, f"parts-{number}-when", when)
    nora.fills_in("What do you need from them?", "Your receipts")
    nora.presses("Read it over")
    nora.sees("Ready to go", "€1,200.00", "First figures", "Annual accounts")
    nora.presses("Send it to Ben")
    nora.sees("It lies with Ben")


def accepts(meet: Meet, address: str) -> None:
    """Ben, on his own phone, who has no account and never signs in."""
    ben = meet("phone")
    ben.goes_to(address)
    ben.sees("Bookkeeping for a year", "Opening balance", "€1,200.00", "Do you agree?")
    ben.presses("I agree")
    ben.sees("Your name, please")
    ben.fills_in("What is your name?", "Ben Carter")
    ben.presses("I agree")
    ben.sees("Accepted by Ben Carter")


def agrees_on_another_day(nora: Person) -> None:
    card = nora.page.locator("article").filter(has_text="Opening balance").first
    card.get_by_role("link", name="Another day").click()
    nora.picks("Another day")
    nora.fills_in("By which day?", day(6))
    nora.fills_in("Why another day?", "the bank was closed")
    nora.presses("We agreed on it")
    nora.sees("the bank was closed")


def keeps(nora: Person, home: str, what: str) -> None:
    nora.goes_to(f"{home}/promises")
    card = nora.page.locator("article.promise").filter(has_text=what)
    card.get_by_role("button", name="Kept").click()
    expect(nora.page.locator("article.promise--kept").filter(has_text=what).first).to_be_attached()


def pays(nora: Person, home: str, number: int) -> None:
    """The next part that is not paid has come."""
    nora.goes_to(f"{home}/work")
    nora.presses("Paid")
    expect(
        nora.page.get_by_text("Paid", exact=True).and_(nora.page.locator(".badge"))
    ).to_have_count(number)
    nora.looks()


def tells(nora: Person) -> str:
    """Write how it stands, from the nudge on Today to the message; return the client's page."""
    nora.goes_to("/")
    nora.sees("A word every 14 days, even when all goes well.")
    nora.follows("Tell them")
    nora.fills_in("How does it stand?", "The balance is done. Next come the first figures.")
    nora.presses("Tell Ben")
    nora.sees("A message to Ben")
    words = nora.page.get_by_label("Your words").input_value()
    nora.presses("I sent it")
    found = re.search(r"/for-you/\S+", words)
    assert found, words
    return found[0]


def asks_for_more(nora: Person) -> None:
    nora.opens("They asked for more")
    nora.fills_in("What did they ask for?", "A second warehouse")
    nora.presses("Write it down")
    nora.sees("A second warehouse")
    nora.presses("Do it for nothing")
    nora.presses("That was a delight")
    nora.sees("Written down as a delight.")


def gives_an_account(nora: Person) -> str:
    nora.follows("Account of it")
    nora.sees("An account of the work", "What you received, and when")
    nora.follows("Change the words")
    nora.fills_in("How does it end?", "It was a pleasure, Ben.")
    nora.presses("Save")
    nora.presses("Give the account")
    nora.sees("Here is the link.", "It was a pleasure, Ben.")
    return link_of(nora)


def test_from_a_proposal_to_the_account_of_the_work(meet: Meet, home: str, later: Later) -> None:
    nora = meet("desktop")
    signs_in(nora)
    writes_a_proposal(nora, home)
    accepts(meet, link_of(nora))
    nora.goes_to(f"{home}/promises")
    nora.sees("Opening balance", "First figures", "Annual accounts", "Accepted")
    pays(nora, home, 1)

    # Another day is agreed on in time: that is no broken word.
    later(3)
    nora.goes_to(f"{home}/promises")
    agrees_on_another_day(nora)
    later(8)
    nora.goes_to(home)
    level(nora, "needs met")
    keeps(nora, home, "Opening balance")

    # A word is due even when all goes well, and the client sees how it stands.
    later(15)
    page = tells(nora)
    his = meet("phone")
    his.goes_to(page)
    his.sees("1 of 3 done.", "The balance is done.", "Step by step", "with “First figures”")

    # What is late sets the level down; once it is kept, it recovers.
    later(22)
    nora.goes_to("/")
    nora.sees("2 days late")
    nora.goes_to(home)
    level(nora, "not met")
    keeps(nora, home, "First figures")
    nora.goes_to(home)
    level(nora, "needs met")
    pays(nora, home, 2)

    nora.follows("How it stands")
    nora.sees("A word to Ben", "Asked for more?")
    asks_for_more(nora)
    nora.goes_to(home)
    level(nora, "exceeded")

    later(39)
    keeps(nora, home, "Annual accounts")
    pays(nora, home, 3)
    address = gives_an_account(nora)

    his.goes_to(address)
    his.sees("Account of the work: Bookkeeping for a year", "What differs from what we agreed")
    his.misses("I agree")
    expect(his.part("link", "Keep it as PDF")).to_have_attribute("href", f"{address}/paper.pdf")
    pdf = his.page.request.get(f"{his.base}{address}/paper.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    said = " ".join(" ".join(pages(pdf.body())).split())
    for words in (
        "Lind Accounts",
        "Ben Carter",
        "Report",
        "The bank was closed. You heard of it on",
        "in good time",
        "First figures: agreed for",
        "2 days late",
        "A second warehouse: asked for on",
        "done at no cost",
        "€300.00",
        "€1,200.00",
        "It was a pleasure, Ben.",
    ):
        assert words in said, f"{words!r} is not in: {said}"

    nora.presses("The work is done")
    nora.sees("And then?", "Plan a delight")
    nora.follows("Plan a delight")
    expect(nora.page.get_by_label("For which occasion?").first).to_have_value(
        "Bookkeeping for a year is done"
    )
    his.goes_to(page)
    his.sees("Finished on", "Paid so far")
