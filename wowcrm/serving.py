"""Serve the application with waitress, and stop without cutting anybody off."""

import errno
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer, create_server

from wowcrm import heap

THREADS = 8
PATIENCE = 9.0
"""Seconds for requests under way to be finished; whoever stops us often kills after ten."""


class CannotListen(Exception):
    """The address is taken or not ours; the message says which."""


class Server:
    def __init__(self, app: Flask, host: str, port: int) -> None:
        self.stopping = False
        self.told: Callable[[], None] = lambda: None
        """Called when we are to stop, for what works beside us."""
        self._sockets: Any = {}
        most = app.config["MAX_CONTENT_LENGTH"]
        try:
            self._server = create_server(
                app,
                map=self._sockets,
                host=host,
                port=port,
                threads=THREADS,
                ident=None,
                # A little too large gets our own page; beyond that it is not even read.
                max_request_body_size=4 * most,
                # Proxies that may be believed are counted by ProxyFix, which needs their headers.
                clear_untrusted_proxy_headers=not app.config["PROXIES"],
                # Its own warning of a queue says nothing that the access log does not.
                log_socket_errors=False,
                # Of a download, as much waits in memory for the reader; the rest is not even written.
                outbuf_high_watermark=1 << 20,
            )
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            why = "something else listens there already" if taken else error.strerror
            raise CannotListen(f"{host}:{port}: {why}") from error
        self.host, self.port = host, self._listeners()[0].effective_port

    @property
    def url(self) -> str:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def run(self) -> None:
        """Serve until `stop` is called; then let requests under way be finished."""
        while not self.stopping:
            wasyncore.loop(timeout=1, map=self._sockets, count=1)
        self._finish()

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Stop soon; a second signal stops at once."""
        self.stopping = True
        self.told()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        self._listeners()[0].pull_trigger()

    def _finish(self) -> None:
        listeners = self._listeners()
        for listener in listeners:
            wasyncore.dispatcher.close(listener)
        until = time.monotonic() + PATIENCE
        while self._channels() and time.monotonic() < until:
            for channel in self._channels():
                if not _busy(channel):
                    channel.handle_close()
            wasyncore.loop(timeout=0.1, map=self._sockets, count=1)
        for listener in listeners:
            listener.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._sockets)

    def _listeners(self) -> list[Any]:  # the stubs do not know their ports
        return [one for one in self._sockets.values() if isinstance(one, TcpWSGIServer)]

    def _channels(self) -> list[HTTPChannel]:
        return [one for one in self._sockets.values() if isinstance(one, HTTPChannel)]


def _busy(channel: HTTPChannel) -> bool:
    """Tell whether a request is being read, worked on or answered."""
    return bool(channel.requests or channel.request or channel.total_outbufs_len)


def serve(
    app: Flask,
    host: str,
    port: int,
    *,
    ready: Callable[[str], None],
    told: Callable[[], None] = lambda: None,
) -> None:
    """Serve until told to stop by a signal; `ready` is told the address, `told` of the signal."""
    heap.share()
    server = Server(app, host, port)
    server.told = told
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, server.stop)
    heap.settle()
    ready(server.url)
    server.run()
