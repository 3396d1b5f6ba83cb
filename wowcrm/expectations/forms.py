"""What may be typed about how two people work together."""

from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    FieldList,
    FormField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length

from wowcrm.expectations.models import Terms, Unit
from wowcrm.expectations.rhythm import LAST, Every, Line, by_words
from wowcrm.web.forms import TOO_LONG, Form, tidy
from wowcrm.web.inputs import CountField

MOST_LINES, BLANK_LINES, LONGEST_LINE = 4, 2, 80
"""All of a sheet fits on one side of paper, and in a client's head."""


def on_one_sheet(most: int) -> Length:
    return Length(max=most, message=_l("So that it fits on one sheet: %(max)d characters at most."))


def few_lines(most: int) -> Any:
    def check(_form: object, field: Field) -> None:
        if len((field.data or "").splitlines()) > most:
            raise ValidationError(
                _("So that it fits on one sheet: %(num)d lines at most.", num=most)
            )

    return check


def short_lines(_form: object, field: Field) -> None:
    if any(len(line) > LONGEST_LINE for line in (field.data or "").splitlines()):
        raise ValidationError(
            _("So that it fits on one sheet: %(num)d characters a line at most.", num=LONGEST_LINE)
        )


def points(question: Any) -> TextAreaField:
    """Ask for a few things, a line each."""
    return TextAreaField(question, [few_lines(4), short_lines])


class LineForm(wtforms.Form):
    """One thing that comes round; a blank line is none."""

    what = StringField(_l("What do they get?"), [Length(max=60, message=TOO_LONG)], [tidy])
    by = SelectField(_l("By when?"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by.choices = rhythms()

    @property
    def line(self) -> Line | None:
        """Read "month-5" as the 5th of each month; None for what is none."""
        every, _dash, day = (self.by.data or "").partition("-")
        most = 7 if every == Every.WEEK else LAST
        if every not in list(Every) or not day.isdecimal() or not 1 <= int(day) <= most:
            return None
        return Line(self.what.data or "", Every(every), int(day))

    def validate_by(self, field: Field) -> None:
        if self.what.data and self.line is None:
            raise ValidationError(_("By which day?"))

    def validate_what(self, field: Field) -> None:
        if not field.data and self.line is not None:
            raise ValidationError(_("What comes round on that day?"))


def rhythms() -> dict[str, list[SelectChoice]]:
    """List the days on which something may come round, by how often."""
    return {
        "": [SelectChoice("", _("by when?"))],
        _("Each week"): _days(Every.WEEK, 7),
        _("Each month"): _days(Every.MONTH, LAST),
        _("Each quarter"): _days(Every.QUARTER, LAST),
    }


def _days(every: Every, last: int) -> list[SelectChoice]:
    return [SelectChoice(f"{every}-{day}", by_words(every, day)) for day in range(1, last + 1)]


class TermsForm(Form):
    """Everything that stands on a sheet; all of it may be left open."""

    channel = StringField(_l("How are you best reached?"), [on_one_sheet(90)])
    contact_procedure = TextAreaField(
        _l("What happens when they write or call?"), [on_one_sheet(240), few_lines(3)]
    )
    reply_within = CountField(_l("How soon do you reply?"), most=60)
    reply_unit = SelectField(
        _l("In hours, or working days?"),
        choices=[
            SelectChoice(Unit.HOURS.value, _l("hours")),
            SelectChoice(Unit.WORKING_DAYS.value, _l("working days")),
        ],
        coerce=Unit,
        default=Unit.WORKING_DAYS,
    )
    hours = StringField(_l("When do you work?"), [on_one_sheet(90)])
    rhythm = FieldList(FormField(LineForm), max_entries=MOST_LINES)
    progress_every = CountField(_l("How often do they hear how things stand?"), most=365)
    from_me = points(_l("What else do they get from you, and when?"))
    from_client = points(_l("What do you need from them, and when?"))
    not_included = points(_l("What is not included?"))

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        told = {name: getattr(terms, name) for name in self.PLAIN}
        lines = [{"what": line.what, "by": f"{line.every}-{line.day}"} for line in terms.lines]
        super().__init__(*args, data={**told, "rhythm": lines}, **kwargs)

    PLAIN = (
        "channel",
        "contact_procedure",
        "reply_within",
        "reply_unit",
        "hours",
        "progress_every",
        "from_me",
        "from_client",
        "not_included",
    )

    def add_blank_lines(self) -> None:
        """Leave room for more of what comes round."""
        for _number in range(min(MOST_LINES - len(self.rhythm.entries), BLANK_LINES)):
            self.rhythm.append_entry()

    @property
    def lines(self) -> list[Line]:
        told = [entry.form.line for entry in self.rhythm.entries if entry.form.what.data]
        return list(dict.fromkeys(line for line in told if line is not None))

    def tell(self, terms: Terms) -> None:
        """Put on a sheet what was typed."""
        for name in self.PLAIN:
            setattr(terms, name, self[name].data)
        terms.reply_within = self.reply_within.data or None
        terms.progress_every = self.progress_every.data or None
        terms.rhythm = [line.frozen() for line in self.lines]
