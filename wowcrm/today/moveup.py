"""This week's move-ups: at most three clients whose needs are met, each with one concrete idea."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import format_currency, ngettext
from flask_babel import gettext as _

from wowcrm.clients.contact import rests_until
from wowcrm.clients.models import Client
from wowcrm.clients.who import Who
from wowcrm.db import db
from wowcrm.delights.choosing import Suggestion, suggestions_for
from wowcrm.delights.models import Delight
from wowcrm.levels.evidence import consistency
from wowcrm.levels.gather import facts_of, rules_of
from wowcrm.levels.level import ServiceLevel
from wowcrm.timeline.words import sentence
from wowcrm.today.models import Answer, NudgeAnswer
from wowcrm.today.nudge import Rule, awake
from wowcrm.today.rules.clients import planned_delight
from wowcrm.traders.models import Trader

A_WEEK = 3
"""Clients proposed in a week, at most."""
POOL = 12
"""Clients looked at closely: so many by value, by referrals, and by how long ago their wow was."""
LONG_AGO = 24
"""Months after which it does not matter more how long ago the last wow was."""
SWAPPED_FOR = timedelta(days=180)
"""How long an idea that was swapped is not proposed for that client again."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One client to move up, with one idea and why."""

    client: Who
    suggestion: Suggestion
    why: str

    @property
    def what(self) -> str:
        return self.suggestion.what

    @property
    def key(self) -> str:
        return key_of(self.suggestion)

    def answer(self, answer: Answer, client: Client, *, on: date) -> None:
        """Take the idea, which plans it, or swap it for another."""
        if answer is Answer.TAKEN:
            delight = Delight(
                idea_id=self.suggestion.idea_id,
                what=self.suggestion.what,
                occasion=self.suggestion.occasion,
                planned_for=self.suggestion.planned_for,
                cost=self.suggestion.cost,
            )
            client.delights.append(delight)
            db.session.flush()
            delight.log_plan(on=on)
        db.session.add(
            NudgeAnswer(
                client=client,
                rule=Rule.MOVE_UP,
                subject=self.key,
                answer=answer,
                answered_on=on,
                until=on + SWAPPED_FOR,
                words=self.what,
            )
        )


def take_back(answer: NudgeAnswer, *, on: date) -> None:
    """Answer a nudge anew; what was planned from a move-up is dropped, unless delivered by now."""
    if answer.answer is Answer.TAKEN:
        for delight in answer.client.delights:
            if delight.what == answer.words:
                delight.drop(on=on)
    db.session.delete(answer)


@dataclass(frozen=True, slots=True)
class MoveUps:
    proposals: list[Proposal]
    answered: int
    """How many of this week's three were answered already."""

    @property
    def is_seen_to(self) -> bool:
        return self.answered >= A_WEEK


def move_ups_for(trader: Trader, on: date) -> MoveUps:
    """Propose whom to move up this week, where it matters most, and with what."""
    monday = on - timedelta(days=on.weekday())
    answered = _answered_since(trader, monday)
    left = max(A_WEEK - answered, 0)
    ready = _by_weight(_ready(trader, on), monday)[:POOL] if left else []
    suggestions = suggestions_for(trader, ready, on) if ready else {}
    swapped = _swapped(ready, on) if ready else set()
    proposals: list[Proposal] = []
    for client in ready:
        taken = {proposal.what for proposal in proposals}
        chosen = [
            one for one in suggestions.get(client.id, []) if (client.id, key_of(one)) not in swapped
        ]
        fresh = next((one for one in chosen if one.what not in taken), None)
        if fresh is not None:
            proposals.append(Proposal(Who.of(client), fresh, _why(client, fresh, trader, on)))
    return MoveUps(proposals[:left], answered)


def proposal_of(trader: Trader, on: date, client_id: int) -> Proposal | None:
    """Find what is proposed for a client this week, if they are one of the three."""
    proposals = move_ups_for(trader, on).proposals
    return next((one for one in proposals if one.client.id == client_id), None)


def key_of(suggestion: Suggestion) -> str:
    """Name an idea of the library or a thought beside a need, as "idea-12" or "need-3"."""
    if suggestion.idea_id is not None:
        return f"idea-{suggestion.idea_id}"
    return f"need-{suggestion.need_id}"


def _ready(trader: Trader, on: date) -> list[Client]:
    """List clients at meets, consistent, with nothing planned, who may be reached out to."""
    at_meets = Client.active(trader).where(
        Client.level == ServiceLevel.MEETS,
        ~planned_delight(),
        awake(Rule.MOVE_UP, "move_up", on),
    )
    most_valued = at_meets.order_by(Client.value.desc().nulls_last(), Client.id).limit(POOL)
    sent_most = (
        at_meets.where(Client.sent_somebody())
        .order_by(Client.referrals_given.desc(), Client.id)
        .limit(POOL)
    )
    longest_ago = at_meets.order_by(Client.last_wow_on.asc().nulls_first(), Client.id).limit(POOL)
    pool = {
        client.id: client
        for query in (most_valued, sent_most, longest_ago)
        for client in db.session.scalars(query)
    }
    rules = rules_of(trader)
    facts = facts_of(list(pool.values()), rules, on)
    resting = rests_until(pool.values(), on)
    return [
        client
        for client in pool.values()
        if client.id not in resting and consistency(facts[client.id], on, rules).holds
    ]


def _by_weight(clients: list[Client], monday: date) -> list[Client]:
    """Order by the work's worth, the referrals given and the time since the last wow, equally.

    The time is measured on Monday, so that the order does not change during the week.
    """
    most = max((client.value or Decimal(0) for client in clients), default=Decimal(0)) or Decimal(1)
    sent = max((client.referrals_given for client in clients), default=0) or 1

    def weight(client: Client) -> float:
        months = (monday - client.last_wow_on).days / 30 if client.last_wow_on else LONG_AGO
        worth = float((client.value or Decimal(0)) / most)
        return worth + client.referrals_given / sent + min(months, LONG_AGO) / LONG_AGO

    return sorted(clients, key=lambda client: (-weight(client), client.id))


def _answered_since(trader: Trader, monday: date) -> int:
    query = NudgeAnswer.of(trader).where(
        NudgeAnswer.rule == Rule.MOVE_UP,
        NudgeAnswer.answered_on >= monday,
        NudgeAnswer.answer != Answer.SWAPPED,
    )
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def _swapped(clients: list[Client], on: date) -> set[tuple[int, str]]:
    rows = db.session.execute(
        sa.select(NudgeAnswer.client_id, NudgeAnswer.subject).where(
            NudgeAnswer.client_id.in_([client.id for client in clients]),
            NudgeAnswer.rule == Rule.MOVE_UP,
            NudgeAnswer.answer == Answer.SWAPPED,
            NudgeAnswer.until > on,
        )
    )
    return {(client_id, subject) for client_id, subject in rows}


def _why(client: Client, suggestion: Suggestion, trader: Trader, on: date) -> str:
    """Say why this client, why this idea, and what it takes."""
    parts = (_why_client(client, trader, on), sentence(suggestion.why), _takes(suggestion))
    return " ".join(part for part in parts if part)


def _why_client(client: Client, trader: Trader, on: date) -> str:
    worth = (
        _(
            "Worth %(value)s a year.",
            value=format_currency(client.value, trader.currency, "¤#,##0", currency_digits=False),
        )
        if client.value
        else ""
    )
    if client.last_wow_on is None:
        quiet = _("Needs are met, and nothing unexpected yet.")
    else:
        months = max((on - client.last_wow_on).days * 12 // 365, 1)
        quiet = ngettext(
            "Needs are met, nothing unexpected for %(num)d month.",
            "Needs are met, nothing unexpected for %(num)d months.",
            months,
        )
    sent = (
        ngettext(
            "Has sent you %(num)d person.", "Has sent you %(num)d people.", client.referrals_given
        )
        if client.referrals_given
        else ""
    )
    return " ".join(part for part in (worth, sent, quiet) if part)


def _takes(suggestion: Suggestion) -> str:
    if suggestion.minutes is None:
        return ""
    minutes = ngettext("%(num)d minute", "%(num)d minutes", suggestion.minutes)
    if not suggestion.cost:
        return _("Takes %(minutes)s, costs nothing.", minutes=minutes)
    return _("Takes %(minutes)s.", minutes=minutes)
