"""A stranger writes, hears at once by when Nora replies, and becomes her client."""

import re

from tests.stories.conftest import Meet
from tests.stories.person import Person
from tests.stories.test_first_week import moves_in


def opens_her_page(nora: Person) -> str:
    """Write the page and a question, open it, and return its address."""
    nora.goes_to("/front-page")
    nora.fills_in("What do you do, and for whom?", "I keep the books of small firms.")
    nora.presses("Save and open it")
    nora.sees("Saved. This is what people find.", "On your own site")
    nora.fills_in("What would you like to know?", "How soon do you need somebody?")
    nora.fills_in("Which answers are there?", "+ In the next months\n- By tomorrow")
    nora.presses("Ask it")
    nora.sees("fits well", "does not fit")
    address = re.search(r"/enquire/[\w-]+", nora.page.locator(".front-page__url").inner_text())
    assert address
    return address[0]


def writes(zane: Person, address: str) -> None:
    zane.goes_to(address)
    zane.sees("Write to Nora", "you hear from me by", "What you can expect")
    zane.presses("Send to Nora")
    zane.sees("A sentence or two will do.", "What may I call you?")
    zane.fills_in(
        "What can I do for you?", "We need the VAT return done. Could you run our payroll?"
    )
    zane.picks("In the next months")
    zane.fills_in("What is your name?", "Zane Liepa")
    zane.fills_in("Your e-mail", "zane@example.com")
    # Nobody writes faster than that.
    zane.page.wait_for_timeout(3000)
    zane.presses("Send to Nora")
    zane.sees("Thank you, Zane Liepa. I have it.", "You hear from me by")


def takes_her_on(nora: Person) -> None:
    nora.goes_to("/enquiries")
    nora.sees("They wait for your reply", "Fits well")
    nora.follows("Zane Liepa")
    nora.sees("You promised a reply by", "2 of 2 points, by your own rules")
    nora.follows("Take it")
    nora.sees("What did they come for?", "What they wrote")
    nora.presses("I sent it")
    nora.sees("Zane Liepa is your client.", "Mark what you missed.")


def test_from_a_message_to_a_client(nora_at_her_screen: Person, meet: Meet) -> None:
    nora = nora_at_her_screen
    moves_in(nora)
    zane = meet("phone", scripts=nora.scripts)
    writes(zane, opens_her_page(nora))
    takes_her_on(nora)

    nora.goes_to("/clients")
    nora.follows("Zane Liepa")
    nora.sees("Wrote: “We need the VAT return done.", "Came for: The VAT return done")
    nora.turns_to("Promises & work")
    nora.sees("A draft")
    nora.opens("Kept and concluded")
    nora.sees("Reply to their enquiry")

    nora.turns_to("Story")
    nora.sees("What happened?")
    nora.unfolds("Why, and contact")
    nora.presses("They contacted me")
    nora.sees("They were in touch")
    nora.unfolds("Why, and contact")
    nora.follows("Leave in peace")
    nora.picks("Two weeks")
    nora.fills_in("Why?", "The busy season")
    nora.presses("Leave them in peace")
    nora.sees("You leave Zane Liepa in peace until")
