"""Where an act leads: said so that every server can send it."""

import pytest

from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client


@pytest.mark.parametrize("again", [False, True])
def test_a_way_back_in_other_letters_is_spelt_for_the_wire(
    browser: ReadingBrowser, ben: Client, again: bool
) -> None:
    """Headers hold no other letters: what was saved would be answered with an error."""
    form = {"back": "/clients?q=Kārlis", "once": "abc"}
    for _time in range(1 + again):
        answer = browser.post(f"/clients/{ben.id}/archive", data=form, htmx=True)

    assert answer.headers["HX-Redirect"] == "/clients?q=K%C4%81rlis"
