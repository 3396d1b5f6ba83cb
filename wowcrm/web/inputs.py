"""Fields for days, hours, amounts and whole numbers that read what people write and refuse the absurd."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, DecimalField, IntegerField, TimeField, ValidationError
from wtforms.validators import Optional
from wtforms.widgets import TextInput

from wowcrm.money import cents

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
MOST = Decimal(10_000_000)


class DayField(DateField):
    """A day; a blank is none."""

    def __init__(self, label: Any = None, validators: Any = (), **kwargs: Any) -> None:
        super().__init__(label, [Optional(), *validators], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("I cannot read that day. Write it like 2027-05-03.")) from None

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not EARLIEST <= self.data <= LATEST:
            raise ValidationError(_("That day is too far away. Is the year right?"))


class HourField(TimeField):
    """An hour of the day; a blank is none."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, [Optional()], format=["%H:%M", "%H:%M:%S"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("I cannot read that hour. Write it like 14:30.")) from None


class AmountField(DecimalField):
    """An amount of money as people type it, to the cent; a blank is none."""

    widget = TextInput()
    least, most = Decimal(0), MOST

    def __init__(self, label: Any = None, validators: Any = (), **kwargs: Any) -> None:
        super().__init__(label, [Optional(), *validators], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data = None
        try:
            amount = Decimal(plain_number(valuelist[0]))
        except InvalidOperation:
            raise ValueError(_("Write an amount in figures, such as 4.50.")) from None
        if not amount.is_finite():
            raise ValueError(_("Write an amount in figures, such as 4.50."))
        self.data = amount

    def pre_validate(self, form: Any) -> None:
        if self.data is None:
            return
        if not self.least <= self.data <= self.most:
            raise ValidationError(self.bounds())
        if self.data != cents(self.data):
            raise ValidationError(_("Two figures after the point, at most."))
        self.data = cents(self.data)

    def bounds(self) -> str:
        return _("Write an amount between 0 and 10 million.")

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else self.write(self.data)

    def write(self, amount: Decimal) -> str:
        """Write it as people type it: without cents where there are none."""
        return f"{amount:.2f}".removesuffix(".00")


class PercentField(AmountField):
    """A share of a hundred; a blank is none."""

    most = Decimal(100)

    def bounds(self) -> str:
        return _("Write a percentage from 0 to 100.")

    def write(self, amount: Decimal) -> str:
        return f"{amount:.2f}".rstrip("0").rstrip(".")


def plain_number(text: str) -> str:
    """Rewrite an amount with a point before its decimals and nothing else in it."""
    text = "".join(text.split()).replace("'", "")
    if "," in text and ("." not in text or text.rfind(",") > text.rfind(".")):
        whole, _comma, decimals = text.rpartition(",")
        # "1,250" is a thousand or so; "1,25" is one and a quarter.
        point = "" if len(decimals) == 3 and "." not in text else "."
        return whole.replace(".", "").replace(",", "") + point + decimals
    return text.replace(",", "")


class CountField(IntegerField):
    """A whole number from 0 to `most`; a blank is none."""

    def __init__(
        self, label: Any = None, validators: Any = (), *, most: int = 10_000, **kwargs: Any
    ) -> None:
        super().__init__(label, [Optional(), *validators], **kwargs)
        self.most = most

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Write a whole number.")) from None

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not 0 <= self.data <= self.most:
            raise ValidationError(_("Write a number from 0 to %(most)d.", most=self.most))
