"""The rules of Today: each a query and a date that yield nudges. Adding one is adding a function."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeVar

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import aliased, contains_eager

from wowcrm.clients.models import Client, ImportantDate
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.levels.level import ServiceLevel
from wowcrm.needs.models import Need
from wowcrm.standards.models import Check, Checklist, Rhythm, Run, Standard
from wowcrm.timeline.models import Interaction, InteractionKind
from wowcrm.today.nudge import Act, Nudge, Rule, awake, sentence, subject
from wowcrm.traders.models import Trader
from wowcrm.when import ago, day, in_days

# Written out in the SQL, so that the index on visits alone can be used.
VISIT = sa.literal(InteractionKind.VISIT, Interaction.kind.type, literal_execute=True)

AboutClient = TypeVar("AboutClient", Need, Check, Run, Delight, ImportantDate)

DATES_AHEAD = 14
"""Days before an important date on which Today begins to speak of it."""
FADING = 14
"""Days before a wow fades on which Today asks for the next."""
ASK_FOR_REACTION = 30
"""Days after a delivery for which its reaction is asked for."""
START_WITHIN = 30
"""Days within which a new client's first checklist is asked for."""
VISIT_WITHIN = 7
"""Days after a visit within which its checklist is asked for."""
UNKNOWN_AT_ONCE = 3
"""After an import hundreds are unknown; a few at a time are enough to ask."""


def need_below(trader: Trader, on: date, most: int) -> list[Nudge]:
    """An essential need is judged below."""
    needs = db.session.scalars(
        _of_active(trader, Need)
        .where(
            Need.essential,
            Need.level == ServiceLevel.BELOW,
            awake(Rule.NEED_BELOW, subject("need", Need.id), on),
        )
        .order_by(Need.judged_on, Need.id)
        .limit(most)
    )
    return [
        Nudge(
            Rule.NEED_BELOW,
            need.client,
            f"need-{need.id}",
            _("Not met: %(need)s.", need=need.summary),
            _("Judged %(ago)s. Put it right before anything else.", ago=ago(need.judged_on, on))
            if need.judged_on
            else "",
            Act(
                _("See the need"),
                "needs.index",
                {"client_id": need.client_id},
                fragment=f"need-{need.id}",
            ),
        )
        for need in needs
    ]


def standard_missed(trader: Trader, on: date, most: int) -> list[Nudge]:
    """The newest check of a standard was missed and is not put right."""
    newer = aliased(Check)
    checks = db.session.scalars(
        _of_active(trader, Check)
        .join(Check.standard)
        .options(contains_eager(Check.standard))
        .where(
            Check.kept.is_(False),
            Check.put_right_on.is_(None),
            Check.checked_on > on - timedelta(days=trader.consistency_window),
            Check.checked_on <= on,
            Standard.retired_on.is_(None),
            ~sa.select(newer.id)
            .where(
                newer.client_id == Check.client_id,
                newer.standard_id == Check.standard_id,
                sa.tuple_(newer.checked_on, newer.id) > sa.tuple_(Check.checked_on, Check.id),
            )
            .correlate(Check)
            .exists(),
            awake(Rule.STANDARD_MISSED, subject("check", Check.id), on),
        )
        .order_by(Check.checked_on, Check.id)
        .limit(most)
    )
    return [
        Nudge(
            Rule.STANDARD_MISSED,
            check.client,
            f"check-{check.id}",
            _("Missed: %(promise)s.", promise=check.standard.promise),
            sentence(check.note)
            if check.note
            else _("%(ago)s, and not put right yet.", ago=ago(check.checked_on, on).capitalize()),
            Act(_("It is put right"), "standards.put_right", {"check_id": check.id}, post=True),
        )
        for check in checks
    ]


def checklist_due(trader: Trader, on: date, most: int) -> list[Nudge]:
    """A checklist's rhythm asks for it: a calendar one, a new client's, or one after a visit."""
    due = [
        *_runs_due(trader, on, most),
        *_starts_due(trader, on, most),
        *_visits_due(trader, on, most),
    ]
    return due[:most]


def _checklist_nudge(client: Client, checklist: Checklist, more: str) -> Nudge:
    return Nudge(
        Rule.CHECKLIST_DUE,
        client,
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
        _of_active(trader, Run)
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


def _starts_due(trader: Trader, on: date, most: int) -> list[Nudge]:
    rows = db.session.execute(
        sa.select(Client, Checklist)
        .join(Checklist, Checklist.trader_id == Client.trader_id)
        .where(
            *_active(trader),
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
            *_active(trader),
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


def delight_due(trader: Trader, on: date, most: int) -> list[Nudge]:
    """A delight is planned for today or earlier."""
    delights = db.session.scalars(
        _of_active(trader, Delight)
        .where(
            Delight.delivered_on.is_(None),
            Delight.dropped_on.is_(None),
            Delight.planned_for <= on,
            awake(Rule.DELIGHT_DUE, subject("delight", Delight.id), on),
        )
        .order_by(Delight.planned_for, Delight.id)
        .limit(most)
    )
    return [
        Nudge(
            Rule.DELIGHT_DUE,
            delight.client,
            f"delight-{delight.id}",
            sentence(delight.what),
            _("Planned for today.")
            if delight.planned_for == on
            else _("Planned for %(day)s.", day=day(delight.planned_for, on)),
            Act(_("Delivered"), "delights.deliver", {"delight_id": delight.id}, post=True),
        )
        for delight in delights
    ]


def reaction_missing(trader: Trader, on: date, most: int) -> list[Nudge]:
    """A delight was delivered and nobody wrote down how it was taken."""
    delights = db.session.scalars(
        _of_active(trader, Delight)
        .where(
            Delight.delivered_on < on,
            Delight.delivered_on > on - timedelta(days=ASK_FOR_REACTION),
            Delight.reaction.is_(None),
            awake(Rule.REACTION_MISSING, subject("delight", Delight.id), on),
        )
        .order_by(Delight.delivered_on, Delight.id)
        .limit(most)
    )
    return [
        Nudge(
            Rule.REACTION_MISSING,
            delight.client,
            f"delight-{delight.id}",
            _("How did it land?"),
            _(
                "You delivered “%(what)s” %(ago)s.",
                what=delight.what,
                ago=ago(delight.delivered_on or on, on),
            ),
            Act(_("Write it down"), "delights.react", {"delight_id": delight.id}),
        )
        for delight in delights
    ]


def keep_in_touch(trader: Trader, on: date, most: int) -> list[Nudge]:
    """The client has not been spoken to for as long as the trader wished at most."""
    clients = db.session.scalars(
        Client.active(trader)
        .where(Client.contact_due_on <= on, awake(Rule.KEEP_IN_TOUCH, "contact", on))
        .order_by(Client.contact_due_on, Client.id)
        .limit(most)
    )
    return [
        Nudge(
            Rule.KEEP_IN_TOUCH,
            client,
            "contact",
            _("Last in touch %(ago)s.", ago=ago(client.last_contact_on, on))
            if client.last_contact_on
            else _("Not in touch yet."),
            ngettext(
                "You wish to be in touch every day.",
                "You wish to be in touch every %(num)d days.",
                client.contact_every or trader.contact_every or 0,
            ),
            Act(_("Write down a touch"), "clients.add", {"client": client.id}),
        )
        for client in clients
    ]


def date_ahead(trader: Trader, on: date, most: int) -> list[Nudge]:
    """An important date comes round soon, and nothing is planned until then."""
    last = on + timedelta(days=DATES_AHEAD)
    planned = (
        sa.select(Delight.id)
        .where(
            Delight.client_id == Client.id,
            Delight.dropped_on.is_(None),
            Delight.planned_for.between(on - timedelta(days=DATES_AHEAD), last),
        )
        .correlate(Client)
        .exists()
    )
    dates = db.session.scalars(
        _of_active(trader, ImportantDate).where(
            _comes_round(on, last),
            ~planned,
            awake(Rule.DATE_AHEAD, subject("date", ImportantDate.id), on),
        )
    ).all()
    soonest = sorted(dates, key=lambda each: (each.next_on(on), each.id))[:most]
    return [
        Nudge(
            Rule.DATE_AHEAD,
            each.client,
            f"date-{each.id}",
            _(
                "%(label)s on %(day)s.",
                label=each.label,
                day=day(each.next_on(on), on),
            ),
            _("That is %(when)s.", when=in_days(each.next_on(on), on)),
            Act(_("Plan something"), "delights.index", {"client_id": each.client_id}),
        )
        for each in soonest
        if each.next_on(on) <= last
    ]


def _comes_round(first: date, last: date) -> sa.ColumnElement[bool]:
    """Choose the days of the year between two days, in words that an index on them understands."""
    spans = {(first.month, first.day, 31), (last.month, 1, last.day)}
    if first.month == last.month:
        spans = {(first.month, first.day, last.day)}
    if any(span[0] == 2 and span[2] >= 28 for span in spans):
        # The 29th comes round on the 28th of a common year.
        spans.add((2, 29, 29))
    return sa.or_(
        *(
            sa.and_(ImportantDate.month == month, ImportantDate.day.between(from_day, to_day))
            for month, from_day, to_day in sorted(spans)
        )
    )


def wow_fading(trader: Trader, on: date, most: int) -> list[Nudge]:
    """A wow fades within a fortnight and no other is planned."""
    first = on - timedelta(days=trader.wow_lasts)
    clients = db.session.scalars(
        Client.active(trader)
        .where(
            Client.level == ServiceLevel.EXCEEDS,
            Client.last_wow_on > first,
            Client.last_wow_on <= first + timedelta(days=FADING),
            ~planned_delight(),
            awake(Rule.WOW_FADING, "wow", on),
        )
        .order_by(Client.last_wow_on, Client.id)
        .limit(most)
    )
    return [
        Nudge(
            Rule.WOW_FADING,
            client,
            "wow",
            _(
                "The wow fades %(when)s.",
                when=in_days(wow_on + timedelta(days=trader.wow_lasts), on),
            ),
            _("The last one was on %(day)s. Plan the next.", day=day(wow_on, on)),
            Act(_("Plan the next"), "delights.index", {"client_id": client.id}),
        )
        for client in clients
        if (wow_on := client.last_wow_on) is not None
    ]


def needs_unknown(trader: Trader, on: date, most: int) -> list[Nudge]:
    """What the client came for is not known, or not judged; those last in touch come first."""
    clients = db.session.scalars(
        Client.active(trader)
        .where(
            Client.level == ServiceLevel.UNKNOWN,
            awake(Rule.NEEDS_UNKNOWN, "needs", on),
        )
        .order_by(Client.last_contact_on.desc().nulls_last(), Client.id)
        .limit(min(most, UNKNOWN_AT_ONCE))
    )
    return [
        Nudge(
            Rule.NEEDS_UNKNOWN,
            client,
            "needs",
            _("What matters most to %(client)s?", client=client.short_name),
            _("It is not written down, or not judged yet."),
            Act(_("Write it down"), "needs.index", {"client_id": client.id}),
        )
        for client in clients
    ]


RULES: Sequence[Callable[[Trader, date, int], list[Nudge]]] = (
    need_below,
    standard_missed,
    checklist_due,
    delight_due,
    reaction_missing,
    keep_in_touch,
    date_ahead,
    wow_fading,
    needs_unknown,
)
"""Most pressing first; moving up has its own place on the page."""


def planned_delight() -> sa.ColumnElement[bool]:
    """Whether a delight is planned for the client of the query."""
    return (
        sa.select(Delight.id)
        .where(
            Delight.client_id == Client.id,
            Delight.delivered_on.is_(None),
            Delight.dropped_on.is_(None),
        )
        .correlate(Client)
        .exists()
    )


def _of_active(trader: Trader, model: type[AboutClient]) -> sa.Select[AboutClient]:
    """Choose the rows of a concept whose clients are the trader's and not put away."""
    return (
        sa.select(model)
        .join(model.client)
        .options(contains_eager(model.client))
        .where(*_active(trader))
    )


def _active(trader: Trader) -> tuple[sa.ColumnElement[bool], ...]:
    return Client.trader_id == trader.id, Client.archived_on.is_(None)
