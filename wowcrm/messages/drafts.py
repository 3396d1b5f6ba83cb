"""Ready words for a client, by what they are about; each concept brings its own."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from wowcrm.clients.models import Client


@dataclass(frozen=True, slots=True)
class Draft:
    subject: str
    text: str


Draw = Callable[[Client, int, date], Draft | None]
"""Draws up the words about the thing of a number; None where there is no such thing."""
Sent = Callable[[Client, int, date], None]
"""Records, beside the touch, what sending the words means for the thing."""


@dataclass(frozen=True, slots=True)
class Topic:
    draw: Draw
    sent: Sent | None = None


TOPICS: dict[str, Topic] = {}
"""By the word before the number: "promise" for "promise-3". A topic without a number gets 0."""


def draft_for(client: Client, about: str, on: date) -> Draft | None:
    """Draw up the words about a thing; without one, only how a letter begins and ends."""
    if not about:
        return Draft("", letter(client, ""))
    topic, number = _read(about)
    return topic.draw(client, number, on) if topic else None


def sent(client: Client, about: str, on: date) -> None:
    topic, number = _read(about)
    if topic and topic.sent:
        topic.sent(client, number, on)


def letter(client: Client, *paragraphs: str) -> str:
    """Put words between a greeting and a name."""
    regards = _("Kind regards")
    return "\n\n".join((greeting(client), *paragraphs, f"{regards}\n{client.trader.first_name}"))


def greeting(client: Client) -> str:
    return _("Hello %(name)s,", name=client.short_name)


def _read(about: str) -> tuple[Topic | None, int]:
    found = re.fullmatch(r"([a-z]+(?:-[a-z]+)*)(?:-([0-9]{1,9}))?", about)
    return (TOPICS.get(found[1]), int(found[2] or 0)) if found else (None, 0)
