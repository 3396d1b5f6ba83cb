"""A mail as it is built: nobody's name, subject or address can begin a header of its own (T22)."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wowcrm.outbox.message import Letter, message_of
from wowcrm.outbox.tidying import LONGEST_SUBJECT, deliverable, one_line, person

HOSTILE = [
    "Ben\r\nBcc: everybody@example.com",
    "Ben\nX-Evil: 1\n\n<html>",
    "Ben\r\n\r\nA body of my own",
    "Ben\x00\x1b[31m",
    "B" * 500,
    "Bērziņš, “Kāpa” SIA; <evil@example.com>, other@example.com " * 6,
    '"Quoted, Name" (comment) <a@b.c>',
    "\u202egnp.exe \u2066x\u2069",
    "=?utf-8?q?evil=0d=0aBcc:_x?=",
    "\ud800 half a letter \u2028 and a line",
    "🧑‍🤝‍🧑 Õnne Põld ميس",
    "",
]
ALLOWED = {
    "from",
    "to",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "auto-submitted",
    "x-auto-response-suppress",
    "mime-version",
    "content-type",
    "list-unsubscribe",
    "list-unsubscribe-post",
}


def letter(**parts: Any) -> Letter:
    return Letter(
        **{
            "created_at": datetime(2026, 11, 26, 7, 30, tzinfo=UTC),
            "to_name": "Ben Carter",
            "to_address": "ben@example.com",
            "subject": "How it stands",
            "text": "Good day.\n",
            "html": "<p>Good day.</p>",
            "headers": {},
            "message_id": "<" + "a" * 32 + "@example.com>",
            "sender_name": "Lind Accounts",
            "reply_to": "nora@example.com",
            **parts,
        }
    )


def sent(letter: Letter) -> EmailMessage:
    """Read a mail as a stranger's program does, from its bytes."""
    raw = bytes(message_of(letter, "crm@example.com"))
    assert all(len(line) <= 998 for line in raw.splitlines())
    return message_from_bytes(raw, policy=SMTP)


def check(mail: EmailMessage) -> None:
    assert {name.lower() for name in mail} <= ALLOWED
    assert len(mail.keys()) == len(set(mail.keys()))
    for name, address in (
        ("From", "crm@example.com"),
        ("To", "ben@example.com"),
        ("Reply-To", "nora@example.com"),
    ):
        (only,) = mail[name].addresses
        assert only.addr_spec == address
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == ["Good day."]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("part", ["subject", "to_name", "sender_name"])
def test_nothing_hostile_becomes_a_header(part: str, text: str) -> None:
    check(sent(letter(**{part: text})))


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=120), st.text(max_size=120))
def test_whatever_is_typed_stays_in_its_header(subject: str, name: str, sender: str) -> None:
    check(sent(letter(subject=subject, to_name=name, sender_name=sender)))


@settings(deadline=None)
@given(st.text())
def test_a_line_is_one_short_line(text: str) -> None:
    line = one_line(text)
    assert len(line) <= LONGEST_SUBJECT
    assert line.splitlines() in ([], [line])
    assert not set(person(text)) & set('<>,;:"@()[]\\')


@pytest.mark.parametrize(
    "address",
    [
        "ben@example.com\r\nRCPT TO:<x@example.com>",
        "ben@example.com, x@example.com",
        "<ben@example.com>",
        "ben@example.com\x00",
        "ben\u202e@example.com",
        "ben @example.com",
        "ben",
        "õnne@example.com",
        "",
        "b" * 500 + "@example.com",
    ],
)
def test_what_is_no_address_is_not_sent_to(address: str) -> None:
    assert deliverable(address) is None


def test_a_domain_with_letters_of_its_own_is_spelt_for_servers() -> None:
    assert deliverable("ben@münchen.de") == "ben@xn--mnchen-3ya.de"


def test_a_mail_says_that_no_person_wrote_it_and_comes_as_text_first() -> None:
    mail = sent(letter())

    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == "<" + "a" * 32 + "@example.com>"
    assert mail["Date"] == "Thu, 26 Nov 2026 07:30:00 +0000"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert str(mail["From"]) == "Lind Accounts <crm@example.com>"


def test_an_address_in_a_header_is_not_taken_to_pieces() -> None:
    leave = f"<https://crm.a-rather-long-name.example.com/digest/stop/{'x' * 40}>"
    raw = bytes(message_of(letter(headers={"List-Unsubscribe": leave}), "crm@example.com"))

    assert f"List-Unsubscribe: {leave}\r\n".encode() in raw


def test_headers_of_a_row_do_not_take_the_place_of_ours() -> None:
    mail = sent(
        letter(headers={"To": "x@example.com", "Bad Name": "1", "List-Unsubscribe": "a\r\nBcc: b"})
    )
    check(mail)


@pytest.mark.parametrize(
    ("said", "header", "suppressed"),
    [(None, "auto-generated", "All"), ("auto-replied", "auto-replied", "All"), ("no", None, None)],
)
def test_what_a_person_wrote_is_not_taken_for_a_machines(
    said: str | None, header: str | None, suppressed: str | None
) -> None:
    mail = sent(letter(headers={"Auto-Submitted": said} if said else {}))

    assert mail["Auto-Submitted"] == ("no" if said == "no" else header)
    assert mail["X-Auto-Response-Suppress"] == suppressed
