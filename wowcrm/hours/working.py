"""A trader's working time: their week, or the usual one, without their days off."""

from datetime import date

from wowcrm.db import db
from wowcrm.hours.models import DaysOff, WorkingHours
from wowcrm.hours.week import USUAL, Calendar, Week
from wowcrm.traders.models import Trader


def week_of(trader: Trader) -> Week:
    found = db.session.scalar(WorkingHours.of(trader))
    return found.week if found else USUAL


def calendar_of(trader: Trader, on: date) -> Calendar:
    """Return when the trader is at work from a day on; two queries."""
    off = db.session.scalars(DaysOff.ahead(trader, on))
    spans = tuple((each.from_on, each.until_on) for each in off)
    return Calendar(week_of(trader), spans, trader.timezone)


def away_on(trader: Trader, on: date) -> DaysOff | None:
    """Find the days off that a day is one of; of several, those that last longest."""
    chosen = DaysOff.ahead(trader, on).where(DaysOff.from_on <= on)
    return db.session.scalar(chosen.order_by(None).order_by(DaysOff.until_on.desc()).limit(1))
