"""Nora's first week: from an empty house to a client who says Wow, by buttons and labels alone."""

import re

from playwright.sync_api import expect

from tests.stories.person import Person

PASSWORD = "a few words in a row"


def moves_in(nora: Person) -> None:
    nora.goes_to("/")
    nora.sees("Welcome", "What is your trade?")
    nora.fills_in("What is your name?", "Nora Lind")
    nora.fills_in("Which e-mail address will you sign in with?", "nora@example.com")
    nora.fills_in("Choose a password", PASSWORD)
    nora.picks("Bookkeeper")
    nora.chooses("Which city sets your clock?", "Europe/Riga")
    nora.presses("Begin")
    nora.sees("It is all laid out, Nora")


def adds(nora: Person, name: str) -> None:
    nora.goes_to("/clients")
    nora.goes_to("/clients/new")
    nora.fills_in("What is their name?", name)
    nora.presses("Add")
    nora.sees(name)


def level(nora: Person, words: str) -> None:
    """Wait until the head of the client's page says how they stand."""
    expect(nora.page.locator("#standing")).to_contain_text(re.compile(words, re.IGNORECASE))
    nora.looks()


def test_samples_come_and_go(nora_at_her_screen: Person) -> None:
    nora = nora_at_her_screen
    moves_in(nora)
    nora.presses("Show me with sample clients")
    nora.sees("These are sample clients", "What’s next?")
    nora.page.locator(".strip__level").first.click()
    nora.sees("Clients")

    nora.goes_to("/")
    nora.presses("Remove them")
    nora.says_yes()
    nora.sees("The sample clients are gone.", "Nobody here yet.")


def test_from_unknown_to_exceeded(nora_at_her_screen: Person) -> None:
    nora = nora_at_her_screen
    moves_in(nora)
    nora.follows("Start with my own")
    nora.sees("Nobody here yet.")
    adds(nora, "Ben Carter")
    level(nora, "not known")

    nora.follows("Needs & standards")
    nora.sees("What Ben Carter came for")
    nora.fills_in("What did they come for?", "Monthly figures by the 5th")
    nora.presses("Add this need")
    nora.sees("Not judged yet.")
    nora.presses("met")
    level(nora, "needs met")

    nora.follows("Run it")
    nora.sees("Mark what you missed.")
    nora.page.locator(".outcome__step--missed").first.click()
    nora.presses("Everything else was kept")
    nora.sees("Gone through lately")
    level(nora, "not met")
    nora.presses("Put it right")
    nora.sees("Put right today")
    level(nora, "needs met")

    nora.follows("Wow")
    nora.fills_in("What would make", "A note on his first loaf")
    nora.presses("Plan it")
    nora.sees("A note on his first loaf")
    nora.presses("Delivered")
    level(nora, "needs exceeded")
    nora.presses("Loved it")
    level(nora, "needs exceeded")

    nora.follows("Story")
    nora.sees("Delivered: A note on his first loaf", "Missed", "Put right")


def test_signing_out_everywhere(nora_at_her_screen: Person) -> None:
    nora = nora_at_her_screen
    moves_in(nora)
    nora.goes_to("/me")
    nora.presses("Sign out")
    nora.sees("You are signed out.")
    nora.fills_in("What is your e-mail address?", "nora@example.com")
    nora.fills_in("And your password?", "not the right one")
    nora.presses("Sign in")
    nora.sees("do not go together")
    nora.fills_in("And your password?", PASSWORD)
    nora.presses("Sign in")
    nora.sees("Nobody here yet.")
