"""What may be typed about a reminder, and how it is put off."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import AnyOf, DataRequired, Length, NumberRange, Optional

from wowcrm.reminders.repeating import Often, Repeat
from wowcrm.web.forms import TOO_LONG, Form
from wowcrm.web.inputs import CountField, DayField, HourField

if TYPE_CHECKING:
    from wowcrm.reminders.models import Reminder

SNOOZE_DAYS = (1, 3, 7, 14)
ONCE = "once"
OFTENEST = 99


class ReminderForm(Form):
    """`reminder` is the one that is changed, if there is one."""

    what = StringField(
        _l("What do you want to be reminded of?"),
        [
            DataRequired(message=_l("Write a word or two, so that you know what you meant.")),
            Length(max=500, message=TOO_LONG),
        ],
    )
    due_on = DayField(_l("Which day?"))
    hour = HourField(_l("At which hour?"))
    often = RadioField(
        _l("Does it come round again?"),
        choices=[
            SelectChoice(ONCE, _l("No, once")),
            SelectChoice(Often.DAILY.value, _l("Daily")),
            SelectChoice(Often.WEEKLY.value, _l("Weekly")),
            SelectChoice(Often.MONTHLY.value, _l("Monthly")),
            SelectChoice(Often.YEARLY.value, _l("Yearly")),
        ],
        default=ONCE,
    )
    every = CountField(
        _l("Every how many?"), [NumberRange(1, message=_l("At least every 1."))], most=OFTENEST
    )
    after_done = BooleanField(_l("Count from the day I have done it, not by the calendar"))

    def __init__(
        self, *args: Any, today: date, reminder: "Reminder | None" = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, obj=reminder, data=_given(reminder, today), **kwargs)
        self.today, self.reminder = today, reminder

    @property
    def day(self) -> date:
        return self.due_on.data or self.today + timedelta(days=1)

    @property
    def repeat(self) -> Repeat | None:
        if self.often.data == ONCE:
            return None
        return Repeat(Often(self.often.data), self.every.data or 1)

    def describes(self) -> dict[str, Any]:
        return {
            "due_on": self.day,
            "hour": self.hour.data,
            "repeat": self.repeat,
            "after_done": self.after_done.data,
        }

    def validate_due_on(self, field: Field) -> None:
        """A day that was missed may stay as it is, but a new one lies ahead."""
        kept = self.reminder.due_on if self.reminder else None
        if field.data and field.data < self.today and field.data != kept:
            raise ValidationError(_("That day has passed. Which one did you mean?"))


def _given(reminder: "Reminder | None", today: date) -> dict[str, Any]:
    if reminder is None:
        return {"due_on": today + timedelta(days=1), "every": 1}
    repeat = reminder.repeat
    return {
        "often": repeat.often.value if repeat else ONCE,
        "every": repeat.every if repeat else 1,
    }


class SnoozeForm(Form):
    """Put off: by so many days from today, or to a day."""

    days = IntegerField(validators=[Optional(), AnyOf(SNOOZE_DAYS)])
    until = DayField(_l("Until which day?"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def day(self) -> date:
        if self.days.data:
            return self.today + timedelta(days=self.days.data)
        return self.until.data or self.today + timedelta(days=1)

    def validate_until(self, field: Field) -> None:
        if field.data and field.data < self.today:
            raise ValidationError(_("That day has passed. Which one did you mean?"))
