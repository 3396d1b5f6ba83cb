"""A proposal, from the first word to the last payment: Nora writes, Ben says yes on his phone."""

import re
from datetime import date, timedelta

from flask import Flask
from playwright.sync_api import expect

from tests.conftest import NORAS_PASSWORD
from tests.letters import agreed
from tests.stories.conftest import Meet
from tests.stories.person import Person
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.traders.models import Trader


def work_of(client: Client) -> str:
    """Name the page, and let go of the database: the server is to have it."""
    page = f"/clients/{client.id}/work"
    db.session.commit()
    return page


def signs_in(nora: Person) -> None:
    nora.goes_to("/sign-in")
    nora.fills_in("What is your e-mail address?", "nora@example.com")
    nora.fills_in("And your password?", NORAS_PASSWORD)
    nora.presses("Sign in")
    nora.page.wait_for_url(nora.base + "/")


def writes(nora: Person, today: date) -> None:
    nora.fills_in("What is it about?", "Books of a year")
    nora.page.locator("#items-0-what").fill("Monthly figures")
    nora.page.locator("#items-0-quantity").fill("12")
    nora.page.locator("#items-0-price").fill("75,50")
    nora.presses("Another line")
    expect(nora.page.locator("#items-1-what")).to_be_visible()
    nora.page.locator("#items-1-what").fill("The return")
    nora.page.locator("#items-1-price").fill("94")
    nora.page.locator("#deliveries-0-what").fill("First figures")
    nora.page.locator("#deliveries-0-due_on").fill(str(today + timedelta(days=9)))
    nora.presses("Another day")
    nora.page.locator("#deliveries-1-what").fill("The return")
    nora.page.locator("#deliveries-1-due_on").fill(str(today + timedelta(days=90)))
    nora.presses("Another part")
    nora.page.locator("#parts-2-how").select_option("share")
    nora.page.locator("#parts-2-figure").fill("20")
    nora.page.locator("#parts-2-when").select_option(label="with “The return”")


def test_from_the_first_word_to_the_last_payment(
    app: Flask, nora: Trader, ben: Client, today: date, nora_at_her_screen: Person, meet: Meet
) -> None:
    her, work = nora_at_her_screen, work_of(ben)
    signs_in(her)
    her.goes_to(work)
    her.follows("Write a proposal")
    her.fills_in("What would you like to do for them?", "Books")
    her.presses("Begin the letter")
    her.sees("What I will do, and what it costs")
    writes(her, today)

    her.presses("Read it over")
    her.sees("What do you need from them? If nothing, say so.")
    expect(her.page.locator("#items-1-price")).to_have_value("94")
    her.page.locator("#needed").fill("Receipts")
    her.presses("Read it over")
    her.sees("Ready to go", "€906.00", "€1,000.00", "€300.00")
    her.presses("Send it to Ben")
    her.sees("It lies with Ben", "Not opened yet")
    address = her.page.locator(".link__address").inner_text()

    his = meet("phone", scripts=False)
    his.page.goto(his.base + address.partition("localhost")[2])
    his.sees("Books of a year", "Monthly figures", "What I need from you")
    his.fills_in("What is your name?", "Ben Carter")
    his.presses("I agree")
    his.sees("Accepted by Ben Carter")

    her.goes_to(work)
    her.sees("€1,000, agreed on", "First figures")
    her.page.get_by_role("button", name="Reached: First figures").click()
    her.sees("reached on")
    her.goes_to("/")
    her.sees("€500 is due today.", "€300 is due today.")
    her.presses("Paid")
    her.sees("Done today")
    her.goes_to("/work")
    her.sees("Under way", "Books of a year")
    expect(her.page.locator(".work-row").first).to_contain_text(re.compile("is due"))


def test_what_is_typed_is_kept_without_a_button(
    app: Flask, nora: Trader, ben: Client, meet: Meet
) -> None:
    her, work = meet("phone"), work_of(ben)
    signs_in(her)
    her.goes_to(work)
    her.follows("Write a proposal")
    her.fills_in("What would you like to do for them?", "Books")
    her.presses("Begin the letter")
    her.sees("How it adds up")
    her.page.locator("#items-0-what").fill("Figures")
    her.page.locator("#items-0-price").fill("75")
    her.page.locator("#items-0-price").press("Enter")
    her.sees("Kept just now.", "€75.00")
    assert her.page.url.endswith("/edit"), "Enter works out the sums and goes nowhere"

    her.page.locator("#items-0-quantity").fill("4")
    her.page.locator("#needed").focus()
    her.sees("€300.00", "€150.00")
    her.presses("Another line")
    expect(her.page.locator("#items-1-what")).to_be_focused()
    her.page.reload()
    expect(her.page.locator("#items-0-quantity")).to_have_value("4")


def test_a_milestone_and_its_promise_say_the_same(
    app: Flask, nora: Trader, ben: Client, today: date, meet: Meet
) -> None:
    agreed(ben, today)
    her, work = meet("desktop"), work_of(ben)
    signs_in(her)
    her.goes_to(work)
    her.page.get_by_role("button", name="Reached: First figures").click()
    promises, milestones = her.page.locator("#promised"), her.page.locator("#working")
    expect(milestones).to_contain_text("reached on")
    expect(promises.locator(".promise--kept")).to_have_count(1)

    promises.get_by_role("button", name="Kept The yearly return").click()
    expect(milestones.locator(".milestone--reached")).to_have_count(2)
    her.looks()
