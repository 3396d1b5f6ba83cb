"""The two kinds of answers, and the only place that knows htmx's wire format (htmx 4)."""

import re

from flask import (
    Flask,
    Response,
    after_this_request,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
)
from flask.typing import ResponseReturnValue
from flask_htmx import HTMX
from werkzeug.urls import iri_to_uri
from wtforms import Form

from wowcrm.levels.upkeep import commit, submitted_before
from wowcrm.web.access import current_trader, safe_next
from wowcrm.web.forms import submitted_key

htmx = HTMX()


def init_app(app: Flask) -> None:
    htmx.init_app(app)
    app.before_request(_repeated)
    app.after_request(_vary)


def wants_fragment() -> bool:
    """Tell whether htmx will swap the answer into a region of a page that is already there."""
    return bool(htmx) and request.headers.get("HX-Request-Type") == "partial"


def answer(
    page: str, fragment: str, *, form: Form | None = None, **context: object
) -> ResponseReturnValue:
    """Show a page, or to htmx only the fragment of it that it asked for; 422 if the form erred."""
    template = fragment if wants_fragment() else page
    status = 422 if form is not None and form.errors else 200
    return render_template(template, form=form, **context), status


def settle(
    fragment: str | None, *, back: str, trigger: str | None = None, **context: object
) -> ResponseReturnValue:
    """Save the change and answer it: the changed fragment to htmx, the way back to others.

    A form that was sent before changes nothing again and leads where it first led. Without a
    fragment, htmx is led to `back` as well. `trigger` names an event for regions that listen.
    A form on another page names that page in its field `back`, to return there.
    """
    back = safe_next(request.form.get("back"), back)
    first = commit(current_trader, key=submitted_key(), back=back)
    after_this_request(_confirm)
    if first is not None or (fragment is None and wants_fragment()):
        return lead(back if first is None else first)
    if fragment is None or not wants_fragment():
        return redirect(back, code=303)
    response = make_response(render_template(fragment, **context) + _said())
    if trigger:
        response.headers["HX-Trigger"] = trigger
    return response


def _said() -> str:
    """Send along what just happened, where the fragment did not say it by itself."""
    return render_template("shared/_flash.html", oob=True) if "_flashes" in session else ""


def saved_so_far() -> None:
    """Tell the browser that what was typed is saved, though the form is written on."""
    after_this_request(_confirm)


def _repeated() -> ResponseReturnValue | None:
    """Lead a form that was sent before to where it first led, though its thing may be gone."""
    key = submitted_key() if request.method == "POST" and current_trader.is_authenticated else None
    first = submitted_before(current_trader, key) if key else None
    if first is None:
        return None
    after_this_request(_confirm)
    return lead(first)


def lead(to: str) -> ResponseReturnValue:
    """Lead to another page."""
    if wants_fragment():
        return Response(headers={"HX-Redirect": iri_to_uri(to)})
    return redirect(to, code=303)


def _confirm(response: Response) -> Response:
    """Tell the browser which form was saved, so that it keeps the words typed there no longer."""
    key = submitted_key()
    if key and re.fullmatch(r"\w+", key, re.ASCII):
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie("saved", key, max_age=60, secure=secure, samesite="Lax")
    return response


def _vary(response: Response) -> Response:
    """Keep a browser's Back from showing a bare fragment out of its cache."""
    if response.mimetype == "text/html":
        response.vary.update(("HX-Request", "HX-Request-Type"))
    return response
