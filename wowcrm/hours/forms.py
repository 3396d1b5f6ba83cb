"""When one is at work, and when not."""

from datetime import date, time
from typing import Any

import wtforms
from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, FormField, StringField, ValidationError
from wtforms.validators import DataRequired

from wowcrm.hours.week import DAYS, Hours, Week
from wowcrm.web.forms import Form, short
from wowcrm.web.inputs import DayField, HourField


class DayPart(wtforms.Form):
    """From when until when on one day; both blank: no work."""

    opens = HourField(_l("From"))
    closes = HourField(_l("Until"))

    @property
    def hours(self) -> Hours | None:
        opens, closes = self.opens.data, self.closes.data
        return (
            Hours(opens, closes) if isinstance(opens, time) and isinstance(closes, time) else None
        )

    def validate_closes(self, field: Field) -> None:
        if (self.opens.data is None) != (field.data is None):
            raise ValidationError(_("From when until when? Leave both blank on a free day."))
        if field.data is not None and field.data <= self.opens.data:
            raise ValidationError(_("That is before it begins."))


class WeekForm(Form):
    days = FieldList(FormField(DayPart), min_entries=DAYS, max_entries=DAYS)

    def __init__(self, week: Week, **kwargs: Any) -> None:
        shown = [
            {"opens": day.opens, "closes": day.closes} if day else {"opens": None, "closes": None}
            for day in week.days
        ]
        super().__init__(data={"days": shown}, **kwargs)

    @property
    def rows(self) -> list[tuple[str, DayPart]]:
        names = get_day_names("wide", locale=get_locale() or "en_GB")
        return [(str(names[number]), row.form) for number, row in enumerate(self.days)]

    @property
    def week(self) -> Week:
        return Week(tuple(row.form.hours for row in self.days))


class DaysOffForm(Form):
    from_on = DayField(_l("From which day?"), [DataRequired(message=_l("Which day is it?"))])
    until_on = DayField(_l("Until which day?"))
    why = StringField(_l("What for?"), [short()])

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def validate_until_on(self, field: Field) -> None:
        first, last = self.from_on.data, field.data or self.from_on.data
        if first and last and last < first:
            raise ValidationError(_("That is before the first day."))
        if last and last < self.today:
            raise ValidationError(_("Those days have passed. Which ones did you mean?"))
