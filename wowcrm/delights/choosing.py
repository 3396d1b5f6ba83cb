"""Choose what would surprise a client: the trader's own thoughts first, then ideas that fit."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from wowcrm.clients.models import Client, fold
from wowcrm.delights.budget import budget_of
from wowcrm.delights.facts import About, Given, IdeaFact
from wowcrm.delights.gather import about_clients, fresh_ideas
from wowcrm.delights.models import NEVER_TWICE
from wowcrm.delights.reasons import Reason, own_reason, reasons_of, soon
from wowcrm.traders.models import Trader

OWN = "own"
"""The fit of a text that the trader wrote beside a need: how could I exceed this?"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One surprise for one client: an idea of the library, or a thought beside a need."""

    what: str
    why: str
    fit: str
    planned_for: date
    occasion: str | None = None
    idea_id: int | None = None
    need_id: int | None = None
    minutes: int | None = None
    cost: Decimal | None = None


def suggestions_for(
    trader: Trader, clients: Sequence[Client], today: date
) -> dict[int, list[Suggestion]]:
    """Return what suits each client best first, by the client's number.

    Six queries at most, however many clients. The first suggestions of different clients differ where
    that can be had, so that a page never offers two people the same.
    """
    known = about_clients(clients, today)
    ideas = fresh_ideas(trader)
    left = budget_of(trader, today).left if trader.wow_budget is not None else None
    chosen = {id: choose(about, ideas, today, left) for id, about in known.items()}
    return vary(chosen)


def choose(
    about: About, ideas: Sequence[IdeaFact], today: date, left: Decimal | None = None
) -> list[Suggestion]:
    """Order what would surprise this client and has not; `left` is the budget, none: no limit."""
    used = [given for given in about.given if counts(given, today)]
    reasons = reasons_of(about, today)
    offered = [*_own(about, today), *_fitting(about.client_id, ideas, reasons)]
    taken: set[str] = {fold(given.what) for given in used}
    taken_ideas = {given.idea_id for given in used if given.idea_id is not None}
    chosen = []
    for one in offered:
        if fold(one.what) in taken or one.idea_id in taken_ideas or not affordable(one, left):
            continue
        taken.add(fold(one.what))
        chosen.append(one)
    return chosen


def other_ideas(client: Client, offered: Sequence[Suggestion], today: date) -> list[Suggestion]:
    """Return the rest of the library: no fact calls for it now, and they have not had it."""
    about = about_clients([client], today)[client.id]
    used = [given for given in about.given if counts(given, today)]
    taken = {*(fold(one.what) for one in offered), *(fold(given.what) for given in used)}
    taken_ideas = {given.idea_id for given in used}
    return [
        Suggestion(
            idea.text,
            "",
            "other",
            soon(today),
            idea_id=idea.id,
            minutes=idea.minutes,
            cost=idea.cost,
        )
        for idea in fresh_ideas(client.trader)
        if fold(idea.text) not in taken and idea.id not in taken_ideas
    ]


def counts(given: Given, today: date) -> bool:
    """Tell whether a surprise must not be repeated: it is planned, or not yet 24 months past."""
    return given.delivered_on is None or today - given.delivered_on < NEVER_TWICE


def affordable(one: Suggestion, left: Decimal | None) -> bool:
    return not one.cost or left is None or one.cost <= left


def vary(chosen: dict[int, list[Suggestion]]) -> dict[int, list[Suggestion]]:
    """Let each client's first suggestion be another idea than those before, if there is one.

    The trader's own thought about a client stays first, whoever else it was written for.
    """
    taken: set[str] = set()
    varied = {}
    for client_id, suggestions in chosen.items():
        first = _first_not_in(suggestions, taken)
        if first is not None:
            taken.add(fold(first.what))
            suggestions = [first, *(one for one in suggestions if one is not first)]
        varied[client_id] = suggestions
    return varied


def _first_not_in(suggestions: list[Suggestion], taken: set[str]) -> Suggestion | None:
    """Find the best that is not taken; one for the same fact rather than for another."""
    if not suggestions or suggestions[0].fit == OWN:
        return next(iter(suggestions), None)
    free = [one for one in suggestions if fold(one.what) not in taken]
    same_fact = [one for one in free if one.fit == suggestions[0].fit]
    return next(iter([*same_fact, *free, *suggestions]))


def _own(about: About, today: date) -> Iterator[Suggestion]:
    for need in about.needs:
        if need.could_exceed_by:
            reason = own_reason(need, today)
            yield Suggestion(
                need.could_exceed_by, reason.why, OWN, reason.planned_for, need_id=need.id
            )


def _fitting(
    client_id: int, ideas: Iterable[IdeaFact], reasons: dict[str, list[Reason]]
) -> list[Suggestion]:
    """Take turns between the facts, so that the first few ideas answer different ones."""
    by_fit: dict[str, list[IdeaFact]] = {fit: [] for fit in reasons}
    for idea in ideas:
        fit = _best_fit(idea, reasons)
        if fit is not None:
            by_fit[fit].append(idea)
    anybody = by_fit.pop("any")
    columns = [_suggest(client_id, fit, some, reasons[fit]) for fit, some in by_fit.items()]
    turns = [one for turn in zip_longest(*columns) for one in turn if one is not None]
    return [*turns, *_suggest(client_id, "any", anybody, reasons["any"])]


def _best_fit(idea: IdeaFact, reasons: dict[str, list[Reason]]) -> str | None:
    """The most pressing fact that an idea answers; an idea that names none suits anybody."""
    fits = idea.fits or ("any",)
    return next((fit for fit in reasons if fit in fits), None)


def _suggest(
    client_id: int, fit: str, ideas: list[IdeaFact], reasons: list[Reason]
) -> list[Suggestion]:
    """Begin elsewhere in the library for each client, the same place every time."""
    start = client_id % len(ideas) if ideas else 0
    turned = [*ideas[start:], *ideas[:start]]
    return [
        Suggestion(
            idea.text,
            reasons[place % len(reasons)].why,
            fit,
            reasons[place % len(reasons)].planned_for,
            reasons[place % len(reasons)].occasion,
            idea_id=idea.id,
            minutes=idea.minutes,
            cost=idea.cost,
        )
        for place, idea in enumerate(turned)
    ]
