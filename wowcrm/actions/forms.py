"""What may be typed about an action."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from wowcrm.actions.models import KIND_WORDS, ActionKind
from wowcrm.web.forms import Form, short
from wowcrm.web.inputs import DayField

SOON = timedelta(days=7)


class ActionForm(Form):
    """`about` is what it came from; it is taken along, and shown to nobody."""

    about = HiddenField(validators=[DataRequired(), Length(max=80)])
    what = StringField(
        _l("What will you do?"),
        [DataRequired(message=_l("Say it in a line, as you would to yourself.")), short()],
    )
    kind = RadioField(
        _l("What is to become of it?"),
        choices=[SelectChoice(kind.value, words) for kind, words in KIND_WORDS.items()],
        coerce=ActionKind,
        default=ActionKind.REMINDER,
        validate_choice=False,
    )
    due_on = DayField(_l("On which day?"))
    checklist = SelectField(
        _l("On which checklist?"),
        coerce=lambda value: int(value) if str(value).isdecimal() and len(str(value)) < 10 else 0,
    )

    def __init__(
        self, *args: Any, today: date, checklists: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.checklist.choices = list(checklists)
        if not self.checklist.choices:
            del self.checklist
            self.kind.choices = [
                SelectChoice(kind.value, words)
                for kind, words in KIND_WORDS.items()
                if kind is not ActionKind.STANDARD
            ]

    @property
    def day(self) -> date:
        return self.due_on.data or self.today + SOON

    def validate_kind(self, field: Field) -> None:
        if field.data is None or (field.data is ActionKind.STANDARD and "checklist" not in self):
            raise ValidationError(_("Choose one of them."))

    def validate_due_on(self, field: Field) -> None:
        if field.data is not None and field.data < self.today:
            raise ValidationError(_("That day is gone. Which day ahead would suit?"))
