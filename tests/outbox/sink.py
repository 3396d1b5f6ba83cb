"""A mail server for tests: it keeps what it was sent, and can be as rude as real ones."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Session
from aiosmtpd.smtp import AuthResult, Envelope

from wowcrm.outbox.server import Server

HOST = "127.0.0.1"


class Sink:
    """What a server was sent; `reply` decides what it says to a mail."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.reply: Callable[[Envelope], str] = lambda _envelope: "250 Taken"
        self.rcpt = "250 OK"
        self.mail = "250 OK"

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=SMTP) for raw in self.raw]

    async def handle_MAIL(
        self, _server: Session, _session: object, envelope: Envelope, address: str, options: Any
    ) -> str:
        envelope.mail_from = address
        return self.mail

    async def handle_RCPT(
        self, _server: Session, _session: object, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, _server: Session, _session: object, envelope: Envelope) -> str:
        reply = self.reply(envelope)
        if reply.startswith("250"):
            assert isinstance(envelope.original_content, bytes)
            self.raw.append(envelope.original_content)
        return reply


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(sink: Sink, **how: Any) -> Iterator[int]:
    """Run a server that keeps what it is sent; yields its port."""
    # The port must be known first: with 0 the controller asks itself at port 0 whether it is up.
    controller = Controller(sink, hostname=HOST, port=free_port(), **how)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def asks_for_a_password(accepts: bool) -> dict[str, Any]:
    return {
        "auth_require_tls": False,
        "authenticator": lambda *_: AuthResult(success=accepts, handled=accepts),
    }


@contextmanager
def rude(behave: Callable[[socket.socket], None]) -> Iterator[int]:
    """Listen, and behave in this way to whoever connects; yields the port."""
    listening = socket.create_server((HOST, 0))
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                caller, _ = listening.accept()
            except OSError:
                return
            with closing(caller):
                try:
                    behave(caller)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(timeout=5)


def server_at(port: int, **settings: Any) -> Server:
    return Server(
        **{
            "host": HOST,
            "port": port,
            "security": "none",
            "user": None,
            "password": None,
            "sender": "crm@example.com",
            **settings,
        }
    )
