"""What is most worth doing next month: each thing is read out of a figure; pure, no database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from wowcrm.insights.month import Month
from wowcrm.levels.level import ServiceLevel

THREE = 3
WIDE = 20
"""So many per cent between guesses and answers are a gap."""
MANY_UNKNOWN = 10
"""More than so many per cent of clients whose needs nobody knows."""
ASKED_TOO_FEW = 3


@dataclass(frozen=True, slots=True)
class Thing:
    key: str
    what: str
    figure: str
    """What it is read out of."""
    endpoint: str
    """Where to begin."""
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Beside:
    """What else the app knows, beside the month's own figures."""

    bar: int
    unthanked: int = 0
    expected: str | None = None
    """An idea that has become expected, and is no standard yet."""
    worst_touchpoint: tuple[int, str] | None = None
    planned: int = 0
    """Wows that are planned."""
    quarter: str | None = None
    """A quarter that is over and waits to be looked back on."""
    way_is_due: bool = False
    """Whether it is a year since the client's way was looked at."""


Rule = Callable[[Month, Beside], Thing | None]


def worth_doing(month: Month, beside: Beside) -> list[Thing]:
    """Choose three, in the order of the rules: what is wrong comes before what could be better."""
    return list(_found(month, beside))[:THREE]


def _found(month: Month, beside: Beside) -> Iterator[Thing]:
    for rule in RULES:
        if thing := rule(month, beside):
            yield thing


# The rules


def put_right(month: Month, beside: Beside) -> Thing | None:
    below = month.standing.counts[ServiceLevel.BELOW]
    if not below:
        return None
    what = ngettext("Put it right with one client", "Put it right with %(num)d clients", below)
    if month.longest_below is not None:
        what = _("%(what)s; begin with %(name)s", what=what, name=month.longest_below.name)
    figure = ngettext(
        "%(num)d client’s needs are not met", "%(num)d clients’ needs are not met", below
    )
    return Thing("below", what, figure, "clients.index", {"level": "below"})


def keep_standards(month: Month, beside: Beside) -> Thing | None:
    if month.standards.reaches(beside.bar) or month.most_missed is None:
        return None
    missed = month.most_missed
    figure = _(
        "Consistency was %(percent)d %%, your bar is %(bar)d %%",
        percent=month.standards.percent,
        bar=beside.bar,
    )
    what = _("Keep what you promise everyone, first of all: %(promise)s", promise=missed.promise)
    return Thing("standards", what, figure, "standards.show", {"standard_id": missed.id})


def keep_promises(month: Month, beside: Beside) -> Thing | None:
    if month.promises.reaches(beside.bar):
        return None
    late, total = month.promises.missed, month.promises.total
    figure = _("%(late)d of %(total)d promises were late", late=late, total=total)
    what = _("Promise less or later, and say so early when a day will not hold")
    return Thing("promises", what, figure, "promises.owed")


def close_gap(month: Month, beside: Beside) -> Thing | None:
    tally = month.tally
    if tally.is_few or tally.gap < WIDE:
        return None
    guessed, said = (
        round(100 * counts[ServiceLevel.EXCEEDS] / tally.total)
        for counts in (tally.guessed, tally.said)
    )
    figure = _("You thought %(guessed)d %%, they said %(said)d %%", guessed=guessed, said=said)
    what = _("Ask what would have made it a wow, and do one of these things")
    return Thing("gap", what, figure, "gap.index")


def renew_wows(month: Month, beside: Beside) -> Thing | None:
    fewer = -month.change(ServiceLevel.EXCEEDS)
    if fewer <= 0:
        return None
    figure = ngettext(
        "%(num)d client fewer than a month before is delighted",
        "%(num)d clients fewer than a month before are delighted",
        fewer,
    )
    what = ngettext(
        "Plan a wow before more of them fade; %(num)d is planned",
        "Plan wows before more of them fade; %(num)d are planned",
        beside.planned,
    )
    return Thing("fading", what, figure, "clients.index", {"level": "exceeds"})


def thank(month: Month, beside: Beside) -> Thing | None:
    if not beside.unthanked:
        return None
    figure = ngettext(
        "%(num)d referral was not thanked for",
        "%(num)d referrals were not thanked for",
        beside.unthanked,
    )
    return Thing(
        "thanks", _("Say thank you to whoever sent somebody"), figure, "referrals.word_of_mouth"
    )


def ask_needs(month: Month, beside: Beside) -> Thing | None:
    unknown = month.standing.counts[ServiceLevel.UNKNOWN]
    if unknown * 100 <= MANY_UNKNOWN * month.standing.total:
        return None
    figure = ngettext(
        "Of %(num)d client you do not know what matters",
        "Of %(num)d clients you do not know what matters",
        unknown,
    )
    what = _("Ask them what matters most to them, a few each week")
    return Thing("unknown", what, figure, "clients.index", {"level": "unknown"})


def ask_opinions(month: Month, beside: Beside) -> Thing | None:
    if month.tally.total >= ASKED_TOO_FEW or not month.standing.total:
        return None
    figure = ngettext(
        "%(num)d client said how it went", "%(num)d clients said how it went", month.tally.total
    )
    return Thing("ask", _("Ask three clients how it went, and guess first"), figure, "gap.index")


def promote(month: Month, beside: Beside) -> Thing | None:
    if beside.expected is None:
        return None
    what = _("Make it a standard, and find another surprise")
    figure = _("“%(idea)s” has become expected", idea=beside.expected)
    return Thing("expected", what, figure, "rising.index")


def better_touchpoint(month: Month, beside: Beside) -> Thing | None:
    if beside.worst_touchpoint is None:
        return None
    id, name = beside.worst_touchpoint
    figure = _("The weakest point of the way: %(name)s", name=name)
    what = _("Make one change there that a client would notice")
    return Thing("touchpoint", what, figure, "touchpoints.show", {"touchpoint_id": id})


def look_back(month: Month, beside: Beside) -> Thing | None:
    if beside.quarter is None:
        return None
    figure = _("%(quarter)s is over, and you have not looked back on it", quarter=beside.quarter)
    return Thing("quarter", _("Look at the four Cs, beside the figures"), figure, "four_cs.look")


def walk_the_way(month: Month, beside: Beside) -> Thing | None:
    if not beside.way_is_due:
        return None
    figure = _("It is a year since you looked at your touchpoints, or you never did")
    return Thing("way", _("Walk the way as a client would"), figure, "touchpoints.look")


def surprise(month: Month, beside: Beside) -> Thing | None:
    met = month.standing.counts[ServiceLevel.MEETS]
    if not met:
        return None
    figure = ngettext("%(num)d client is content", "%(num)d clients are content", met)
    what = _("Surprise three of them: content clients leave as soon as somebody is cheaper")
    return Thing("surprise", what, figure, "clients.index", {"level": "meets"})


def ask_fans(month: Month, beside: Beside) -> Thing | None:
    fans = month.standing.counts[ServiceLevel.EXCEEDS]
    if not fans:
        return None
    figure = ngettext("%(num)d client is delighted", "%(num)d clients are delighted", fans)
    what = _("Ask one of them whom they would send to you")
    return Thing("fans", what, figure, "clients.index", {"level": "exceeds"})


RULES: tuple[Rule, ...] = (
    put_right,
    keep_standards,
    keep_promises,
    close_gap,
    renew_wows,
    thank,
    ask_needs,
    ask_opinions,
    promote,
    look_back,
    walk_the_way,
    better_touchpoint,
    surprise,
    ask_fans,
)
