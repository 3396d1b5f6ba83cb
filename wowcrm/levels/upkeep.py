"""Keep stored levels true: assess what was marked, and what a new day changes by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.expectations.deliveries import promise_ahead
from wowcrm.levels.assess import Assessment, assess
from wowcrm.levels.facts import Facts, Rules
from wowcrm.levels.gather import facts_of, rules_of, verdicts_ended, verdicts_of
from wowcrm.levels.level import JUDGED, ServiceLevel
from wowcrm.levels.models import LevelChange, Verdict
from wowcrm.search.index import refresh
from wowcrm.timeline.models import InteractionKind
from wowcrm.timeline.words import sentence
from wowcrm.traders.models import Submission, Trader
from wowcrm.traders.turns import take_turn

CHUNK = 500

# Built once, since building a statement costs more than asking it.
SUBMISSION = sa.select(Submission).where(
    Submission.trader_id == sa.bindparam("trader_id"), Submission.key == sa.bindparam("key")
)
MARKED = (
    sa.select(Client)
    .where(Client.trader_id == sa.bindparam("trader_id"), Client.level_until.is_(None))
    .order_by(Client.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class Standing:
    """Where a client stands: what the evidence says, and the trader's verdict beside it."""

    evidence: Assessment
    verdict: Verdict | None

    @property
    def level(self) -> ServiceLevel:
        return self.verdict.level if self.verdict else self.evidence.level

    @property
    def holds_until(self) -> date:
        """The first day on which time alone may change the level (NEVER: none)."""
        if self.verdict:
            return self.verdict.expires_on + timedelta(days=1)
        return self.evidence.holds_until

    @property
    def because(self) -> str:
        """The reasons as sentences: "All 3 needs met. Nothing unexpected yet."."""
        reasons = (self.verdict.because,) if self.verdict else self.evidence.reasons
        return " ".join(sentence(reason) for reason in reasons)


def standing_of(client: Client, today: date) -> Standing:
    """Assess one client as they stand today; nothing is changed."""
    rules = rules_of(client.trader)
    facts = facts_of([client], rules, today)[client.id]
    return Standing(assess(facts, today, rules), verdicts_of([client], today).get(client.id))


def commit(trader: Trader, *, key: str | None = None, back: str = "") -> str | None:
    """Assess the marked clients, let them be found by their new words, and save everything at once.

    `key` names the form that was sent and `back` where it leads. A form that was saved before
    saves nothing again: everything is rolled back and the place where it first led is returned.
    """
    trader_id = trader.id
    try:
        trader.begin_edition()
        if key is not None:
            db.session.add(Submission(trader_id=trader_id, key=key, back=back))
        _bring_up_to_date_what_changed(trader)
        db.session.commit()
    except IntegrityError as error:
        # The same form in another window may have been a moment faster.
        db.session.rollback()
        first = _submission(trader_id, key)
        if first is None:
            raise error
        return first.back
    return None


def _bring_up_to_date_what_changed(trader: Trader) -> None:
    gone = [
        identity[0]
        for row in db.session.deleted
        if isinstance(row, Client) and (identity := sa.inspect(row).identity)
    ]
    db.session.flush()
    marked = _marked(trader)
    bring_up_to_date(trader, marked, trader.today())
    db.session.flush()
    refresh([*gone, *(client.id for client in marked)])


def submitted_before(trader: Trader, key: str) -> str | None:
    """Return where a form led when it was first accepted, if it was."""
    first = _submission(trader.id, key)
    return None if first is None else first.back


def _submission(trader_id: int, key: str | None) -> Submission | None:
    return db.session.scalar(SUBMISSION, {"trader_id": trader_id, "key": key})


def _marked(trader: Trader) -> Sequence[Client]:
    """List the clients whose level is to be worked out anew.

    The database is asked rather than the session, which forgets rows that nobody holds. The rows
    stay locked until the change is saved, so that two processes never write one change twice.
    """
    return db.session.scalars(MARKED, {"trader_id": trader.id}).all()


def _locked(clients: sa.Select[Client]) -> Sequence[Client]:
    return db.session.scalars(
        clients.with_for_update().execution_options(populate_existing=True)
    ).all()


def bring_up_to_date(trader: Trader, clients: Sequence[Client], today: date) -> None:
    """Assess clients of one trader; write each change with the day on which it came about."""
    rules = rules_of(trader)
    for start in range(0, len(clients), CHUNK):
        chunk = clients[start : start + CHUNK]
        # Facts of the earliest day in question, so that changes which time brought are dated right.
        since = min([today, *(client.level_until or today for client in chunk)])
        facts = facts_of(chunk, rules, since)
        verdicts = verdicts_of(chunk, today)
        ended = verdicts_ended(chunk, since, today)
        for client in chunk:
            _replay(
                client, facts[client.id], verdicts.get(client.id), ended[client.id], today, rules
            )


def bring_due_up_to_date(trader: Trader, today: date) -> None:
    """Assess the clients whose day has come; cost follows change, not the number of clients."""
    while True:
        due = _locked(
            Client.of(trader)
            .where(sa.or_(Client.level_until.is_(None), Client.level_until <= today))
            .order_by(Client.id)
            .limit(CHUNK)
        )
        bring_up_to_date(trader, due, today)
        db.session.flush()
        if len(due) < CHUNK:
            return


def new_day(trader: Trader) -> bool:
    """Tell whether levels have still to be brought up to the trader's new day."""
    return trader.assessed_on is None or trader.assessed_on < trader.today()


def begin_day(trader: Trader) -> None:
    """Promise what comes round, bring the levels up to the new day, drop old form keys, and save.

    The day is claimed first, so that of two processes only one begins it.
    """
    take_turn(trader.id)
    today = trader.today()
    claimed = db.session.scalar(
        sa.update(Trader)
        .where(
            Trader.id == trader.id,
            sa.or_(Trader.assessed_on.is_(None), Trader.assessed_on < today),
        )
        .values(assessed_on=today)
        .returning(Trader.id)
    )
    if claimed is None:
        db.session.rollback()
        return
    trader.begin_edition()
    promise_ahead(trader, on=today)
    bring_due_up_to_date(trader, today)
    db.session.execute(
        sa.delete(Submission).where(
            Submission.trader_id == trader.id,
            Submission.created_at < datetime.now(UTC) - timedelta(days=7),
        )
    )
    db.session.commit()


def _replay(
    client: Client,
    facts: Facts,
    verdict: Verdict | None,
    ended: set[date],
    today: date,
    rules: Rules,
) -> None:
    """Go from the day the level may first have changed to today, change by change.

    `ended` holds the last days of the trader's own verdicts, so that the story can say so.
    """
    day = client.level_until if client.level_until and client.level_until < today else today
    while True:
        holding = verdict if verdict and verdict.given_on <= day else None
        standing = Standing(assess(facts, day, rules), holding)
        _change(client, standing, day, ended=day - timedelta(days=1) in ended)
        client.level_until = standing.holds_until
        if standing.holds_until > today:
            return
        day = standing.holds_until


def _change(client: Client, standing: Standing, on: date, *, ended: bool) -> None:
    before, after = client.level or ServiceLevel.UNKNOWN, standing.level
    if before is after:
        client.level_since = client.level_since or on
        client.level = after
        return
    client.level, client.level_since = after, on
    client.level_changes.add(
        LevelChange(from_level=before, to_level=after, on=on, because=standing.because)
    )
    parts = (_("Your own word ended.") if ended else "", _moved(before, after), standing.because)
    client.log(InteractionKind.LEVEL, " ".join(part for part in parts if part), on=on)


def _moved(before: ServiceLevel, after: ServiceLevel) -> str:
    """Say a change in words: "Rose from met to exceeded."."""
    if before in JUDGED and after in JUDGED:
        if JUDGED.index(after) > JUDGED.index(before):
            return _("Rose from %(before)s to %(after)s.", before=before.short, after=after.short)
        return _("Fell from %(before)s to %(after)s.", before=before.short, after=after.short)
    if after is ServiceLevel.UNKNOWN:
        return _("Not known any more.")
    return _("Now known: %(after)s.", after=after.word)
