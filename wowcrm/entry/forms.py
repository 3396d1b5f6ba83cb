"""The concepts' own forms, with the big choices that spare typing on a phone."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from wowcrm.clients.models import Client
from wowcrm.delights.forms import DelightForm
from wowcrm.needs.forms import NeedForm
from wowcrm.promises.forms import PromiseForm
from wowcrm.recoveries.forms import ComplaintForm
from wowcrm.reminders.forms import ReminderForm
from wowcrm.timeline.forms import TouchForm
from wowcrm.timeline.models import TOUCHES, InteractionKind


class Day(StrEnum):
    TODAY = "today"
    YESTERDAY = "yesterday"
    OTHER = "other"


class TouchEntry(TouchForm):
    """A touch whose day is mostly one of two."""

    day = RadioField(
        _l("When?"),
        choices=[
            SelectChoice(Day.TODAY.value, _l("Today")),
            SelectChoice(Day.YESTERDAY.value, _l("Yesterday")),
            SelectChoice(Day.OTHER.value, _l("Another day")),
        ],
        coerce=Day,
        default=Day.TODAY,
    )

    def __init__(self, *args: Any, today: date, kind: str | None = None, **kwargs: Any) -> None:
        began = {"kind": InteractionKind(kind)} if kind in TOUCHES else {}
        super().__init__(*args, today=today, data=began, **kwargs)
        self.happened_on.label.text = _("Which day was it?")

    @property
    def on(self) -> date:
        if self.day.data is Day.OTHER and self.happened_on.data:
            return self.happened_on.data
        return self.today - timedelta(days=self.day.data is Day.YESTERDAY)

    def validate_day(self, field: Field) -> None:
        if field.data is Day.OTHER and not self.happened_on.data and not self.happened_on.errors:
            raise ValidationError(_("Which day was it?"))


class PromiseEntry(PromiseForm):
    """A promise: what, and a tap for the day."""


class NeedEntry(NeedForm):
    """A need, by what they came for."""


class DelightEntry(DelightForm):
    """A surprise for somebody who may still have to be chosen."""

    def __init__(self, *args: Any, client: Client, today: date, **kwargs: Any) -> None:
        super().__init__(*args, client=client, today=today, **kwargs)
        if not client.name:
            self.what.label.text = _("What would make them smile?")


class ComplaintEntry(ComplaintForm):
    """What went wrong for somebody who may still have to be chosen."""


class ReminderEntry(ReminderForm):
    """Something not to forget, about somebody or about nothing in particular."""
