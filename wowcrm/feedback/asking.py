"""Ask a client how it went: whether it is time, with the guess first, and in which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from wowcrm.clients.contact import rests_until
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.models import Link
from wowcrm.feedback.models import LINK_LASTS, Rating, Survey
from wowcrm.levels.level import ServiceLevel
from wowcrm.traders.models import Trader
from wowcrm.when import day

MOST = 50
"""Questions of one client that a page shows; at six a year that is a long time."""
OFFERED = 60
"""The last touchpoints asked about, whose names are offered when another question is put."""


@dataclass(frozen=True, slots=True)
class Point:
    """A touchpoint that is asked about, and what the trader thinks of it."""

    touchpoint: str
    guess: ServiceLevel


@dataclass(frozen=True, slots=True)
class Leave:
    """Whether a client may be asked today; if not, why, and on which day it is fine again."""

    because: str = ""
    until: date | None = None
    waiting: Survey | None = None
    """A question that was put and waits for its answer."""

    @property
    def is_given(self) -> bool:
        return not self.because


def surveys_of(client: Client) -> Sequence[Survey]:
    """List the questions that were put to a client, newest first."""
    chosen = Survey.put_to(client).options(selectinload(Survey.ratings)).limit(MOST)
    return db.session.scalars(chosen).all()


def leave_to_ask(client: Client, on: date) -> Leave:
    """Find what speaks against asking a client today: a question out, the gap, the ceiling."""
    newest = _newest_put(client)
    if newest is not None and newest.is_waiting(on):
        asked = _(
            "You asked on %(day)s; the answer is still to come.", day=day(newest.asked_on, on)
        )
        return Leave(asked, waiting=newest)
    gap = client.trader.feedback_gap
    if newest is not None and on < (until := newest.asked_on + timedelta(days=gap)):
        asked_on = day(newest.asked_on, on)
        return Leave(_asked_lately(client, asked_on, gap, day(until, on)), until)
    if resting := rests_until([client], on).get(client.id):
        return Leave(_heard_enough(client, day(resting, on)), resting)
    return Leave()


def _newest_put(client: Client) -> Survey | None:
    """Find the last question; one that was withdrawn before the client saw it was none."""
    newest = client.surveys.select().order_by(Survey.asked_on.desc(), Survey.id.desc())
    return db.session.scalar(
        newest.where(
            sa.or_(Survey.withdrawn_on.is_(None), Survey.link.has(Link.first_seen_at.is_not(None)))
        ).limit(1)
    )


def _asked_lately(client: Client, asked_on: str, gap: int, until: str) -> str:
    return _(
        "You asked %(client)s on %(day)s. Nobody is asked twice within %(gap)d days:"
        " the next question may go out from %(until)s.",
        client=client.short_name,
        day=asked_on,
        gap=gap,
        until=until,
    )


def _heard_enough(client: Client, until: str) -> str:
    most, within = client.ceiling
    return _(
        "%(client)s has heard from you often enough: %(most)d times in %(within)d days is the most."
        " The question may go out from %(until)s.",
        client=client.short_name,
        most=most,
        within=within,
        until=until,
    )


def ask(
    client: Client,
    guess: ServiceLevel,
    *,
    on: date,
    occasion: str | None = None,
    points: Sequence[Point] = (),
) -> Survey:
    """Keep the trader's guess, and make the link by which the client answers."""
    survey = Survey(
        trader_id=client.trader_id,
        guess=guess,
        occasion=occasion,
        asked_on=on,
        link=Link(
            trader_id=client.trader_id,
            client_id=client.id,
            about="survey",
            expires_on=on + LINK_LASTS,
        ),
        ratings=[Rating(touchpoint=point.touchpoint, guess=point.guess) for point in points],
    )
    client.surveys.add(survey)
    db.session.flush()
    survey.link.about = survey.about
    survey.log_asking()
    return survey


def touchpoints_named(trader: Trader) -> Sequence[str]:
    """List the touchpoints that were asked about before, the newest first."""
    # The newest lead, not all that the trader ever asked.
    lately = (
        sa.select(Rating.touchpoint, Rating.key)
        .where(Rating.survey.has(trader_id=trader.id))
        .order_by(Rating.id.desc())
        .limit(OFFERED)
    )
    named: dict[str, str] = {}
    for touchpoint, key in db.session.execute(lately):
        named.setdefault(key, touchpoint)
    return list(named.values())
