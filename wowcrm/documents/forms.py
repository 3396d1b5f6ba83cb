"""What a client answers to a paper; whoever has the link fills these in."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Optional

from wowcrm.documents.models import Document
from wowcrm.web.forms import Form, long, short
from wowcrm.web.inputs import DayField


class ByLinkForm(Form):
    """A form on a private address: the address is the right, so there is no token beside it."""

    version = HiddenField()
    """The version that was read; consent is to that one and no other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, meta={"csrf": False}, **kwargs)

    def is_of(self, document: Document) -> bool:
        """Tell whether what was on the client's screen is what they would answer to now."""
        if self.version.data == str(document.version):
            return True
        self.form_errors.append(
            _("This was changed while you read it. Please look once more before you answer.")
        )
        return False


class AcceptForm(ByLinkForm):
    name = StringField(
        _l("What is your name?"),
        [DataRequired(message=_l("Your name, please: it stands for your consent.")), short()],
    )


class DeclineForm(ByLinkForm):
    because = TextAreaField(_l("Would you say why?"), [Optional(), long()])


class LimitForm(Form):
    """Until which day a link opens; a blank: until it is stopped."""

    expires_on = DayField(_l("Until which day?"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def validate_expires_on(self, field: Field) -> None:
        if field.data is not None and field.data < self.today:
            raise ValidationError(_("That day is gone. To close it now, stop the link."))
