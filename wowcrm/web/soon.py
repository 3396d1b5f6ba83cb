"""A day to come in one tap: today, tomorrow, Friday, in a week, or any other."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from wowcrm.web.forms import Form
from wowcrm.web.inputs import DayField

FRIDAY = 4


class Soon(StrEnum):
    TODAY = "today"
    TOMORROW = "tomorrow"
    FRIDAY = "friday"
    WEEK = "week"
    OTHER = "other"

    def day(self, today: date) -> date:
        """Return the day that is meant; another day has to be named."""
        days = {Soon.TOMORROW: 1, Soon.FRIDAY: (FRIDAY - today.weekday() - 1) % 7 + 1, Soon.WEEK: 7}
        return today + timedelta(days=days.get(self, 0))


WORDS = {
    Soon.TODAY: _l("Today"),
    Soon.TOMORROW: _l("Tomorrow"),
    Soon.FRIDAY: _l("Friday"),
    Soon.WEEK: _l("In a week"),
    Soon.OTHER: _l("Another day"),
}


class DueForm(Form):
    """A form that asks by when; `today` is the trader's date."""

    # What is posted may have been offered on another day: any of the words will do.
    due = RadioField(_l("By when?"), coerce=Soon, default=Soon.WEEK, validate_choice=False)
    due_on = DayField(_l("By which day?"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.offer(offered(today))

    def offer(self, choices: Iterable[Soon]) -> None:
        self.due.choices = [SelectChoice(soon.value, WORDS[soon]) for soon in choices]

    @property
    def due_day(self) -> date:
        if self.due.data is Soon.OTHER and self.due_on.data:
            return self.due_on.data
        return (self.due.data or Soon.WEEK).day(self.today)

    def validate_due(self, field: Field) -> None:
        if field.data is Soon.OTHER and not self.due_on.data and not self.due_on.errors:
            raise ValidationError(_("Which day is it?"))


def offered(today: date) -> list[Soon]:
    """List the choices of a day; Friday stands among them unless another one names it."""
    named = {Soon.TOMORROW.day(today), Soon.WEEK.day(today)}
    return [soon for soon in Soon if soon is not Soon.FRIDAY or soon.day(today) not in named]
