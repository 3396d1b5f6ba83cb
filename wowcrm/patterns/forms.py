"""One form with every kind of field, for the page of patterns."""

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Optional

from wowcrm.levels.level import JUDGED, SHORT
from wowcrm.web.forms import Form


class EveryField(Form):
    """All fields in one form; without a smile it is refused."""

    smile = StringField(
        _("What would make Ben smile?"),
        validators=[InputRequired(_("Write a word or two, so that you know what you meant."))],
    )
    story = TextAreaField(_("What did he tell you?"))
    planned_for = DateField(_("When?"), validators=[Optional()])
    cost = DecimalField(_("What may it cost?"), validators=[Optional()])
    occasion = SelectField(
        _("For which occasion?"),
        choices=[SelectChoice("", _("None in particular")), SelectChoice("b", _("His birthday"))],
        validators=[Optional()],
    )
    how = RadioField(
        _("How did you speak?"),
        choices=[
            SelectChoice("call", _("Call")),
            SelectChoice("visit", _("Visit")),
            SelectChoice("message", _("Message")),
        ],
        default="call",
    )
    level = RadioField(
        _("How well is this need served?"),
        choices=[SelectChoice(level.value, SHORT[level]) for level in JUDGED],
        default="meets",
    )
    essential = BooleanField(_("Essential: without it he would leave"))
    contacts = FileField(_("Which file shall I read?"))
