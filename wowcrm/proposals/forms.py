"""A proposal as it is written: a letter with rows of items, deliveries and parts of the price."""

import re
from collections.abc import Container, Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired

from wowcrm.proposals.rows import DeliveryRow, ItemRow, PartRow, Rows
from wowcrm.proposals.terms import Item, Terms, When
from wowcrm.web.forms import Form, long, short
from wowcrm.web.inputs import DayField

if TYPE_CHECKING:
    from wowcrm.proposals.missing import Lack
    from wowcrm.services.models import Service


class BeginForm(Form):
    title = StringField(
        _l("What would you like to do for them?"),
        [DataRequired(message=_l("A few words, please: they head the letter.")), short()],
    )


class ProposalForm(Form):
    title = StringField(
        _l("What is it about?"),
        [DataRequired(message=_l("A few words, please: they head the letter.")), short()],
    )
    opening = TextAreaField(_l("How does your letter begin?"), [long()])
    items = Rows(ItemRow)
    includes_tax = RadioField(
        _l("These prices are"),
        choices=[SelectChoice("", _l("without tax")), SelectChoice("yes", _l("with tax"))],
        coerce=lambda value: value in ("yes", True),
        validate_choice=False,
    )
    excluded = TextAreaField(_l("What is not included?"), [long()])
    deliveries = Rows(DeliveryRow)
    parts = Rows(PartRow)
    needed = TextAreaField(_l("What do you need from them?"), [long()])
    valid_until = DayField(_l("Until when may they say yes?"))

    @classmethod
    def showing(cls, terms: Terms) -> "ProposalForm":
        """The form with a draft in it; rows to write in stand ready."""
        form = cls(formdata=None, data=typed(terms))
        form.offer_rows()
        return form

    def press(self, what: str, where: str) -> bool:
        """Add a row, or take one away, as a button says; tell whether there is such a button."""
        name, _dash, number = where.partition("-")
        if name not in self.lists:
            return False
        if what == "add":
            self.lists[name].add()
        elif re.fullmatch(r"\d{1,4}", number, re.ASCII):
            self.lists[name].drop(int(number))
        return True

    def take(self, service: "Service") -> None:
        """Take a service over as another item; a blank row makes room for it."""
        for place, row in enumerate(self.items.forms):
            if row.is_blank():
                self.items.drop(place)
                break
        item = Item(
            what=service.name,
            details=service.details,
            unit=service.unit,
            price=service.price,
            tax_rate=service.tax_rate,
            service_id=service.id,
        )
        self.items.add(asdict(item))

    @property
    def lists(self) -> dict[str, Rows]:
        return {"items": self.items, "deliveries": self.deliveries, "parts": self.parts}

    def offer_rows(self) -> None:
        """Let each list have a row to write in, and each part know the deliveries."""
        for rows in self.lists.values():
            if not rows.entries:
                rows.add()
        choices = [
            SelectChoice(When.ACCEPTED.value, _("when you accept")),
            SelectChoice(When.DAY.value, _("on a day")),
        ]
        for number, row in enumerate(self.deliveries.forms, 1):
            named = row.what.data or _("delivery %(number)d", number=number)
            choices.append(SelectChoice(row.key.data, _("with “%(what)s”", what=named)))
        for row in self.parts.forms:
            row.when.choices = choices

    @property
    def filled(self) -> dict[str, list[Any]]:
        """The rows that count: blank ones do not, but for a delivery that a part waits for."""
        parts = self.parts.filled()
        awaited = {row.when.data for row in parts}
        return {
            "items": self.items.filled(),
            "deliveries": self.deliveries.filled(but=awaited),
            "parts": parts,
        }

    def terms(self, tax: tuple[str, Decimal | None] | None, known: Container[int]) -> Terms:
        """What is written; `tax` is its name and usual rate, `known` are services to be named."""
        name, rate = tax or (None, None)
        filled = self.filled
        return Terms(
            title=self.title.data or "",
            opening=self.opening.data,
            items=tuple(row.item(rate, known) for row in filled["items"]),
            excluded=self.excluded.data,
            deliveries=tuple(row.delivery() for row in filled["deliveries"]),
            parts=tuple(row.part() for row in filled["parts"]),
            needed=self.needed.data,
            valid_until=self.valid_until.data,
            includes_tax=bool(self.includes_tax.data),
            tax_name=name,
        )

    def object(self, lacks: Iterable["Lack"]) -> bool:
        """Put each lack beside its field; tell whether there was none."""
        self.offer_rows()
        found = False
        for lack in lacks:
            found = True
            field = self._find(lack.place)
            field.errors = [*field.errors, lack.words]
        for rows in self.lists.values():
            errors = [entry.errors for entry in rows.entries]
            rows.errors = errors if any(errors) else []
        return not found

    def _find(self, place: str) -> wtforms.Field:
        name, _dash, rest = place.partition("-")
        if not rest:
            return self[name]
        number, _dash, column = rest.partition("-")
        # Where nothing stands yet, the first row waits for it.
        rows = self.filled[name] or self.lists[name].forms
        return rows[int(number)][column]


def typed(terms: Terms) -> dict[str, Any]:
    """A draft in the words of the form."""
    return {
        "title": terms.title,
        "opening": terms.opening,
        "items": [asdict(item) for item in terms.items],
        "includes_tax": terms.includes_tax,
        "excluded": terms.excluded,
        "deliveries": [asdict(each) for each in terms.deliveries],
        "parts": [
            {
                "what": part.what,
                "how": part.how.value,
                "figure": part.figure,
                "when": part.milestone if part.when is When.MILESTONE else part.when.value,
                "due_on": part.due_on,
                "key": part.key,
            }
            for part in terms.parts
        ],
        "needed": terms.needed,
        "valid_until": terms.valid_until,
    }
