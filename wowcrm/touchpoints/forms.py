"""What may be typed about touchpoints, and how all of them are looked at once a year."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from wowcrm.levels.level import JUDGED, ServiceLevel
from wowcrm.touchpoints.models import CONTACT_WORDS, PHASE_WORDS, Contact, Phase, Touchpoint
from wowcrm.web.forms import TOO_LONG, Form, short
from wowcrm.web.inputs import CountField

LINE = Length(max=500, message=TOO_LONG)


def _level(value: Any) -> ServiceLevel | None:
    return next((level for level in JUDGED if level == value), None)


def _levels(label: Any = None, **kwargs: Any) -> RadioField:
    return RadioField(
        label,
        choices=[SelectChoice(level.value, level.short) for level in JUDGED],
        coerce=_level,
        validate_choice=False,
        **kwargs,
    )


class TouchpointForm(Form):
    name = StringField(
        _l("Where do they meet you?"),
        [DataRequired(message=_l("Give it a name, such as “The bill”.")), short()],
    )
    phase = RadioField(
        _l("When is it?"),
        choices=[SelectChoice(phase.value, PHASE_WORDS[phase]) for phase in Phase],
        coerce=Phase,
        default=Phase.DURING,
    )
    contact = SelectField(
        _l("What kind of contact is it?"),
        choices=[SelectChoice(kind.value, CONTACT_WORDS[kind]) for kind in Contact],
        coerce=Contact,
        default=Contact.SERVICE,
    )
    usual = TextAreaField(_l("What do others in your trade usually do?"), [LINE])
    promise = TextAreaField(_l("What is your standard?"), [LINE])
    wow = TextAreaField(_l("What would make it a wow?"), [LINE])
    steps = CountField(_l("How many steps is it for them?"), most=99)
    waits = CountField(_l("How many days do they wait?"), most=999)
    chases = CountField(_l("How often must they ask?"), most=99)


class RateForm(Form):
    level = _levels(
        _l("How is it, honestly?"),
        validators=[DataRequired(message=_l("Choose the step that comes closest."))],
    )


class LookForm(Form):
    """How each touchpoint is, all of them at once; what is left alone stays as it is."""

    touchpoints: list[Touchpoint]

    @classmethod
    def over(cls, touchpoints: Iterable[Touchpoint]) -> "LookForm":
        points = list(touchpoints)
        fields = {f"level_{point.id}": _levels(point.name) for point in points}
        form: LookForm = type("LookForm", (cls,), fields)()
        form.touchpoints = points
        return form

    def field_of(self, touchpoint: Touchpoint) -> RadioField:
        field: RadioField = self[f"level_{touchpoint.id}"]
        return field

    @property
    def ratings(self) -> Iterator[tuple[Touchpoint, ServiceLevel]]:
        for point in self.touchpoints:
            if level := self.field_of(point).data:
                yield point, level

    def refuse_nothing(self) -> None:
        """Say beside the first one that a look without a rating is none."""
        if self.touchpoints:
            self.field_of(self.touchpoints[0]).errors = [_("Rate at least one of them.")]
