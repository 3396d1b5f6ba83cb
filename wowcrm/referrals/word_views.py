"""Good words that a client said, and bad ones that were heard."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.upkeep import standing_of
from wowcrm.referrals.forms import BadWordForm, GoodWordForm
from wowcrm.referrals.models import BadWord, GoodWord
from wowcrm.trash.trashing import trashing
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle, wants_fragment

bp = Blueprint("words", __name__)


@bp.post("/clients/<int:client_id>/good-words")
def write(client_id: int) -> ResponseReturnValue:
    client = mine(Client, client_id)
    form = GoodWordForm(today=current_trader.today())
    if not form.validate():
        return answer(
            "referrals/index.html",
            "referrals/_good_words.html",
            form=form,
            good_form=form,
            client=client,
            standing=None if wants_fragment() else standing_of(client, form.today),
        )
    word = GoodWord()
    _tell_good(word, form)
    client.good_words.insert(0, word)
    db.session.flush()
    word.log_arrival()
    return settle(
        "referrals/_good_words.html",
        back=_place(client, "good-words"),
        trigger="client-changed",
        client=client,
    )


def _tell_good(word: GoodWord, form: GoodWordForm) -> None:
    word.words, word.place = form.words.data or "", form.place.data
    word.link, word.said_on = form.link.data, form.day
    word.consent_on = form.consent_on.data


@bp.get("/good-words/<int:good_word_id>")
def show(good_word_id: int) -> ResponseReturnValue:
    word = mine(GoodWord, good_word_id)
    return answer("referrals/good_word.html", "referrals/_good_word.html", word=word)


@bp.route("/good-words/<int:good_word_id>/edit", methods=["GET", "POST"])
def edit(good_word_id: int) -> ResponseReturnValue:
    word = mine(GoodWord, good_word_id)
    form = GoodWordForm(obj=word, today=current_trader.today())
    if form.validate_on_submit():
        _tell_good(word, form)
        word.retell()
        return settle(None, back=_place(word.client, f"good_word-{word.id}"))
    page = render_template("referrals/edit_good_word.html", form=form, word=word)
    return page, 422 if form.is_submitted() else 200


@bp.post("/good-words/<int:good_word_id>/agree")
def agree(good_word_id: int) -> ResponseReturnValue:
    """The client agreed to be quoted."""
    word = mine(GoodWord, good_word_id)
    word.agree(on=current_trader.today())
    return _settle_good(word)


@bp.post("/good-words/<int:good_word_id>/disagree")
def disagree(good_word_id: int) -> ResponseReturnValue:
    word = mine(GoodWord, good_word_id)
    word.disagree()
    return _settle_good(word)


@bp.post("/good-words/<int:good_word_id>/delete")
def delete(good_word_id: int) -> ResponseReturnValue:
    word = mine(GoodWord, good_word_id)
    client = word.client
    place = _place(client, f"good_word-{word.id}")
    with trashing(word, said=_("Those words are deleted."), place=place):
        word.remove()
    return settle(None, back=_place(client, "good-words"))


def _settle_good(word: GoodWord) -> ResponseReturnValue:
    return settle(
        "referrals/_good_word.html",
        back=_place(word.client, f"good_word-{word.id}"),
        word=word,
    )


# What nobody likes to hear


@bp.post("/clients/<int:client_id>/bad-words")
def hear(client_id: int) -> ResponseReturnValue:
    client = mine(Client, client_id)
    form = BadWordForm(today=current_trader.today())
    if not form.validate():
        return answer(
            "referrals/index.html",
            "referrals/_bad_words.html",
            form=form,
            bad_form=form,
            client=client,
            standing=None if wants_fragment() else standing_of(client, form.today),
        )
    word = BadWord()
    _tell_bad(word, form)
    client.bad_words.insert(0, word)
    db.session.flush()
    word.log_arrival()
    return settle(
        "referrals/_bad_words.html",
        back=_place(client, "bad-words"),
        trigger="client-changed",
        client=client,
    )


def _tell_bad(word: BadWord, form: BadWordForm) -> None:
    word.words, word.place, word.heard_on = form.words.data or "", form.place.data, form.day


@bp.get("/bad-words/<int:bad_word_id>")
def heard(bad_word_id: int) -> ResponseReturnValue:
    word = mine(BadWord, bad_word_id)
    return answer("referrals/bad_word.html", "referrals/_bad_word.html", word=word)


@bp.route("/bad-words/<int:bad_word_id>/edit", methods=["GET", "POST"])
def edit_heard(bad_word_id: int) -> ResponseReturnValue:
    word = mine(BadWord, bad_word_id)
    form = BadWordForm(obj=word, today=current_trader.today())
    if form.validate_on_submit():
        _tell_bad(word, form)
        word.retell()
        return settle(None, back=_place(word.client, f"bad_word-{word.id}"))
    page = render_template("referrals/edit_bad_word.html", form=form, word=word)
    return page, 422 if form.is_submitted() else 200


@bp.post("/bad-words/<int:bad_word_id>/see-to")
def see_to(bad_word_id: int) -> ResponseReturnValue:
    word = mine(BadWord, bad_word_id)
    word.see_to(on=current_trader.today())
    return _settle_bad(word)


@bp.post("/bad-words/<int:bad_word_id>/reopen")
def reopen(bad_word_id: int) -> ResponseReturnValue:
    word = mine(BadWord, bad_word_id)
    word.reopen()
    return _settle_bad(word)


@bp.post("/bad-words/<int:bad_word_id>/delete")
def forget(bad_word_id: int) -> ResponseReturnValue:
    word = mine(BadWord, bad_word_id)
    client = word.client
    place = _place(client, f"bad_word-{word.id}")
    with trashing(word, said=_("That is deleted."), place=place):
        word.remove()
    return settle(None, back=_place(client, "bad-words"))


def _settle_bad(word: BadWord) -> ResponseReturnValue:
    return settle(
        "referrals/_bad_word.html",
        back=_place(word.client, f"bad_word-{word.id}"),
        trigger="client-changed",
        word=word,
    )


def _place(client: Client, part: str) -> str:
    return url_for("referrals.index", client_id=client.id, _anchor=part)
