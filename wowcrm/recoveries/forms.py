"""What may be typed about a complaint, and at each step of putting it right."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, ValidationError

from wowcrm.levels.level import JUDGED, ServiceLevel
from wowcrm.recoveries.models import AFTERWARDS, CHECK_BACK_AFTER, Recovery
from wowcrm.web.forms import TOO_LONG, Form, NotAhead, short
from wowcrm.web.inputs import DayField

STILL_TO_COME = _l("That day is still to come. When was it?")
WORDS = Length(max=2000, message=TOO_LONG)


def _level(value: Any) -> ServiceLevel | None:
    return next((level for level in JUDGED if level == value), None)


class ComplaintForm(Form):
    """What went wrong; the words are enough."""

    complaint = TextAreaField(
        _l("What went wrong, in their words?"),
        [DataRequired(message=_l("Write down what they said, as they said it.")), WORDS],
    )
    raised_on = DayField(_l("When did you hear it?"), [NotAhead(STILL_TO_COME)])

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def day(self) -> date:
        return self.raised_on.data or self.today


class StepForm(Form):
    """A step and the day it was done: today, unless another is named."""

    on = DayField(_l("When was it?"), [NotAhead(STILL_TO_COME)])

    def __init__(self, recovery: Recovery, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recovery, self.today = recovery, today

    @property
    def day(self) -> date:
        return self.on.data or self.today

    def validate_on(self, field: Field) -> None:
        if field.data is not None and field.data < self.recovery.raised_on:
            raise ValidationError(_("That was before it went wrong. Is the day right?"))


def ahead(form: Any, field: Field) -> None:
    """Refuse a day that is gone; what is promised lies ahead."""
    if field.data is not None and field.data < form.today:
        raise ValidationError(_("That day is gone. Which day ahead would suit?"))


class AcknowledgeForm(StepForm):
    resolve_by = DayField(_l("By when will it be put right?"), [ahead])


class ExplainForm(StepForm):
    """Why it happened: one of the usual causes, or the trader's own words for it."""

    cause = RadioField(_l("Why did it happen?"), validate_choice=False)
    other = StringField(_l("Something else: what?"), [short()])
    lesson = TextAreaField(_l("What would have prevented it?"), [WORDS])

    def __init__(self, *args: Any, causes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = list(causes)
        self.cause.choices = [SelectChoice(cause, cause) for cause in self.known]

    @property
    def told(self) -> str | None:
        return self.other.data or self.cause.data

    def validate_other(self, field: Field) -> None:
        if not field.data and self.cause.data not in self.known:
            raise ValidationError(_("Choose what comes closest, or say it in a word or two."))


class ResolveForm(StepForm):
    remedy = TextAreaField(
        _l("How did you put it right?"),
        [DataRequired(message=_l("Write down what you did, so that you know next time.")), WORDS],
    )
    check_back_on = DayField(_l("When will you ask whether all is well?"), [ahead])

    @property
    def usual_check(self) -> date:
        return self.today + CHECK_BACK_AFTER


class OfferForm(StepForm):
    """A gesture: done already, or planned as a delight for a day ahead."""

    gesture = StringField(
        _l("What would make up for the trouble?"),
        [DataRequired(message=_l("A word or two: a card, an hour, a call.")), short()],
    )
    planned_for = DayField(_l("For which day?"), [ahead])

    @property
    def usual_day(self) -> date:
        return self.today + timedelta(days=2)


class CheckBackForm(StepForm):
    level = RadioField(
        _l("How do they see it now?"),
        choices=[SelectChoice(level.value, AFTERWARDS[level]) for level in JUDGED],
        coerce=_level,
        validators=[DataRequired(message=_l("Choose the step that comes closest."))],
        validate_choice=False,
    )
    happier = BooleanField(_l("Happier with me than before it went wrong"))


class LessonForm(Form):
    """The lesson, and the checklist on which it becomes a standard."""

    promise = StringField(
        _l("What will you do the same way for everyone?"),
        [DataRequired(message=_l("Say it as a promise: “Call back within a day”.")), short()],
    )
    checklist = SelectField(
        _l("On which checklist?"),
        coerce=lambda value: int(value) if str(value).isdecimal() and len(str(value)) < 10 else 0,
    )

    def __init__(self, *args: Any, checklists: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checklist.choices = list(checklists)
