"""What may be typed when the trader sees a level differently."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired

from wowcrm.levels.level import JUDGED, SHORT, ServiceLevel
from wowcrm.levels.models import LONGEST_VERDICT
from wowcrm.web.forms import Form, short
from wowcrm.web.inputs import DayField


class VerdictForm(Form):
    """The trader's own word on a level: which, why, and until when (today + 30 if not said)."""

    level = RadioField(
        _l("How do you see it?"),
        choices=[SelectChoice(level.value, SHORT[level]) for level in JUDGED],
        coerce=ServiceLevel,
        validators=[InputRequired(message=_l("Choose the step on which they stand."))],
    )
    because = StringField(
        _l("What makes you say so?"),
        validators=[
            DataRequired(message=_l("Say why, so that you still know next month.")),
            short(),
        ],
    )
    until = DayField(_l("Until when should your word count?"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def latest(self) -> date:
        return self.today + timedelta(days=LONGEST_VERDICT)

    @property
    def usual(self) -> date:
        return self.today + timedelta(days=30)

    def validate_until(self, field: Field) -> None:
        if field.data and field.data < self.today:
            raise ValidationError(_("That day has gone by already."))
        if field.data and field.data > self.latest:
            raise ValidationError(
                _("Your word counts for %(days)d days at most.", days=LONGEST_VERDICT)
            )
