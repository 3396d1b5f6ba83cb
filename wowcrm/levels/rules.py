"""The rules of levels, each with its reasons and its next step; the first that applies decides."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import ngettext

from wowcrm.levels.evidence import (
    consistency,
    essential_needs,
    exceeding_answer,
    expected_wow,
    fresh_wow,
    is_covered,
    late_promises,
    newest_answer,
    open_complaints,
    owed,
    planned_delight,
)
from wowcrm.levels.facts import AnswerFact, DelightFact, Facts, PromiseFact, Rules
from wowcrm.levels.level import ServiceLevel
from wowcrm.when import day


class Step(StrEnum):
    """What the one next step is; the page makes it a button."""

    RECOVER = "recover"
    KEEP_PROMISE = "keep_promise"
    PUT_RIGHT = "put_right"
    SERVE_NEED = "serve_need"
    ASK = "ask"
    JUDGE = "judge"
    KEEP_STANDARDS = "keep_standards"
    PLAN = "plan"
    DELIVER = "deliver"
    REACTION = "reaction"
    RENEW = "renew"
    MAKE_UP = "make_up"


@dataclass(frozen=True, slots=True)
class NextStep:
    """The cheapest act that would raise the level, or keep it; `id` is the thing acted on."""

    step: Step
    words: str
    id: int | None = None


Finding = tuple[ServiceLevel, tuple[str, ...], NextStep]
Rule = Callable[[Facts, date, Rules], Finding | None]


# The rules


def complaint_open(facts: Facts, on: date, rules: Rules) -> Finding | None:
    """A complaint is open."""
    complaints = open_complaints(facts, on)
    if not complaints:
        return None
    first = complaints[0]
    return (
        ServiceLevel.BELOW,
        tuple(
            _("Complaint open since %(day)s: %(what)s", day=day(c.raised_on, on), what=c.what)
            for c in complaints
        ),
        NextStep(Step.RECOVER, _("Make it good: %(what)s", what=first.what), first.id),
    )


def promise_late(facts: Facts, on: date, rules: Rules) -> Finding | None:
    """A promise is due before this day, not kept, not renegotiated."""
    promises = late_promises(facts, on)
    if not promises:
        return None
    first = promises[0]
    return (
        ServiceLevel.BELOW,
        tuple(late_words(promise, on) for promise in promises),
        NextStep(Step.KEEP_PROMISE, _("Keep your word: %(what)s", what=first.what), first.id),
    )


def essential_need_below(facts: Facts, on: date, rules: Rules) -> Finding | None:
    """An essential need is judged below."""
    needs = list(essential_needs(facts, ServiceLevel.BELOW))
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


def answer_below(facts: Facts, on: date, rules: Rules) -> Finding | None:
    """The client's newest answer was below, and nothing resolved since covers it."""
    answer = newest_answer(facts, on, rules)
    if answer is None or answer.level is not ServiceLevel.BELOW or is_covered(answer, facts, on):
        return None
    given = day(answer.given_on, on)
    said = (
        _("Said “%(words)s” on %(day)s", words=answer.words, day=given)
        if answer.words
        else _("Said on %(day)s that it was not what they needed", day=given)
    )
    return (
        ServiceLevel.BELOW,
        (said,),
        NextStep(Step.MAKE_UP, _("Ask what went wrong, and make it good"), answer.id),
    )


def needs_unknown(facts: Facts, on: date, rules: Rules) -> Finding | None:
    """No need is recorded or an essential one is not judged yet, and no answer to go by."""
    if newest_answer(facts, on, rules) is not None:
        return None
    if not facts.needs:
        ask = _("Ask what matters most to %(client)s", client=facts.name)
        return ServiceLevel.UNKNOWN, (_("No need is written down yet"),), NextStep(Step.ASK, ask)
    unjudged = list(essential_needs(facts, None))
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
    wow, answer = fresh_wow(facts, on, rules), exceeding_answer(facts, on, rules)
    if (wow is None and answer is None) or not consistency(facts, on, rules).holds:
        return None
    planned = planned_delight(facts)
    if wow is not None and not wow.reacted:
        step = NextStep(
            Step.REACTION, _("Find out how they liked it: %(what)s", what=wow.what), wow.id
        )
    elif planned is not None:
        step = _deliver(planned, on)
    else:
        step = NextStep(Step.RENEW, _("Plan the next wow before this one fades"))
    reasons = (*_delighted(wow, on, rules), *_said_wow(answer, on, rules))
    return ServiceLevel.EXCEEDS, (*reasons, *_steady(facts, on, rules)), step


def needs_met(facts: Facts, on: date, rules: Rules) -> Finding:
    """Otherwise the needs are met."""
    steady = consistency(facts, on, rules)
    planned = planned_delight(facts)
    if not steady.holds:
        held = _("Consistency is %(percent)d %%: wow is held back", percent=steady.percent)
        step = NextStep(Step.KEEP_STANDARDS, _("Keep the next standards; a wow counts again then"))
        return ServiceLevel.MEETS, (*_met(facts), held), step
    if planned is not None:
        step = _deliver(planned, on)
    else:
        step = NextStep(Step.PLAN, _("Plan something they do not expect"))
    met = (*_met(facts), *_said_met(newest_answer(facts, on, rules), on))
    reasons = (*met, *_steady(facts, on, rules), _quiet(facts, on, rules))
    return ServiceLevel.MEETS, reasons, step


RULES: tuple[Rule, ...] = (
    complaint_open,
    promise_late,
    essential_need_below,
    standard_missed,
    answer_below,
    needs_unknown,
    wow_and_consistent,
    needs_met,
)


# Words shared by rules


def late_words(promise: PromiseFact, on: date) -> str:
    """Say how late a promise is: "Report promised for 3 May, 2 days late"."""
    return ngettext(
        "%(what)s: promised for %(day)s, %(num)d day late",
        "%(what)s: promised for %(day)s, %(num)d days late",
        (on - promise.due_on).days,
        what=promise.what,
        day=day(promise.due_on, on),
    )


def _delighted(wow: DelightFact | None, on: date, rules: Rules) -> tuple[str, ...]:
    if wow is None or wow.delivered_on is None:
        return ()
    return (
        ngettext(
            "Delighted on %(day)s, %(num)d day left",
            "Delighted on %(day)s, %(num)d days left",
            (wow.delivered_on + timedelta(days=rules.wow_lasts) - on).days,
            day=day(wow.delivered_on, on),
        ),
    )


def _said_wow(answer: AnswerFact | None, on: date, rules: Rules) -> tuple[str, ...]:
    if answer is None:
        return ()
    return (
        ngettext(
            "Said on %(day)s that it was more than they expected, %(num)d day left",
            "Said on %(day)s that it was more than they expected, %(num)d days left",
            (answer.given_on + timedelta(days=rules.wow_lasts) - on).days,
            day=day(answer.given_on, on),
        ),
    )


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


def _said_met(answer: AnswerFact | None, on: date) -> tuple[str, ...]:
    if answer is None or answer.level is not ServiceLevel.MEETS:
        return ()
    return (_("Said on %(day)s that it was what they needed", day=day(answer.given_on, on)),)


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


def _quiet(facts: Facts, on: date, rules: Rules) -> str:
    last = facts.last_wow_on
    if expected := expected_wow(facts, on, rules):
        return _("Has become expected, and is no wow any more: %(what)s", what=expected.what)
    if any(not delight.landed for delight in facts.delights):
        return _("The last surprise did not land")
    if last is None or last > on:
        return _("Nothing unexpected yet")
    return _("Nothing unexpected since %(day)s", day=day(last, on))


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
