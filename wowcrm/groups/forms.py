"""What may be said of a group: its name, and how often to be in touch."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField, ValidationError
from wtforms.validators import DataRequired, Length, NumberRange

from wowcrm.web.forms import TOO_LONG, Form
from wowcrm.web.inputs import CountField


def count(label: Any, most: int) -> CountField:
    return CountField(
        label, [NumberRange(1, message=_l("1 at least, or leave it blank."))], most=most
    )


class GroupForm(Form):
    name = StringField(
        _l("What do you call it?"),
        [DataRequired(message=_l("A word or two.")), Length(max=60, message=TOO_LONG)],
    )
    contact_every = count(_l("At least every how many days?"), 3650)
    contacts_at_most = count(_l("At most how many times?"), 100)
    contacts_within = count(_l("Within how many days?"), 365)

    def validate_contacts_within(self, field: Field) -> None:
        if self.contacts_at_most.data and field.data is None:
            raise ValidationError(_("Within how many days so many times?"))
