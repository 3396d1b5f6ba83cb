"""What somebody typed is theirs: no reload, no lost connection and no failing server takes it."""

from playwright.sync_api import expect

from tests.conftest import NORAS_PASSWORD
from tests.stories.conftest import Meet
from tests.stories.person import Person
from wowcrm.clients.models import Client
from wowcrm.traders.models import Trader

WORDS = "He asked what a van would cost him"


def at_bens_story(meet: Meet, ben: Client) -> Person:
    story = f"/clients/{ben.id}"
    nora = meet("phone")
    nora.goes_to(f"/sign-in?next={story}")
    nora.fills_in("What is your e-mail address?", "nora@example.com")
    nora.fills_in("And your password?", NORAS_PASSWORD)
    nora.presses("Sign in")
    nora.page.wait_for_url(nora.base + story)
    return nora


def test_typed_words_outlive_a_reload_until_they_are_saved(
    nora: Trader, ben: Client, meet: Meet
) -> None:
    person = at_bens_story(meet, ben)
    typed = person.page.get_by_label("What happened?")

    typed.fill(WORDS)
    person.page.reload()
    expect(typed).to_have_value(WORDS)
    expect(person.page.get_by_text("This is what you typed here last time.")).to_be_visible()

    person.presses("Write it down")
    expect(person.page.locator(".story__what").first).to_have_text(WORDS)
    person.page.reload()
    expect(typed).to_have_value("")


def test_a_lost_connection_is_said_and_loses_nothing(nora: Trader, ben: Client, meet: Meet) -> None:
    person = at_bens_story(meet, ben)
    typed = person.page.get_by_label("What happened?")
    typed.fill(WORDS)

    person.page.context.set_offline(True)
    person.presses("Write it down")
    expect(person.page.locator("#flash")).to_contain_text("No connection.")
    expect(typed).to_have_value(WORDS)

    person.page.context.set_offline(False)
    person.presses("Write it down")
    expect(person.page.locator(".story__what").first).to_have_text(WORDS)
    expect(person.page.locator("#flash")).to_have_text("")


def test_a_failing_server_is_said_above_the_page_that_stays(
    nora: Trader, ben: Client, meet: Meet
) -> None:
    person = at_bens_story(meet, ben)
    typed = person.page.get_by_label("What happened?")
    typed.fill(WORDS)
    person.page.route(
        "**/touches",
        lambda route: route.fulfill(status=500, content_type="text/html", body="<p>Sorry.</p>"),
    )

    person.presses("Write it down")

    expect(person.page.locator("#flash")).to_have_text("Sorry.")
    expect(typed).to_have_value(WORDS)
