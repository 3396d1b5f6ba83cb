"""What may be typed about a promise."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField, ValidationError
from wtforms.validators import DataRequired

from wowcrm.promises.models import Promise
from wowcrm.web.forms import Form, NotAhead, short
from wowcrm.web.inputs import DayField
from wowcrm.web.soon import DueForm, Soon, offered


def what() -> StringField:
    return StringField(
        _l("What did you say you would do?"),
        [DataRequired(message=_l("Say in a few words what you promised.")), short()],
    )


class PromiseForm(DueForm):
    """A promise in ten seconds: what, and a tap for the day."""

    what = what()


class CorrectForm(Form):
    """A slip of the pen mended: the words, and the day as long as no other was agreed."""

    what = what()
    due_on = DayField(_l("For which day did you promise it?"))

    def __init__(self, *args: Any, promise: Promise, **kwargs: Any) -> None:
        super().__init__(*args, obj=promise, **kwargs)
        self.promise = promise

    @property
    def day(self) -> date:
        return self.due_on.data or self.promise.due_on


class KeepForm(Form):
    """Kept, today unless another day is named."""

    on = DayField(
        _l("When did you keep it?"), [NotAhead(_l("That day is still to come. When was it?"))]
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def day(self) -> date:
        return self.on.data or self.today


class AgreeForm(DueForm):
    """Another day, and why."""

    because = StringField(
        _l("Why another day?"),
        [DataRequired(message=_l("A word why, so that you still know next month.")), short()],
    )

    def __init__(self, *args: Any, promise: Promise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.due.label.text = _("Which day did you agree on?")
        self.promised_for = promise.due_on
        self.offer(soon for soon in offered(self.today) if not self._is_it(soon))
        if not self.is_submitted() and self._is_it(Soon.WEEK):
            self.due.data = Soon.TOMORROW

    def _is_it(self, soon: Soon) -> bool:
        """Tell whether a choice names the day that was promised already."""
        return soon is not Soon.OTHER and soon.day(self.today) == self.promised_for

    def validate_due_on(self, field: Field) -> None:
        if self.due.data is Soon.OTHER and field.data and field.data < self.today:
            raise ValidationError(_("That day is gone. Which day ahead did you agree on?"))

    def validate_due(self, field: Field) -> None:
        super().validate_due(field)
        if self.due_day == self.promised_for:
            raise ValidationError(_("That is the day you promised already. Choose another one."))
