"""The mail server of the installation: speak to it, and say plainly what went wrong."""

import smtplib
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from threading import Timer
from types import TracebackType
from typing import Any, Self

from wowcrm.outbox.models import Fault
from wowcrm.outbox.tidying import one_line

PATIENCE = 20.0
"""Seconds for each answer of the server."""
LONGEST = 120.0
"""Seconds for one mail as a whole, however slowly the server drips."""


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    security: str
    user: str | None
    password: str | None
    sender: str

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Self | None:
        """Read the settings of the installation; none: it has no mail server."""
        return cls(**settings) if (settings := config.get("SMTP")) else None


class Trouble(Exception):
    """A mail could not be sent. `lasts`: trying this one again is no use; `theirs`: no other will do."""

    def __init__(
        self, fault: Fault, reply: str = "", *, lasts: bool = False, theirs: bool = False
    ) -> None:
        super().__init__(fault.value)
        self.fault, self.reply, self.lasts, self.theirs = fault, one_line(reply, 300), lasts, theirs


class Post:
    """A conversation with the server in which several mails may be sent."""

    def __init__(
        self, server: Server, *, patience: float = PATIENCE, longest: float = LONGEST
    ) -> None:
        self.server, self.patience, self.longest = server, patience, longest
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.hang_up()

    def send(self, message: EmailMessage, to: str) -> None:
        """Send one mail, or raise Trouble."""
        cut = Timer(self.longest, self._cut)
        cut.daemon = True
        cut.start()
        try:
            if self._smtp is None:
                self._smtp = self._connect()
            self._smtp.send_message(message, self.server.sender, [to])
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._drop()
            raise _trouble(error) from error
        finally:
            cut.cancel()

    def hang_up(self) -> None:
        """Part politely; the server has what it was given, whatever it says to that."""
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
        self._drop()

    def _connect(self) -> smtplib.SMTP:
        """Greet the server, by TLS where that is wished, and say who we are."""
        server = self.server
        # Known by the sender's domain: to look up this machine's own name may take long.
        me = server.sender.rpartition("@")[2]
        # Made before it connects, so that a server that hangs in its greeting can be cut off.
        if server.security == "tls":
            context = ssl.create_default_context()
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                local_hostname=me, timeout=self.patience, context=context
            )
        else:
            smtp = smtplib.SMTP(local_hostname=me, timeout=self.patience)
        self._smtp = smtp
        # Whose certificate is asked for by TLS; `connect` does not note it.
        smtp._host = server.host  # type: ignore[attr-defined]
        code, words = smtp.connect(server.host, server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)
        if server.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        if server.user:
            smtp.login(server.user, server.password or "")
        return smtp

    def _cut(self) -> None:
        """End a conversation that goes on for too long; whoever waits in it wakes up."""
        sock = getattr(self._smtp, "sock", None)
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None


def _trouble(error: Exception) -> Trouble:
    """Find out what an error means, and whether another mail could fare better."""
    match error:
        case smtplib.SMTPAuthenticationError():
            return Trouble(Fault.PASSWORD, _reply(error), theirs=True)
        case smtplib.SMTPSenderRefused():
            return Trouble(Fault.SENDER, _reply(error), theirs=True)
        case smtplib.SMTPRecipientsRefused():
            code, words = next(iter(error.recipients.values()))
            return Trouble(Fault.RECIPIENT, f"{code} {_text(words)}", lasts=code >= 500)
        case smtplib.SMTPDataError():
            return Trouble(Fault.CONTENT, _reply(error), lasts=error.smtp_code >= 500)
        case smtplib.SMTPResponseException():
            return Trouble(Fault.NO_MAIL_SERVER, _reply(error), theirs=True)
        case smtplib.SMTPNotSupportedError():
            return _unsupported(str(error))
        case ssl.SSLCertVerificationError():
            return Trouble(Fault.CERTIFICATE, error.verify_message, theirs=True)
        case ssl.SSLError():
            return Trouble(Fault.NO_TLS, error.reason or "", theirs=True)
        case socket.gaierror():
            return Trouble(Fault.HOST, error.strerror or "", theirs=True)
        case ConnectionRefusedError():
            return Trouble(Fault.REFUSED, error.strerror or "", theirs=True)
        case TimeoutError():
            return Trouble(Fault.TIMED_OUT, theirs=True)
        case smtplib.SMTPServerDisconnected() if "timed out" in str(error):
            return Trouble(Fault.TIMED_OUT, theirs=True)
        case smtplib.SMTPServerDisconnected() | ConnectionError():
            return Trouble(Fault.DROPPED, theirs=True)
        case OSError():
            return Trouble(Fault.UNREACHABLE, error.strerror or "", theirs=True)
        case ValueError():
            return Trouble(Fault.ADDRESS, lasts=True)
    return Trouble(Fault.OTHER, str(error), theirs=True)


def _unsupported(words: str) -> Trouble:
    if "STARTTLS" in words:
        return Trouble(Fault.NO_TLS, theirs=True)
    if "AUTH" in words:
        return Trouble(Fault.NO_PASSWORDS, theirs=True)
    return Trouble(Fault.RECIPIENT, words, lasts=True)


def _reply(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
