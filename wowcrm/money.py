"""Amounts of money in words, in the reader's language."""

import re
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import format_currency, format_decimal

CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """Round to the cent, halves away from nothing, as people do on paper."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def exact(amount: Decimal, currency: str) -> str:
    """Write an amount to the cent, as it stands on papers: "€40.00"."""
    return str(format_currency(amount, currency))


def money(amount: Decimal, currency: str) -> str:
    """Write an amount as one says it: "€4.50", and "€40" when it is a round sum."""
    text = exact(amount, currency)
    if amount == amount.to_integral_value():
        text = re.sub(r"[.,]00(?!\d)", "", text)
    return text


def figure(number: Decimal) -> str:
    """Write a quantity or a rate without idle noughts: "1.5", "21"."""
    return str(format_decimal(number, "#,##0.##"))
