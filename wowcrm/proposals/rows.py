"""The rows of a proposal as it is written: items, deliveries, and parts of the price."""

import re
from collections.abc import Container, Iterator
from decimal import Decimal
from typing import Any, cast

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length

from wowcrm.proposals.terms import Delivery, How, Item, Part, When, new_key
from wowcrm.web.forms import TOO_LONG, Form, short, tidy
from wowcrm.web.inputs import AmountField, DayField, PercentField

MOST_ROWS = 60
KEY = re.compile(r"[0-9a-f]{8}", re.ASCII)


class PriceField(AmountField):
    """A price; below nothing it is a discount."""

    least = -AmountField.most

    def bounds(self) -> str:
        return _("Write an amount of 10 million at most.")


class QuantityField(PercentField):
    most = Decimal(100_000)

    def bounds(self) -> str:
        return _("Write a number from 0 to 100,000.")


def _number(value: Any) -> int | None:
    """Read a row's number out of a hidden field; anything else is none."""
    return int(value) if re.fullmatch(r"\d{1,9}", str(value), re.ASCII) else None


def _key(value: Any) -> str:
    """Read the name of a line; one that is none becomes a new one."""
    return value if KEY.fullmatch(str(value)) else new_key()


class Row(wtforms.Form):
    """One row of a letter: tidied like any form, covered by the token of the whole."""

    telling: tuple[str, ...] = ()
    """The fields that make it a row; one in which all of them are blank is none."""

    class Meta:
        bind_field = Form.Meta.bind_field

    def is_blank(self) -> bool:
        return not any(_is_filled(self[name]) for name in self.telling)


def _is_filled(field: wtforms.Field) -> bool:
    """Whether something stands in a field, be it readable or not."""
    return field.data is not None or any(tidy(raw) for raw in field.raw_data or ())


class ItemRow(Row):
    telling = ("what", "details", "price")

    what = StringField(_l("What will you do?"), [short()])
    details = TextAreaField(_l("What does it include?"), [Length(max=2000, message=TOO_LONG)])
    quantity = QuantityField(_l("Number"), default=Decimal(1))
    unit = StringField(_l("Unit"), [Length(max=30, message=TOO_LONG)])
    price = PriceField(_l("For one"))
    tax_rate = PercentField(_l("Tax %"))
    service_id = HiddenField(filters=[_number])

    def item(self, usual_rate: Decimal | None, known: Container[int]) -> Item:
        service_id = cast(int | None, self.service_id.data)
        rate = self.tax_rate.data
        return Item(
            what=self.what.data or "",
            details=self.details.data,
            quantity=self.quantity.data,
            unit=self.unit.data,
            price=self.price.data,
            tax_rate=usual_rate if rate is None else rate,
            service_id=service_id if service_id is not None and service_id in known else None,
        )


class DeliveryRow(Row):
    telling = ("what", "due_on")

    what = StringField(_l("What will be ready?"), [short()])
    due_on = DayField(_l("By which day?"))
    key = HiddenField(filters=[_key])

    def delivery(self) -> Delivery:
        return Delivery(self.what.data or "", self.due_on.data, self.key.data or new_key())


HOW = ((How.SHARE, _l("per cent")), (How.AMOUNT, _l("amount")), (How.REST, _l("the rest")))


class PartRow(Row):
    telling = ("what", "figure", "due_on")

    what = StringField(_l("Called"), [short()])
    how = SelectField(
        _l("As"),
        choices=[SelectChoice(how.value, words) for how, words in HOW],
        coerce=lambda value: next((how for how in How if how == value), How.SHARE),
        validate_choice=False,
    )
    figure = AmountField(_l("How much"))
    when = SelectField(_l("Due"), validate_choice=False, choices=[])
    """Accepted, on a day, or the key of a delivery."""
    due_on = DayField(_l("On which day"))
    key = HiddenField(filters=[_key])

    def is_blank(self) -> bool:
        return self.how.data is not How.REST and super().is_blank()

    def part(self) -> Part:
        key = self.when.data or When.ACCEPTED
        when = When(key) if key in (When.ACCEPTED, When.DAY) else When.MILESTONE
        return Part(
            what=self.what.data,
            how=self.how.data,
            figure=None if self.how.data is How.REST else self.figure.data,
            when=when,
            due_on=self.due_on.data if when is When.DAY else None,
            milestone=key if when is When.MILESTONE else None,
            key=self.key.data or new_key(),
        )


class Rows(FieldList):  # type: ignore[type-arg]
    """Rows of a letter; whatever number a row has, it is read."""

    def __init__(self, row: type[Row], **kwargs: Any) -> None:
        super().__init__(FormField(row), max_entries=MOST_ROWS, **kwargs)

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        for name in formdata:
            if found := re.match(rf"{prefix}-(\d{{1,6}})-", name, re.ASCII):
                yield int(found[1])

    @property
    def forms(self) -> list[Any]:
        return [entry.form for entry in self.entries]

    def filled(self, but: Container[str | None] = ()) -> list[Any]:
        """List the rows in which something stands, and `but` those of these keys."""
        return [
            row
            for row in self.forms
            if not row.is_blank() or ("key" in row and row.key.data in but)
        ]

    def drop(self, place: int) -> None:
        if 0 <= place < len(self.entries):
            self.pop_entry(place)  # type: ignore[call-arg]  # newer than its stubs

    def add(self, data: dict[str, Any] | None = None) -> None:
        if len(self.entries) < MOST_ROWS:
            self.append_entry(data or {"key": new_key()})
