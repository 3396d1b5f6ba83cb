"""Work out a client's level from facts and a date: pure, no clock, no database.

The first rule that applies decides, in the order of RULES. "Within N days" on day D means the
last N days, D included: a delight of day X is fresh from X to X + N - 1.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import ngettext

from wowcrm.db import NEVER
from wowcrm.levels.facts import CheckFact, Consistency, DelightFact, Facts, NeedFact, Rules
from wowcrm.levels.level import ServiceLevel
from wowcrm.when import day


class Step(StrEnum):
    """What the one next step is; the page makes it a button."""

    PUT_RIGHT = "put_right"
    SERVE_NEED = "serve_need"
    ASK = "ask"
    JUDGE = "judge"
    KEEP_STANDARDS = "keep_standards"
    PLAN = "plan"
    DELIVER = "deliver"
    REACTION = "reaction"
    RENEW = "renew"


@dataclass(frozen=True, slots=True)
class NextStep:
    """The cheapest act that would raise the level, or keep it; `id` is the thing acted on."""

    step: Step
    words: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    level: ServiceLevel
    reasons: tuple[str, ...]
    next_step: NextStep
    consistency: Consistency
    holds_until: date = NEVER
    """The first day on which time alone may change the level (NEVER: none)."""


Finding = tuple[ServiceLevel, tuple[str, ...], NextStep]
Rule = Callable[[Facts, date, Rules], Finding | None]


def assess(facts: Facts, on: date, rules: Rules | None = None) -> Assessment:
    """Work out the level on a day, why, until when it holds, and the one next step."""
    rules = rules or Rules()
    now = _assess_day(facts, on, rules)
    for then in _turning_days(facts, on, rules):
        if _assess_day(facts, then, rules).level is not now.level:
            return replace(now, holds_until=then)
    return now


def _assess_day(facts: Facts, on: date, rules: Rules) -> Assessment:
    for rule in RULES:
        finding = rule(facts, on, rules)
        if finding is not None:
            return Assessment(*finding, consistency=consistency(facts, on, rules))
    raise AssertionError("the last rule always applies")


def _turning_days(facts: Facts, on: date, rules: Rules) -> list[date]:
    """List the days to come on which a fact enters or leaves its window, soonest first."""
    wow, window = timedelta(days=rules.wow_lasts), timedelta(days=rules.consistency_window)
    days: set[date | None] = set()
    for delight in facts.delights:
        days |= {delight.delivered_on, delight.expected_since}
        if delight.delivered_on is not None:
            days.add(delight.delivered_on + wow)
    for check in facts.checks:
        days |= {check.checked_on, check.put_right_on, check.checked_on + window}
    return sorted(day for day in days if day is not None and day > on)


# What the rules look at


def consistency(facts: Facts, on: date, rules: Rules) -> Consistency:
    """Count the checks of the last `consistency_window` days that were kept."""
    recent = [c for c in facts.checks if 0 <= (on - c.checked_on).days < rules.consistency_window]
    return Consistency(
        kept=sum(check.kept for check in recent), total=len(recent), bar=rules.consistency_bar
    )


def owed(facts: Facts, on: date, rules: Rules) -> list[CheckFact]:
    """List the standards whose newest check in the window was missed and is not put right."""
    newest: dict[int, CheckFact] = {}
    for check in sorted(facts.checks, key=lambda check: (check.checked_on, check.id)):
        if check.in_use and 0 <= (on - check.checked_on).days < rules.consistency_window:
            newest[check.standard_id] = check
    return [
        check
        for check in newest.values()
        if not check.kept and (check.put_right_on is None or check.put_right_on > on)
    ]


def fresh_wow(facts: Facts, on: date, rules: Rules) -> DelightFact | None:
    """Find the newest delight that landed within `wow_lasts` days and is not expected by now."""
    fresh = [
        delight
        for delight in facts.delights
        if delight.delivered_on is not None
        and 0 <= (on - delight.delivered_on).days < rules.wow_lasts
        and delight.landed
        and not (delight.expected_since is not None and delight.expected_since <= on)
    ]
    return max(fresh, key=lambda delight: (delight.delivered_on, delight.id), default=None)


def _essential(facts: Facts, level: ServiceLevel | None) -> Iterator[NeedFact]:
    return (need for need in facts.needs if need.essential and need.level is level)


# The rules, first that applies


def essential_need_below(facts: Facts, on: date, rules: Rules) -> Finding | None:
    """An essential need is judged below."""
    needs = list(_essential(facts, ServiceLevel.BELOW))
    if not needs:
        return None
    first = needs[0]
    return (
        ServiceLevel.BELOW,
        tuple(_("Not met: %(need)s", need=need.summary) for need in needs),
        NextStep(Step.SERVE_NEED, _("Put this right: %(need)s", need=first.summary), first.id),
    )


def standard_missed(facts: Facts, on: date, rules: Rules) -> Finding | None:
    """The newest check of a standard was missed and is not put right."""
    missed = owed(facts, on, rules)
    if not missed:
        return None
    first = missed[0]
    return (
        ServiceLevel.BELOW,
        tuple(_("Missed and not put right: %(promise)s", promise=c.promise) for c in missed),
        NextStep(Step.PUT_RIGHT, _("Put it right: %(promise)s", promise=first.promise), first.id),
    )


def needs_unknown(facts: Facts, on: date, rules: Rules) -> Finding | None:
    """No need is recorded, or an essential one is not judged yet."""
    if not facts.needs:
        ask = _("Ask what matters most to %(client)s", client=facts.name)
        return ServiceLevel.UNKNOWN, (_("No need is written down yet"),), NextStep(Step.ASK, ask)
    unjudged = list(_essential(facts, None))
    if not unjudged:
        return None
    first = unjudged[0]
    return (
        ServiceLevel.UNKNOWN,
        tuple(_("Not judged yet: %(need)s", need=need.summary) for need in unjudged),
        NextStep(Step.JUDGE, _("Judge how this goes: %(need)s", need=first.summary), first.id),
    )


def wow_and_consistent(facts: Facts, on: date, rules: Rules) -> Finding | None:
    """There is fresh wow evidence, and consistency holds."""
    wow = fresh_wow(facts, on, rules)
    if wow is None or wow.delivered_on is None or not consistency(facts, on, rules).holds:
        return None
    left = (wow.delivered_on + timedelta(days=rules.wow_lasts) - on).days
    delighted = ngettext(
        "Delighted on %(day)s, %(num)d day left",
        "Delighted on %(day)s, %(num)d days left",
        left,
        day=day(wow.delivered_on, on),
    )
    planned = _planned(facts)
    if not wow.reacted:
        step = NextStep(
            Step.REACTION, _("Find out how they liked it: %(what)s", what=wow.what), wow.id
        )
    elif planned is not None:
        step = _deliver(planned, on)
    else:
        step = NextStep(Step.RENEW, _("Plan the next wow before this one fades"))
    return ServiceLevel.EXCEEDS, (delighted, *_steady(facts, on, rules)), step


def needs_met(facts: Facts, on: date, rules: Rules) -> Finding:
    """Otherwise the needs are met."""
    steady = consistency(facts, on, rules)
    planned = _planned(facts)
    if not steady.holds:
        held = _("Consistency is %(percent)d %%: wow is held back", percent=steady.percent)
        step = NextStep(Step.KEEP_STANDARDS, _("Keep the next standards; a wow counts again then"))
        return ServiceLevel.MEETS, (*_met(facts), held), step
    if planned is not None:
        step = _deliver(planned, on)
    else:
        step = NextStep(Step.PLAN, _("Plan something they do not expect"))
    reasons = (*_met(facts), *_steady(facts, on, rules), _quiet(facts, on))
    return ServiceLevel.MEETS, reasons, step


RULES: tuple[Rule, ...] = (
    essential_need_below,
    standard_missed,
    needs_unknown,
    wow_and_consistent,
    needs_met,
)


# Words shared by rules


def _met(facts: Facts) -> tuple[str, ...]:
    below = sum(need.level is ServiceLevel.BELOW for need in facts.needs)
    if below and not any(need.essential for need in facts.needs):
        return (
            ngettext("%(num)d lesser need is not met", "%(num)d lesser needs are not met", below),
        )
    if below:
        return (
            ngettext(
                "All essential needs met; %(num)d lesser one is not",
                "All essential needs met; %(num)d lesser ones are not",
                below,
            ),
        )
    judged = sum(need.level is not None for need in facts.needs)
    return (ngettext("The one need is met", "All %(num)d needs met", judged),) if judged else ()


def _steady(facts: Facts, on: date, rules: Rules) -> tuple[str, ...]:
    steady = consistency(facts, on, rules)
    if steady.percent is None:
        return ()
    return (
        _(
            "Consistency %(percent)d %% over %(days)d days (%(kept)d of %(total)d)",
            percent=steady.percent,
            days=rules.consistency_window,
            kept=steady.kept,
            total=steady.total,
        ),
    )


def _quiet(facts: Facts, on: date) -> str:
    last = facts.last_wow_on
    if any(not delight.landed for delight in facts.delights):
        return _("The last surprise did not land")
    if last is None or last > on:
        return _("Nothing unexpected yet")
    return _("Nothing unexpected since %(day)s", day=day(last, on))


def _planned(facts: Facts) -> DelightFact | None:
    planned = [delight for delight in facts.delights if delight.delivered_on is None]
    return min(planned, key=lambda delight: (delight.planned_for, delight.id), default=None)


def _deliver(delight: DelightFact, on: date) -> NextStep:
    if delight.planned_for > on:
        when = day(delight.planned_for, on)
        words = _("Deliver on %(day)s: %(what)s", day=when, what=delight.what)
    elif delight.planned_for == on:
        words = _("Deliver today: %(what)s", what=delight.what)
    else:
        when = day(delight.planned_for, on)
        words = _("Due since %(day)s: %(what)s", day=when, what=delight.what)
    return NextStep(Step.DELIVER, words, delight.id)
