"""Words about enquiries: by when a reply comes, how long it took, and how to address a stranger."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_time
from flask_babel import get_locale, ngettext

from wowcrm.when import weekday


def reply_words(by: datetime, zone: str) -> str:
    """Name the moment as one says it to somebody: "Thursday 7 May, 17:00"."""
    here = by.astimezone(ZoneInfo(zone))
    hour = format_time(here.time(), "short", locale=get_locale() or "en_GB")
    return f"{weekday(here.date())}, {hour}"


def span_words(span: timedelta) -> str:
    """Say how long something took: "25 minutes", "3 hours", "2 days"."""
    minutes = max(int(span.total_seconds() // 60), 1)
    if minutes < 60:
        return ngettext("%(num)d minute", "%(num)d minutes", minutes)
    if minutes < 48 * 60:
        return ngettext("%(num)d hour", "%(num)d hours", minutes // 60)
    return ngettext("%(num)d day", "%(num)d days", minutes // (24 * 60))


def spoken_name(name: str) -> str | None:
    """Return a name that may be spoken back to whoever wrote it; what could be an advert is none."""
    plain = " ".join(name.split())
    speakable = all(letter.isalpha() or letter in " -’'." for letter in plain)
    return plain if speakable and len(plain) <= 60 and not re.search(r"\.\S", plain) else None
