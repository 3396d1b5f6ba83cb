"""Ways to reach a client: what is written down, as links that dial, write or show the way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import phonenumbers
from flask_babel import gettext as _
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from wowcrm.clients.models import Client, ContactDetail, DetailKind, fold
from wowcrm.data.habits import region_of

MAP = "https://www.openstreetmap.org/search?query="
MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


@dataclass(frozen=True)
class Way:
    icon: str
    act: str
    """What pressing it does: "Call"."""
    words: str
    url: str
    label: str | None = None


def ways_to(client: Client) -> list[Way]:
    """List what can be pressed to reach a client, the quickest first."""
    order = (DetailKind.PHONE, DetailKind.EMAIL, DetailKind.ADDRESS, DetailKind.WEBSITE)
    region = region_of(client.trader.timezone)
    return [
        way
        for kind in order
        for detail in client.details
        if detail.kind is kind
        for way in _ways(detail, region)
    ]


def _ways(detail: ContactDetail, region: str | None) -> Iterator[Way]:
    value, label = detail.value, detail.label
    if detail.kind is DetailKind.PHONE:
        number = phone_number(value, region)
        dial = _e164(number) if number else re.sub(r"[^\d+*#]", "", value)
        if dial:
            yield Way("phone", _("Call"), value, f"tel:{dial}", label)
        if number and phonenumbers.number_type(number) in MOBILE:
            yield Way(
                "message-square", _("WhatsApp"), value, f"https://wa.me/{_e164(number)[1:]}", label
            )
    elif detail.kind is DetailKind.EMAIL:
        yield Way("mail", _("Write"), value, f"mailto:{quote(value, safe='@+')}", label)
    elif detail.kind is DetailKind.ADDRESS:
        line = " ".join(value.split())
        yield Way("map-pin", _("Find on a map"), line, MAP + quote(line), label)
    else:
        web = value if re.match(r"https?://", value, re.IGNORECASE) else f"https://{value}"
        yield Way("arrow-up-right", _("Open"), value, web, label)


def key_of(kind: DetailKind, value: str, region: str | None) -> str:
    """Return what two spellings of one detail share."""
    if kind is DetailKind.PHONE:
        number = phone_number(value, region)
        return _e164(number) if number else re.sub(r"\D", "", value) or fold(value)
    return value.casefold() if kind is DetailKind.EMAIL else fold(value)


def phone_number(value: str, region: str | None) -> PhoneNumber | None:
    """Read a phone number; None for what is none, here or anywhere."""
    try:
        number = phonenumbers.parse(value, region)
    except NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
