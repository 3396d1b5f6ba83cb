"""What may be typed about surprises, and about ideas for them."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from wowcrm import when
from wowcrm.delights.models import REACTION_WORDS, Delight, Reaction, given_before
from wowcrm.delights.reasons import soon
from wowcrm.delights.words import FIT_WORDS
from wowcrm.web.forms import TOO_LONG, Form, short
from wowcrm.web.inputs import AmountField, CountField, DayField

if TYPE_CHECKING:
    from wowcrm.clients.models import Client

A_WEEK = timedelta(days=7)


def _number(value: Any) -> int | None:
    """Read a row's number out of a hidden field; anything else is none."""
    return int(value) if str(value).isdecimal() and len(str(value)) < 19 else None


def _reaction(value: Any) -> Reaction | None:
    return next((one for one in Reaction if one == value), None)


class DelightForm(Form):
    """A surprise for a client; what was given before is refused."""

    what = TextAreaField(
        _l("What would make them smile?"),
        validators=[
            DataRequired(message=_l("Write a word or two, so that you know what you meant.")),
            Length(max=500, message=TOO_LONG),
        ],
    )
    planned_for = DayField(_l("For which day?"))
    cost = AmountField(_l("What may it cost?"))
    occasion = StringField(_l("For which occasion?"), validators=[short()])
    idea_id = HiddenField(filters=[_number])

    def __init__(
        self,
        *args: Any,
        client: "Client",
        today: date,
        delight: Delight | None = None,
        data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        chosen = {"planned_for": soon(today), **(data or {})}
        super().__init__(*args, obj=delight, data=chosen, **kwargs)
        self.client, self.today, self.delight = client, today, delight
        self.what.label.text = _("What would make %(name)s smile?", name=client.short_name)

    @property
    def day(self) -> date:
        return self.planned_for.data or soon(self.today)

    @property
    def chosen_idea(self) -> int | None:
        """The number of the idea it comes from."""
        return cast(int | None, self.idea_id.data)

    def validate_what(self, field: Field) -> None:
        """Never the same surprise twice: say when it was given, so that another can be chosen."""
        idea_id = self.delight.idea_id if self.delight else self.chosen_idea
        wanted = Delight(what=field.data, idea_id=idea_id)
        others = [one for one in self.client.delights if one is not self.delight]
        before = given_before(others, wanted, on=self.today)
        if before is not None:
            raise ValidationError(repeated(before, self.today))


class CorrectForm(DelightForm):
    """The same of a surprise that was delivered: it has a day behind it, not ahead."""

    delivered_on = DayField(_l("When was it?"))

    @property
    def day(self) -> date:
        return self.delivered_on.data or self.today

    def validate_delivered_on(self, field: Field) -> None:
        _not_ahead(field, self.today)


class DeliverForm(Form):
    """When it was, and what it cost; both may be left as they are."""

    on = DayField(_l("When was it?"))
    cost = AmountField(_l("What did it cost?"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, data={"on": today}, **kwargs)
        self.today = today

    @property
    def day(self) -> date:
        return self.on.data or self.today

    def validate_on(self, field: Field) -> None:
        _not_ahead(field, self.today)


class ReactionForm(Form):
    reaction = RadioField(
        _l("How did they take it?"),
        choices=[SelectChoice(one.value, REACTION_WORDS[one]) for one in Reaction],
        coerce=_reaction,
        validators=[DataRequired(message=_l("Tap the one that comes closest."))],
        validate_choice=False,
    )
    reaction_words = TextAreaField(
        _l("What did they say?"), validators=[Length(max=2000, message=TOO_LONG)]
    )

    def __init__(self, *args: Any, client: "Client", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = client.short_name
        self.reaction.label.text = _("How did %(name)s take it?", name=name)
        self.reaction_words.label.text = _("What did %(name)s say?", name=name)


class PostponeForm(Form):
    """Another day; a week later where none is named."""

    to = DayField(_l("To which day?"))

    def __init__(self, *args: Any, planned_for: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.later = today, max(planned_for, today) + A_WEEK

    @property
    def day(self) -> date:
        return self.to.data or self.later

    def validate_to(self, field: Field) -> None:
        if field.data is not None and field.data < self.today:
            raise ValidationError(_("That day is gone. Which day ahead would suit?"))


class IdeaForm(Form):
    text = TextAreaField(
        _l("What could surprise somebody?"),
        validators=[
            DataRequired(message=_l("Write the idea in a line, concrete enough to do.")),
            Length(max=500, message=TOO_LONG),
        ],
    )
    minutes = CountField(_l("How many minutes does it take?"))
    cost = AmountField(_l("What does it cost?"))
    fits = SelectMultipleField(
        _l("When does it fit?"),
        choices=[SelectChoice(fit, words) for fit, words in FIT_WORDS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def repeated(before: Delight, today: date) -> str:
    """Say which surprise stands in the way, and when it was or will be."""
    name = before.client.short_name
    if before.delivered_on is None:
        day = when.day(before.planned_for, today)
        return _("You have planned this for %(name)s already, for %(day)s.", name=name, day=day)
    day = when.day(before.delivered_on, today)
    return _("You gave %(name)s this on %(day)s.", name=name, day=day)


def _not_ahead(field: Field, today: date) -> None:
    if field.data is not None and field.data > today:
        raise ValidationError(_("That day is still to come. When was it?"))
