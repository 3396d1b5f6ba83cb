"""What it comes to: lines, tax for each rate, the total; and the total split without losing a cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from wowcrm.money import CENT, cents
from wowcrm.proposals.terms import How, Item, Part, Terms

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Tax:
    """The tax of all lines of one rate: it is rounded once, not line by line."""

    rate: Decimal
    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Price:
    lines: tuple[Decimal, ...]
    """What each item comes to, in the order of the items."""
    taxes: tuple[Tax, ...]
    total: Decimal
    """What the client pays."""

    @property
    def net(self) -> Decimal:
        return self.total - self.tax

    @property
    def tax(self) -> Decimal:
        return sum((each.tax for each in self.taxes), NOTHING)


class DoesNotAddUp(Exception):
    """The parts are not the whole: `missing` is what they leave, negative what they exceed it by."""

    def __init__(self, missing: Decimal) -> None:
        super().__init__(f"{missing} missing")
        self.missing = missing


def amount_of(item: Item) -> Decimal:
    """What a line comes to; one that is not priced yet comes to nothing."""
    if item.price is None or item.quantity is None:
        return NOTHING
    return cents(item.quantity * item.price)


def price_of(terms: Terms) -> Price:
    lines = tuple(amount_of(item) for item in terms.items)
    taxes = tuple(_taxes(terms, lines)) if terms.tax_name else ()
    added = NOTHING if terms.includes_tax else sum((each.tax for each in taxes), NOTHING)
    return Price(lines, taxes, sum(lines, NOTHING) + added)


def _taxes(terms: Terms, lines: Sequence[Decimal]) -> list[Tax]:
    by_rate: dict[Decimal, Decimal] = {}
    for item, amount in zip(terms.items, lines, strict=True):
        rate = (item.tax_rate or Decimal(0)).normalize()
        by_rate[rate] = by_rate.get(rate, NOTHING) + amount
    return [_tax(rate, by_rate[rate], within=terms.includes_tax) for rate in sorted(by_rate)]


def _tax(rate: Decimal, amount: Decimal, *, within: bool) -> Tax:
    if within:
        tax = cents(amount * rate / (100 + rate))
        return Tax(rate, amount - tax, tax)
    return Tax(rate, amount, cents(amount * rate / 100))


def split(total: Decimal, parts: Sequence[Part]) -> tuple[Decimal, ...]:
    """Split a total into its parts to the cent; raise DoesNotAddUp.

    Shares are rounded together, by largest remainder, so that no cent is lost or made. A part
    that is not filled in yet counts for nothing.
    """
    fixed = sum((_figure(part) for part in parts if part.how is How.AMOUNT), NOTHING)
    shares = [Fraction(_figure(part)) if part.how is How.SHARE else Fraction(0) for part in parts]
    wanted = Fraction(total) * sum(shares) / 100
    left = Fraction(total) - Fraction(fixed) - wanted
    rests = [part for part in parts if part.how is How.REST]
    if rests:
        pool = _whole(wanted)
    elif abs(left) < Fraction(CENT) and (any(shares) or not left):
        # The shares take what the amounts leave: less than a cent beside what they say.
        pool = total - fixed
    else:
        raise DoesNotAddUp(cents(_decimal(left)))
    sizes = _by_largest_remainder(pool, shares)
    rest = total - fixed - pool
    if len(rests) > 1 or rest < 0:
        raise DoesNotAddUp(rest)
    return tuple(
        rest if part.how is How.REST else _figure(part) if part.how is How.AMOUNT else size
        for part, size in zip(parts, sizes, strict=True)
    )


def _by_largest_remainder(pool: Decimal, shares: Sequence[Fraction]) -> list[Decimal]:
    """Give each share its whole cents, and the cents left over to those that lost most."""
    whole = sum(shares)
    if not whole:
        return [NOTHING for _ in shares]
    exact = [Fraction(pool) * 100 * share / whole for share in shares]
    floors = [int(each) for each in exact]
    left = int(pool * 100) - sum(floors)
    losers = sorted(range(len(shares)), key=lambda place: (floors[place] - exact[place], place))
    for place in losers[:left]:
        floors[place] += 1
    return [Decimal(each) / 100 for each in floors]


def _figure(part: Part) -> Decimal:
    return part.figure or NOTHING


def _whole(amount: Fraction) -> Decimal:
    return cents(_decimal(amount))


def _decimal(amount: Fraction) -> Decimal:
    return Decimal(amount.numerator) / Decimal(amount.denominator)
