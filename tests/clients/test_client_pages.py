"""A client's page: how they stand, and their story."""

from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client


def test_the_page_shows_who_they_are_and_how_they_stand(
    browser: ReadingBrowser, ben: Client
) -> None:
    answer = browser.get(f"/clients/{ben.id}")

    assert answer.status_code == 200
    assert answer.page.first("h1").text == "Ben Carter"
    assert "Needs not known yet." in answer.words
    assert "Ask what matters most to Ben" in answer.words


def test_the_list_shows_the_clients(browser: ReadingBrowser, ben: Client, onne: Client) -> None:
    answer = browser.get("/clients")

    assert [name.text for name in answer.page.all(".client-row__name")] == [
        "Ben Carter",
        "Õnne Põld",
    ]
