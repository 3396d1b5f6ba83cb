"""The rule that a checklist is due: by the calendar, for a new client, or after a visit."""

from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager

from wowcrm.clients.models import Client
from wowcrm.clients.who import Who
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.standards.models import Checklist, Rhythm, Run
from wowcrm.timeline.models import Interaction, InteractionKind
from wowcrm.today.nudge import Act, Nudge, Rule, awake, subject
from wowcrm.today.rules.clients import active, of_active
from wowcrm.traders.models import Trader
from wowcrm.when import ago

FIRST_WITHIN = 30
"""Days after a contact within which the first run of a calendar checklist is asked for."""
FIRST_AT_ONCE = 3
"""A habit begins with a few clients at a time."""
START_WITHIN = 30
"""Days within which a new client's first checklist is asked for."""
VISIT_WITHIN = 7
"""Days after a visit within which its checklist is asked for."""

# Written out in the SQL, so that the index on visits alone can be used.
VISIT = sa.literal(InteractionKind.VISIT, Interaction.kind.type, literal_execute=True)


def checklist_due(trader: Trader, on: date, most: int) -> list[Nudge]:
    """A checklist's rhythm asks for it: a calendar one, a new client's, or one after a visit."""
    due = [
        *_runs_due(trader, on, most),
        *_first_runs_due(trader, on, min(most, FIRST_AT_ONCE)),
        *_starts_due(trader, on, most),
        *_visits_due(trader, on, most),
    ]
    return due[:most]


def _checklist_nudge(client: Client, checklist: Checklist, more: str) -> Nudge:
    return Nudge(
        Rule.CHECKLIST_DUE,
        Who.of(client),
        f"checklist-{checklist.id}",
        _("Time for “%(checklist)s”.", checklist=checklist.name),
        more,
        Act(
            _("Go through it"),
            "standards.run",
            {"client_id": client.id, "checklist_id": checklist.id},
        ),
    )


def _runs_due(trader: Trader, on: date, most: int) -> list[Nudge]:
    runs = db.session.scalars(
        of_active(trader, Run)
        .join(Run.checklist)
        .options(contains_eager(Run.checklist))
        .where(
            Run.due_again_on <= on,
            Checklist.retired_on.is_(None),
            awake(Rule.CHECKLIST_DUE, subject("checklist", Checklist.id), on),
        )
        .order_by(Run.due_again_on, Run.id)
        .limit(most)
    )
    return [
        _checklist_nudge(
            run.client, run.checklist, _("Last gone through %(ago)s.", ago=ago(run.run_on, on))
        )
        for run in runs
    ]


def _first_runs_due(trader: Trader, on: date, most: int) -> list[Nudge]:
    """A checklist of the calendar begins with those whom the trader spoke to of late."""
    rows = db.session.execute(
        sa.select(Client, Checklist)
        .join(Checklist, Checklist.trader_id == Client.trader_id)
        .where(
            *active(trader),
            Client.last_contact_on > on - timedelta(days=FIRST_WITHIN),
            Client.last_contact_on <= on,
            Client.level != ServiceLevel.UNKNOWN,
            Checklist.rhythm.in_([rhythm for rhythm in Rhythm if rhythm.days]),
            Checklist.retired_on.is_(None),
            ~_run_exists(),
            awake(Rule.CHECKLIST_DUE, subject("checklist", Checklist.id), on),
        )
        .order_by(Client.last_contact_on.desc(), Client.id, Checklist.id)
        .limit(most)
    )
    return [
        _checklist_nudge(
            client, checklist, _("Not gone through for %(client)s yet.", client=client.short_name)
        )
        for client, checklist in rows
    ]


def _starts_due(trader: Trader, on: date, most: int) -> list[Nudge]:
    rows = db.session.execute(
        sa.select(Client, Checklist)
        .join(Checklist, Checklist.trader_id == Client.trader_id)
        .where(
            *active(trader),
            Client.client_since > on - timedelta(days=START_WITHIN),
            Client.client_since <= on,
            _in_use(Rhythm.START),
            ~_run_exists(),
            awake(Rule.CHECKLIST_DUE, subject("checklist", Checklist.id), on),
        )
        .order_by(Client.client_since, Client.id, Checklist.id)
        .limit(most)
    )
    return [
        _checklist_nudge(
            client,
            checklist,
            _("%(client)s is new: begin as you mean to go on.", client=client.short_name),
        )
        for client, checklist in rows
    ]


def _visits_due(trader: Trader, on: date, most: int) -> list[Nudge]:
    # Grouped first: the few visits of a week are found by their index, then their clients.
    visits = (
        sa.select(Interaction.client_id, sa.func.max(Interaction.happened_on).label("newest_on"))
        .where(
            Interaction.kind == VISIT,
            Interaction.happened_on > on - timedelta(days=VISIT_WITHIN),
            Interaction.happened_on <= on,
        )
        .group_by(Interaction.client_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(Client, Checklist, visits.c.newest_on)
        .join(visits, visits.c.client_id == Client.id)
        .join(Checklist, Checklist.trader_id == Client.trader_id)
        .where(
            *active(trader),
            _in_use(Rhythm.VISIT),
            ~_run_exists(Run.run_on >= visits.c.newest_on),
            awake(Rule.CHECKLIST_DUE, subject("checklist", Checklist.id), on),
        )
        .order_by(visits.c.newest_on, Client.id, Checklist.id)
        .limit(most)
    )
    return [
        _checklist_nudge(client, checklist, _("You visited %(ago)s.", ago=ago(newest_on, on)))
        for client, checklist, newest_on in rows
    ]


def _in_use(rhythm: Rhythm) -> sa.ColumnElement[bool]:
    return sa.and_(Checklist.rhythm == rhythm, Checklist.retired_on.is_(None))


def _run_exists(*when: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return (
        sa.select(Run.id)
        .where(Run.client_id == Client.id, Run.checklist_id == Checklist.id, *when)
        .correlate_except(Run)
        .exists()
    )
