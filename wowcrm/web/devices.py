"""Devices: which have signed in before, and what a person would call them."""

import re
import secrets
from datetime import timedelta

from flask import Response, current_app, request
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeTimedSerializer

from wowcrm.traders.models import digest, normal_email

REMEMBERED = timedelta(days=365)

BROWSERS = (
    ("Edge", r"\bEdg(e|A|iOS)?/"),
    ("Opera", r"\b(OPR|Opera)/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(Firefox|FxiOS)/"),
    ("Chrome", r"(Chrome|CriOS|Chromium)/"),
    ("Safari", r"\bSafari/"),
)
MACHINES = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("Chromebook", r"\bCrOS\b"),
    ("Mac", r"\bMacintosh\b"),
    ("Linux", r"\bLinux\b"),
)


def device_of(email: str) -> str | None:
    """Return the name of this device, if this trader has signed in on it before."""
    try:
        whose, name = _signer().loads(
            request.cookies.get(_cookie(), ""), max_age=int(REMEMBERED.total_seconds())
        )
    except (BadSignature, ValueError, TypeError):
        return None
    return str(name) if whose == digest(normal_email(email)) else None


def remember_device(response: Response, email: str) -> None:
    """Let this device carry a proof, worth nothing but tries of its own, that it is known."""
    response.set_cookie(
        _cookie(),
        _signer().dumps([digest(normal_email(email)), secrets.token_urlsafe(12)]),
        max_age=REMEMBERED,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def name_of(agent: str) -> str:
    """Name a device as a person would: "Chrome on Windows"."""
    browser, machine = _first(BROWSERS, agent), _first(MACHINES, agent)
    if browser and machine:
        return _("%(browser)s on %(machine)s", browser=browser, machine=machine)
    return browser or machine or _("Another device")


def is_handheld(agent: str) -> bool:
    return re.search(r"\b(iPhone|iPad|Android|Mobile)\b", agent) is not None


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str | None:
    return next((name for name, sign in known if re.search(sign, agent)), None)


def _cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="device")
