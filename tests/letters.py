"""A proposal of Nora's as tests need it: written, sent, and answered by the client."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.answering import accepted, declined
from wowcrm.documents.models import Document
from wowcrm.levels.upkeep import commit
from wowcrm.proposals.models import Proposal
from wowcrm.proposals.sending import begin, send
from wowcrm.proposals.terms import Delivery, How, Item, Part, Terms, When

FIRST, LAST = "aaaaaaaa", "bbbbbbbb"
"""Keys of the two deliveries."""
START, MIDDLE, END = "11111111", "22222222", "33333333"
"""Keys of the three parts of the price."""


def days(number: int) -> timedelta:
    return timedelta(days=number)


def terms_on(day: date, **changed: Any) -> Terms:
    """Bookkeeping for €1,000: half when they accept, a fifth with the first figures, then the rest."""
    terms = Terms(
        title="Bookkeeping for a year",
        opening="Dear Ben,\n\nhere is what we spoke of.",
        items=(
            Item("Monthly figures", Decimal(12), Decimal(75), unit="month", details="By the 5th"),
            Item("The old mess", Decimal(1), Decimal(100)),
        ),
        excluded="Letters to the bank",
        deliveries=(
            Delivery("First figures", day + days(10), FIRST),
            Delivery("The yearly return", day + days(30), LAST),
        ),
        parts=(
            Part("On signing", How.SHARE, Decimal(50), When.ACCEPTED, key=START),
            Part("Figures", How.AMOUNT, Decimal(200), When.MILESTONE, None, FIRST, MIDDLE),
            Part("At the end", How.REST, None, When.DAY, day + days(40), key=END),
        ),
        needed="Your receipts\nAccess to the bank",
    )
    return replace(terms, **changed)


def written(client: Client, terms: Terms) -> Proposal:
    proposal = begin(client, terms.title)
    proposal.write(terms, on=client.trader.today())
    commit(client.trader)
    return proposal


def sent(client: Client, on: date, **changed: Any) -> Proposal:
    proposal = written(client, terms_on(on, **changed))
    send(proposal, on=on)
    commit(client.trader)
    return proposal


def answer(
    proposal: Proposal, on: date, *, yes: bool = True, because: str | None = None
) -> Document:
    """Answer to the newest version, as the client does by the link."""
    document = proposal.offers[-1].document
    at = datetime.combine(on, datetime.min.time(), UTC)
    if yes and document.accept("Ben Carter", at=at, on=on):
        accepted(document, on)
    if not yes and document.decline(because, at=at, on=on):
        declined(document, on)
    commit(proposal.client.trader)
    return document


def agreed(client: Client, on: date, **changed: Any) -> Proposal:
    proposal = sent(client, on, **changed)
    answer(proposal, on)
    return proposal


def follow(proposal: Proposal, terms: Terms, on: date) -> None:
    """Send a new version and have it accepted."""
    proposal.write(terms, on=on)
    send(proposal, on=on)
    commit(proposal.client.trader)
    answer(proposal, on)
    db.session.flush()
