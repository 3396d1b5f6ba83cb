"""What may be changed of ready words before they are sent."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired

from wowcrm.web.forms import Form, long, short


class MessageForm(Form):
    """`quiet`: why they are to be left in peace, if they are."""

    anyway = BooleanField(_l("I have a good reason to write all the same"))
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

    def __init__(self, *args: Any, quiet: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quiet = quiet
        if quiet is None:
            del self.anyway

    def validate_anyway(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("They are to be left in peace. Is there a good reason?"))
