"""What a trader types about themselves."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, PasswordField
from wtforms.validators import DataRequired, Length

from wowcrm.traders.passwords import LONGEST
from wowcrm.web.forms import Form, short


class SignInForm(Form):
    email = EmailField(
        _l("What is your e-mail address?"),
        [DataRequired(message=_l("Your e-mail address, please.")), short()],
    )
    password = PasswordField(
        _l("And your password?"),
        [DataRequired(message=_l("Your password, please.")), Length(max=LONGEST)],
    )
    stays = BooleanField(_l("Stay signed in on this device"), default=True)
