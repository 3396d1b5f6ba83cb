"""What may be changed of ready words before they are sent."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired

from wowcrm.web.forms import Form, long, short


class MessageForm(Form):
    subject = StringField(_l("What is it about?"), [short()])
    text = TextAreaField(
        _l("Your words"), [DataRequired(message=_l("Write a word or two first.")), long()]
    )
    kind = RadioField(
        _l("How did you send it?"),
        choices=[
            SelectChoice("email", _l("E-mail")),
            SelectChoice("message", _l("Message")),
        ],
    )
