"""What the trader says before they ask, and what the client answers."""

from collections.abc import Sequence
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional

from wowcrm.feedback.models import GUESSED, SAID, Survey
from wowcrm.levels.level import JUDGED, ServiceLevel
from wowcrm.web.forms import TOO_LONG, Form, short, tidy

POINTS = 3
"""More would be a questionnaire."""
WORDS = Length(max=2000, message=TOO_LONG)


def _level(value: Any) -> ServiceLevel | None:
    return next((level for level in JUDGED if level == value), None)


def _yes(value: Any) -> bool | None:
    """Read an answer of yes or no; a form shows what is kept, a browser sends words."""
    return {"yes": True, "no": False, True: True, False: False}.get(value)


class PointPart(wtforms.Form):
    """A touchpoint to ask about, and the guess at it."""

    touchpoint = StringField(_l("What?"), filters=[tidy], validators=[short()])
    guess = SelectField(
        _l("They will say"),
        choices=[
            SelectChoice("", _l("the same")),
            *(SelectChoice(level.value, GUESSED[level]) for level in JUDGED),
        ],
        coerce=_level,
        validators=[Optional()],
    )


class AskForm(Form):
    """The trader's own guess, before anybody is asked."""

    guess = RadioField(
        _l("What will they say?"),
        choices=[SelectChoice(level.value, GUESSED[level]) for level in JUDGED],
        coerce=_level,
        validators=[DataRequired(message=_l("Guess first: that is how the gap is found."))],
        validate_choice=False,
    )
    occasion = StringField(_l("What is it about?"), validators=[short()])
    points = FieldList(FormField(PointPart), min_entries=POINTS, max_entries=POINTS)

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guess.label.text = _("What do you think %(name)s will say?", name=name)

    def told_points(self) -> list[tuple[str, ServiceLevel]]:
        """Return the touchpoints that were named, each once, with the guess at it."""
        told: dict[str, tuple[str, ServiceLevel]] = {}
        for row in self.points:
            touchpoint = row.form.touchpoint.data
            if touchpoint:
                guess = row.form.guess.data or self.guess.data
                told.setdefault(touchpoint.casefold(), (touchpoint, guess))
        return list(told.values())


class AnswerForm(Form):
    """Three faces and, for whoever has another minute, a few words; nobody signs in."""

    level = RadioField(
        _l("How was it for you?"),
        choices=[SelectChoice(level.value, SAID[level]) for level in JUDGED],
        coerce=_level,
        validators=[DataRequired(message=_l("Tap the face that comes closest."))],
        validate_choice=False,
    )
    because = TextAreaField(_l("Would you say why?"), validators=[WORDS])
    rating_1, rating_2, rating_3 = (
        RadioField(
            choices=[SelectChoice(level.value, SAID[level]) for level in JUDGED],
            coerce=_level,
            validate_choice=False,
        )
        for _number in range(POINTS)
    )
    wow_would_be = TextAreaField(_l("What would have made it a Wow?"), validators=[WORDS])
    would_recommend = RadioField(
        _l("Would you recommend me?"),
        choices=[SelectChoice("yes", _l("Yes, gladly")), SelectChoice("no", _l("Not yet"))],
        coerce=_yes,
        validate_choice=False,
    )
    to_whom = StringField(_l("To whom?"), validators=[short()])
    may_quote = BooleanField(_l("You may quote what I wrote, with my name."))

    def __init__(self, survey: Survey, **kwargs: Any) -> None:
        # The address is the right: no cookie speaks for whoever answers, so no token is needed.
        super().__init__(meta={"csrf": False}, obj=survey.answer, **kwargs)
        for number, rating in enumerate(survey.ratings[:POINTS], 1):
            field = self[f"rating_{number}"]
            field.label.text = rating.touchpoint
            if not self.is_submitted():
                field.data = rating.level
        for number in range(len(survey.ratings) + 1, POINTS + 1):
            del self[f"rating_{number}"]

    @property
    def rated(self) -> Sequence[RadioField]:
        return [field for field in self if field.name.startswith("rating_")]

    @property
    def has_more(self) -> bool:
        """Whether anything beyond the face and the reason was said or is wrong."""
        fields = [*self.rated, self.wow_would_be, self.would_recommend, self.to_whom]
        said = any(field.data is not None for field in fields) or self.may_quote.data
        return bool(said or any(field.errors for field in fields))

    def told(self) -> dict[str, Any]:
        """What was said, as receiving.Told takes it."""
        names = ("level", "because", "wow_would_be", "would_recommend", "to_whom", "may_quote")
        said = {name: self[name].data for name in names}
        return {**said, "ratings": tuple(field.data for field in self.rated)}
