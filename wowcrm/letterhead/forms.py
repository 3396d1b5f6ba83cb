"""What stands at the head of papers, and how prices are reckoned."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length

from wowcrm.web.forms import TOO_LONG, Form, short
from wowcrm.web.inputs import CountField, PercentField


def lines() -> Length:
    return Length(max=500, message=TOO_LONG)


class LetterheadForm(Form):
    address = TextAreaField(
        _l("Where are you found?"),
        [lines()],
        description=_l("As it should stand on paper, a line each; an e-mail address too."),
    )
    phone = StringField(_l("Which number may clients ring?"), [short()])
    website = StringField(_l("Do you have a website?"), [short()])
    registered_as = TextAreaField(
        _l("What must stand on your papers by law?"),
        [lines()],
        description=_l("A company or tax number, a register; it goes to the foot."),
    )
    pays_to = TextAreaField(
        _l("How do clients pay you?"),
        [lines()],
        description=_l("An account, a name, a link. I never move money, I only say where it goes."),
    )
    tax_name = StringField(
        _l("What is the tax on your sales called?"),
        [Length(max=30, message=TOO_LONG)],
        description=_l("VAT, GST, PVN. Blank: you charge none."),
    )
    tax_rate = PercentField(_l("What is its usual rate?"))
    prices_include_tax = RadioField(
        _l("When you name a price, is the tax in it?"),
        choices=[
            SelectChoice("", _l("No, it comes on top")),
            SelectChoice("yes", _l("Yes, it is included")),
        ],
        coerce=lambda value: value in ("yes", True),
        validate_choice=False,
        default=False,
    )
    capacity = CountField(
        _l("How many engagements can you look after well at once?"),
        description=_l("Beyond that I ask before you promise more. Blank: no limit."),
        most=1000,
    )

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """A blank rate is refused where the tax has a name; a blank field is not looked at alone."""
        valid = super().validate(*args, **kwargs)
        if self.tax_name.data and self.tax_rate.data is None and not self.tax_rate.errors:
            self.tax_rate.errors = [_("Which percentage is usual? 0 will do.")]
            return False
        return bool(valid)

    def validate_tax_name(self, field: Field) -> None:
        if self.tax_rate.data and not field.data:
            raise ValidationError(_l("What is it called? Clients read it on your papers."))

    def validate_capacity(self, field: Field) -> None:
        if field.data == 0:
            raise ValidationError(_l("One at least; leave it blank for no limit."))
