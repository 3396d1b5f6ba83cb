"""How a letter adds up while it is written: the sums, the parts of the price, and what is open."""

from dataclasses import dataclass

from wowcrm.money import exact
from wowcrm.proposals.drawing import due_words, part_name, totals
from wowcrm.proposals.missing import gap
from wowcrm.proposals.pricing import DoesNotAddUp, price_of, split
from wowcrm.proposals.terms import Terms


@dataclass(frozen=True, slots=True)
class Reckoning:
    totals: list[tuple[str, str]]
    parts: list[tuple[str, str, str]]
    """Name, when it is due, and how much."""
    gap: str
    """By how much the parts miss the price; empty where they do not."""


def reckon(terms: Terms, currency: str) -> Reckoning:
    price = price_of(terms)
    parts: list[tuple[str, str, str]] = []
    missing = ""
    if price.total > 0 and terms.parts:
        try:
            sizes = split(price.total, terms.parts)
            parts = [
                (part_name(part, number), due_words(part, terms), exact(size, currency))
                for number, (part, size) in enumerate(zip(terms.parts, sizes, strict=True), 1)
            ]
        except DoesNotAddUp as difference:
            missing = gap(difference.missing, price.total, currency)
    return Reckoning(list(totals(terms, price, currency)), parts, missing)
