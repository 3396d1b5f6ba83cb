"""Gather the facts of many clients at once: the number of queries does not grow with them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight, Idea, Reaction
from wowcrm.feedback.models import Answer, Survey
from wowcrm.levels.facts import (
    AnswerFact,
    CheckFact,
    ComplaintFact,
    DelightFact,
    Facts,
    NeedFact,
    PromiseFact,
    Rules,
)
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.models import Verdict
from wowcrm.needs.models import Need
from wowcrm.promises.models import Promise
from wowcrm.recoveries.models import Recovery
from wowcrm.standards.models import Check, Standard
from wowcrm.traders.models import Trader

# Built once, since building a statement costs more than asking it.
IDS: sa.BindParameter[list[int]] = sa.bindparam("ids", expanding=True)

NO_DAY, NO_WORD, NO_NUMBER = (sa.cast(sa.null(), kind) for kind in (sa.Date, sa.String, sa.Integer))
KEPT = "kept"

VERDICTS = (
    sa.select(Verdict)
    .where(
        Verdict.client_id.in_(IDS),
        Verdict.withdrawn_on.is_(None),
        sa.bindparam("on", type_=sa.Date).between(Verdict.given_on, Verdict.expires_on),
    )
    .order_by(Verdict.id)
)
VERDICTS_ENDED = sa.select(Verdict.client_id, Verdict.expires_on).where(
    Verdict.client_id.in_(IDS),
    Verdict.withdrawn_on.is_(None),
    Verdict.expires_on.between(sa.bindparam("since"), sa.bindparam("until")),
)


def rules_of(trader: Trader) -> Rules:
    return Rules(
        wow_lasts=trader.wow_lasts,
        consistency_window=trader.consistency_window,
        consistency_bar=trader.consistency_bar,
        feedback_counts_for=trader.feedback_counts_for,
    )


def facts_of(clients: Sequence[Client], rules: Rules, on: date) -> dict[int, Facts]:
    """Return each client's facts by the client's number; as many queries, however many clients.

    Checks and delights that are older than their windows are left out.
    """
    ids = [client.id for client in clients]
    found = _gather(ids, on, rules)
    return {
        client.id: Facts(
            name=client.short_name,
            needs=tuple(found[client.id].needs),
            checks=tuple(found[client.id].checks),
            delights=tuple(found[client.id].delights),
            complaints=tuple(found[client.id].complaints),
            promises=tuple(found[client.id].promises),
            answers=tuple(found[client.id].answers),
            last_wow_on=client.last_wow_on,
        )
        for client in clients
    }


def verdicts_of(clients: Iterable[Client], on: date) -> dict[int, Verdict]:
    """Return the verdict that holds on a day, by the client's number."""
    chosen = db.session.scalars(VERDICTS, {"ids": [client.id for client in clients], "on": on})
    return {verdict.client_id: verdict for verdict in chosen}


def verdicts_ended(clients: Iterable[Client], since: date, today: date) -> dict[int, set[date]]:
    """Return the last days of the verdicts that ran out in these days, by the client's number."""
    ids = [client.id for client in clients]
    found: dict[int, set[date]] = defaultdict(set)
    days = {"since": since - timedelta(days=1), "until": today}
    for client_id, expires_on in db.session.execute(VERDICTS_ENDED, {"ids": ids, **days}):
        found[client_id].add(expires_on)
    return found


@dataclass
class Found:
    """The facts of one client, as they come in."""

    needs: list[NeedFact] = field(default_factory=list)
    checks: list[CheckFact] = field(default_factory=list)
    delights: list[DelightFact] = field(default_factory=list)
    complaints: list[ComplaintFact] = field(default_factory=list)
    promises: list[PromiseFact] = field(default_factory=list)
    answers: list[AnswerFact] = field(default_factory=list)

    def take(self, row: Any) -> None:
        match row.kind:
            case "need":
                level = ServiceLevel(row.mark) if row.mark else None
                self.needs.append(NeedFact(row.id, row.words, bool(row.number), level, row.day))
            case "check":
                self.checks.append(_check(row))
            case "delight":
                self.delights.append(_delight(row))
            case "complaint":
                answer_id = row.number
                told = ComplaintFact(row.id, row.words, row.day, row.done_on, answer_id)
                self.complaints.append(told)
            case "answer":
                said = AnswerFact(row.id, ServiceLevel(row.mark), row.day, row.words)
                self.answers.append(said)
            case "promise":
                self.promises.append(PromiseFact(row.id, row.words, row.day, row.done_on))


def _gather(ids: list[int], on: date, rules: Rules) -> dict[int, Found]:
    """Gather all facts in one statement, whatever kind they are of."""
    found: dict[int, Found] = defaultdict(Found)
    for row in db.session.execute(_whatever_kind(on, rules), {"ids": ids}):
        found[row.client_id].take(row)
    return found


@lru_cache(maxsize=64)
def _whatever_kind(on: date, rules: Rules) -> sa.CompoundSelect[Any]:
    """Build that statement once a day, for whichever clients it is asked."""
    kinds = (
        _needs(IDS),
        _checks(IDS, on - timedelta(days=rules.consistency_window)),
        _delights(IDS, on - timedelta(days=rules.wow_lasts)),
        _complaints(IDS, on - timedelta(days=rules.feedback_counts_for)),
        _promises(IDS, on),
        _answers(IDS, on - timedelta(days=rules.feedback_counts_for)),
    )
    return sa.union_all(*kinds).order_by("client_id", "id")


def _fact(
    kind: str,
    client_id: Any,
    id: Any,
    words: Any,
    day: Any,
    done_on: Any = NO_DAY,
    *,
    mark: Any = NO_WORD,
    other_day: Any = NO_DAY,
    number: Any = NO_NUMBER,
) -> sa.Select[Any]:
    """Choose facts of a kind in the columns that all of them share."""
    return sa.select(
        sa.literal(kind).label("kind"),
        client_id.label("client_id"),
        id.label("id"),
        words.label("words"),
        day.label("day"),
        done_on.label("done_on"),
        sa.cast(mark, sa.String).label("mark"),
        other_day.label("other_day"),
        number.label("number"),
    )


def _needs(ids: Any) -> sa.Select[Any]:
    return _fact(
        "need",
        Need.client_id,
        Need.id,
        Need.summary,
        Need.judged_on,
        mark=Need.level,
        number=sa.case((Need.essential, 1), else_=0),
    ).where(Need.client_id.in_(ids))


def _checks(ids: Any, since: date) -> sa.Select[Any]:
    return (
        _fact(
            "check",
            Check.client_id,
            Check.id,
            Standard.promise,
            Check.checked_on,
            Check.put_right_on,
            mark=sa.case((Check.kept, KEPT), else_="missed"),
            other_day=Standard.retired_on,
            number=Check.standard_id,
        )
        .join(Standard, Standard.id == Check.standard_id)
        .where(Check.client_id.in_(ids), Check.checked_on > since)
    )


def _check(row: Any) -> CheckFact:
    return CheckFact(
        row.id,
        row.number,
        row.words,
        row.day,
        row.mark == KEPT,
        row.done_on,
        row.other_day is None,
    )


def _delights(ids: Any, since: date) -> sa.Select[Any]:
    """Choose what is planned, and what was delivered recently enough to count."""
    return (
        _fact(
            "delight",
            Delight.client_id,
            Delight.id,
            Delight.what,
            Delight.planned_for,
            Delight.delivered_on,
            mark=Delight.reaction,
            other_day=Idea.became_standard_on,
        )
        .outerjoin(Delight.idea)
        .where(
            Delight.client_id.in_(ids),
            Delight.dropped_on.is_(None),
            sa.or_(Delight.delivered_on.is_(None), Delight.delivered_on > since),
        )
    )


def _delight(row: Any) -> DelightFact:
    reaction = Reaction(row.mark) if row.mark else None
    return DelightFact(
        id=row.id,
        what=row.words,
        planned_for=row.day,
        delivered_on=row.done_on,
        landed=reaction is None or reaction.landed,
        reacted=reaction is not None,
        expected_since=row.other_day,
    )


def _complaints(ids: Any, since: date) -> sa.Select[Any]:
    """Choose what is open, and what was resolved as long as the answer counts that it covers."""
    settled_on = sa.case((Recovery.unresolved(), sa.null()), else_=Recovery.resolved_on)
    return _fact(
        "complaint",
        Recovery.client_id,
        Recovery.id,
        Recovery.complaint,
        Recovery.raised_on,
        settled_on,
        number=Recovery.answer_id,
    ).where(
        Recovery.client_id.in_(ids),
        sa.or_(Recovery.unresolved(), Recovery.resolved_on > since),
    )


def _promises(ids: Any, since: date) -> sa.Select[Any]:
    """Choose what is not kept yet, and what was kept on these days or later."""
    return _fact(
        "promise", Promise.client_id, Promise.id, Promise.what, Promise.due_on, Promise.kept_on
    ).where(
        Promise.client_id.in_(ids),
        Promise.released_on.is_(None),
        sa.or_(Promise.kept_on.is_(None), Promise.kept_on >= since),
    )


def _answers(ids: Any, since: date) -> sa.Select[Any]:
    return (
        _fact(
            "answer",
            Survey.client_id,
            Answer.id,
            Answer.because,
            Answer.given_on,
            mark=Answer.level,
        )
        .select_from(Answer)
        .join(Answer.survey)
        .where(Survey.client_id.in_(ids), Answer.given_on > since)
    )
