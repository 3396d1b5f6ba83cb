"""Let further traders in by letter: only the mailbox itself learns whether its address is known here."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from wowcrm.db import db
from wowcrm.outbox.sending import send
from wowcrm.traders.models import Trader, normal_email

LASTS = timedelta(days=1)


def is_by_letter() -> bool:
    """Whether letters can go out, and their links lead to where this installation really is.

    The host of a stranger's request will not do for that: they could name their own.
    """
    can = all(current_app.config[name] for name in ("OPEN_SIGNUP", "SMTP", "URL"))
    return can and db.session.scalar(sa.select(Trader.id).limit(1)) is not None


def invite(email: str, *, at: datetime) -> None:
    """Write to an address how it goes on: to register, or to sign in where that was done."""
    known = db.session.scalar(Trader.by_email(email).with_only_columns(Trader.id)) is not None
    site = current_app.url_map.bind("here")
    path = (
        site.build("traders.sign_in")
        if known
        else site.build("first_run.invited", {"token": _token(email)})
    )
    link = f"{current_app.config['URL']}{path}"
    send(None, "known" if known else "invitation", to=email, at=at, link=link)


def read(token: str) -> str | None:
    """Read whom a letter was to; none: it is forged, mistyped or too old."""
    try:
        return str(_signer().loads(token, max_age=int(LASTS.total_seconds())))
    except BadData:
        return None


def _token(email: str) -> str:
    return str(_signer().dumps(normal_email(email)))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="wowcrm invitation")
