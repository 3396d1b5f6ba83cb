"""How the standards are kept for one client, as their page shows it; seven queries."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.facts import Consistency
from wowcrm.standards.consistency import is_owed, of_client
from wowcrm.standards.models import Check, Checklist, Run, Standard

NEWEST = 5


@dataclass(frozen=True, slots=True)
class Turn:
    """A checklist that can be run for the client, and when that was done and is due again."""

    checklist: Checklist
    last_on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Care:
    kept: Consistency
    owed: list[Check]
    put_right: list[Check]
    """What was put right today, so that a slip can be taken back."""
    turns: list[Turn]
    runs: list[Run]


def care_for(client: Client, on: date) -> Care:
    return Care(
        kept=of_client(client, on),
        owed=owed(client, on),
        put_right=_put_right(client, on),
        turns=_turns(client),
        runs=_newest_runs(client),
    )


def owed(client: Client, on: date) -> list[Check]:
    """List what was missed for the client and is not put right, oldest first."""
    checks = (
        client.checks.select()
        .join(Check.standard)
        .options(joinedload(Check.standard))
        .where(is_owed(client.trader, on))
        .order_by(Check.checked_on, Check.id)
    )
    return list(db.session.scalars(checks))


def _put_right(client: Client, on: date) -> list[Check]:
    checks = (
        client.checks.select()
        .options(joinedload(Check.standard))
        .where(Check.kept.is_(False), Check.put_right_on == on)
        .order_by(Check.id)
    )
    return list(db.session.scalars(checks))


def _turns(client: Client) -> list[Turn]:
    """List the checklists in use, those first that are due."""
    ran = {
        checklist_id: (last_on, due_on)
        for checklist_id, last_on, due_on in db.session.execute(
            sa.select(Run.checklist_id, sa.func.max(Run.run_on), sa.func.max(Run.due_again_on))
            .where(Run.client_id == client.id)
            .group_by(Run.checklist_id)
        )
    }
    has_standards = Checklist.standards.any(Standard.retired_on.is_(None))
    checklists = db.session.scalars(Checklist.kept_up(client.trader).where(has_standards))
    turns = [Turn(checklist, *ran.get(checklist.id, ())) for checklist in checklists]
    return sorted(turns, key=lambda turn: turn.due_on or date.max)


def _newest_runs(client: Client) -> list[Run]:
    runs = (
        client.runs.select()
        .options(joinedload(Run.checklist), selectinload(Run.checks).joinedload(Check.standard))
        .order_by(Run.run_on.desc(), Run.id.desc())
        .limit(NEWEST)
    )
    return list(db.session.scalars(runs))
