"""The first page of all, the choice that follows it, and the cards that help a new trader along."""

from datetime import UTC, datetime, timedelta

from flask import (
    Blueprint,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.db import db
from wowcrm.first_run.forms import AddressForm, WelcomeForm
from wowcrm.first_run.inviting import invite, is_by_letter, read
from wowcrm.first_run.progress import whats_next
from wowcrm.first_run.samples import add_samples, has_samples, remove_samples, samples_of
from wowcrm.first_run.start import EmailTaken, RegistrationClosed, may_register, register
from wowcrm.first_run.summary import endowment_of
from wowcrm.traders.door import TriedTooOften, keys_for_newcomer, knock
from wowcrm.traders.models import Trader
from wowcrm.trash.trashing import trashing
from wowcrm.web.access import begin_session, current_trader, public
from wowcrm.web.htmx import settle

bp = Blueprint("first_run", __name__)
# Pages that include the card or the banner need not ask for them.
bp.add_app_template_global(whats_next)
bp.add_app_template_global(has_samples)

JUST_NOW = timedelta(minutes=1)


@bp.route("/welcome", methods=["GET", "POST"])
@public
def welcome() -> ResponseReturnValue:
    """Ask the five questions and make the trader; closed once there is one."""
    if current_trader.is_authenticated:
        return redirect(url_for("today.index"), code=303)
    if is_by_letter():
        return _invite()
    form = WelcomeForm()
    if request.method == "POST":
        return _register(form)
    if not _is_open():
        return _closed()
    return _ask(form, 200)


def _invite() -> ResponseReturnValue:
    """Ask for the address first: the same is said of every one, and the rest stands in a letter."""
    form = AddressForm()
    if not form.validate_on_submit():
        page = render_template("first_run/address.html", form=form)
        return page, 422 if form.errors else 200
    try:
        _count_try(form.email.data or "")
    except TriedTooOften as often:
        return _ask_later("first_run/address.html", form, often)
    invite(form.email.data or "", at=datetime.now(UTC))
    db.session.commit()
    return redirect(url_for(".written"), code=303)


@bp.get("/welcome/written")
@public
def written() -> ResponseReturnValue:
    return render_template("first_run/written.html")


@bp.route("/welcome/with/<token>", methods=["GET", "POST"])
@public
def invited(token: str) -> ResponseReturnValue:
    """Ask whoever has the letter the rest; the address is the one it went to."""
    email = read(token)
    if email is None:
        return _too_old()
    form = WelcomeForm()
    form.email.data, form.email.render_kw = email, {"readonly": True}
    return _register(form) if request.method == "POST" else _ask(form, 200)


def _too_old() -> ResponseReturnValue:
    """Offer another letter to whoever comes with one that is good no more."""
    if not is_by_letter():
        return render_template("documents/nothing.html"), 404
    form = AddressForm(formdata=None)
    form.form_errors.append(_("This link is good no more. Here is another letter, if you like."))
    return render_template("first_run/address.html", form=form), 404


def _register(form: WelcomeForm) -> ResponseReturnValue:
    if not (_is_open() or _just_made(form)):
        return _closed()
    if not form.validate():
        return _ask(form, 422)
    try:
        _count_try()
        return _enter(_trader_from(form))
    except TriedTooOften as often:
        return _ask_later("first_run/welcome.html", form, often)
    except RegistrationClosed:
        return _again(form) or _closed()
    except EmailTaken:
        form.email.errors = [_("Somebody is registered here with this address. Sign in?")]
        return _again(form) or _ask(form, 422)


def _count_try(letter_to: str | None = None) -> None:
    """Count a try to register, whatever comes of it; raise TriedTooOften."""
    knock(keys_for_newcomer(request.remote_addr, letter_to), at=datetime.now(UTC))
    db.session.commit()


def _ask(form: WelcomeForm, status: int) -> ResponseReturnValue:
    return render_template("first_run/welcome.html", form=form), status


def _ask_later(
    page: str, form: WelcomeForm | AddressForm, often: TriedTooOften
) -> ResponseReturnValue:
    # The transaction that counted holds the write lock, and there is nothing to save.
    db.session.rollback()
    form.form_errors.append(often.words)
    response = make_response(render_template(page, form=form), 429)
    response.headers["Retry-After"] = str(often.seconds)
    return response


def _trader_from(form: WelcomeForm) -> Trader:
    return register(
        name=form.name.data or "",
        email=form.email.data or "",
        password=form.password.data or "",
        trade=form.trade.data,
        timezone=form.timezone.data,
        open_signup=current_app.config["OPEN_SIGNUP"],
    )


def _again(form: WelcomeForm) -> ResponseReturnValue | None:
    """Sign in whoever sent the form twice: the trader made a moment ago from the same answers."""
    trader = _just_made(form)
    right = trader is not None and trader.check_password(form.password.data or "")
    return _enter(trader) if trader and right else None


def _just_made(form: WelcomeForm) -> Trader | None:
    trader = db.session.scalar(Trader.by_email(form.email.data or ""))
    new = trader is not None and datetime.now(UTC) - trader.created_at <= JUST_NOW
    return trader if new else None


def _enter(trader: Trader) -> ResponseReturnValue:
    begin_session(trader)
    db.session.commit()
    return redirect(url_for(".choose"), code=303)


def _is_open() -> bool:
    return may_register(open_signup=current_app.config["OPEN_SIGNUP"])


def _closed() -> ResponseReturnValue:
    return render_template("first_run/closed.html"), 403


@bp.get("/welcome/choose")
def choose() -> ResponseReturnValue:
    """Say what has been laid out, and ask how to begin."""
    return render_template("first_run/choose.html", endowment=endowment_of(current_trader))


@bp.post("/welcome/samples")
def samples() -> ResponseReturnValue:
    """Let the sample clients in."""
    add_samples(current_trader, on=current_trader.today())
    return settle(None, back=url_for("today.index"))


@bp.post("/welcome/samples/remove")
def remove() -> ResponseReturnValue:
    """Let exactly the sample clients go."""
    samples = db.session.scalars(samples_of(current_trader)).all()
    if samples:
        said = _("The sample clients are gone. Your own are as they were.")
        with trashing(*samples, said=said, name=_("The sample clients")):
            remove_samples(current_trader)
    return settle(None, back=url_for("today.index"))


@bp.post("/welcome/put-away")
def put_away() -> ResponseReturnValue:
    """Take the "What's next?" card off Today for good."""
    current_trader.welcomed_on = current_trader.welcomed_on or current_trader.today()
    return settle("first_run/_whats_next.html", back=url_for("today.index"))
