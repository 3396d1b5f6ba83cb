"""What is said back to an enquiry, and what is told of whoever becomes a client."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from wowcrm.web.forms import TOO_LONG, Form, long, short

MOST_NEEDS = 10


class ReplyForm(Form):
    """The words that go out; the button says how."""

    subject = StringField(_l("What is it about?"), [short()])
    text = TextAreaField(
        _l("Your words"), [DataRequired(message=_l("Write a word or two first.")), long()]
    )


class PassOnForm(ReplyForm):
    colleague = StringField(
        _l("Who is better suited?"),
        [DataRequired(message=_l("A name, so that both of you know who was meant.")), short()],
    )


class TakeForm(ReplyForm):
    name = StringField(
        _l("What are they called?"),
        [DataRequired(message=_l("A first name will do.")), short()],
    )
    organisation = StringField(_l("Where do they work?"), [short()])
    email = StringField(_l("E-mail"), [short()])
    phone = StringField(_l("Phone"), [short()])
    needs = TextAreaField(
        _l("What did they come for?"),
        [Length(max=3000, message=TOO_LONG)],
        description=_l("Drafted from their message, a line each. Strike out what is none."),
    )
    known = RadioField(
        _l("Is it one of these?"), coerce=lambda value: int(value or 0), default=0, choices=[]
    )
    beyond = BooleanField(_l("Take it, though there is no room"))

    def __init__(self, *args: Any, alike: list[tuple[int, str]], full: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = SelectChoice("0", _("No, somebody new"))
        self.known.choices = [nobody, *(SelectChoice(str(id), name) for id, name in alike)]
        self.full = full
        if not alike:
            del self.known
        if not full:
            del self.beyond

    @property
    def told_needs(self) -> list[str]:
        lines = [
            " ".join(line.split()).lstrip("–-•* ") for line in (self.needs.data or "").split("\n")
        ]
        return list(dict.fromkeys(line for line in lines if line))[:MOST_NEEDS]

    def validate_needs(self, field: Field) -> None:
        if any(len(need) > 200 for need in self.told_needs):
            raise ValidationError(_("A need is a line: 200 letters at most."))

    def validate_beyond(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(
                _("All your places are taken. Do you want to take it all the same?")
            )
