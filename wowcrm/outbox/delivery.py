"""Send what is due: each mail is claimed, sent, and noted, each in a moment of its own.

Whoever dies between sending and noting leaves a claim that lapses; the mail is then sent again, with
the same Message-ID. It is never sent by two at once, and never lost.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from wowcrm.db import db, reading
from wowcrm.outbox.models import KEPT_FOR, Fault, Mail, State
from wowcrm.traders.models import Trader

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""How long a claim holds; a mail takes two minutes at the very most."""
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 8 * 60, 24 * 60))
"""How long to wait after the first, the second try and so on: all in all a day and a half."""
A_CONVERSATION = 50
"""Mails sent before we hang up and greet the server anew."""


def is_due(now: datetime) -> bool:
    """Look whether there is anything to send, without the write lock."""
    with reading(), db.engine.connect() as connection:
        found = connection.scalar(sa.select(Mail.id).where(Mail.due_at <= now).limit(1))
    return found is not None


def claim(now: datetime) -> Any | None:
    """Take the next mail that is due; of several workers, one gets it."""
    following = (
        sa.select(Mail.id)
        .where(Mail.due_at <= now)
        .order_by(Mail.due_at, Mail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    taken = (
        sa.update(Mail)
        .where(Mail.id == following, Mail.due_at <= now)
        .values(
            state=State.SENDING,
            claim=secrets.token_hex(8),
            due_at=now + LEASE,
            tries=Mail.tries + 1,
        )
        .returning(Mail.id)
    )
    with db.engine.begin() as connection:
        id = connection.scalar(taken)
        if id is None:
            return None
        chosen = (
            sa.select(Mail.__table__, Trader.name, Trader.business, Trader.email)
            .join_from(Mail, Trader, Trader.id == Mail.trader_id, isouter=True)
            .where(Mail.id == id)
        )
        return connection.execute(chosen).one()


def note(mail: Any, **columns: object) -> bool:
    """Write down what became of a mail, if the claim is still ours."""
    with db.engine.begin() as connection:
        noted = connection.execute(
            sa.update(Mail).where(Mail.id == mail.id, Mail.claim == mail.claim).values(**columns)
        )
    return noted.rowcount == 1


def note_sent(mail: Any, now: datetime) -> None:
    note(mail, state=State.SENT, sent_at=now, due_at=None, claim=None, fault=None, reply=None)
    log.info("mail %d is sent", mail.id)


def note_trouble(mail: Any, now: datetime, fault: Fault, reply: str, *, lasts: bool) -> None:
    """Try again later, or give up where that is no use or was tried often enough."""
    over = lasts or mail.tries >= mail.most_tries
    wait = BACK_OFF[min(mail.tries, len(BACK_OFF)) - 1]
    note(
        mail,
        state=State.GIVEN_UP if over else State.FAILED,
        due_at=None if over else now + wait,
        claim=None,
        fault=fault,
        reply=reply,
    )
    log.warning("mail %d is not sent: %s%s", mail.id, fault, " (given up)" if over else "")


def deliver(config: Any, is_over: Callable[[], bool]) -> bool:
    """Send all that is due until it `is_over`; False when the server will take no more for now."""
    # One process in a hundred sends mail: what that needs is loaded when it does.
    from wowcrm.outbox.server import Post, Server

    server = Server.of(config)
    if server is None:
        return False
    while not is_over() and is_due(datetime.now(UTC)):
        with Post(server) as post:
            for _ in range(A_CONVERSATION):
                mail = None if is_over() else claim(datetime.now(UTC))
                if mail is None:
                    break
                if not _send(post, server.sender, mail):
                    return False
    return True


def _send(post: Any, sender: str, mail: Any) -> bool:
    """Send a claimed mail and note it; False when the next one would fare no better."""
    from email.errors import MessageError

    from wowcrm.outbox.message import letter_of, message_of
    from wowcrm.outbox.server import Trouble

    if mail.tries > mail.most_tries:
        note_trouble(mail, datetime.now(UTC), Fault.INTERRUPTED, "", lasts=True)
        return True
    try:
        message = message_of(letter_of(mail), sender)
    except (ValueError, MessageError):
        note_trouble(mail, datetime.now(UTC), Fault.ADDRESS, "", lasts=True)
        return True
    try:
        post.send(message, mail.to_address)
    except Trouble as trouble:
        note_trouble(mail, datetime.now(UTC), trouble.fault, trouble.reply, lasts=trouble.lasts)
        return not trouble.theirs
    note_sent(mail, datetime.now(UTC))
    return True


def sweep(now: datetime) -> None:
    """Forget what was sent or given up long ago."""
    with db.engine.begin() as connection:
        connection.execute(
            sa.delete(Mail).where(Mail.due_at.is_(None), Mail.created_at < now - KEPT_FOR)
        )
