"""Where a trader works: by which clock, in which words and in which currency."""

from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError


def is_place(timezone: str, locale: str, currency: str) -> bool:
    """Tell whether days, words and amounts can be told there."""
    try:
        Locale.parse(locale)
    except (ValueError, TypeError, UnknownLocaleError):
        return False
    return timezone in available_timezones() and len(currency) == 3 and currency.isalpha()
