"""What was written into a field, read as its kind has it, and said again in words."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import gettext as _

from wowcrm import when
from wowcrm.clients.models import fold
from wowcrm.custom_fields.models import NO, YES, CustomField, FieldKind
from wowcrm.data import cells
from wowcrm.data.habits import Habits

LONGEST = 1000
MOST = Decimal(10) ** 15
MOST_FIGURES = 30
YESES = {"yes", "y", "true", "1", "x", "да", "ja", "jah", "jā"}
NOES = {"no", "n", "false", "0", "не", "нет", "ne", "nein", "ei", "nē"}


class NotThat(ValueError):
    """What was written cannot stand in the field; says what can."""


def read(field: CustomField, text: str, habits: Habits) -> str | None:
    """Read what people write; None for a blank, NotThat for what the field cannot hold."""
    text = cells.line(text)
    if not text:
        return None
    if len(text) > LONGEST:
        raise NotThat(_("That is longer than I can keep: %(max)d characters at most.", max=LONGEST))
    return READERS[field.kind](field, text, habits)


def _text(_field: CustomField, text: str, _habits: Habits) -> str:
    return text


def _number(_field: CustomField, text: str, habits: Habits) -> str:
    try:
        number = Decimal(_plain(text, comma=habits.separator == ";"))
    except InvalidOperation:
        raise NotThat(_("Write a number in figures, such as 4.5.")) from None
    # Counted first: a power in the millions is more than can even be compared.
    if not number.is_finite() or _figures(number) > MOST_FIGURES or abs(number) >= MOST:
        raise NotThat(_("That number is too long for me."))
    return _shortest(number)


def _figures(number: Decimal) -> int:
    """Count the figures that it takes to write a number; "1e999999999" takes more than there is room for."""
    _sign, figures, power = number.as_tuple()
    return max(len(figures) + max(int(power), 0), -int(power))


def _plain(text: str, *, comma: bool) -> str:
    """Rewrite a number with a point before its decimals: "1 234,5" and "1,234.5" alike.

    "1,250" is a thousand or so, unless a comma begins decimals where the trader lives.
    """
    text = re.sub(r"[\s'’]", "", text)
    if text.count(",") == 1 and "." not in text:
        thousands = not comma and re.search(r",\d{3}$", text)
        return text.replace(",", "" if thousands else ".")
    if text.rfind(",") > text.rfind("."):
        return text.replace(".", "").replace(",", ".")
    return text.replace(",", "")


def _shortest(number: Decimal) -> str:
    written = f"{number:f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if written in ("", "-0") else written


def _day(_field: CustomField, text: str, habits: Habits) -> str:
    try:
        day = cells.day(text, habits)
    except (ValueError, OverflowError):
        day = None
    if day is None or day.year is None or not 1 <= day.year <= 9999:
        raise NotThat(_("I cannot read that day. Write it like 2027-05-03."))
    return date(day.year, day.month, day.day).isoformat()


def _choice(field: CustomField, text: str, _habits: Habits) -> str:
    if text in field.choices:
        return text
    found = next((choice for choice in field.choices if fold(choice) == fold(text)), None)
    if found is None:
        raise NotThat(_("It is one of these: %(choices)s.", choices=", ".join(field.choices)))
    return found


def _yes_no(_field: CustomField, text: str, _habits: Habits) -> str:
    word = text.casefold()
    if word in YESES or word == _("yes"):
        return YES
    if word in NOES or word == _("no"):
        return NO
    raise NotThat(_("It is yes or no."))


def _link(_field: CustomField, text: str, _habits: Habits) -> str:
    whole = text if re.match(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE) else f"https://{text}"
    try:
        parts = urlsplit(whole)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme.lower() not in {"http", "https"} or "." not in parts.netloc or " " in whole:
        raise NotThat(_("A link looks like example.com/page."))
    return whole


READERS = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DAY: _day,
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _yes_no,
    FieldKind.LINK: _link,
}


def said(kind: FieldKind, text: str, today: date) -> str:
    """Say a value in words: "3 May 2027", "Yes", "1,234.5"."""
    if kind is FieldKind.YES_NO:
        return _("Yes") if text == YES else _("No")
    if kind is FieldKind.DAY:
        try:
            return when.day(date.fromisoformat(text), today)
        except ValueError:
            return text
    if kind is FieldKind.NUMBER:
        try:
            return str(
                format_decimal(
                    Decimal(text), locale=get_locale() or "en_GB", decimal_quantization=False
                )
            )
        except InvalidOperation:
            return text
    return re.sub(r"^https?://(www\.)?", "", text).rstrip("/") if kind is FieldKind.LINK else text
