"""What may be answered to a nudge."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.validators import AnyOf, DataRequired, InputRequired, NumberRange

from wowcrm.today.nudge import REST_DAYS, Rule
from wowcrm.web.forms import Form, short

NEVER_AGAIN = 0
"""How "never for this client" is sent, in place of days."""


class LaterForm(Form):
    """Not now: which nudge, and for how many days (1, 3, 7, 14; 0: never again)."""

    client = IntegerField(validators=[InputRequired(), NumberRange(1, 2**31 - 1)])
    rule = StringField(validators=[AnyOf([rule.value for rule in Rule])])
    subject = StringField(validators=[DataRequired(), short()])
    days = IntegerField(validators=[AnyOf((*REST_DAYS, NEVER_AGAIN))])


class MoveUpForm(Form):
    """A move-up that is taken or swapped: the idea as it was shown."""

    key = StringField(validators=[DataRequired(message=_l("Say which idea you mean.")), short()])
