"""What is asked before somebody is erased."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired

from wowcrm.web.forms import Form, short


class EraseForm(Form):
    reference = StringField(_l("How will you find what was asked of you?"), [short()])
    sure = BooleanField(
        _l("I have what I must keep, and want this gone"),
        [DataRequired(message=_l("Nothing was erased. Tick this if you are sure."))],
    )
