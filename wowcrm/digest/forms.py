"""How often, when and where the digest comes."""

from datetime import time

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Email

from wowcrm.digest.models import HALF_PAST_SEVEN, RHYTHM_WORDS, Rhythm
from wowcrm.web.forms import Form, short
from wowcrm.web.inputs import HourField

WEEKDAYS = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)


class DigestForm(Form):
    rhythm = RadioField(
        _l("How often shall I write to you?"),
        choices=[SelectChoice(each.value, RHYTHM_WORDS[each]) for each in Rhythm],
        coerce=Rhythm,
        default=Rhythm.NEVER,
    )
    hour = HourField(
        _l("At which hour?"),
        default=HALF_PAST_SEVEN,
        description=_l("On your clock, in summer as in winter."),
    )
    weekday = SelectField(
        _l("On which day?"),
        choices=[SelectChoice(number, words) for number, words in enumerate(WEEKDAYS)],
        coerce=int,
        default=0,
    )
    address = EmailField(
        _l("To which address?"),
        [
            DataRequired(message=_l("An address, please, or there is nowhere to write to.")),
            short(),
            Email(_l("That does not look like an e-mail address, such as nora@example.com.")),
        ],
    )

    @property
    def at(self) -> time:
        return self.hour.data or HALF_PAST_SEVEN
