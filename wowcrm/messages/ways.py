"""Ways to send words: links that open the mail, the messages or WhatsApp with the words in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import phonenumbers
from flask_babel import gettext as _

from wowcrm.clients.models import Client, DetailKind
from wowcrm.clients.reach import MOBILE, key_of, phone_number
from wowcrm.data.habits import region_of
from wowcrm.messages.drafts import Draft
from wowcrm.timeline.models import InteractionKind


@dataclass(frozen=True, slots=True)
class Way:
    label: str
    to: str
    icon: str
    kind: InteractionKind
    base: str
    query: str
    """What follows the base, with {subject} and {text} for the words; a script fills them anew."""

    def url(self, draft: Draft) -> str:
        filled = {"{subject}": draft.subject, "{text}": draft.text}
        url = self.base + self.query
        for place, words in filled.items():
            url = url.replace(place, encoded(words))
        return url


def ways_to_send(client: Client) -> list[Way]:
    """List what can be pressed, as far as the client has such details."""
    region = region_of(client.trader.timezone)
    mails = [_mail(detail.value) for detail in client.emails]
    numbers = [way for phone in client.phones for way in _by_phone(phone.value, region)]
    return [*mails, *numbers]


def usual_kind(ways: list[Way]) -> InteractionKind:
    """Tell how a message to somebody with these ways is mostly sent."""
    return ways[0].kind if ways else InteractionKind.MESSAGE


def encoded(words: str) -> str:
    """Spell words for an address, as RFC 6068 wants them: lines end in CR LF, no plus signs."""
    return quote(words.replace("\r\n", "\n").replace("\n", "\r\n"), safe="")


def _mail(address: str) -> Way:
    base = f"mailto:{quote(address, safe='@+')}"
    query = "?subject={subject}&body={text}"
    return Way(_("E-mail"), address, "mail", InteractionKind.EMAIL, base, query)


def _by_phone(value: str, region: str | None) -> Iterator[Way]:
    number = phone_number(value, region)
    if number is None or phonenumbers.number_type(number) not in MOBILE:
        return
    e164 = key_of(DetailKind.PHONE, value, region)
    kind = InteractionKind.MESSAGE
    yield Way(_("Text message"), value, "message-square", kind, f"sms:{e164}", "?body={text}")
    there = f"https://wa.me/{e164.removeprefix('+')}"
    yield Way(_("WhatsApp"), value, "message-square", kind, there, "?text={text}")
