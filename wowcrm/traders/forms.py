"""What a trader types about themselves, their account and their rules."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DecimalField,
    EmailField,
    Field,
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import TextInput

from wowcrm.traders.passwords import LONGEST, SHORTEST
from wowcrm.web.forms import Form, short
from wowcrm.web.inputs import plain_number
from wowcrm.web.passwords import NewPassword


def old_password(question: Any) -> PasswordField:
    return PasswordField(
        question,
        [
            DataRequired(message=_l("Your password, please.")),
            Length(max=LONGEST, message=_l("That is longer than any password here.")),
        ],
    )


class SignInForm(Form):
    email = EmailField(
        _l("What is your e-mail address?"),
        [DataRequired(message=_l("Your e-mail address, please.")), short()],
    )
    password = old_password(_l("And your password?"))
    stays = BooleanField(_l("Stay signed in on this device"), default=True)


class PasswordForm(Form):
    """`email` is the trader's own, which must not be the password as well."""

    current = old_password(_l("What is your password now?"))
    password = PasswordField(
        _l("And the new one?"),
        description=_l(
            "%(number)d characters or more. A few words in a row are easiest to remember.",
            number=SHORTEST,
        ),
        validators=[DataRequired(message=_l("Please choose a new password."))],
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._own_email = email

    def validate_password(self, field: Field) -> None:
        NewPassword(self._own_email)(self, field)
        if field.data == self.current.data:
            raise ValidationError(_l("That is the one you have now."))


class EmailForm(Form):
    email = EmailField(
        _l("Which e-mail address will you sign in with?"),
        [
            DataRequired(message=_l("Your e-mail address, please.")),
            short(),
            Email(_l("That does not look like an e-mail address, such as nora@example.com.")),
        ],
    )
    current = old_password(_l("And your password, so that I know it is you?"))


def days(question: Any, least: int, most: int, hint: Any, *, required: bool = True) -> Any:
    """Ask for a whole number of days between two bounds."""
    return whole_number(question, least, most, hint, required=required)


def whole_number(question: Any, least: int, most: int, hint: Any, *, required: bool = True) -> Any:
    needed = InputRequired(_l("A number, please.")) if required else Optional()
    bounds = Within(
        least,
        most,
        _l("A whole number from %(least)d to %(most)d, please.", least=least, most=most),
    )
    return WholeNumberField(question, [needed, bounds], description=hint)


class Within(NumberRange):
    """Bounds that say nothing of what was no number at all: that is said already."""

    def __call__(self, form: Any, field: Field) -> None:
        if field.data is not None:
            super().__call__(form, field)


class WholeNumberField(IntegerField):
    # Not a browser's number field: its arrows change the number under a scrolling finger.
    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("A whole number, please.")) from None


class BudgetField(DecimalField):
    """An amount as people type it: "300", "1 250,50", "1,250.50"."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([plain_number(text) for text in valuelist])
        except ValueError:
            raise ValueError(_l("An amount, please, such as 300.")) from None


class SettingsForm(Form):
    name = StringField(
        _l("What is your name?"), [DataRequired(message=_l("Your name, please.")), short()]
    )
    business = StringField(_l("What is your business called?"), [Optional(), short()])
    trade = SelectField(_l("What is your trade?"))
    timezone = SelectField(
        _l("Which city sets your clock?"),
        description=_l("What is due today, and what is late, follows this clock."),
    )
    currency = SelectField(_l("Which money do you reckon in?"))

    wow_lasts = days(
        _l("For how many days does a wow count?"),
        7,
        730,
        _l("After that, “exceeded” fades to “met”, unless something new delights them."),
    )
    consistency_window = days(
        _l("Over how many days is your consistency looked at?"),
        7,
        730,
        _l("A check that was kept or missed counts for so long."),
    )
    consistency_bar = whole_number(
        _l("How many checks of a hundred must be kept?"),
        50,
        100,
        _l("Below that, a wow is held back: consistent service comes first."),
    )
    feedback_counts_for = days(
        _l("For how many days does a client’s answer count?"),
        30,
        730,
        _l("After that, what they said bears on their level no more."),
    )
    feedback_gap = days(
        _l("After how many days may you ask a client again?"),
        14,
        365,
        _l("Nobody likes to be asked all the time. 60 days is usual."),
    )
    resolve_within = days(
        _l("Within how many days do you put a complaint right?"),
        1,
        30,
        _l("Sorry is said within a day. 3 days for the rest is usual."),
    )
    contact_every = days(
        _l("After how many quiet days should you be in touch?"),
        1,
        730,
        _l("Blank: no reminder. A client can have a wish of their own."),
        required=False,
    )
    contacts_at_most = whole_number(
        _l("How often may you be in touch, at most?"),
        1,
        50,
        _l("Once that often, I suggest nothing more for a while."),
    )
    contacts_within = days(_l("In how many days?"), 1, 90, _l("3 times in 7 days is usual."))
    progress_every = days(
        _l("After how many days does a client hear how their work stands?"),
        1,
        365,
        _l("Even when all goes well, unless you agreed on something else. Blank: no reminder."),
        required=False,
    )
    wow_budget = BudgetField(
        _l("What may delights cost in a year?"),
        [
            Optional(),
            Within(0, 10_000_000, _l("An amount from 0 to 10 million, please.")),
        ],
        places=None,
        description=_l("Blank: no limit. Most good ideas cost nothing but a thought."),
    )
