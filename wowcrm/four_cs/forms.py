"""Twelve statements, three of each C, each rated on the one scale."""

from typing import Any

from flask_babel import gettext as _
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from wowcrm.four_cs.models import C, Review
from wowcrm.levels.level import JUDGED, ServiceLevel
from wowcrm.web.forms import Form


def _level(value: Any) -> ServiceLevel | None:
    return next((level for level in JUDGED if level == value), None)


class ReviewForm(Form):
    @classmethod
    def about(cls, review: Review | None) -> "ReviewForm":
        """Make the form with a field for each statement, filled in with what was said before."""
        fields = {
            name: RadioField(
                words,
                choices=[SelectChoice(level.value, level.short) for level in JUDGED],
                coerce=_level,
                validate_choice=False,
            )
            for c in C
            for name, words in c.statements
        }
        form: ReviewForm = type("ReviewForm", (cls,), fields)(
            data=dict(review.ratings) if review else {}
        )
        return form

    def fields_of(self, c: C) -> list[RadioField]:
        return [self[name] for name, _words in c.statements]

    @property
    def ratings(self) -> dict[str, ServiceLevel]:
        return {
            field.name: field.data
            for c in C
            for field in self.fields_of(c)
            if field.data is not None
        }

    def refuse_nothing(self) -> None:
        """Say beside the first statement that a look without a rating is none."""
        self.fields_of(C.CULTURE)[0].errors = [_("Rate at least one of them.")]
