"""What may be typed about a touch."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired

from wowcrm.timeline.models import KIND_WORDS, TOUCHES, Direction, InteractionKind
from wowcrm.web.forms import NotAhead, long, short
from wowcrm.web.inputs import DayField
from wowcrm.web.soon import DueForm


class TouchForm(DueForm):
    """A call, visit, message, e-mail or note, and what was promised on the way.

    `today` is the last day it may be of.
    """

    summary = TextAreaField(
        _l("What happened?"),
        validators=[DataRequired(message=_l("Write a word or two, so that you remember.")), long()],
    )
    kind = RadioField(
        _l("How was it?"),
        choices=[SelectChoice(kind.value, KIND_WORDS[kind]) for kind in TOUCHES],
        coerce=InteractionKind,
        default=InteractionKind.CALL,
    )
    direction = RadioField(
        _l("Who began?"),
        choices=[
            SelectChoice(Direction.OUT.value, _l("I did")),
            SelectChoice(Direction.IN.value, _l("They did")),
        ],
        coerce=Direction,
        default=Direction.OUT,
    )
    chased = BooleanField(_l("They had to chase me"))
    happened_on = DayField(
        _l("When?"), [NotAhead(_l("That day is still to come. When did it happen?"))]
    )
    promised = StringField(_l("What did you promise?"), [short()])

    def validate_due(self, field: Field) -> None:
        if self.promised.data:
            super().validate_due(field)
