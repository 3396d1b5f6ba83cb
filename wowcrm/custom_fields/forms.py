"""What may be said of a custom field."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from wowcrm.web.forms import TOO_LONG, Form, long

MOST_CHOICES = 50


def choices_in(text: str | None) -> list[str]:
    """Take apart what may be chosen: a line each, none twice."""
    found: dict[str, str] = {}
    for line in (text or "").split("\n"):
        if words := " ".join(line.split()):
            found.setdefault(words.casefold(), words)
    return list(found.values())


def few_choices(_form: object, field: Field) -> None:
    choices = choices_in(field.data)
    if len(choices) > MOST_CHOICES:
        raise ValidationError(_("That is more than 50; who could choose?"))
    if any(len(choice) > 100 for choice in choices):
        raise ValidationError(_("A choice is a few words: 100 characters at most."))


class ChangeForm(Form):
    """What may be said anew of a field; its kind stays."""

    name = StringField(
        _l("What do you want to know?"),
        [
            DataRequired(message=_l("A word or two, such as “Shoe size”.")),
            Length(max=60, message=TOO_LONG),
        ],
    )
    choices = TextAreaField(_l("Which are there to choose from?"), [long(), few_choices])
    in_list = BooleanField(_l("Show it in the list of clients"))


class CustomFieldForm(ChangeForm):
    """A new field; its kind is chosen once."""

    kind = RadioField(_l("What is the answer like?"), default="text")

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = kinds

    def validate_choices(self, field: Field) -> None:
        if self.kind.data == "choice" and not choices_in(field.data):
            raise ValidationError(_("Write down what may be chosen, a line each."))
