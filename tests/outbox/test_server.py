"""What goes wrong with a mail server, and that it is said plainly and holds up nothing for long."""

import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.outbox.sink import (
    HOST,
    Sink,
    asks_for_a_password,
    free_port,
    mail_server,
    rude,
    server_at,
)
from tests.outbox.test_message import letter
from wowcrm.outbox.message import message_of
from wowcrm.outbox.models import Fault
from wowcrm.outbox.server import Post, Server, Trouble
from wowcrm.outbox.words import FAULTS


def send(server: Server, **how: Any) -> None:
    how = {"patience": 0.6, "longest": 1.5, **how}
    with Post(server, **how) as post:
        post.send(message_of(letter(), server.sender), "ben@example.com")


def trouble_with(server: Server, **how: Any) -> Trouble:
    with pytest.raises(Trouble) as raised:
        send(server, **how)
    return raised.value


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A certificate that nobody but the test itself vouches for."""
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        f"openssl req -x509 -newkey rsa:2048 -nodes -keyout {key} -out {cert} -days 2"
        " -subj /CN=localhost",
        shell=True,
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def test_a_mail_arrives_as_it_was_written() -> None:
    sink = Sink()
    with mail_server(sink) as port:
        send(server_at(port))

    (mail,) = sink.mails
    assert mail["Subject"] == "How it stands"


def test_several_mails_go_out_in_one_conversation() -> None:
    sink = Sink()
    with mail_server(sink) as port, Post(server_at(port)) as post:
        for number in range(3):
            mail = message_of(letter(subject=f"No. {number}"), "crm@example.com")
            post.send(mail, "ben@example.com")

    assert [mail["Subject"] for mail in sink.mails] == ["No. 0", "No. 1", "No. 2"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_nobodys_is_not_trusted(
    certificate: ssl.SSLContext, security: str
) -> None:
    how = {"tls_context": certificate} if security == "starttls" else {"ssl_context": certificate}
    if security == "tls":
        with rude(lambda caller: _greet_by_tls(certificate, caller)) as port:
            assert trouble_with(server_at(port, security="tls")).fault is Fault.CERTIFICATE
        return
    with mail_server(Sink(), **how) as port:
        assert trouble_with(server_at(port, security="starttls")).fault is Fault.CERTIFICATE


def _greet_by_tls(context: ssl.SSLContext, caller: socket.socket) -> None:
    with context.wrap_socket(caller, server_side=True) as safe:
        safe.sendall(b"220 hello\r\n")


def test_a_password_that_fits_and_one_that_does_not() -> None:
    account = {"user": "nora", "password": "secret"}
    sink = Sink()
    with mail_server(sink, **asks_for_a_password(True)) as port:
        send(server_at(port, **account))
    assert len(sink.raw) == 1
    with mail_server(Sink(), **asks_for_a_password(False)) as port:
        found = trouble_with(server_at(port, **account))
    assert (found.fault, found.theirs) == (Fault.PASSWORD, True)
    assert "secret" not in found.reply


def test_a_server_that_knows_no_passwords() -> None:
    with rude(_talks(b"220 hi", b"250 hi", b"250 hi")) as port:
        found = trouble_with(server_at(port, user="nora", password="secret"))
    assert found.fault is Fault.NO_PASSWORDS


@pytest.mark.parametrize(
    ("said", "reply", "fault", "lasts", "theirs"),
    [
        ("mail", "550 not you", Fault.SENDER, False, True),
        ("rcpt", "550 nobody here", Fault.RECIPIENT, True, False),
        ("rcpt", "450 come again", Fault.RECIPIENT, False, False),
        ("reply", "554 spam", Fault.CONTENT, True, False),
        ("reply", "451 busy", Fault.CONTENT, False, False),
    ],
)
def test_a_server_that_says_no(
    said: str, reply: str, fault: Fault, lasts: bool, theirs: bool
) -> None:
    sink = Sink()
    setattr(sink, said, (lambda _envelope: reply) if said == "reply" else reply)
    with mail_server(sink) as port:
        found = trouble_with(server_at(port))

    assert (found.fault, found.lasts, found.theirs) == (fault, lasts, theirs)
    assert reply.split()[0] in found.reply
    assert not sink.raw


def _talks(*lines: bytes, pause: float = 0) -> Callable[[socket.socket], None]:
    """Say a line to each of what we are told, whatever that is."""

    def behave(caller: socket.socket) -> None:
        for line in lines:
            caller.sendall(line + b"\r\n")
            caller.recv(4096)
        time.sleep(pause)

    return behave


def _drips(caller: socket.socket) -> None:
    """Say a letter now and then, for ever: no single answer takes too long."""
    while True:
        caller.sendall(b"2")
        time.sleep(0.2)


def _hangs(caller: socket.socket) -> None:
    caller.recv(4096)
    time.sleep(3)


@pytest.mark.parametrize(
    ("behave", "fault"),
    [
        (_hangs, Fault.TIMED_OUT),
        (_drips, Fault.NO_MAIL_SERVER),
        (_talks(b"220 hi"), Fault.DROPPED),
        (_talks(b"HTTP/1.1 400 Bad Request"), Fault.NO_MAIL_SERVER),
        (_talks(b"554 no mail from you"), Fault.NO_MAIL_SERVER),
        (_talks(b"x" * 20_000), Fault.NO_MAIL_SERVER),
        (_talks(b"220 hi", b"250 hi", b"250 ok", b"250 ok", b"354 go"), Fault.DROPPED),
    ],
)
def test_a_server_that_hangs_drips_or_drops_is_left(
    behave: Callable[[socket.socket], None], fault: Fault
) -> None:
    began = time.monotonic()
    with rude(behave) as port:
        found = trouble_with(server_at(port))
        took = time.monotonic() - began

    assert (found.fault, found.theirs) == (fault, True)
    assert took < 3


def test_a_server_that_does_not_speak_tls() -> None:
    with mail_server(Sink()) as port:
        assert trouble_with(server_at(port, security="starttls")).fault is Fault.NO_TLS
        found = trouble_with(server_at(port, security="tls")).fault
    assert found in {Fault.NO_TLS, Fault.TIMED_OUT}


def test_nobody_there() -> None:
    assert trouble_with(server_at(free_port())).fault is Fault.REFUSED
    nowhere = server_at(25, host="no-such-host.invalid")
    assert trouble_with(nowhere).fault is Fault.HOST


def test_every_fault_has_its_words(database: None) -> None:
    assert set(FAULTS) == set(Fault)
    assert all(str(words).endswith((".", "?")) for words in FAULTS.values())


def test_the_password_is_in_no_log(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    with mail_server(Sink(), **asks_for_a_password(False)) as port:
        trouble_with(server_at(port, user="nora", password="s3cret-word", host=HOST))
    assert "s3cret-word" not in caplog.text
