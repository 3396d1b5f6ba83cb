"""Draw a client's sheet as a paper: words to them alone, and nothing that is not for them."""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _

from wowcrm import when
from wowcrm.documents.paper import Block, Facts, Paper, Points
from wowcrm.expectations.changes import changes_between, items, points_changed
from wowcrm.expectations.models import Expectations, Terms
from wowcrm.letterhead.heading import recipient_of, sender_of

MOST_CHANGES = 4
"""More than these are only named, so that all still fits on one sheet."""


def draw(sheet: Expectations, before: Expectations | None, *, on: date) -> Paper:
    """Draw a version, which says what it changes of the one before."""
    client = sheet.client
    trader = client.trader
    version = _("version %(number)d", number=sheet.version) if sheet.version > 1 else ""
    return Paper(
        title=_("How we work together"),
        kind=_("Working agreement"),
        number=version,
        dated=when.day(on),
        sender=sender_of(trader),
        recipient=recipient_of(client),
        blocks=(*_changed(_changes(before, sheet)), *blocks_of(sheet)),
        foot=tuple(items(trader.registered_as)),
        locale=trader.locale,
    )


def _changes(before: Expectations | None, sheet: Expectations) -> list[str]:
    if before is None:
        return []
    changes = changes_between(before, sheet)
    if len(changes) <= MOST_CHANGES:
        return changes
    points = ", ".join(points_changed(before, sheet))
    return [_("Much is new, so please read all of it again: %(points)s", points=points)]


def _changed(changes: list[str]) -> Iterator[Block]:
    if changes:
        yield Points(_("What has changed"), tuple(changes))


def blocks_of(sheet: Terms, *, hours: str | None = None) -> tuple[Block, ...]:
    """Draw what stands on a sheet; `hours` stand in for those that it does not name."""
    return tuple(_blocks(sheet, sheet.hours or hours))


def _blocks(sheet: Terms, hours: str | None) -> Iterator[Block]:
    reach = (
        (_("Best"), sheet.channel),
        (_("How it goes"), sheet.contact_procedure),
        (_("I reply"), sheet.reply_words),
        (_("My hours"), hours),
    )
    if pairs := tuple((term, words) for term, words in reach if words):
        yield Facts(_("How to reach me"), pairs)
    given = [*(line.words for line in sheet.lines), *items(sheet.from_me), sheet.progress_words]
    for heading, points, mark in (
        (_("What you get from me"), given, "yes"),
        (_("What I need from you"), items(sheet.from_client), ""),
        (_("What is not included"), items(sheet.not_included), "no"),
    ):
        if points := [point for point in points if point]:
            yield Points(heading, tuple(points), mark)
