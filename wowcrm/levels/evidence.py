"""What the rules of levels look at: facts in force on a day; pure, no clock, no database."""

from collections.abc import Iterator
from datetime import date

from wowcrm.levels.facts import (
    AnswerFact,
    CheckFact,
    ComplaintFact,
    Consistency,
    DelightFact,
    Facts,
    NeedFact,
    PromiseFact,
    Rules,
)
from wowcrm.levels.level import ServiceLevel


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


def expected_wow(facts: Facts, on: date, rules: Rules) -> DelightFact | None:
    """Find the newest delight that would be fresh, were its idea not a standard by now."""
    expected = [
        delight
        for delight in facts.delights
        if delight.delivered_on is not None
        and 0 <= (on - delight.delivered_on).days < rules.wow_lasts
        and delight.landed
        and delight.expected_since is not None
        and delight.expected_since <= on
    ]
    return max(expected, key=lambda delight: (delight.delivered_on, delight.id), default=None)


def open_complaints(facts: Facts, on: date) -> list[ComplaintFact]:
    """List the complaints that wait to be resolved, the oldest first."""
    found = [complaint for complaint in facts.complaints if complaint.is_open(on)]
    return sorted(found, key=lambda complaint: (complaint.raised_on, complaint.id))


def late_promises(facts: Facts, on: date) -> list[PromiseFact]:
    """List the promises whose day has passed, the longest late first."""
    found = [promise for promise in facts.promises if promise.is_late(on)]
    return sorted(found, key=lambda promise: (promise.due_on, promise.id))


def newest_answer(facts: Facts, on: date, rules: Rules) -> AnswerFact | None:
    """Find what the client said last, within `feedback_counts_for` days."""
    recent = [a for a in facts.answers if 0 <= (on - a.given_on).days < rules.feedback_counts_for]
    return max(recent, key=lambda answer: (answer.given_on, answer.id), default=None)


def is_covered(answer: AnswerFact, facts: Facts, on: date) -> bool:
    """Tell whether a complaint that was opened from an answer has been resolved since."""
    return any(
        complaint.answer_id == answer.id
        and complaint.resolved_on is not None
        and answer.given_on <= complaint.resolved_on <= on
        for complaint in facts.complaints
    )


def essential_needs(facts: Facts, level: ServiceLevel | None) -> Iterator[NeedFact]:
    return (need for need in facts.needs if need.essential and need.level is level)


def exceeding_answer(facts: Facts, on: date, rules: Rules) -> AnswerFact | None:
    """Find the client's newest answer if it was `exceeds`, within `wow_lasts` days."""
    answer = newest_answer(facts, on, rules)
    if answer is None or answer.level is not ServiceLevel.EXCEEDS:
        return None
    return answer if (on - answer.given_on).days < rules.wow_lasts else None


def planned_delight(facts: Facts) -> DelightFact | None:
    planned = [delight for delight in facts.delights if delight.delivered_on is None]
    return min(planned, key=lambda delight: (delight.planned_for, delight.id), default=None)
