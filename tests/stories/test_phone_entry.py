"""A thumb on a phone: a touch in four taps, a client in thirty seconds, and not a word lost."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Locator, Page, Playwright, expect

from tests.conftest import NORAS_PASSWORD, client_of
from tests.stories.conftest import QUIET, Meet, find_chromium, sandbox
from tests.stories.person import Person
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.upkeep import commit
from wowcrm.timeline.models import Interaction, InteractionKind
from wowcrm.traders.models import SignIn, Trader

WORDS = "Asked about the VAT on his van"
A_KEY = 0.15
"""Seconds that a thumb takes for a letter, which the browser types at once."""


class Thumb:
    """Taps what it sees, types only where the keyboard is up already, and counts."""

    def __init__(self, person: Person) -> None:
        self.page = person.page
        self.taps = 0
        self.began = time.monotonic()
        self.typed = 0

    def tap(self, part: Locator) -> None:
        part.tap()
        self.taps += 1

    def type(self, words: str) -> None:
        # Were nothing ready to be typed into, that would be one more tap.
        expect(self.page.locator("input:focus, textarea:focus")).to_be_visible()
        self.page.keyboard.type(words)
        self.typed += len(words)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began + self.typed * A_KEY


@pytest.fixture
def book(nora: Trader, ben: Client, karlis: Client) -> Client:
    """A client whom a search finds, beside another."""
    client_of(nora, "Marta Liepa")
    for client in (ben, karlis):
        client.mark()
    commit(nora)
    return ben


def signs_in(person: Person) -> None:
    person.fills_in("What is your e-mail address?", "nora@example.com")
    person.fills_in("And your password?", NORAS_PASSWORD)
    person.presses("Sign in")


def at(meet: Meet, path: str, **how: Any) -> Person:
    nora = meet("phone", **how)
    nora.goes_to("/sign-in")
    signs_in(nora)
    nora.page.wait_for_url(nora.base + "/")
    nora.goes_to(path)
    return nora


def offer(page: Page, name: str) -> Locator:
    return page.locator(".offer", has_text=name)


def lines(client: Client) -> list[str]:
    db.session.rollback()
    found = db.session.scalars(
        sa.select(Interaction.summary)
        .where(Interaction.client_id == client.id, Interaction.kind != InteractionKind.CLIENT)
        .order_by(Interaction.id)
    )
    return list(found)


# Four taps


def test_a_touch_takes_four_taps_and_ten_seconds(meet: Meet, book: Client) -> None:
    nora = at(meet, "/")
    thumb = Thumb(nora)

    thumb.tap(nora.part("link", "Quick add"))
    thumb.tap(nora.part("link", "Visit"))
    thumb.tap(offer(nora.page, "Ben Carter"))
    thumb.type("Tea; likes the new desk")
    thumb.tap(nora.part("button", "Write it down"))
    nora.sees("Written down for Ben.")

    assert thumb.taps == 4
    assert thumb.seconds < 10
    assert lines(book) == ["Tea; likes the new desk"]


def test_from_a_clients_page_it_takes_three(meet: Meet, book: Client) -> None:
    nora = at(meet, f"/clients/{book.id}")
    thumb = Thumb(nora)

    thumb.tap(nora.part("link", "Quick add"))
    thumb.tap(nora.part("link", "Call"))
    thumb.type(WORDS)
    thumb.tap(nora.part("button", "Write it down"))
    nora.sees("Written down for Ben.")

    assert thumb.taps == 3
    assert lines(book) == [WORDS]


def test_a_client_takes_thirty_seconds(meet: Meet, book: Client) -> None:
    nora = at(meet, "/")
    thumb = Thumb(nora)

    thumb.tap(nora.part("link", "Quick add"))
    thumb.tap(nora.part("link", "A new client"))
    thumb.type("Marta Tamm")
    thumb.tap(nora.page.locator("summary", has_text="Anything else you know?"))
    thumb.tap(nora.page.get_by_label("Phone"))
    thumb.type("+371 26 123 456")
    thumb.tap(nora.part("button", "Add"))
    nora.sees("Marta Tamm")

    assert thumb.taps == 5
    assert thumb.seconds < 30


def test_somebody_missing_is_added_on_the_way(meet: Meet, nora: Trader, book: Client) -> None:
    person = at(meet, "/add/touch?kind=call")
    thumb = Thumb(person)

    thumb.tap(person.page.get_by_label("Find a client, or name a new one"))
    thumb.type("marta tamm")
    expect(offer(person.page, "Add “marta tamm” and write this down")).to_be_visible()
    thumb.tap(person.page.get_by_label("What happened?"))
    thumb.type("Sent by Ben")
    thumb.tap(person.part("button", "Write it down"))
    person.sees("Written down for marta tamm.")

    assert thumb.taps == 3
    new = db.session.scalars(Client.of(nora).where(Client.name == "marta tamm")).one()
    assert lines(new) == ["Sent by Ben"]


def test_it_works_without_scripts(meet: Meet, book: Client) -> None:
    nora = at(meet, "/add", scripts=False)
    nora.follows("Message")
    nora.fills_in("What happened?", WORDS)
    nora.fills_in("Find a client, or name a new one", "carter")
    nora.presses("Find")
    expect(nora.page.get_by_label("What happened?")).to_have_value(WORDS)
    offer(nora.page, "Ben Carter").click()
    nora.presses("Write it down")
    nora.sees("Written down for Ben.")
    assert lines(book) == [WORDS]


# Not a word lost


def is_back(page: Page, words: str = WORDS) -> None:
    # The client is looked for again before they are chosen.
    expect(page.locator(".offer--new")).to_be_visible()
    expect(page.get_by_label("What happened?")).to_have_value(words)
    expect(page.get_by_role("radio", name="Visit")).to_be_checked()
    expect(offer(page, "Ben Carter").get_by_role("radio")).to_be_checked()


def writes(person: Person, words: str = WORDS, find: str = "carter") -> None:
    """Fill in all of a touch, with a client who is not offered before they are looked for."""
    person.page.get_by_label("Find a client, or name a new one").fill(find)
    expect(person.page.locator(".offer")).to_have_count(2)
    offer(person.page, "Ben Carter").tap()
    person.page.locator(".kind", has_text="Visit").tap()
    person.page.get_by_label("What happened?").fill(words)


def saves(person: Person) -> None:
    person.presses("Write it down")
    expect(person.page.get_by_text("Written down for Ben.")).to_be_visible()


def kept(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('kept:')).length"))


def test_a_closed_tab_loses_nothing(meet: Meet, book: Client) -> None:
    nora = at(meet, "/add/touch")
    writes(nora)
    browser = nora.page.context
    nora.page.close()

    nora.page = browser.new_page()
    nora.page.goto(nora.base + "/add/touch")
    is_back(nora.page)
    expect(nora.page.get_by_text("This is what you typed here last time.")).to_be_visible()

    saves(nora)
    assert lines(book) == [WORDS]
    assert kept(nora.page) == 0
    nora.page.goto(nora.base + "/add/touch")
    expect(nora.page.get_by_label("What happened?")).to_have_value("")


@pytest.mark.parametrize("plainly", [False, True])
def test_a_session_that_ended_leads_back_to_the_form_with_all_of_it(
    meet: Meet, nora: Trader, book: Client, plainly: bool
) -> None:
    person = at(meet, "/add/touch")
    writes(person)
    for session in db.session.scalars(SignIn.of(nora)):
        session.end(at=nora.now())
    db.session.commit()

    if plainly:
        person.page.evaluate("HTMLFormElement.prototype.submit.call(document.forms.entry)")
    else:
        person.presses("Write it down")
    expect(person.page.get_by_text("Good to see you.")).to_be_visible()
    assert "/sign-in?next=/add/touch" in person.page.url
    signs_in(person)

    person.page.wait_for_url("**/add/touch")
    is_back(person.page)
    saves(person)
    assert lines(book) == [WORDS]
    assert kept(person.page) == 0


@pytest.mark.parametrize("status", [500, 507, None])
@pytest.mark.parametrize("plainly", [False, True])
def test_a_save_that_fails_loses_nothing(
    meet: Meet, book: Client, status: int | None, plainly: bool
) -> None:
    nora = at(meet, "/add/touch")
    writes(nora)

    def fail(route: Any) -> None:
        if route.request.method != "POST":
            route.continue_()
        elif status is None:
            route.abort("connectionrefused")
        else:
            route.fulfill(status=status, content_type="text/html", body="<h1>Not now.</h1>")

    nora.page.route("**/add/touch", fail)
    if plainly:
        nora.page.evaluate("HTMLFormElement.prototype.submit.call(document.forms.entry)")
        nora.page.wait_for_timeout(300)
    else:
        nora.presses("Write it down")
        words = "Not now." if status else "No connection."
        expect(nora.page.locator("#flash")).to_contain_text(words)
        is_back(nora.page)
    nora.page.unroute("**/add/touch")

    nora.page.goto(nora.base + "/add/touch")
    is_back(nora.page)
    saves(nora)
    assert lines(book) == [WORDS]
    assert kept(nora.page) == 0


def test_a_refused_form_keeps_its_words_through_a_closed_tab(meet: Meet, book: Client) -> None:
    nora = at(meet, "/add/touch")
    writes(nora, words=" ")
    nora.presses("Write it down")
    expect(nora.page.get_by_text("Write a word or two")).to_be_visible()
    nora.page.get_by_label("What happened?").fill(WORDS)
    browser = nora.page.context
    nora.page.close()

    nora.page = browser.new_page()
    nora.page.goto(nora.base + "/add/touch")
    is_back(nora.page)
    saves(nora)
    assert kept(nora.page) == 0


def test_two_forms_of_one_kind_keep_apart(meet: Meet, book: Client) -> None:
    nora = at(meet, "/add/touch")
    writes(nora, "The first")
    first = nora.page
    nora.page = first.context.new_page()
    nora.page.goto(nora.base + "/add/touch")
    expect(nora.page.get_by_label("What happened?")).to_have_value("")
    writes(nora, "The second")
    saves(nora)

    first.reload()
    is_back(first, "The first")
    nora.page = first
    saves(nora)
    assert lines(book) == ["The second", "The first"]
    assert kept(nora.page) == 0


def test_an_answer_that_got_lost_does_not_write_it_twice(meet: Meet, book: Client) -> None:
    nora = at(meet, "/add/touch")
    writes(nora)

    def lose(route: Any) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    nora.page.route("**/add/touch", lose)
    nora.presses("Write it down")
    expect(nora.page.locator("#flash")).to_contain_text("No connection.")
    nora.page.unroute("**/add/touch")
    nora.page.context.clear_cookies(name="saved")

    nora.page.goto(nora.base + "/add/touch")
    is_back(nora.page)
    nora.presses("Write it down")
    nora.page.wait_for_url(f"**/clients/{book.id}")
    assert lines(book) == [WORDS]
    assert kept(nora.page) == 0


def test_what_is_cleared_or_somebody_elses_does_not_come_back(
    meet: Meet, otto: Trader, book: Client
) -> None:
    nora = at(meet, "/add/touch")
    writes(nora)
    nora.page.reload()
    nora.presses("Clear it")
    expect(nora.page.get_by_label("What happened?")).to_have_value("")
    assert kept(nora.page) == 0

    writes(nora, "For Nora's eyes")
    nora.page.context.clear_cookies()
    nora.page.goto(nora.base + "/sign-in")
    nora.fills_in("What is your e-mail address?", "otto@example.com")
    nora.fills_in("And your password?", NORAS_PASSWORD)
    nora.presses("Sign in")
    nora.page.wait_for_url(nora.base + "/")
    assert kept(nora.page) == 0


@pytest.mark.parametrize("header", [True, False])
def test_signing_out_forgets_what_was_typed(meet: Meet, book: Client, header: bool) -> None:
    nora = at(meet, "/add/touch")
    writes(nora)
    assert kept(nora.page) == 1
    nora.page.goto(nora.base + "/me")
    if not header:  # A browser that does not know Clear-Site-Data.
        nora.page.route("**/sign-out", lambda route: route.fulfill(body="Signed out."))
    nora.presses("Sign out")
    nora.page.wait_for_url("**/sign-*")
    assert kept(nora.page) == 0


def test_passwords_and_tokens_are_never_kept(meet: Meet, book: Client) -> None:
    nora = at(meet, "/add/touch")
    writes(nora)
    token = nora.page.locator("#entry [name=csrf_token]").input_value()
    nora.page.evaluate(
        """() => {
          const secret = document.createElement("input");
          Object.assign(secret, {type: "password", name: "secret"});
          document.forms.entry.append(secret);
        }"""
    )
    nora.page.locator("[name=secret]").fill("correct horse")
    everything = nora.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert WORDS in everything
    assert "correct horse" not in everything
    assert token not in everything


# On the home screen


def test_it_can_be_installed(
    site: str, playwright: Playwright, app: Flask, nora: Trader, tmp_path_factory: Any
) -> None:
    db.session.commit()
    # Chromium installs nothing from a private window, which other contexts are.
    profile = playwright.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"),
        executable_path=find_chromium(),
        args=[*QUIET, *sandbox()],
    )
    try:
        page = profile.pages[0]
        page.goto(site + "/sign-in")
        page.wait_for_load_state("networkidle")
        asked: Callable[[str], Any] = profile.new_cdp_session(page).send
        manifest = asked("Page.getAppManifest")
        assert manifest["url"] == site + "/manifest.webmanifest"
        assert manifest["errors"] == []
        assert asked("Page.getInstallabilityErrors") == {"installabilityErrors": []}
    finally:
        profile.close()
