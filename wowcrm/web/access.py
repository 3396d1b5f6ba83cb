"""Who may see what: closed by default, and one door to rows."""

import logging
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache, partial
from typing import TypeVar, cast
from urllib.parse import urlsplit

import sqlalchemy as sa
from babel import Locale
from flask import (
    Flask,
    Response,
    abort,
    after_this_request,
    current_app,
    g,
    redirect,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import contains_eager

from wowcrm.db import Owned, UtcDateTime, db, writing
from wowcrm.traders.models import SignIn, Trader
from wowcrm.traders.turns import take_turn
from wowcrm.web.devices import remember_device

log = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., object])
Mine = TypeVar("Mine", bound=Owned)

login_manager = LoginManager()
login_manager.session_protection = None

current_trader = cast(Trader, current_user)
"""Whoever is signed in; the single fence around Flask-Login's untyped world."""

SEEN_EVERY = timedelta(hours=1)
LONGEST_PATH = 2000


def init_app(app: Flask) -> None:
    login_manager.init_app(app)
    app.before_request(_refuse_what_is_no_address)
    app.before_request(require_sign_in)


def locale() -> Locale | None:
    """Return the language of whoever reads; strangers get the default."""
    # Outside a request nobody is signed in.
    known = current_user and current_trader.is_authenticated
    return _locale_called(current_trader.locale) if known else None


@cache
def _locale_called(name: str) -> Locale:
    return Locale.parse(name)


def public(view: View) -> View:
    """Open a view to people who are not signed in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def by_link(view: View) -> View:
    """Open a view to whoever has its private address: the address is the right.

    No cookie speaks for the visitor, so there is nothing that a forged form could borrow.
    """
    view.is_by_link = True  # type: ignore[attr-defined]
    return public(view)


def _refuse_what_is_no_address() -> None:
    """Find nothing at an address with a NUL in it: not every database bears the question."""
    if "\x00" in request.path:
        abort(404)


def require_sign_in() -> ResponseReturnValue | None:
    """Answer strangers with the way to sign in, unless the view was opened to the public."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    view = current_app.view_functions.get(request.endpoint)
    if getattr(view, "is_public", False):
        return None
    if current_user.is_authenticated:
        if request.method == "POST":
            take_turn(current_trader.id)
        return None
    return cast(ResponseReturnValue, login_manager.unauthorized())


@login_manager.unauthorized_handler
def _unauthorised() -> ResponseReturnValue:
    here = _page_in_view()
    sign_in = url_for("traders.sign_in", next=here if here != "/" else None)
    if request.headers.get("HX-Request") == "true":
        return Response(status=401, headers={"HX-Redirect": sign_in})
    return redirect(sign_in, code=303)


def _page_in_view() -> str | None:
    """Return the page that the stranger looks at: what they typed there is kept for them."""
    if request.headers.get("HX-Request") == "true":
        whole = request.headers.get("HX-Current-URL", "")
    else:
        whole = request.full_path if request.method == "GET" else request.referrer or ""
    try:
        parts = urlsplit(whole)
    except ValueError:
        return None
    return safe_next(f"{parts.path}?{parts.query}".rstrip("?"), "/")


@login_manager.user_loader
def _trader_of(token: str) -> Trader | None:
    """Find the trader of a session that has neither ended nor grown too old."""
    sign_in = db.session.scalar(_search_for(token))
    if sign_in is None:
        return None
    g.sign_in = sign_in
    now = datetime.now(UTC)
    if now - sign_in.seen_at > SEEN_EVERY:
        _see(sign_in.id, now)
    return sign_in.trader


class _TheMoment:
    """The moment at which a statement is sent, for one that is built only once."""

    def __sub__(self, span: timedelta) -> sa.BindParameter[datetime]:
        return sa.bindparam(
            "since", callable_=lambda: datetime.now(UTC) - span, type_=UtcDateTime(), unique=True
        )


@lru_cache(maxsize=64)
def _search_for(token: str) -> sa.Select[SignIn]:
    """Build the statement that every page of a device begins with."""
    at = cast(datetime, _TheMoment())
    chosen = SignIn.by_token(token, at).join(SignIn.trader)
    return chosen.options(contains_eager(SignIn.trader))


def _see(sign_in_id: int, now: datetime) -> None:
    """Note that a session is in use, in a transaction of its own, so that reading pages stay so."""
    try:
        with writing(), db.engine.begin() as connection:
            connection.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now))
    except OperationalError as error:
        # On a full disk, what is there can still be read.
        log.warning("a session in use could not be noted: %s", error.orig)


def current_sign_in() -> SignIn | None:
    """Return the session of this request."""
    return cast(SignIn | None, g.get("sign_in")) if current_user.is_authenticated else None


def begin_session(trader: Trader, *, stays: bool = True) -> None:
    """Sign a trader in on this device, under a token that nobody can have known before."""
    # Whatever a stranger may have planted goes, and with it the old token against forgery.
    session.clear()
    session.permanent = stays
    session["_user_id"] = trader.sign_in(
        agent=request.user_agent.string, at=datetime.now(UTC), stays=stays
    )
    after_this_request(partial(_remember, trader.email))


def _remember(email: str, response: Response) -> Response:
    remember_device(response, email)
    return response


def end_session() -> None:
    """Sign out on this device; the token is worthless from here on."""
    if sign_in := current_sign_in():
        sign_in.end(at=datetime.now(UTC))
    session.clear()
    after_this_request(_clear)


def _clear(response: Response) -> Response:
    """Have the browser drop what was typed here, and pages that Back could show.

    Only when somebody signs out: when a session grows too old, what they typed is kept for them.
    """
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def mine(model: type[Mine], id: int) -> Mine:
    """Find the signed-in trader's own row, or answer 404."""
    # Keys are 32-bit on PostgreSQL, and begin with 1; any other number is nobody's.
    if not 0 < id < 2**31:
        abort(404)
    found = _one(model, to_change=request.method == "POST")
    row = db.session.scalar(found, {"id": id, "trader_id": current_trader.id})
    if row is None:
        abort(404)
    return row


class _Whoever:
    """The trader for whom a statement is sent, for one that is built only once."""

    id = sa.bindparam("trader_id", type_=sa.Integer)


@cache
def _one(model: type[Mine], *, to_change: bool) -> sa.Select[Mine]:
    """Build the statement that finds one row of a trader."""
    found = model.of(cast(Trader, _Whoever)).where(model.id == sa.bindparam("id"))
    # Whoever changes the same row in the same moment waits, then sees what became of it.
    return found.with_for_update(of=model) if to_change else found


def safe_next(target: str | None, default: str) -> str:
    """Return the place to go to after signing in, if it is a path of this site.

    Browsers read a backslash as a slash and skip control characters, so neither may occur.
    """
    if not target or len(target) > LONGEST_PATH or not target.startswith("/"):
        return default
    if target.startswith("//") or any(
        letter == "\\" or unicodedata.category(letter)[0] in "CZ" for letter in target
    ):
        return default
    return target
