"""From when until when a client is left in peace, and why."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired

from wowcrm.db import NEVER
from wowcrm.web.forms import Form, short
from wowcrm.web.inputs import DayField

DAY, GOOD = "day", "good"


class QuietForm(Form):
    long = RadioField(
        _l("For how long?"),
        choices=[
            SelectChoice("14", _l("Two weeks")),
            SelectChoice("30", _l("A month")),
            SelectChoice("90", _l("Three months")),
            SelectChoice(DAY, _l("Until a day")),
            SelectChoice(GOOD, _l("For good")),
        ],
        default="30",
    )
    until_on = DayField(_l("Until which day?"))
    from_on = DayField(_l("From which day?"))
    why = StringField(
        _l("Why?"),
        [DataRequired(message=_l("A word, so that you still know it then.")), short()],
    )
    by_wish = BooleanField(_l("They asked for it"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def first(self) -> date:
        return self.from_on.data or self.today

    @property
    def last(self) -> date:
        if self.long.data == GOOD:
            return NEVER
        if self.long.data == DAY:
            return self.until_on.data or self.first
        return self.first + timedelta(days=int(self.long.data or 30))

    def validate_long(self, field: Field) -> None:
        """A blank day is not looked at by itself, so it is missed here."""
        if field.data == DAY and not self.until_on.data and not self.until_on.errors:
            raise ValidationError(_("Until which day is it?"))

    def validate_until_on(self, field: Field) -> None:
        if self.long.data == DAY and field.data < max(self.first, self.today):
            raise ValidationError(_("That day has passed, or comes before the first."))
