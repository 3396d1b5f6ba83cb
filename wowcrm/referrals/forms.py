"""What may be typed about word of mouth."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from wowcrm.web.forms import TOO_LONG, Form, NotAhead, long, short
from wowcrm.web.inputs import AmountField, DayField

STILL_TO_COME = _l("That day is still to come. When was it?")
WORDS = Length(max=2000, message=TOO_LONG)


class DayForm(Form):
    """A form about something that has happened; `today` is the last day it may be of."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today


class ReferralForm(DayForm):
    """Somebody whom a client sent; a name is enough."""

    name = StringField(
        _l("Who is it?"),
        [DataRequired(message=_l("Say who it is; a first name will do.")), short()],
    )
    contact = StringField(_l("How can you reach them?"), [short()])
    received_on = DayField(_l("When did you hear of them?"), [NotAhead(STILL_TO_COME)])
    value = AmountField(_l("What may it bring in a year?"))
    note = TextAreaField(_l("What do they need?"), [long()])

    def describes(self) -> dict[str, Any]:
        """What was typed, as Referral.describe takes it."""
        return {
            "name": self.name.data,
            "contact": self.contact.data,
            "note": self.note.data,
            "value": self.value.data,
            "on": self.received_on.data or self.today,
        }


class ThankForm(DayForm):
    """How and when; both may be left open."""

    how = StringField(_l("How did you thank them?"), [short()])
    on = DayField(_l("When?"), [NotAhead(STILL_TO_COME)])

    @property
    def day(self) -> date:
        return self.on.data or self.today


class ConvertForm(Form):
    """The new client that a referral becomes, filled in with what is known."""

    name = StringField(
        _l("What is the client’s name?"),
        [DataRequired(message=_l("What are they called? A first name will do.")), short()],
    )
    organisation = StringField(_l("Where do they work?"), [short()])
    email = StringField(_l("E-mail"), [short()])
    phone = StringField(_l("Phone"), [short()])

    def told(self) -> dict[str, str | None]:
        """What was typed, as a client is made from it."""
        return {field: self[field].data for field in ("name", "organisation", "email", "phone")}

    def validate_email(self, field: Field) -> None:
        before, at, after = (field.data or "").partition("@")
        if field.data and not (before and at and after and " " not in field.data):
            raise ValidationError(_("An e-mail looks like name@example.com."))

    def validate_phone(self, field: Field) -> None:
        if field.data and not any(letter.isdigit() for letter in field.data):
            raise ValidationError(_("A phone number has figures in it."))


class GoodWordForm(DayForm):
    words = TextAreaField(
        _l("What did they say?"),
        [DataRequired(message=_l("Write their words down, as they said them.")), WORDS],
    )
    place = StringField(_l("Where does it stand, or where was it said?"), [short()])
    link = StringField(_l("Is there a link to it?"), [Length(max=2000, message=TOO_LONG)])
    said_on = DayField(_l("When did they say it?"), [NotAhead(STILL_TO_COME)])
    consent_on = DayField(_l("When did they agree to be quoted?"), [NotAhead(STILL_TO_COME)])

    @property
    def day(self) -> date:
        return self.said_on.data or self.today

    def validate_link(self, field: Field) -> None:
        """Take only addresses that lead to a page; nothing that runs when it is followed."""
        if field.data and "://" not in field.data:
            field.data = f"https://{field.data}"
        try:
            parts = urlsplit(field.data or "https://example.com")
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in {"http", "https"} or "." not in parts.netloc or " " in parts.netloc:
            raise ValidationError(_("A link looks like https://example.com/page."))


class BadWordForm(DayForm):
    words = TextAreaField(
        _l("What did you hear?"),
        [DataRequired(message=_l("Write down what was said; it is for your eyes only.")), WORDS],
    )
    place = StringField(_l("Where, or from whom?"), [short()])
    heard_on = DayField(_l("When did you hear it?"), [NotAhead(STILL_TO_COME)])

    @property
    def day(self) -> date:
        return self.heard_on.data or self.today
