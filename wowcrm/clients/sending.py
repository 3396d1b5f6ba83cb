"""Ways to send ready words to a client: whatever programs they and the trader have."""

from collections.abc import Iterator
from urllib.parse import quote

import phonenumbers
from flask import current_app, url_for
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.clients.reach import MOBILE, Way, phone_number
from wowcrm.data.habits import region_of

MESSAGES = "/clients/<int:client_id>/message"


def ways_to_send(client: Client, words: str, subject: str) -> list[Way]:
    """List what can be pressed to send words: mail, a text message, WhatsApp."""
    return [*_by_mail(client, words, subject), *_by_phone(client, words)]


def _by_mail(client: Client, words: str, subject: str) -> Iterator[Way]:
    query = f"subject={quote(subject)}&body={quote(words)}"
    for detail in client.emails[:1]:
        address = quote(detail.value, safe="@+")
        yield Way("mail", _("E-mail"), detail.value, f"mailto:{address}?{query}")


def _by_phone(client: Client, words: str) -> Iterator[Way]:
    text = quote(words)
    region = region_of(client.trader.timezone)
    for detail in client.phones:
        number = phone_number(detail.value, region)
        if number and phonenumbers.number_type(number) in MOBILE:
            digits = f"{number.country_code}{phonenumbers.national_significant_number(number)}"
            yield Way("smartphone", _("Text message"), detail.value, f"sms:+{digits}?&body={text}")
            whatsapp = f"https://wa.me/{digits}?text={text}"
            yield Way("message-square", _("WhatsApp"), detail.value, whatsapp)
            return


def message_page(client: Client, about: str) -> str | None:
    """Name the page where ready messages are chosen and kept, where there is one."""
    for rule in current_app.url_map.iter_rules():
        if rule.rule == MESSAGES:
            return url_for(rule.endpoint, client_id=client.id, about=about)
    return None
