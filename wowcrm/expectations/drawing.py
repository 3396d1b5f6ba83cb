"""Draw a client's sheet as a paper: words to them alone, and nothing that is not for them."""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _

from wowcrm import when
from wowcrm.clients.models import Client
from wowcrm.documents.paper import Block, Facts, Paper, Party, Points
from wowcrm.expectations.changes import changes_between, items, points_changed
from wowcrm.expectations.models import Expectations
from wowcrm.traders.models import Trader

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
        sender=sender(trader),
        recipient=recipient(client),
        blocks=tuple(_blocks(sheet, _changes(before, sheet))),
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


def sender(trader: Trader) -> Party:
    """Put the trader at the head of a letter."""
    own_name = (trader.name,) if trader.business else ()
    reach = (*items(trader.address), trader.phone, trader.email, trader.website)
    return Party(trader.business or trader.name, (*own_name, *filter(None, reach)))


def recipient(client: Client) -> Party:
    return Party(client.name, tuple(filter(None, (client.organisation,))))


def _blocks(sheet: Expectations, changes: list[str]) -> Iterator[Block]:
    if changes:
        yield Points(_("What has changed"), tuple(changes))
    reach = (
        (_("Best"), sheet.channel),
        (_("How it goes"), sheet.contact_procedure),
        (_("I reply"), sheet.reply_words),
        (_("My hours"), sheet.hours),
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
