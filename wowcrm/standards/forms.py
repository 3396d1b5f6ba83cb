"""What may be typed about checklists and standards, and how a run is filled in."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Optional, ValidationError

from wowcrm.standards.models import RHYTHM_WORDS, Outcome, Rhythm, Standard
from wowcrm.web.forms import TOO_LONG, Form, NotAhead, long, short

KEPT, MISSED, SKIPPED = "kept", "missed", "skip"
ANSWERS = [
    SelectChoice(KEPT, _l("Kept")),
    SelectChoice(MISSED, _l("Missed")),
    SelectChoice(SKIPPED, _l("Skip")),
]


class ChecklistForm(Form):
    name = StringField(
        _l("What do you call it?"),
        validators=[
            DataRequired(message=_l("Give it a name, such as “The month’s end”.")),
            short(),
        ],
    )
    rhythm = RadioField(
        _l("When do you go through it with a client?"),
        choices=[SelectChoice(rhythm.value, RHYTHM_WORDS[rhythm]) for rhythm in Rhythm],
        coerce=Rhythm,
        default=Rhythm.FREE,
    )


class NewChecklistForm(ChecklistForm):
    """A checklist, and the promises that stand on it from the beginning."""

    promises = TextAreaField(
        _l("What do you promise everyone, each time?"),
        description=_l("One promise a line. More can follow later."),
        validators=[Optional(), long()],
    )

    @property
    def lines(self) -> list[str]:
        lines = (line.strip() for line in (self.promises.data or "").splitlines())
        return [line for line in lines if line]

    def validate_promises(self, field: TextAreaField) -> None:
        if any(len(line) > 200 for line in self.lines):
            raise ValidationError(TOO_LONG % {"max": 200})


class StandardForm(Form):
    promise = StringField(
        _l("What do you promise everyone?"),
        validators=[
            DataRequired(message=_l("Say it as a promise, such as “Call back within a day”.")),
            short(),
        ],
    )


class RunForm(Form):
    """How each standard of a checklist came off for a client on a day."""

    run_on = DateField(
        _l("When was it?"),
        validators=[Optional(), NotAhead(_l("That day is still to come. Check what has been."))],
    )

    @classmethod
    def over(cls, standards: Iterable[Standard], *, today: date) -> "RunForm":
        """Make the form with an answer and a note for each standard."""
        standards = list(standards)
        fields: dict[str, Any] = {}
        for standard in standards:
            fields[f"outcome_{standard.id}"] = RadioField(
                standard.promise,
                choices=ANSWERS,
                default=SKIPPED,
            )
            fields[f"note_{standard.id}"] = StringField(
                _l("What happened?"), validators=[Optional(), short()]
            )
        form: RunForm = type("RunForm", (cls,), fields)(data={"run_on": today})
        form.standards, form.today = standards, today
        return form

    standards: list[Standard]
    today: date

    @property
    def answers(self) -> list[tuple[Standard, Any, Any]]:
        """Each standard with its two fields."""
        return [(s, self[f"outcome_{s.id}"], self[f"note_{s.id}"]) for s in self.standards]

    def outcomes(self, *, rest_kept: bool) -> list[Outcome]:
        """What was answered; with `rest_kept`, what was left alone counts as kept."""
        skipped = KEPT if rest_kept else SKIPPED
        answered = [
            (standard, skipped if outcome.data == SKIPPED else outcome.data, note.data)
            for standard, outcome, note in self.answers
        ]
        return [
            Outcome(standard, outcome == KEPT, note)
            for standard, outcome, note in answered
            if outcome != SKIPPED
        ]

    @property
    def day(self) -> date:
        return self.run_on.data or self.today

    def refuse_nothing(self) -> None:
        """Say beside the first standard that a run without an answer is none."""
        if self.standards:
            first = self[f"outcome_{self.standards[0].id}"]
            first.errors = [_("Say for at least one of these whether you kept it.")]
        else:
            self.form_errors.append(_("There is no standard on this checklist to go through."))
