"""Days in words, in the reader's language."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from flask_babel import get_locale, gettext, ngettext


def day(value: date, today: date | None = None) -> str:
    """Name a day: "3 May", and with its year when that is not this year: "3 May 2024"."""
    with_year = today is None or value.year != today.year
    return _written(value, with_year, get_locale() or Locale("en", "GB"))


@lru_cache(maxsize=4096)
def _written(value: date, with_year: bool, locale: Locale) -> str:
    if not with_year:
        return format_skeleton("MMMMd", value, locale=locale)
    return format_date(value, "d MMMM y" if locale.language == "en" else "long", locale=locale)


def moment(value: datetime, zone: str) -> str:
    """Name a moment on the clock of a place: "3 May 2026, 14:05"; its year is always said."""
    here = value.astimezone(ZoneInfo(zone))
    return (
        f"{day(here.date())}, {format_time(here.time(), 'short', locale=get_locale() or 'en_GB')}"
    )


def weekday(value: date) -> str:
    """Name a day as one says it to somebody: "Friday 8 May"."""
    return format_skeleton("MMMMEEEEd", value, locale=get_locale() or Locale("en", "GB"))


def ago(value: date, today: date) -> str:
    """Say how long ago a day was: "today", "yesterday", "23 days ago", "5 months ago"."""
    days = (today - value).days
    if days < 0:
        return in_days(value, today)
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    if days < 60:
        return ngettext("%(num)d day ago", "%(num)d days ago", days)
    if days < 730:
        return ngettext("%(num)d month ago", "%(num)d months ago", days * 12 // 365)
    return ngettext("%(num)d year ago", "%(num)d years ago", days // 365)


def in_days(value: date, today: date) -> str:
    """Say how far ahead a day is: "today", "tomorrow", "in 5 days"."""
    days = (value - today).days
    if days < 0:
        return ago(value, today)
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    return ngettext("in %(num)d day", "in %(num)d days", days)
