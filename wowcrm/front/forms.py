"""What may be said of the page for strangers, of its questions, and what strangers write on it."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional

from wowcrm.web.forms import TOO_LONG, Form, short

if TYPE_CHECKING:
    from wowcrm.front.models import FitQuestion

MOST_OPTIONS = 8
MARKS = {"+": 2, "-": 0, "–": 0, "−": 0}
"""What begins the line of an answer that fits well, or does not; every other one is either way."""


class FrontForm(Form):
    address = StringField(
        _l("At which address?"),
        [DataRequired(message=_l("A word or two, as it stands in the address.")), Length(max=40)],
    )
    what_i_do = TextAreaField(
        _l("What do you do, and for whom?"), [Length(max=2000, message=TOO_LONG)]
    )
    may_be_found = BooleanField(_l("Search engines may show it"))

    def validate_address(self, field: Field) -> None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", field.data or ""):
            raise ValidationError(_("Small letters, figures and hyphens, such as lind-accounts."))


class FitQuestionForm(Form):
    ask = StringField(
        _l("What would you like to know?"),
        [DataRequired(message=_l("Write it as you would ask it.")), short()],
    )
    answers = TextAreaField(
        _l("Which answers are there?"),
        [
            DataRequired(message=_l("Two answers at least, a line each.")),
            Length(max=1000, message=TOO_LONG),
        ],
        description=_l(
            "A line each. Begin it with + where that fits you well, with - where it does not."
        ),
    )

    @property
    def options(self) -> list[dict[str, Any]]:
        lines = [" ".join(line.split()) for line in (self.answers.data or "").splitlines()]
        return [option for line in lines if (option := _option(line))["words"]]

    def validate_answers(self, field: Field) -> None:
        words = [option["words"] for option in self.options]
        if len(words) < 2:
            raise ValidationError(_("Two answers at least, a line each."))
        if len(words) > MOST_OPTIONS or len(set(words)) < len(words):
            raise ValidationError(_("Eight different answers at most; fewer are easier to choose."))
        if any(len(each) > 100 for each in words):
            raise ValidationError(_("An answer is short: 100 letters at most."))


def _option(line: str) -> dict[str, Any]:
    mark = line[:1]
    words = line[1:].strip() if mark in MARKS else line
    return {"words": words, "points": MARKS.get(mark, 1)}


def written(options: Sequence[dict[str, Any]]) -> str:
    """Spell answers as the form takes them."""
    marks = {2: "+ ", 0: "- "}
    return "\n".join(f"{marks.get(each['points'], '')}{each['words']}" for each in options)


def reachable(form: Any, field: Field) -> None:
    if not field.data and not form.phone.data:
        raise ValidationError(_("An e-mail or a phone number, so that I can reply."))
    if field.data and not re.fullmatch(r"[^\s@]+@[^\s@]+", field.data):
        raise ValidationError(_("An e-mail looks like name@example.com."))


class EnquiryForm(Form):
    """What a stranger writes; the trader's own questions come to it in `form_for`."""

    name = StringField(
        _l("What is your name?"),
        [DataRequired(message=_l("What may I call you?")), Length(max=100, message=TOO_LONG)],
    )
    email = StringField(_l("Your e-mail"), [reachable, short()])
    phone = StringField(_l("Your phone"), [Length(max=40, message=TOO_LONG)])
    message = TextAreaField(
        _l("What can I do for you?"),
        [
            DataRequired(message=_l("A sentence or two will do.")),
            Length(max=5000, message=TOO_LONG),
        ],
    )
    # People do not see it, and whatever fills in forms by itself does.
    website = StringField(_l("Leave this empty"))
    shown = HiddenField()

    def __init__(self, *args: Any, questions: Sequence["FitQuestion"] = (), **kwargs: Any) -> None:
        # No cookie speaks for a stranger, so there is none to borrow: no token is needed.
        super().__init__(*args, meta={"csrf": False}, **kwargs)
        self.questions = questions

    @property
    def fits(self) -> list[Field]:
        return [self[question.name] for question in self.questions]

    def answers(self) -> list[dict[str, Any]]:
        """What was said to each question, with its points by the rules of today."""
        found = []
        for question in self.questions:
            said = self[question.name].data
            chosen = next((each for each in question.options if each["words"] == said), None)
            if chosen is not None:
                points = {"points": chosen["points"], "best": question.best}
                found.append({"ask": question.ask, "said": chosen["words"], **points})
        return found


def form_for(questions: Sequence["FitQuestion"], **kwargs: Any) -> EnquiryForm:
    """Build the form of a page with its questions in it."""
    asked = {
        question.name: RadioField(
            question.ask,
            choices=[SelectChoice(each["words"], each["words"]) for each in question.options],
            validators=[Optional()],
            validate_choice=False,
        )
        for question in questions
    }
    made = type("AskingForm", (EnquiryForm,), asked)
    return cast(EnquiryForm, made(questions=questions, **kwargs))
