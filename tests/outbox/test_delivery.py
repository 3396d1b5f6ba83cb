"""The outbox: a row with the act, claimed once, sent once, tried again, given up visibly."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.outbox.sink import HOST, Sink, free_port, mail_server
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.outbox import delivery
from wowcrm.outbox.models import KEPT_FOR, Fault, Mail, State
from wowcrm.outbox.sending import send
from wowcrm.outbox.shelves import LONGEST_LINK, mailto
from wowcrm.traders.models import Trader

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


def put(trader: Trader, at: datetime | None = None, **how: Any) -> Mail:
    mail = send(trader, "trial", **{"to": "ben@example.com", "at": at or datetime.now(UTC), **how})
    db.session.commit()
    return mail


def smtp(port: int) -> dict[str, object]:
    settings = {"host": HOST, "port": port, "security": "none", "user": None, "password": None}
    return {"SMTP": {**settings, "sender": "crm@example.com"}}


def deliver(port: int) -> bool:
    db.session.rollback()
    return delivery.deliver(smtp(port), lambda: False)


def state_of(mail: Mail) -> str:
    db.session.expire_all()
    found = mail.state.value
    db.session.rollback()
    return found


def test_what_goes_out_is_a_row_first_and_taken_back_with_the_act(nora: Trader) -> None:
    send(nora, "trial", to="ben@example.com", at=NOW)
    db.session.rollback()
    assert not db.session.query(Mail).count()

    mail = put(nora)
    assert (mail.state, mail.subject) == (State.WAITING, "Mail from WowCRM arrives")
    assert mail.message_id.endswith("@example.com>")


def test_a_mail_is_sent_and_noted(nora: Trader) -> None:
    mail, sink = put(nora, to_name="Ben, Carter"), Sink()
    with mail_server(sink) as port:
        assert deliver(port)
        assert deliver(port), "nothing is due any more"

    (received,) = sink.mails
    assert received["Message-ID"] == mail.message_id
    assert str(received["Reply-To"]) == "Lind Accounts <nora@example.com>"
    assert (mail.state, mail.tries, mail.due_at) == (State.SENT, 1, None)
    assert mail.sent_at is not None


def test_an_address_that_is_none_is_kept_with_the_reason(nora: Trader) -> None:
    mail = put(nora, to="ben@example.com\r\nBcc: x@example.com")

    assert (mail.state, mail.fault, mail.due_at) == (State.GIVEN_UP, Fault.ADDRESS, None)
    assert "\n" not in mail.to_address


def test_one_claim_at_a_time_and_a_lapsed_one_comes_free(nora: Trader) -> None:
    mail = put(nora, NOW)
    db.session.rollback()

    first = delivery.claim(NOW)
    assert first is not None
    assert delivery.claim(NOW) is None
    assert delivery.claim(NOW + delivery.LEASE - timedelta(seconds=1)) is None
    second = delivery.claim(NOW + delivery.LEASE)
    assert second is not None
    assert second.message_id == first.message_id

    delivery.note_sent(first, NOW)
    assert state_of(mail) == "sending", "whoever lost the claim notes nothing"
    delivery.note_sent(second, NOW)
    assert state_of(mail) == "sent"


def test_a_server_that_is_away_is_asked_again_later_and_others_do_not_use_up_their_tries(
    nora: Trader,
) -> None:
    mail, other = put(nora), put(nora)
    assert not deliver(free_port())

    assert (mail.state, mail.fault, mail.tries) == (State.FAILED, Fault.REFUSED, 1)
    assert mail.due_at is not None
    assert mail.due_at > datetime.now(UTC)
    assert (other.state, other.tries) == (State.WAITING, 0)


def test_back_off_grows_and_ends_in_giving_up(nora: Trader) -> None:
    mail, moment, waits = put(nora, NOW), NOW, []
    while mail.state is not State.GIVEN_UP:
        with time_machine.travel(moment, tick=False):
            deliver(free_port())
        if mail.due_at is not None:
            waits.append(mail.due_at - moment)
            moment = mail.due_at
    assert waits == sorted(waits)
    assert mail.tries == mail.most_tries == len(waits) + 1
    assert timedelta(days=1) < sum(waits, timedelta()) < timedelta(days=3)

    mail.retry(at=moment)
    db.session.commit()
    sink = Sink()
    with mail_server(sink) as port, time_machine.travel(moment):
        deliver(port)
    assert (mail.state, mail.fault, len(sink.raw)) == (State.SENT, None, 1)


def test_one_that_is_refused_does_not_hold_up_the_others(nora: Trader) -> None:
    refused, fine = put(nora), put(nora)
    sink = Sink()
    calls = iter(["554 spam", "250 fine"])
    sink.reply = lambda _e: next(calls)
    with mail_server(sink) as port:
        deliver(port)

    assert (refused.state, refused.fault, refused.reply) == (
        State.GIVEN_UP,
        Fault.CONTENT,
        "554 spam",
    )
    assert fine.state is State.SENT


def test_one_that_interrupts_every_time_is_given_up(nora: Trader) -> None:
    mail = put(nora, most_tries=2)
    mail.tries = 2
    db.session.commit()
    sink = Sink()
    with mail_server(sink) as port:
        deliver(port)

    assert (mail.state, mail.fault) == (State.GIVEN_UP, Fault.INTERRUPTED)
    assert not sink.raw


def test_a_row_that_no_mail_can_be_built_of_is_given_up(nora: Trader) -> None:
    mail, fine = put(nora), put(nora)
    mail.to_address = "a b c"
    db.session.commit()
    sink = Sink()
    with mail_server(sink) as port:
        deliver(port)

    assert (mail.state, fine.state) == (State.GIVEN_UP, State.SENT)


def test_old_mail_is_forgotten_but_not_what_is_still_to_go(nora: Trader) -> None:
    old, waiting = put(nora), put(nora)
    old.cancel()
    for mail in (old, waiting):
        mail.created_at = NOW - KEPT_FOR - timedelta(days=1)
    db.session.commit()

    delivery.sweep(NOW)
    assert db.session.query(Mail.id).all() == [(waiting.id,)]


def test_html_in_a_value_is_text_in_the_mail(nora: Trader, ben: Client) -> None:
    nora.name = "<img/src=x/onerror=alert(1)> & Co"
    mail = put(nora, client=ben)

    assert mail.html is not None
    assert "<img" not in mail.html
    assert "<img/src=x" in mail.text


def test_a_mail_program_is_addressed_with_the_words(nora: Trader) -> None:
    mail = put(nora)
    mail.text = "Õnne & Ben?\n" * 400
    link = mailto(mail)

    assert link.startswith("mailto:ben@example.com?subject=Mail%20from%20WowCRM%20arrives&body=")
    assert "%C3%95nne%20%26%20Ben%3F%0D%0A" in link
    assert len(link) <= LONGEST_LINK


def test_without_a_server_nothing_is_tried(nora: Trader, app: Flask) -> None:
    mail = put(nora)
    assert not delivery.deliver({"SMTP": None}, lambda: False)
    db.session.expire_all()
    assert (mail.state, mail.tries) == (State.WAITING, 0)


@pytest.mark.parametrize("state", State)
def test_only_what_can_be_stopped_is_stopped(nora: Trader, state: State) -> None:
    mail = Mail(state=state, due_at=NOW if state in {"waiting", "sending", "failed"} else None)
    mail.cancel()
    stopped = state in {State.WAITING, State.FAILED}
    assert mail.state is (State.CANCELLED if stopped else state)
    assert (mail.due_at is None) == (state is not State.SENDING)
