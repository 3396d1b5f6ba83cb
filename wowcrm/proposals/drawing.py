"""A proposal as a paper: the same words that the client reads, prints and accepts."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from wowcrm import when
from wowcrm.documents.models import DocumentKind
from wowcrm.documents.paper import Block, Facts, Paper, Points, Prose, Table
from wowcrm.letterhead.heading import foot_of, recipient_of, sender_of
from wowcrm.money import exact, figure
from wowcrm.proposals.models import Proposal
from wowcrm.proposals.pricing import DoesNotAddUp, Price, price_of, split
from wowcrm.proposals.terms import How, Item, Part, Terms, When, lines_of


def draw(proposal: Proposal, terms: Terms, *, on: date, number: str = "") -> Paper:
    """Draw what the terms say; of a draft that lacks something, what there is."""
    trader = proposal.client.trader
    return Paper(
        title=terms.title,
        kind=DocumentKind.PROPOSAL.word,
        dated=when.day(on),
        sender=sender_of(trader),
        recipient=recipient_of(proposal.client),
        blocks=tuple(_blocks(terms, proposal.currency)),
        number=number,
        foot=foot_of(trader),
        locale=trader.locale,
    )


def _blocks(terms: Terms, currency: str) -> Iterator[Block]:
    price = price_of(terms)
    if terms.opening:
        yield Prose(terms.opening)
    if details := [item for item in terms.items if item.details]:
        yield Facts(
            _("What is included"), tuple((item.what, item.details or "") for item in details)
        )
    if excluded := lines_of(terms.excluded):
        yield Points(_("What is not included"), excluded, "no")
    if terms.items:
        yield _prices(terms, price, currency)
    if deliveries := [each for each in terms.deliveries if each.what or each.due_on]:
        yield Facts(
            _("When it will be ready"),
            tuple((_day(each.due_on), each.what) for each in deliveries),
        )
    if terms.parts and (parts := _parts(terms, price.total, currency)):
        yield parts
    if needed := lines_of(terms.needed):
        yield Points(_("What I need from you"), needed)
    if terms.valid_until:
        yield Prose(_("This proposal holds until %(day)s.", day=when.day(terms.valid_until)))


def _day(day: date | None) -> str:
    return when.day(day) if day else "–"


def _prices(terms: Terms, price: Price, currency: str) -> Table:
    """The lines and their sums, with no more columns than they have something to say in."""
    many = any(item.quantity != 1 or item.unit for item in terms.items)
    rates = len(price.taxes) > 1
    columns = [_("What"), *[_("How many")] * many, *[terms.tax_name or ""] * rates]
    rows = tuple(
        (
            item.what,
            *[_times(item, currency)] * many,
            *[_("%(rate)s %%", rate=figure(item.tax_rate or Decimal(0)))] * rates,
            exact(line, currency),
        )
        for item, line in zip(terms.items, price.lines, strict=True)
    )
    return Table(
        _("What it costs"),
        (*columns, _("Amount")),
        rows,
        tuple(range(1 + many, len(columns) + 1)),
        tuple(totals(terms, price, currency)),
    )


def _times(item: Item, currency: str) -> str:
    """Say how many at which price: "12 × €75.00 / month"."""
    number = figure(item.quantity or Decimal(0))
    if item.price is None:
        return number
    amount = exact(item.price, currency)
    return f"{number} × {amount} / {item.unit}" if item.unit else f"{number} × {amount}"


def totals(terms: Terms, price: Price, currency: str) -> Iterator[tuple[str, str]]:
    """Sums below the lines: what is without tax, the tax of each rate, and what is to be paid."""
    if price.taxes and not terms.includes_tax:
        yield _("Without %(tax)s", tax=terms.tax_name), exact(price.net, currency)
    for tax in price.taxes:
        words = {"tax": terms.tax_name, "rate": figure(tax.rate)}
        said = _("%(tax)s %(rate)s %%", **words)
        if terms.includes_tax:
            said = _("%(tax)s %(rate)s %% included", **words)
        elif len(price.taxes) > 1:
            said = _("%(tax)s %(rate)s %% of %(net)s", net=exact(tax.net, currency), **words)
        yield said, exact(tax.tax, currency)
    yield _("Total"), exact(price.total, currency)


def _parts(terms: Terms, total: Decimal, currency: str) -> Table | None:
    try:
        sizes = split(total, terms.parts)
    except DoesNotAddUp:
        return None
    rows = tuple(
        (part_name(part, number), due_words(part, terms), exact(size, currency))
        for number, (part, size) in enumerate(zip(terms.parts, sizes, strict=True), 1)
    )
    return Table(_("How it is paid"), (_("Part"), _("Due"), _("Amount")), rows, (2,))


def part_name(part: Part, number: int) -> str:
    """Name a part of the price; one that nobody named is counted."""
    if part.what:
        return part.what
    if part.how is How.SHARE and part.figure:
        return _("%(share)s %%", share=figure(part.figure))
    return _("The rest") if part.how is How.REST and number > 1 else _("Part %(n)d", n=number)


def due_words(part: Part, terms: Terms) -> str:
    """Say when a part is due: "when you accept", "3 May 2026", "with “First draft”"."""
    if part.when is When.ACCEPTED:
        return _("when you accept")
    if part.when is When.DAY:
        return _day(part.due_on)
    delivery = terms.delivery(part.milestone)
    return _("with “%(what)s”", what=delivery.what) if delivery else "–"
