"""Promises: those to one client, on the tab of what is agreed, and all that are open."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

import wowcrm.promises.letters  # noqa: F401  so that words about promises are ready
from wowcrm import when
from wowcrm.clients.models import Client
from wowcrm.levels.upkeep import standing_of
from wowcrm.promises.forms import AgreeForm, CorrectForm, KeepForm, PromiseForm
from wowcrm.promises.kept import kept_rate
from wowcrm.promises.models import Promise
from wowcrm.promises.shelves import ClientShelf, ahead_page, late_page
from wowcrm.trash.trashing import trashing
from wowcrm.web.access import current_trader, mine, safe_next
from wowcrm.web.htmx import answer, settle, wants_fragment

bp = Blueprint("promises", __name__)

PAGES = {"late": late_page, "ahead": ahead_page}


@bp.app_template_global()
def keep_form(promise: Promise) -> KeepForm:
    return KeepForm(formdata=None, today=current_trader.today())


# One client's


@bp.route("/clients/<int:client_id>/promises", methods=["GET", "POST"])
def index(client_id: int) -> ResponseReturnValue:
    """What a client was promised, and the form that promises more; or more of what is past."""
    client = mine(Client, client_id)
    form = PromiseForm(today=current_trader.today())
    if form.validate_on_submit():
        Promise.make(client, form.what.data or "", due_on=form.due_day, on=form.today)
        day = when.day(form.due_day, form.today)
        flash(_("Promised for %(day)s. I will remind you.", day=day))
        return settle(
            "promises/_promises.html",
            back=url_for(".index", client_id=client.id),
            trigger="client-changed",
            form=PromiseForm(formdata=None, today=form.today),
            **_tab(client),
        )
    if request.args.get("after") and wants_fragment():
        return answer("promises/index.html", "promises/_past.html", **_tab(client))
    return answer(
        "promises/index.html",
        "promises/_promises.html",
        form=form,
        standing=standing_of(client, form.today),
        **_tab(client),
    )


def _tab(client: Client) -> dict[str, Any]:
    shelf = ClientShelf(client, current_trader.today(), request.args.get("after"))
    return {"client": client, "shelf": shelf}


@bp.get("/clients/<int:client_id>/promises/kept")
def kept(client_id: int) -> ResponseReturnValue:
    """How well promises to this client are kept, as the head of their list says it."""
    client = mine(Client, client_id)
    if not wants_fragment():
        return redirect(url_for(".index", client_id=client.id), code=303)
    return render_template("promises/_kept.html", **_tab(client))


# One


@bp.get("/promises/<int:promise_id>")
def show(promise_id: int) -> ResponseReturnValue:
    """One by itself; to htmx as it was, after an edit was given up."""
    return _card(mine(Promise, promise_id))


@bp.route("/promises/<int:promise_id>/edit", methods=["GET", "POST"])
def edit(promise_id: int) -> ResponseReturnValue:
    promise = mine(Promise, promise_id)
    form = CorrectForm(promise=promise)
    if form.validate_on_submit():
        promise.correct(form.what.data or "", form.day)
        return _settle(promise)
    return _card(promise, form=form, correcting=form)


@bp.post("/promises/<int:promise_id>/keep")
def keep(promise_id: int) -> ResponseReturnValue:
    promise = mine(Promise, promise_id)
    form = KeepForm(today=current_trader.today())
    if not form.validate():
        return _card(promise, form=form, keeping=form)
    promise.keep(on=form.day)
    return _settle(promise)


@bp.post("/promises/<int:promise_id>/unkeep")
def unkeep(promise_id: int) -> ResponseReturnValue:
    promise = mine(Promise, promise_id)
    promise.unkeep()
    return _settle(promise)


@bp.route("/promises/<int:promise_id>/renegotiate", methods=["GET", "POST"])
def renegotiate(promise_id: int) -> ResponseReturnValue:
    """Agree on another day, and why: early enough, it is what clients forgive."""
    promise = mine(Promise, promise_id)
    form = AgreeForm(promise=promise, today=current_trader.today())
    if not promise.is_open:
        return _card(promise)
    if form.validate_on_submit():
        promise.renegotiate(form.due_day, form.because.data or "", on=form.today)
        return _settle(promise)
    return _card(promise, form=form, agreeing=form)


@bp.post("/promises/<int:promise_id>/agree-back")
def agree_back(promise_id: int) -> ResponseReturnValue:
    promise = mine(Promise, promise_id)
    promise.agree_back()
    return _settle(promise)


@bp.post("/promises/<int:promise_id>/let-go")
def let_go(promise_id: int) -> ResponseReturnValue:
    promise = mine(Promise, promise_id)
    promise.let_go(on=current_trader.today())
    return _settle(promise)


@bp.post("/promises/<int:promise_id>/take-up-again")
def take_up_again(promise_id: int) -> ResponseReturnValue:
    promise = mine(Promise, promise_id)
    promise.take_up_again()
    return _settle(promise)


@bp.post("/promises/<int:promise_id>/delete")
def delete(promise_id: int) -> ResponseReturnValue:
    promise = mine(Promise, promise_id)
    if promise.stands_in_writing:
        flash(_("%(what)s stands in what you agreed on in writing.", what=promise.what), "warning")
        return _settle(promise)
    back = url_for(".index", client_id=promise.client_id)
    said = _("Taken away, as if it had never been said: %(what)s", what=promise.what)
    with trashing(promise, said=said, place=back):
        promise.remove()
    return settle(None, back=back)


def _card(promise: Promise, **context: Any) -> ResponseReturnValue:
    # Whoever came from Today returns there.
    came_from = "" if wants_fragment() else safe_next(request.values.get("back"), "")
    return answer(
        "promises/show.html",
        "promises/_promise.html",
        promise=promise,
        came_from=came_from,
        **context,
    )


def _settle(promise: Promise) -> ResponseReturnValue:
    return settle(
        "promises/_promise.html",
        back=url_for(".index", client_id=promise.client_id, _anchor=promise.about),
        trigger="client-changed",
        promise=promise,
        tell=True,
    )


# Everybody's


@bp.get("/promises")
def owed() -> ResponseReturnValue:
    """All that is owed: what is late, what is to come; or the next page of one of these."""
    today = current_trader.today()
    shelf, after = request.args.get("list", ""), request.args.get("after")
    shelves = {
        name: page(current_trader, today, after if name == shelf else None)
        for name, page in PAGES.items()
        if shelf not in PAGES or name == shelf
    }
    return answer(
        "promises/owed.html",
        "promises/_more.html",
        shelves=shelves,
        paged=shelf in PAGES,
        kept=None if wants_fragment() else kept_rate(current_trader, today),
    )
