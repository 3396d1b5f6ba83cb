"""What may be typed when a wow becomes a standard."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired

from wowcrm.web.forms import Form, short


class PromoteForm(Form):
    promise = StringField(
        _l("What do you promise everyone from now on?"),
        [
            DataRequired(message=_l("Say it as a promise, such as “Call back within a day”.")),
            short(),
        ],
    )
    checklist = SelectField(
        _l("On which checklist?"),
        coerce=lambda value: int(value) if str(value).isdecimal() and len(str(value)) < 10 else 0,
    )

    def __init__(self, *args: Any, checklists: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checklist.choices = list(checklists)
