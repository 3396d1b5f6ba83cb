"""What a nudge is: worked out from facts, without a row, until the trader answers it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from wowcrm.clients.models import Client
from wowcrm.clients.who import Who
from wowcrm.today.models import NudgeAnswer


class Rule(StrEnum):
    """The rules of Today, most pressing first."""

    COMPLAINT_OPEN = "complaint_open"
    PROMISE_LATE = "promise_late"
    NEED_BELOW = "need_below"
    STANDARD_MISSED = "standard_missed"
    PROMISE_SOON = "promise_soon"
    CHECKLIST_DUE = "checklist_due"
    REMINDER_DUE = "reminder_due"
    DELIGHT_DUE = "delight_due"
    REACTION_MISSING = "reaction_missing"
    PAYMENT_DUE = "payment_due"
    THANK = "thank"
    KEEP_IN_TOUCH = "keep_in_touch"
    PROGRESS_DUE = "progress_due"
    DATE_AHEAD = "date_ahead"
    MOVE_UP = "move_up"
    WOW_FADING = "wow_fading"
    NEEDS_UNKNOWN = "needs_unknown"
    ASK = "ask"
    TIME_TO_ASK = "time_to_ask"

    @property
    def is_outreach(self) -> bool:
        """Whether it rests while the client is at their ceiling of contact."""
        return self in OUTREACH


OUTREACH = frozenset(
    {
        Rule.KEEP_IN_TOUCH,
        Rule.PROGRESS_DUE,
        Rule.DATE_AHEAD,
        Rule.MOVE_UP,
        Rule.WOW_FADING,
        Rule.NEEDS_UNKNOWN,
        Rule.ASK,
        Rule.TIME_TO_ASK,
    }
)


REST_DAYS = (1, 3, 7, 14)
"""For how many days a nudge may be put off."""


@dataclass(frozen=True, slots=True)
class Act:
    """The one button that does the thing: a link, or a change that is posted."""

    label: str
    endpoint: str
    values: dict[str, int | str]
    post: bool = False
    fragment: str | None = None


@dataclass(frozen=True, slots=True)
class Nudge:
    rule: Rule
    client: Who
    subject: str
    """What it is about, as "need-12"; with the client it makes a card unique."""
    fact: str
    """The fact, first and loud."""
    more: str
    """The rest of the sentence; may be empty."""
    act: Act = field(compare=False)
    other: Act | None = field(default=None, compare=False)
    """What can be done instead, quietly beside it."""
    rest: Act | None = field(default=None, compare=False)
    """Where "not now" is sent, with its days, when the thing itself can be put off."""

    @property
    def words(self) -> str:
        return f"{self.fact} {self.more}".strip()


def awake(rule: Rule, subject: str | sa.ColumnElement[str], on: date) -> sa.ColumnElement[bool]:
    """Leave out what the trader answered "not now" or "never" to; the query chooses clients."""
    return ~(
        sa.select(NudgeAnswer.id)
        .where(
            NudgeAnswer.client_id == Client.id,
            NudgeAnswer.rule == rule.value,
            NudgeAnswer.subject == subject,
            NudgeAnswer.until > on,
        )
        .correlate_except(NudgeAnswer)
        .exists()
    )


def subject(kind: str, id: InstrumentedAttribute[int]) -> sa.ColumnElement[str]:
    """Name the subject of a row in SQL, as "need-12"."""
    return sa.literal(f"{kind}-", sa.String()) + sa.cast(id, sa.String)
