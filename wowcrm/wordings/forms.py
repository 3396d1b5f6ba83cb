"""What may be written in a wording."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from wowcrm.web.forms import TOO_LONG, Form, short


class WordingForm(Form):
    name = StringField(
        _l("What do you call it?"),
        [DataRequired(message=_l("A word or two.")), Length(max=60, message=TOO_LONG)],
    )
    subject = StringField(_l("What is it about?"), [short()])
    text = TextAreaField(
        _l("Your words"),
        [
            DataRequired(message=_l("Write a word or two first.")),
            Length(max=5000, message=TOO_LONG),
        ],
    )
