"""Nora asks, Ben is not content, Nora puts it right, and Ben sends her somebody."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.stories.conftest import Meet
from tests.stories.person import Person
from tests.stories.test_first_week import adds, level, moves_in
from wowcrm.traders.models import Trader

Pass = Callable[[int], None]


@pytest.fixture
def days_pass(monkeypatch: pytest.MonkeyPatch) -> Pass:
    """Let so many days pass on the trader's clock, counted from today."""
    real = Trader.now

    def days_pass(number: int) -> None:
        def later(trader: Trader) -> datetime:
            return real(trader) + timedelta(days=number)

        monkeypatch.setattr(Trader, "now", later)

    return days_pass


def visits(nora: Person, ben: str) -> None:
    nora.goes_to(ben)
    nora.sees("What Ben Carter thinks")


def asks(nora: Person, ben: str, *, guess: str) -> str:
    """Guess, make the link, and return the address that goes out."""
    visits(nora, ben)
    nora.follows("Ask how it went" if guess == "first" else "Guess against answer")
    nora.sees("What do you think Ben Carter will say?")
    nora.picks("more than they expected" if guess == "first" else "just what they needed")
    nora.opens("Ask about up to three touchpoints too")
    nora.fills_in("What?", "How I keep you posted")
    nora.presses("Make the link")
    nora.sees("Now ask Ben Carter", "Not opened yet.")
    nora.follows("Show it as a code")
    nora.sees("Hold your camera over it")
    address = re.search(r"/answer/[\w-]+", nora.page.locator(".code__address").inner_text())
    assert address
    return address[0]


def answers_below(ben: Person, address: str) -> None:
    ben.goes_to(address)
    ben.sees("Hello Ben Carter, how was it for you?", "Only Nora reads this.")
    ben.misses("Would you say why?")
    ben.picks("Not what I needed")
    ben.sees("I am sorry. Tell me what went wrong")
    ben.misses("You may quote what I wrote")
    ben.fills_in("Would you say why?", "The figures came two days late")
    ben.presses("Send to Nora")
    ben.sees("Thank you, Ben Carter.", "I am sorry that it was not what you needed.")


def answers_exceeds(ben: Person, address: str) -> None:
    ben.goes_to(address)
    ben.picks("More than I expected")
    ben.fills_in("Would you say why?", "A day early, and a call to say so")
    ben.opens("Have you another minute?")
    ben.sees("How I keep you posted", "Would you recommend me?")
    ben.page.locator(".say__point label").filter(has_text="More than I expected").click()
    ben.misses("To whom?")
    ben.picks("Yes, gladly")
    ben.fills_in("To whom?", "Zane Liepa")
    ben.picks("You may quote what I wrote")
    ben.presses("Send to Nora")
    ben.sees("Thank you, Ben Carter.", "That makes my day.")
    ben.opens("Say it differently")
    ben.sees("You can change your answer until")


def puts_it_right(nora: Person, ben: str) -> None:
    nora.goes_to("/")
    nora.sees("Complaint: “The figures came two days late”.", "Say sorry by tomorrow.")
    nora.follows("Say sorry")
    nora.sees("By when will it be put right?")
    nora.opens("Words for it")
    nora.sees("In your words")
    nora.presses("I said sorry")
    nora.sees("Why did it happen?")
    nora.picks("It was late")
    nora.fills_in("What would have prevented it?", "Say a day before that it will be late")
    nora.presses("That is why")
    nora.sees("How did you put it right?", "What will you do the same way for everyone?")
    nora.presses("Make it a standard")
    nora.sees("A standard now:")
    nora.opens("A gesture")
    nora.fills_in("What would make up for the trouble?", "A loaf of rye bread")
    nora.presses("Plan it as a delight")
    nora.sees("a delight for")
    visits(nora, ben)
    level(nora, "not met")

    nora.follows("Make it good")
    nora.fills_in("How did you put it right?", "Brought them round the same evening")
    nora.presses("It is put right")
    nora.sees("Ask whether all is well again")
    visits(nora, ben)
    level(nora, "needs met")


def checks_back(nora: Person) -> None:
    nora.goes_to("/")
    nora.sees("Put right 15 days ago")
    nora.follows("Check back")
    nora.sees("How do they see it now?")
    nora.picks("content again")
    nora.picks("Happier with me than before it went wrong")
    nora.presses("Checked back")
    nora.sees("Happier than before")
    nora.goes_to("/complaints")
    nora.sees("happier than before, of 1 asked again", "It was late")


def test_from_a_letdown_to_a_recommendation(
    nora_at_her_screen: Person, meet: Meet, days_pass: Pass
) -> None:
    nora = nora_at_her_screen
    moves_in(nora)
    adds(nora, "Ben Carter")
    ben_page = nora.page.url.removeprefix(nora.base)
    nora.turns_to("Needs & standards")
    nora.fills_in("What did they come for?", "Monthly figures by the 5th")
    nora.presses("Add it")
    nora.sees("Not judged yet.")
    nora.presses("met")
    level(nora, "needs met")

    address = asks(nora, ben_page, guess="first")
    ben = meet("phone", scripts=nora.scripts)
    answers_below(ben, address)
    visits(nora, ben_page)
    level(nora, "not met")
    nora.sees("Complaint open since")

    puts_it_right(nora, ben_page)
    days_pass(15)
    checks_back(nora)

    # Nobody is asked twice within sixty days.
    nora.goes_to(f"{ben_page}/surveys")
    nora.sees("Nobody is asked twice within 60 days")
    days_pass(61)
    answers_exceeds(ben, asks(nora, ben_page, guess="second"))
    visits(nora, ben_page)
    level(nora, "needs exceeded")

    nora.turns_to("Word of mouth")
    nora.sees("Zane Liepa", "A day early, and a call to say so", "May be quoted")
    nora.follows("Make them a client")
    nora.sees("Zane Liepa becomes a client")
    nora.presses("Add the client")
    nora.sees("Zane Liepa", "Sent by Ben Carter")

    sees_the_gap(nora)


def sees_the_gap(nora: Person) -> None:
    nora.goes_to("/me")
    nora.follows("What clients really think")
    nora.sees(
        "2 answers so far.", "You thought", "They said", "How I keep you posted", "Ben Carter"
    )
    nora.opens("The numbers")
    rows = nora.page.locator(".chart__table").first.locator("tbody tr")
    expect(rows).to_have_text(
        [re.compile(r"exceeded\s*1\s*1"), re.compile(r"met\s*1\s*0"), re.compile(r"met\s*0\s*1")]
    )
    nora.looks()


def test_a_link_for_nobody_says_so_kindly(nora_at_her_screen: Person) -> None:
    somebody = nora_at_her_screen
    somebody.page.goto(f"{somebody.base}/answer/{'x' * 32}")
    somebody.sees("This link opens nothing.")
