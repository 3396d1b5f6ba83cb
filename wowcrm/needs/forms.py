"""What may be typed about a need, and how it may be judged."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Optional

from wowcrm.levels.level import JUDGED, SHORT, ServiceLevel
from wowcrm.web.forms import Form, NotAhead, long, short

STEPS = [SelectChoice(level.value, SHORT[level]) for level in JUDGED]


def level_or_none(value: Any) -> ServiceLevel | None:
    return ServiceLevel(value) if value else None


class Judgement(Form):
    """A day that a judgement may be of; `today` is the last one."""

    judged_on = DateField(
        _l("As of which day?"),
        validators=[Optional(), NotAhead(_l("That day is still to come. Judge what has been."))],
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def day(self) -> date:
        """The day that was chosen, else today."""
        return self.judged_on.data or self.today


class JudgeForm(Judgement):
    """One tap on one of three steps."""

    level = RadioField(
        _l("How is this need served?"),
        choices=STEPS,
        coerce=level_or_none,
        validators=[DataRequired(message=_l("Choose one of the three steps."))],
    )


class NeedForm(Judgement):
    """A need; only what it is has to be said."""

    summary = StringField(
        _l("What did they come for?"),
        validators=[
            DataRequired(message=_l("Say in a few words what they need from you.")),
            short(),
        ],
    )
    level = RadioField(
        _l("How is it served so far?"),
        choices=[*STEPS, SelectChoice("", _l("don’t know"))],
        coerce=level_or_none,
    )
    essential = BooleanField(_l("Essential: without it they would leave"), default=True)
    could_exceed_by = TextAreaField(_l("How could I exceed this?"), validators=[Optional(), long()])

    def describes(self) -> dict[str, Any]:
        """What was typed, as Need.describe takes it."""
        return {
            "summary": self.summary.data,
            "essential": self.essential.data,
            "could_exceed_by": self.could_exceed_by.data,
        }
