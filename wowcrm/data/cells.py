"""What one cell says: an e-mail, a phone, a day, an amount, tags."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

import phonenumbers
from babel.dates import get_month_names
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from wowcrm.data import dialling
from wowcrm.data.habits import Habits

LIST = re.compile(r"(?:(?<!\s)\s*+)?:::\s*")
"""Google puts several values into one cell, with three colons between them."""

ORDINARY_EMAIL = re.compile(
    r"([A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@)"
    r"((?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+"
    r"(?!(?i:arpa|invalid|local|localhost|onion|test)$)[A-Za-z]{2,24})"
)
LONGEST_ORDINARY = 64
LONGEST_DAY = 100
"""Letters of a day; what goes on for pages would be gone through for minutes."""
CONTROLS = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
VANISHING = re.compile("[\0\ufeff]")
SYSTEM_GROUPS = {"mycontacts", "my contacts", "starred", "starred in android", "other contacts"}


class Day(NamedTuple):
    month: int
    day: int
    year: int | None


def line(text: str) -> str:
    """Tidy a text that has one line: no control characters, single spaces."""
    if text.isprintable():  # What is not: controls, and all blanks but the plain one.
        return " ".join(text.split()) if "  " in text else text.strip()
    return " ".join(_without_controls(text).split())


def prose(text: str) -> str:
    """Tidy a text that may have several lines."""
    if text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(_without_controls(row).rstrip() for row in text.split("\n")).strip()


def _without_controls(text: str) -> str:
    return CONTROLS.sub(" ", VANISHING.sub("", text))


def values(cell: str) -> list[str]:
    """Take apart a cell with several values."""
    return [value for value in LIST.split(cell) if value.strip()] if ":::" in cell else [cell]


def label(cell: str) -> tuple[str, bool]:
    """Read a label, and whether Google's star marks its value as the first to use."""
    text = line(cell)
    return text.removeprefix("*").strip(), text.startswith("*")


def emails(cell: str) -> list[str]:
    """Find the addresses in a cell; what is no address is given back as it is."""
    text = line(cell).removeprefix("mailto:")
    if text.lower().startswith(("/o=", "/cn=", "ex:/")):
        return []  # An address inside a company's Exchange server leads nowhere outside it.
    parts = [text] if text.count("@") < 2 else re.split(r"[\s,;|/]+", text)
    return [_inside_brackets(part) for part in parts if part.strip()]


def _inside_brackets(text: str) -> str:
    found = re.search(r"<([^<>]+)>", text)
    return (found[1] if found else text).strip()


def email(text: str) -> str | None:
    """Return the address as it is written properly, or None for what is none."""
    if ordinary := ordinary_email(text):
        return ordinary
    try:
        return validate_email(text, check_deliverability=False).normalized
    except (EmailNotValidError, ValueError):
        return None


def ordinary_email(text: str) -> str | None:
    """Return an address that looks like most, as checking it with all the rules would."""
    found = ORDINARY_EMAIL.fullmatch(text)
    if found is None or len(text) > LONGEST_ORDINARY:
        return None
    return found[1] + found[2].lower()


def phones(cell: str) -> list[str]:
    """Take apart a cell with several phones."""
    text = line(cell)
    parts = [part.strip() for part in re.split(r"[;,|]|\s/\s", text)]
    if all(sum(letter.isdigit() for letter in part) >= 5 for part in parts):
        return parts
    return [text] if any(letter.isalnum() for letter in text) else []


def phone(text: str, region: str | None) -> str | None:
    """Return the number in international form, or None for what is none here."""
    plain = dialling.plain(text)
    if plain is not None:
        return plain or None
    number = _parsed(text.removeprefix("tel:"), region)
    if number is None:
        return None
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{written} ext. {number.extension}" if number.extension else written


def _parsed(text: str, region: str | None) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def apart(tag: str) -> str:
    """Write a tag so that no three colons stand in it, which divide tags in our own files."""
    return re.sub(r":(?=[:\\])", r":\\", tag) if ":" in tag else tag


def tags(cell: str, own: bool = False, whole: bool = False) -> list[str]:
    """Read tags; in our own files and in cards only three colons divide, so any name survives."""
    if own or whole or ":::" in cell:
        parts = LIST.split(cell)
    else:
        parts = re.split(r"[;|\n]" if re.search(r"[;|\n]", cell) else ",", cell)
    named = [line(part) for part in parts]
    if own:
        return [name.replace(":\\", ":") for name in named if name]
    return [
        name
        for name in named
        if name and not name.startswith("* ") and name.casefold() not in SYSTEM_GROUPS
    ]


def amount(cell: str) -> Decimal | None:
    """Read an amount as people write it: 1,234.50 · 1.234,50 · 1 234,50 € · 1234."""
    text = re.sub(r"[^\d.,\-]", "", cell)
    mark = max(text.rfind("."), text.rfind(","))
    decimals = len(text) - mark - 1
    # One mark with three digits behind it divides thousands; with one or two it begins cents.
    if mark >= 0 and (decimals != 3 or (text.count(".") and text.count(","))):
        text = re.sub(r"[.,]", "", text[:mark]) + "." + text[mark + 1 :]
    else:
        text = re.sub(r"[.,]", "", text)
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found.quantize(Decimal("0.01")) if abs(found) < Decimal("1e12") else None


# Days


def day(cell: str, habits: Habits) -> Day | None:
    """Read a day as people write it; ValueError for what is none, None for an empty one."""
    text = line(cell).strip(" .")
    if len(text) > LONGEST_DAY:
        raise ValueError("no day is written in so many letters")
    if not re.search(r"[1-9]", text):
        if not text or re.fullmatch(r"[0/.\-: ]*", text):
            return None  # Outlook writes 0/0/00 for no day.
        raise ValueError(cell)
    text = re.sub(r"(?<=\d)[T ,]+\d{1,2}:\d{2}.*$", "", text)
    return _numbers(text, habits) or _words(text, habits)


def day_first(cells: list[str]) -> bool | None:
    """Whether a column writes the day before the month; None where it does not show."""
    pairs = [found for cell in cells if (found := NUMERIC.fullmatch(cell.strip()[:10].strip()))]
    if any(int(found[1]) > 12 for found in pairs):
        return True
    return False if any(int(found[2]) > 12 for found in pairs) else None


NUMERIC = re.compile(r"(\d{1,2})[./\- ]\s?(\d{1,2})[./\- ]\s?(\d{4}|\d{2})")
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})(\d{2})(\d{2})")
YEARLESS = re.compile(r"--(\d{1,2})-?(\d{1,2})")
NAMED = re.compile(
    r"(\d{1,2})?[\s.\-/]*([^\W\d_]{3,})[\s.\-,/]*(\d{1,2})?(?:st|nd|rd|th)?[\s,.\-/]*(\d{4}|\d{2})?"
)


def _numbers(text: str, habits: Habits) -> Day | None:
    if found := ISO.fullmatch(text):
        year, month, number = (int(part) for part in found.groups() if part)
        return _checked(year, month, number)
    if found := YEARLESS.fullmatch(text):
        return _checked(None, int(found[1]), int(found[2]))
    if found := NUMERIC.fullmatch(text):
        first, second = int(found[1]), int(found[2])
        # A month beyond December shows that this cell is written the other way round.
        day_first = second <= 12 and (habits.day_first or first > 12)
        month, number = (second, first) if day_first else (first, second)
        return _checked(_full_year(found[3], habits.today), month, number)
    return None


def _words(text: str, habits: Habits) -> Day:
    """Read "12 Mar 2024", "March 12, 2024" and "12 March"."""
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text)
    found = NAMED.fullmatch(text)
    month = _months().get(found[2].casefold()) if found else None
    if found is None or month is None or not (found[1] or found[3]):
        raise ValueError(text)
    number, year = found[1] or found[3], found[4]
    if found[1] and found[3]:
        year = found[3] + (year or "")
    return _checked(_full_year(year, habits.today) if year else None, month, int(number))


def _months() -> dict[str, int]:
    return {
        name.rstrip(".").casefold(): number
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale="en").items()
    } | {"sept": 9}


def _checked(year: int | None, month: int, number: int) -> Day:
    """Refuse the 30th of February; 1604 is Apple's way to say that the year is unknown."""
    known = year if year and year != 1604 else None
    date(known or 2024, month, number)
    return Day(month, number, known)


def _full_year(text: str, today: date) -> int:
    if len(text) == 4:
        return int(text)
    century = today.year // 100 * 100
    return century + int(text) - (100 if int(text) > today.year % 100 else 0)
