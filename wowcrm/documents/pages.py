"""Pages behind a private link that are no paper; each concept brings its own."""

from collections.abc import Callable

from wowcrm.documents.models import Link

Draw = Callable[[Link, int], str | None]
"""Draws the page of the thing of a number; None where there is no such thing."""

PAGES: dict[str, Draw] = {}
"""By the word before the number of what a link is about: "work" for "work-3"."""


def page_of(link: Link) -> str | None:
    word, _, number = link.about.partition("-")
    draw = PAGES.get(word)
    return draw(link, int(number)) if draw and number.isdecimal() else None
