"""What is recorded of a payment."""

from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from wowcrm.web.forms import Form, NotAhead
from wowcrm.web.inputs import AmountField, DayField
from wowcrm.work.models import MEANS_WORDS, Means

if TYPE_CHECKING:
    from wowcrm.work.models import Stage


class PayForm(Form):
    """Left as it is, all that is owed came today; it may be less, or more."""

    amount = AmountField(_l("How much came?"))
    on = DayField(_l("On which day?"), [NotAhead(_l("That day is still to come. When did it?"))])
    means = RadioField(
        _l("How did it come?"),
        choices=[SelectChoice(one.value, MEANS_WORDS[one]) for one in Means],
        coerce=lambda value: next((one for one in Means if one == value), Means.TRANSFER),
        validate_choice=False,
        default=Means.TRANSFER,
    )

    def __init__(self, *args: Any, stage: "Stage", today: date, **kwargs: Any) -> None:
        self.stage, self.today = stage, today
        super().__init__(*args, data={"amount": stage.owed, "on": today}, **kwargs)

    def validate_amount(self, field: Field) -> None:
        if field.data is not None and field.data <= 0:
            raise ValidationError(_("More than nothing, or it is no payment."))
