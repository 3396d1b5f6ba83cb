"""Why a surprise would suit a client now: each reason has the fact in it. Pure: no database."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from wowcrm import when
from wowcrm.clients.models import fold
from wowcrm.delights.facts import About, NeedNow, next_weekday, years_round
from wowcrm.delights.models import unquoted
from wowcrm.levels.level import ServiceLevel

AHEAD = timedelta(days=30)
"""A day that matters calls for a surprise this long before."""

NEW = timedelta(days=60)
QUIET = timedelta(days=60)
JUST_MET = timedelta(days=21)
SOON = timedelta(days=2)

BIRTHDAY = re.compile(
    r"(?:(?:his|her|their|own|\w+['’]s) )?(?:birthday|b-?day|date of birth|born)\b"
)
"""Their own; "the shop's birthday" is a date like others."""


@dataclass(frozen=True, slots=True)
class Reason:
    """The fact in a sentence, and the day and occasion it suggests."""

    why: str
    planned_for: date
    occasion: str | None = None


def reasons_of(about: About, today: date) -> dict[str, list[Reason]]:
    """Say what speaks for a surprise, by what ideas may fit (FITS), the most pressing first."""
    found = {
        "birthday": _birthdays(about, today),
        "date": _dates(about, today),
        "anniversary": _anniversary(about, today),
        "milestone": _just_met(about, today),
        "note": _told(about, today),
        "new": _new(about, today),
        "need": _needs(about, today),
        "quiet": _quiet(about, today),
        "any": [Reason(_last_surprise(about, today), soon(today))],
    }
    return {fit: reasons for fit, reasons in found.items() if reasons}


def soon(today: date) -> date:
    """A day near enough to be kept and far enough to prepare: a weekday, two days ahead."""
    return next_weekday(today + SOON)


def eve(day: date, today: date) -> date:
    """The day before: a surprise that is early is never too late."""
    return max(today, day - timedelta(days=1))


def is_birthday(label: str, name: str) -> bool:
    """Tell their own birthday from that of somebody or something else."""
    words = fold(label)
    match = BIRTHDAY.match(words)
    if match is None:
        return False
    whose = re.match(r"(\w+)['’]s ", words)
    return whose is None or whose[1] == fold(name)


def own_reason(need: NeedNow, today: date) -> Reason:
    return Reason(_("Your own idea for “%(need)s”", need=short(need.summary)), soon(today))


def _birthdays(about: About, today: date) -> list[Reason]:
    return [
        Reason(
            _("Birthday on %(day)s, %(when)s", **_when(day.on, today)),
            eve(day.on, today),
            _("Birthday"),
        )
        for day in about.dates
        if _ahead(day.on, today) and is_birthday(day.label, about.name)
    ]


def _dates(about: About, today: date) -> list[Reason]:
    return [
        Reason(
            _("%(label)s: %(day)s, %(when)s", label=short(day.label), **_when(day.on, today)),
            eve(day.on, today),
            day.label[:200],
        )
        for day in about.dates
        if _ahead(day.on, today) and not is_birthday(day.label, about.name)
    ]


def _anniversary(about: About, today: date) -> list[Reason]:
    if about.client_since is None or about.client_since >= today:
        return []
    day = years_round(about.client_since, today)
    years = day.year - about.client_since.year
    if years < 1 or not _ahead(day, today):
        return []
    words = ngettext("%(num)d year with you", "%(num)d years with you", years)
    why = _("%(years)s on %(day)s, %(when)s", years=words, **_when(day, today))
    return [Reason(why, eve(day, today), words)]


def _just_met(about: About, today: date) -> list[Reason]:
    return [
        Reason(
            _("Just met on %(day)s: “%(need)s”", day=when.day(on, today), need=short(need.summary)),
            soon(today),
        )
        for need in about.needs
        if need.level in (ServiceLevel.MEETS, ServiceLevel.EXCEEDS)
        and (on := need.judged_on) is not None
        and timedelta(0) <= today - on <= JUST_MET
    ]


def _told(about: About, today: date) -> list[Reason]:
    return [Reason(_told_words(text), soon(today)) for text in about.told]


def _told_words(text: str) -> str:
    """Quote what was noted; what the trader put in quotes are the client's own words."""
    said = unquoted(text)
    if said != text:
        return _("They told you: “%(words)s”", words=short(said))
    return _("You noted: “%(words)s”", words=short(text))


def _new(about: About, today: date) -> list[Reason]:
    since = about.client_since
    if since is None or not timedelta(0) <= today - since <= NEW:
        return []
    return [Reason(_("New: your client since %(day)s", day=when.day(since, today)), soon(today))]


def _needs(about: About, today: date) -> list[Reason]:
    """Name what they came for; where that is not met yet, a surprise would miss the point."""
    return [
        Reason(_("They came for “%(need)s”", need=short(need.summary)), soon(today))
        for need in about.needs
        if need.level is not ServiceLevel.BELOW
    ]


def _quiet(about: About, today: date) -> list[Reason]:
    last = about.last_contact_on
    if last is None or today - last < QUIET:
        return []
    return [
        Reason(_("Quiet: you were last in touch %(ago)s", ago=when.ago(last, today)), soon(today))
    ]


def _last_surprise(about: About, today: date) -> str:
    days = [given.delivered_on for given in about.given if given.delivered_on]
    if not days:
        return _("%(name)s has had no surprise from you yet", name=about.name)
    ago = when.ago(max(days), today)
    return _("The last surprise for %(name)s was %(ago)s", name=about.name, ago=ago)


def _ahead(day: date, today: date) -> bool:
    return today <= day <= today + AHEAD


def _when(day: date, today: date) -> dict[str, str]:
    return {"day": when.day(day, today), "when": when.in_days(day, today)}


def short(text: str, most: int = 90) -> str:
    """Cut a long text between words, so that a reason stays one sentence."""
    line = " ".join(text.split()).rstrip(".")
    if len(line) <= most:
        return line
    cut = line[:most].rsplit(" ", 1)[0].rstrip(" ,;:–-")
    return f"{cut}…"
