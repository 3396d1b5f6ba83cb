"""The rule that a reminder is due: stored because the trader decided so, and about anything."""

from datetime import date

from babel.dates import format_time
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager

from wowcrm.clients.who import Who
from wowcrm.db import db
from wowcrm.reminders.models import Reminder
from wowcrm.timeline.words import sentence
from wowcrm.today.nudge import Act, Nudge, Rule
from wowcrm.traders.models import Trader
from wowcrm.when import ago, day


def reminder_due(trader: Trader, on: date, most: int) -> list[Nudge]:
    """A reminder is due today or was due earlier."""
    reminders = db.session.scalars(
        Reminder.open(trader)
        .where(Reminder.due_on <= on)
        .options(contains_eager(Reminder.client))
        .limit(most)
    )
    return [
        Nudge(
            Rule.REMINDER_DUE,
            Who.of(reminder.client) if reminder.client else Who.nobody(_("A reminder")),
            reminder.about,
            sentence(reminder.what),
            _why(reminder, on),
            Act(
                _("Done"),
                "reminders.do",
                {"reminder_id": reminder.id, "due": str(reminder.due_on)},
                post=True,
            ),
            rest=Act(_("Not now"), "reminders.snooze", {"reminder_id": reminder.id}, post=True),
        )
        for reminder in reminders
    ]


def _why(reminder: Reminder, on: date) -> str:
    """Say since when: "For today, 14:30.", "For 3 May, 2 days ago."."""
    due_on = reminder.due_on or on
    if due_on < on:
        return _("For %(day)s, %(ago)s.", day=day(due_on, on), ago=ago(due_on, on))
    if reminder.hour is None:
        return _("You asked to be reminded today.")
    at = format_time(reminder.hour, "short", locale=get_locale())
    return _("You asked to be reminded today at %(hour)s.", hour=at)
