"""Referrals: whom a client sent, what came of it, and who sends whom."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.listing import find_clients
from wowcrm.clients.models import Client
from wowcrm.clients.narrowing import row_number
from wowcrm.db import db
from wowcrm.levels.upkeep import standing_of
from wowcrm.referrals.becoming import known_of, like_them, make_client
from wowcrm.referrals.figures import figures_of, senders_page, unthanked_page
from wowcrm.referrals.forms import (
    BadWordForm,
    ConvertForm,
    GoodWordForm,
    ReferralForm,
    ThankForm,
)
from wowcrm.referrals.lineage import came_through, trees_of
from wowcrm.referrals.models import Outcome, Referral
from wowcrm.referrals.words import quotable_page, unseen_page
from wowcrm.trash.trashing import trashing
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle, wants_fragment

bp = Blueprint("referrals", __name__)


@bp.app_template_global()
def referral_form() -> ReferralForm:
    return ReferralForm(formdata=None, today=current_trader.today())


@bp.app_template_global()
def thank_form() -> ThankForm:
    today = current_trader.today()
    return ThankForm(formdata=None, today=today, data={"on": today})


@bp.app_template_global()
def good_word_form() -> GoodWordForm:
    return GoodWordForm(formdata=None, today=current_trader.today())


@bp.app_template_global()
def bad_word_form() -> BadWordForm:
    return BadWordForm(formdata=None, today=current_trader.today())


# One client's


@bp.route("/clients/<int:client_id>/referrals", methods=["GET", "POST"])
def index(client_id: int) -> ResponseReturnValue:
    """Whom a client sent and by whom they were sent, and what was said of the trader."""
    client = mine(Client, client_id)
    form = ReferralForm(today=current_trader.today())
    if form.validate_on_submit():
        referral = _add(client, form)
        flash(
            _(
                "%(name)s is written down. Thank %(client)s soon.",
                name=referral.name,
                client=client.short_name,
            )
        )
        return settle(
            "referrals/_referrals.html",
            back=_place(client, "referrals"),
            trigger="client-changed",
            client=client,
        )
    return answer(
        "referrals/index.html",
        "referrals/_referrals.html",
        form=form,
        sending=form,
        client=client,
        standing=None if wants_fragment() else standing_of(client, form.today),
    )


def _add(client: Client, form: ReferralForm) -> Referral:
    referral = Referral()
    referral.describe(**form.describes())
    client.referrals.insert(0, referral)
    db.session.flush()
    referral.log_arrival()
    return referral


@bp.post("/clients/<int:client_id>/ask")
def ask(client_id: int) -> ResponseReturnValue:
    client = mine(Client, client_id)
    client.ask(on=current_trader.today())
    return _asked(client)


@bp.post("/clients/<int:client_id>/unask")
def unask(client_id: int) -> ResponseReturnValue:
    client = mine(Client, client_id)
    client.unask()
    return _asked(client)


def _asked(client: Client) -> ResponseReturnValue:
    return settle("referrals/_asking.html", back=_place(client, "asking"), client=client)


# One


@bp.get("/referrals/<int:referral_id>")
def show(referral_id: int) -> ResponseReturnValue:
    """One by itself, as when an act was refused; to htmx as it stands on its page."""
    return _card(mine(Referral, referral_id))


@bp.route("/referrals/<int:referral_id>/edit", methods=["GET", "POST"])
def edit(referral_id: int) -> ResponseReturnValue:
    referral = mine(Referral, referral_id)
    form = ReferralForm(obj=referral, today=current_trader.today())
    if form.validate_on_submit():
        referral.describe(**form.describes())
        return settle(None, back=_place(referral.referrer, f"referral-{referral.id}"))
    page = render_template("referrals/edit.html", form=form, referral=referral)
    return page, 422 if form.is_submitted() else 200


@bp.post("/referrals/<int:referral_id>/thank")
def thank(referral_id: int) -> ResponseReturnValue:
    referral = mine(Referral, referral_id)
    form = ThankForm(today=current_trader.today())
    if not form.validate():
        return _card(referral, form=form, thanking=form)
    referral.thank(on=form.day, how=form.how.data)
    return _settle(referral)


@bp.post("/referrals/<int:referral_id>/unthank")
def unthank(referral_id: int) -> ResponseReturnValue:
    referral = mine(Referral, referral_id)
    referral.unthank()
    return _settle(referral)


@bp.post("/referrals/<int:referral_id>/close")
def close(referral_id: int) -> ResponseReturnValue:
    """It came to nothing."""
    referral = mine(Referral, referral_id)
    referral.come_to_nothing(on=current_trader.today())
    return _settle(referral)


@bp.post("/referrals/<int:referral_id>/reopen")
def reopen(referral_id: int) -> ResponseReturnValue:
    referral = mine(Referral, referral_id)
    referral.reopen()
    return _settle(referral)


@bp.post("/referrals/<int:referral_id>/delete")
def delete(referral_id: int) -> ResponseReturnValue:
    referral = mine(Referral, referral_id)
    client = referral.referrer
    said = _("%(name)s is deleted.", name=referral.name)
    with trashing(referral, said=said, place=_place(client, f"referral-{referral.id}")):
        referral.remove()
    return settle(None, back=_place(client, "referrals"))


# What came of it


@bp.route("/referrals/<int:referral_id>/convert", methods=["GET", "POST"])
def convert(referral_id: int) -> ResponseReturnValue:
    """Make a client of whoever was sent, or choose the client whom they are already."""
    referral = mine(Referral, referral_id)
    form = ConvertForm(data=known_of(referral))
    if form.is_submitted() and referral.outcome is Outcome.CLIENT:
        return settle(None, back=_place(referral.referrer, f"referral-{referral.id}"))
    alike: list[Client] = []
    if form.validate_on_submit():
        if "anyway" not in request.form:
            alike = like_them(referral, form.told())
        if not alike:
            client = make_client(referral, form.told(), on=current_trader.today())
            return settle(None, back=url_for("clients.show", client_id=client.id))
    words = " ".join(request.args.get("q", "").replace("\x00", "").split())[:100]
    page = render_template(
        "referrals/convert.html",
        form=form,
        referral=referral,
        alike=alike or ([] if form.is_submitted() else like_them(referral, form.told())),
        words=words,
        found=[one for one in find_clients(current_trader, words) if one.id != referral.referrer_id]
        if words
        else [],
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/referrals/<int:referral_id>/link")
def link(referral_id: int) -> ResponseReturnValue:
    """Whoever was sent is this client already."""
    referral = mine(Referral, referral_id)
    client = mine(Client, row_number(request.form.get("client")) or 0)
    if came_through(referral.referrer, client):
        flash(
            _(
                "%(sender)s came through %(client)s, so it cannot be the other way round too.",
                sender=referral.referrer.short_name,
                client=client.short_name,
            )
            if client != referral.referrer
            else _("Nobody sends themselves. Who was it?"),
            "warning",
        )
        return redirect(url_for(".convert", referral_id=referral.id), code=303)
    referral.convert(client, on=current_trader.today())
    return settle(None, back=_place(referral.referrer, f"referral-{referral.id}"))


# Everybody's


@bp.get("/wow/word-of-mouth")
def word_of_mouth() -> ResponseReturnValue:
    """Who waits for thanks, who sends whom, and which words may be quoted; or the next page."""
    pages = {
        "thanks": unthanked_page,
        "senders": senders_page,
        "quotes": quotable_page,
        "heard": unseen_page,
    }
    wanted = request.args.get("list", "")
    after = request.args.get("after")
    shelves = {
        name: page(current_trader, after if name == wanted else None)
        for name, page in pages.items()
        if wanted not in pages or name == wanted
    }
    return answer(
        "referrals/word_of_mouth.html",
        "referrals/_more.html",
        shelves=shelves,
        shelf=wanted if wanted in pages else None,
        figures=figures_of(current_trader),
        trees=trees_of(current_trader),
    )


def _card(referral: Referral, **context: Any) -> ResponseReturnValue:
    return answer("referrals/show.html", "referrals/_referral.html", referral=referral, **context)


def _settle(referral: Referral) -> ResponseReturnValue:
    return settle(
        "referrals/_referral.html",
        back=_place(referral.referrer, f"referral-{referral.id}"),
        trigger="client-changed",
        referral=referral,
    )


def _place(client: Client, part: str) -> str:
    return url_for("referrals.index", client_id=client.id, _anchor=part)
