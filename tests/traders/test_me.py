"""What is found under Me: each thing once, on shelves that are taken in at a glance."""

from tests.reading_browser import ReadingBrowser
from wowcrm.traders.me import SHELVES


def test_everything_stands_on_one_shelf_only() -> None:
    entries = [entry for _, shelf in SHELVES for entry in shelf]

    for names in (
        [entry.endpoint for entry in entries],
        [entry.icon for entry in entries],
        [str(entry.label) for entry in entries],
    ):
        assert sorted(names) == sorted(set(names))


def test_a_shelf_is_taken_in_at_a_glance() -> None:
    for name, entries in SHELVES:
        assert 3 <= len(entries) <= 7, name
        for entry in entries:
            assert len(str(entry.words)) <= 29, "a line on a phone, and no more"


def test_whoever_has_a_phone_goes_to_a_shelf_at_once(browser: ReadingBrowser) -> None:
    page = browser.get("/me").page

    ways = page.all(".me__shelves a")
    assert [way.text for way in ways] == [str(name) for name, _ in SHELVES]
    for way in ways:
        assert page.first(f'[id="{way["href"][1:]}"]').first("h2").text == way.text
