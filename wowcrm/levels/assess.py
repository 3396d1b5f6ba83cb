"""Work out a client's level from facts and a date: pure, no clock, no database.

The first rule that applies decides, in the order of RULES. "Within N days" on day D means the
last N days, D included: a delight of day X is fresh from X to X + N - 1.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from wowcrm.db import NEVER
from wowcrm.levels.evidence import consistency
from wowcrm.levels.facts import Consistency, Facts, Rules
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.rules import RULES, NextStep


@dataclass(frozen=True, slots=True)
class Assessment:
    level: ServiceLevel
    reasons: tuple[str, ...]
    next_step: NextStep
    consistency: Consistency
    holds_until: date = NEVER
    """The first day on which time alone may change the level (NEVER: none)."""


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
    for complaint in facts.complaints:
        days |= {complaint.raised_on, complaint.resolved_on}
    for promise in facts.promises:
        days |= {promise.due_on + timedelta(days=1), promise.kept_on}
    for answer in facts.answers:
        counted = timedelta(days=rules.feedback_counts_for)
        days |= {answer.given_on, answer.given_on + wow, answer.given_on + counted}
    return sorted(day for day in days if day is not None and day > on)
