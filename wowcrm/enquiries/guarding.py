"""What looks like spam, and why: judged without anybody else, and never thrown away."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from itsdangerous import BadSignature, URLSafeTimedSerializer

from wowcrm.db import db
from wowcrm.enquiries.models import Enquiry
from wowcrm.traders.models import Trader

FASTEST = timedelta(seconds=3)
"""Nobody reads the page and writes in less."""
MOST_LINKS = 2
AN_HOUR = timedelta(hours=1)
USUAL = 4
"""From one network within an hour; what comes beyond is looked at with suspicion."""
MOST = 20
"""From one network within an hour; what comes beyond is asked to wait."""
MOST_OF_ALL = 300
"""For one trader within an hour, so that a flood fills no disk."""
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MARKUP = re.compile(r"<\s*+/?\s*+a\b|\[\s*+(?:url|link)\b", re.IGNORECASE)


class TooMany(Exception):
    """So much came that it has to wait; whoever wrote keeps their words."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What a form gives away beside what it says."""

    trap: str | None
    """What stands in the field that people do not see."""
    shown: str | None
    """When the page was shown, signed; a form on another site says nothing of it."""
    sender: str
    """Digest of the network that it came from."""


def stamp(now: datetime) -> str:
    """Sign the moment at which a page is shown."""
    return _serializer().dumps(now.timestamp())


def suspicion(signs: Signs, words: str, at: datetime) -> str | None:
    """Say why this looks like spam, in words for the trader; None: it does not."""
    if signs.trap:
        return _("It filled in a field that people do not see.")
    if signs.shown is not None:
        took = _took(signs.shown, at)
        if took is None:
            return _("It brought a form that was not mine.")
        if took < FASTEST:
            return _("It was filled in faster than anybody writes.")
    links = len(LINK.findall(words))
    if links > MOST_LINKS:
        return ngettext("There is %(num)d link in it.", "There are %(num)d links in it.", links)
    if MARKUP.search(words):
        return _("It is written for machines, with links in mark-up.")
    if _count(at, Enquiry.sender == signs.sender) >= USUAL:
        return _("Many came from the same place within an hour.")
    return None


def make_room(trader: Trader, sender: str, at: datetime) -> None:
    """Raise TooMany where one place sends so much that it cannot be people, or all together do."""
    if _count(at, Enquiry.sender == sender) >= MOST:
        raise TooMany
    if _count(at, Enquiry.trader_id == trader.id) >= MOST_OF_ALL:
        raise TooMany


def _count(at: datetime, which: sa.ColumnElement[bool]) -> int:
    counted = sa.select(sa.func.count()).select_from(Enquiry)
    return db.session.scalar(counted.where(which, Enquiry.received_at > at - AN_HOUR)) or 0


def _took(shown: str, at: datetime) -> timedelta | None:
    try:
        return at - datetime.fromtimestamp(float(_serializer().loads(shown)), at.tzinfo)
    except (BadSignature, ValueError, TypeError, OverflowError, OSError):
        return None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="enquiry")
