"""What a proposal still lacks before it can be sent, and what in it cannot be right; field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from flask_babel import gettext as _

from wowcrm import when
from wowcrm.money import money
from wowcrm.proposals.pricing import DoesNotAddUp, price_of, split
from wowcrm.proposals.terms import Delivery, How, Terms, When, lines_of


@dataclass(frozen=True, slots=True)
class Lack:
    """Something to see to, at the field where it is seen to."""

    place: str
    """The field, as "items-0-price"."""
    words: str


def lacks_of(
    terms: Terms, on: date, *, currency: str = "EUR", agreed: Terms | None = None
) -> list[Lack]:
    """List all that stands in the way of sending; `agreed` is what the client accepted before."""
    return [
        *_scope(terms),
        *_price(terms),
        *_deliveries(terms, on, agreed),
        *(slips_of(terms)),
        *_parts(terms, on, currency, agreed),
        *_needs(terms),
        *_validity(terms, on),
    ]


def slips_of(terms: Terms) -> list[Lack]:
    """List what contradicts itself, and so is not even kept as a draft: dates in the wrong order."""
    return [*_order(terms), *_validity_order(terms)]


def _scope(terms: Terms) -> Iterator[Lack]:
    if not terms.items:
        yield Lack("items-0-what", _("What will you do? Name one thing at least."))
    for place, item in enumerate(terms.items):
        if not item.what:
            yield Lack(f"items-{place}-what", _("What is this line for?"))


def _price(terms: Terms) -> Iterator[Lack]:
    for place, item in enumerate(terms.items):
        if item.price is None:
            yield Lack(f"items-{place}-price", _("What does it cost? 0 will do for a present."))
        if item.quantity is None:
            yield Lack(f"items-{place}-quantity", _("How many?"))
    priced = terms.items and all(item.price is not None for item in terms.items)
    if priced and price_of(terms).total <= 0:
        yield Lack("items-0-price", _("All of it comes to nothing: a proposal needs a price."))


def _deliveries(terms: Terms, on: date, agreed: Terms | None) -> Iterator[Lack]:
    if not terms.deliveries:
        yield Lack("deliveries-0-what", _("What will be ready, and by which day?"))
    for place, delivery in enumerate(terms.deliveries):
        if not delivery.what:
            yield Lack(f"deliveries-{place}-what", _("What will be ready then?"))
        if delivery.due_on is None:
            yield Lack(f"deliveries-{place}-due_on", _("By which day?"))
        elif delivery.due_on < on and not _stands(delivery, agreed):
            yield Lack(f"deliveries-{place}-due_on", _("That day is gone."))


def _stands(delivery: Delivery, agreed: Terms | None) -> bool:
    """Whether it was agreed for this very day, which may have passed since."""
    before = agreed.delivery(delivery.key) if agreed else None
    return before is not None and before.due_on == delivery.due_on


def _order(terms: Terms) -> Iterator[Lack]:
    dated = [(n, each) for n, each in enumerate(terms.deliveries) if each.due_on]
    for (_before, first), (place, then) in pairwise(dated):
        if first.due_on and then.due_on and then.due_on < first.due_on:
            yield Lack(
                f"deliveries-{place}-due_on",
                _(
                    "This is before “%(what)s”, %(day)s. Which of the two is right?",
                    what=first.what,
                    day=when.day(first.due_on),
                ),
            )


def _parts(terms: Terms, on: date, currency: str, agreed: Terms | None) -> Iterator[Lack]:
    if not terms.parts:
        yield Lack("parts-0-figure", _("How is it paid? One part for the whole will do."))
        return
    yield from _blanks(terms)
    for place, part in enumerate(terms.parts):
        if part.when is When.DAY and part.due_on and part.due_on < on:
            before = {each.key: each.due_on for each in agreed.parts} if agreed else {}
            if before.get(part.key) != part.due_on:
                yield Lack(f"parts-{place}-due_on", _("That day is gone."))
    total = price_of(terms).total
    priced = all(item.price is not None for item in terms.items)
    sized = all(part.figure is not None for part in terms.parts if part.how is not How.REST)
    if total > 0 and priced and sized:
        yield from _sum(terms, total, currency)


def _blanks(terms: Terms) -> Iterator[Lack]:
    for place, part in enumerate(terms.parts):
        if part.how is not How.REST and not part.figure:
            yield Lack(f"parts-{place}-figure", _("How much?"))
        if part.when is When.DAY and part.due_on is None:
            yield Lack(f"parts-{place}-due_on", _("On which day?"))
        if part.when is When.MILESTONE and terms.delivery(part.milestone) is None:
            yield Lack(f"parts-{place}-when", _("That delivery is gone. When is it due now?"))


def _sum(terms: Terms, total: Decimal, currency: str) -> Iterator[Lack]:
    last = f"parts-{len(terms.parts) - 1}-figure"
    rests = [n for n, part in enumerate(terms.parts) if part.how is How.REST]
    if len(rests) > 1:
        yield Lack(f"parts-{rests[-1]}-how", _("Only one part can be the rest."))
        return
    try:
        sizes = split(total, terms.parts)
    except DoesNotAddUp as difference:
        yield Lack(last, gap(difference.missing, total, currency))
        return
    for place, size in enumerate(sizes):
        if size <= 0:
            yield Lack(
                f"parts-{place}-figure",
                _("The other parts take the whole price; nothing is left for this one."),
            )


def gap(missing: Decimal, total: Decimal, currency: str) -> str:
    """Say by how much the parts miss the price."""
    amount, whole = money(abs(missing), currency), money(total, currency)
    if missing > 0:
        return _(
            "The parts do not add up to %(whole)s: %(amount)s is missing.",
            whole=whole,
            amount=amount,
        )
    return _(
        "The parts do not add up to %(whole)s: they are %(amount)s more.",
        whole=whole,
        amount=amount,
    )


def _needs(terms: Terms) -> Iterator[Lack]:
    if not lines_of(terms.needed):
        yield Lack("needed", _("What do you need from them? If nothing, say so."))


def _validity(terms: Terms, on: date) -> Iterator[Lack]:
    if terms.valid_until and terms.valid_until < on:
        yield Lack("valid_until", _("That day is gone."))


def _validity_order(terms: Terms) -> Iterator[Lack]:
    first = min((each.due_on for each in terms.deliveries if each.due_on), default=None)
    if terms.valid_until and first and terms.valid_until > first:
        yield Lack(
            "valid_until",
            _(
                "They could still accept when the first delivery, %(day)s, has passed.",
                day=when.day(first),
            ),
        )
