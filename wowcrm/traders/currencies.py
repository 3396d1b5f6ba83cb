"""Currencies to choose from: those that are paid with somewhere today."""

from functools import cache

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name, get_territory_currencies


@cache
def in_use() -> frozenset[str]:
    """Return the codes of all currencies that are legal tender somewhere."""
    return frozenset(
        code
        for territory in get_global("territory_currencies")
        for code in get_territory_currencies(territory, tender=True)
    )


@cache
def currencies(language: str) -> list[tuple[str, str]]:
    """Return (code, name and code) in the order of their names in a language."""
    locale = Locale.parse(language)
    named = [(code, get_currency_name(code, locale=locale)) for code in in_use()]
    return [(code, f"{name} ({code})") for code, name in sorted(named, key=lambda one: one[1])]
