"""What may be said of a service."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from wowcrm.web.forms import TOO_LONG, Form, short
from wowcrm.web.inputs import AmountField, PercentField

UNITS = (
    _l("hour"),
    _l("day"),
    _l("month"),
    _l("quarter"),
    _l("year"),
    _l("piece"),
    _l("visit"),
)
"""Offered while one types; any other word will do as well."""


class ServiceForm(Form):
    name = StringField(
        _l("What do you do for people?"),
        [DataRequired(message=_l("A word or two, as it should stand on a proposal.")), short()],
    )
    details = TextAreaField(_l("What does it include?"), [Length(max=2000, message=TOO_LONG)])
    price = AmountField(_l("What does it cost?"))
    unit = StringField(_l("For one what?"), [Length(max=30, message=TOO_LONG)])
    tax_rate = PercentField(_l("At another rate than usual?"))
