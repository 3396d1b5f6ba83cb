from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    Field,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, Email
from wtforms.widgets import PasswordInput

from wowcrm.first_run.catalogue import trades
from wowcrm.first_run.zones import DEFAULT, is_zone, zones
from wowcrm.traders.passwords import weakness
from wowcrm.web.forms import Form, short


def address_field() -> EmailField:
    return EmailField(
        _l("Which e-mail address will you sign in with?"),
        validators=[
            DataRequired(_l("Please give an e-mail address: you sign in with it.")),
            short(),
            Email(_l("That does not look like an e-mail address, such as nora@example.com.")),
        ],
    )


class AddressForm(Form):
    email = address_field()


class WelcomeForm(Form):
    name = StringField(
        _l("What is your name?"),
        validators=[DataRequired(_l("Please tell me your name.")), short()],
    )
    email = address_field()
    # Sent back when another field was wrong, so that it need not be typed again; never stored.
    password = PasswordField(
        _l("Choose a password"),
        description=_l("Ten characters or more. A few words in a row are easiest to remember."),
        widget=PasswordInput(hide_value=False),
        validators=[DataRequired(_l("Please choose a password."))],
    )
    trade = RadioField(
        _l("What is your trade?"),
        description=_l("It lays out standards and ideas, which you can change later."),
        choices=lambda: [(trade.slug, trade.name) for trade in trades()],
        validators=[DataRequired(_l("Please choose what is nearest.")), short()],
    )
    timezone = SelectField(
        _l("Which city sets your clock?"),
        choices=zones,
        default=DEFAULT,
        validate_choice=False,
        validators=[DataRequired(_l("Please choose a city in your time zone."))],
    )

    def validate_password(self, field: Field) -> None:
        weak = weakness(field.data, email=self.email.data or "")
        if weak:
            raise ValidationError(weak)

    def validate_timezone(self, field: Field) -> None:
        if not is_zone(field.data):
            raise ValidationError(_l("I know no time zone of that name. Please choose a city."))
