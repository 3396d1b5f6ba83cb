"""Links that open the mail, the messages or WhatsApp with the words in them."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from wowcrm.clients.models import Client, DetailKind
from wowcrm.clients.telling import tell_details
from wowcrm.messages.drafts import Draft
from wowcrm.messages.ways import encoded, usual_kind, ways_to_send
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader

WORDS = Draft("Plus + & percent 100 %?", "Hello Õnne,\n\n“a+b = c” & {text} #1\nПривет")


@pytest.fixture
def reachable(ben: Client, nora: Trader) -> Client:
    tell_details(ben, DetailKind.EMAIL, [("ben+crm@example.com", None)], nora)
    tell_details(ben, DetailKind.PHONE, [("26 123 456", None), ("67 123 456", None)], nora)
    return ben


def test_as_far_as_the_client_has_such_details(reachable: Client) -> None:
    ways = ways_to_send(reachable)

    assert [(way.label, way.to) for way in ways] == [
        ("E-mail", "ben+crm@example.com"),
        ("Text message", "26 123 456"),
        ("WhatsApp", "26 123 456"),
    ]
    assert usual_kind(ways) is InteractionKind.EMAIL


def test_without_any_there_is_only_copying(ben: Client) -> None:
    assert ways_to_send(ben) == []
    assert usual_kind([]) is InteractionKind.MESSAGE


def test_an_e_mail_is_spelt_as_rfc_6068_wants_it(reachable: Client) -> None:
    url = ways_to_send(reachable)[0].url(WORDS)

    assert url.startswith("mailto:ben+crm@example.com?subject=Plus%20%2B%20%26%20percent")
    _head, _, query = url.partition("?")
    given = dict(part.split("=", 1) for part in query.split("&"))
    assert unquote(given["subject"]) == WORDS.subject
    assert unquote(given["body"]) == WORDS.text.replace("\n", "\r\n")
    assert "%0D%0A" in given["body"]
    assert url.isascii()
    assert " " not in url
    assert "+" not in query


def test_a_message_goes_to_the_number_as_the_world_writes_it(reachable: Client) -> None:
    _mail, sms, whatsapp = ways_to_send(reachable)

    assert sms.url(WORDS).startswith("sms:+37126123456?body=Hello%20%C3%95nne%2C%0D%0A")
    parts = urlsplit(whatsapp.url(WORDS))
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "wa.me", "/37126123456")
    assert parse_qs(parts.query)["text"] == [WORDS.text.replace("\n", "\r\n")]


def test_line_ends_are_not_doubled() -> None:
    assert encoded("a\r\nb\nc") == "a%0D%0Ab%0D%0Ac"
