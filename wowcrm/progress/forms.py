"""What may be typed about how things stand, and about what was asked for besides."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from wowcrm.web.forms import TOO_LONG, Form, NotAhead, short
from wowcrm.web.inputs import AmountField, DayField


class NoteForm(Form):
    text = TextAreaField(
        _l("How does it stand?"),
        [
            DataRequired(message=_l("A sentence will do: what is done, and what comes next.")),
            Length(max=2000, message=TOO_LONG),
        ],
    )


class ScopeForm(Form):
    """Something beyond what was agreed, and when it was asked for."""

    what = StringField(
        _l("What did they ask for?"),
        [DataRequired(message=_l("Say in a few words what it is.")), short()],
    )
    asked_on = DayField(_l("When?"), [NotAhead(_l("That day is still to come. When was it?"))])

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, data={"asked_on": today}, **kwargs)
        self.today = today

    @property
    def day(self) -> date:
        return self.asked_on.data or self.today


class PriceForm(Form):
    amount = AmountField(_l("What does it cost?"))

    @property
    def price(self) -> Decimal:
        return self.amount.data or Decimal(0)

    def validate(self, extra_validators: Any = None) -> bool:
        """A price needs a figure; what costs nothing is agreed to instead."""
        if not super().validate(extra_validators):
            return False
        if not self.price:
            self.amount.errors = [_("Which amount? If it costs nothing, do it for nothing.")]
        return bool(self.price)
