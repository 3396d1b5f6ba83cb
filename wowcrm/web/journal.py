"""One line a request for whoever looks after the installation, without anything personal in it."""

import logging
import time
from urllib.parse import quote

from flask import Flask, Response, g, request

from wowcrm.web.assets import is_asset

log = logging.getLogger("wowcrm.requests")


def init_app(app: Flask) -> None:
    app.before_request(_start)
    app.after_request(_write)


def _start() -> None:
    g.started = time.perf_counter()


def _write(response: Response) -> Response:
    took = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
    # Whoever watches asks every few seconds: that is no news.
    quiet = is_asset() or request.endpoint == "traders.health"
    level = logging.DEBUG if quiet else logging.INFO
    log.log(level, "%s %s %d %.0f ms", request.method, place(), response.status_code, took)
    return response


def place() -> str:
    """Name the address: neither its query nor any part that could be a name or a secret."""
    rule = request.url_rule
    if rule is None:
        return "(unknown)"
    if all(isinstance(value, int) for value in (request.view_args or {}).values()):
        return quote(request.path)
    return rule.rule
