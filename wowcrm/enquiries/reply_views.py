"""The four answers to an enquiry: take it, ask, decline kindly, pass it on; each with ready words."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.data.habits import region_of
from wowcrm.enquiries import letters
from wowcrm.enquiries.forms import PassOnForm, ReplyForm, TakeForm
from wowcrm.enquiries.models import Enquiry
from wowcrm.enquiries.needs import drafted_needs
from wowcrm.enquiries.taking import NewClient, like_them, onboarding_of, take_as
from wowcrm.messages.drafts import Draft
from wowcrm.messages.sending import send_words
from wowcrm.messages.ways import usual_kind, ways_by
from wowcrm.outbox.tidying import deliverable
from wowcrm.timeline.models import Direction
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import settle
from wowcrm.work.capacity import capacity_of

bp = Blueprint("replies", __name__)


@bp.route("/enquiries/<int:enquiry_id>/take", methods=["GET", "POST"])
def take(enquiry_id: int) -> ResponseReturnValue:
    """Make a client of whoever wrote."""
    enquiry = mine(Enquiry, enquiry_id)
    if not enquiry.is_open:
        return _over(enquiry)
    alike = [(client.id, client.name) for client in like_them(enquiry)]
    full = capacity_of(current_trader, current_trader.today()).is_full
    draft = letters.taking(enquiry)
    known = {name: getattr(enquiry, name) for name in ("name", "email", "phone")}
    needs = "\n".join(drafted_needs(enquiry.message))
    form = TakeForm(data={**known, **_words(draft), "needs": needs}, alike=alike, full=full)
    if not form.validate_on_submit() or "ready" in request.form:
        return _page("enquiries/take.html", enquiry, form, draft)
    client = _take(enquiry, form)
    flash(
        _(
            "%(client)s is your client. The sheet of how you work together is begun.",
            client=client.short_name,
        )
    )
    first = onboarding_of(client)
    if first is None or not first.standing:
        return settle(None, back=url_for("clients.show", client_id=client.id))
    return settle(None, back=url_for("standards.run", client_id=client.id, checklist_id=first.id))


def _take(enquiry: Enquiry, form: TakeForm) -> Client:
    now, today = datetime.now(UTC), current_trader.today()
    told = NewClient(
        name=form.name.data or enquiry.name,
        organisation=form.organisation.data,
        email=form.email.data,
        phone=form.phone.data,
        needs=form.told_needs,
    )
    chosen = form.known.data if form.known is not None else 0
    client = take_as(enquiry, told, mine(Client, chosen) if chosen else None, at=now, on=today)
    _send(enquiry, form, client)
    kind = usual_kind(_ways(enquiry))
    client.touch(kind, form.text.data or "", on=today, direction=Direction.OUT)
    return client


@bp.route("/enquiries/<int:enquiry_id>/ask", methods=["GET", "POST"])
def ask(enquiry_id: int) -> ResponseReturnValue:
    """Ask something before anything is decided; the promised reply is kept with it."""
    enquiry = mine(Enquiry, enquiry_id)
    if not enquiry.is_open:
        return _over(enquiry)
    draft = letters.asking(enquiry)
    form = ReplyForm(data=_words(draft))
    if not form.validate_on_submit() or "ready" in request.form:
        return _page("enquiries/ask.html", enquiry, form, draft)
    enquiry.ask(at=datetime.now(UTC), on=current_trader.today())
    return _answered(enquiry, form)


@bp.route("/enquiries/<int:enquiry_id>/decline", methods=["GET", "POST"])
def decline(enquiry_id: int) -> ResponseReturnValue:
    enquiry = mine(Enquiry, enquiry_id)
    if not enquiry.is_open:
        return _over(enquiry)
    today = current_trader.today()
    draft = letters.declining(enquiry, capacity_of(current_trader, today), today)
    form = ReplyForm(data=_words(draft))
    if not form.validate_on_submit() or "ready" in request.form:
        return _page("enquiries/decline.html", enquiry, form, draft)
    enquiry.decline(at=datetime.now(UTC), on=today)
    return _answered(enquiry, form)


@bp.route("/enquiries/<int:enquiry_id>/pass-on", methods=["GET", "POST"])
def pass_on(enquiry_id: int) -> ResponseReturnValue:
    """Name somebody who is better suited; that is word of mouth which the trader gives."""
    enquiry = mine(Enquiry, enquiry_id)
    if not enquiry.is_open:
        return _over(enquiry)
    draft = letters.passing_on(enquiry)
    form = PassOnForm(data=_words(draft))
    if not form.validate_on_submit() or "ready" in request.form:
        return _page("enquiries/pass_on.html", enquiry, form, draft)
    colleague = form.colleague.data or ""
    form.text.data = letters.filled(form.text.data or "", colleague)
    enquiry.pass_on(colleague, at=datetime.now(UTC), on=current_trader.today())
    return _answered(enquiry, form)


def _answered(enquiry: Enquiry, form: ReplyForm) -> ResponseReturnValue:
    sent = _send(enquiry, form)
    flash(_("It is on its way to %(name)s.", name=enquiry.name) if sent else _("Written down."))
    return settle(None, back=url_for("enquiries.show", enquiry_id=enquiry.id))


def _send(enquiry: Enquiry, form: ReplyForm, client: Client | None = None) -> bool:
    """Let the app send it, if that was pressed and can be."""
    if "send" not in request.form or not enquiry.email or not deliverable(enquiry.email):
        return False
    send_words(
        current_trader,
        form.subject.data or "",
        form.text.data or "",
        to=enquiry.email,
        at=datetime.now(UTC),
        client=client,
    )
    return True


def _page(page: str, enquiry: Enquiry, form: ReplyForm, draft: Draft) -> ResponseReturnValue:
    today = current_trader.today()
    colleague = getattr(form, "colleague", None)
    text = letters.filled(form.text.data or "", (colleague and colleague.data) or letters.COLLEAGUE)
    shown: dict[str, Any] = {
        "enquiry": enquiry,
        "form": form,
        "ways": _ways(enquiry),
        "words": Draft(form.subject.data or "", text),
        "can_send": bool(enquiry.email and deliverable(enquiry.email)),
        "room": capacity_of(current_trader, today).words(today),
    }
    return render_template(page, **shown), 422 if form.errors else 200


def _ways(enquiry: Enquiry) -> list[Any]:
    region = region_of(current_trader.timezone)
    return ways_by(filter(None, [enquiry.email]), filter(None, [enquiry.phone]), region)


def _words(draft: Draft) -> dict[str, str]:
    return {"subject": draft.subject, "text": draft.text}


def _over(enquiry: Enquiry) -> ResponseReturnValue:
    """What is decided is not decided again."""
    flash(_("That was decided already: %(what)s.", what=enquiry.outcome.word.lower()), "warning")
    return redirect(url_for("enquiries.show", enquiry_id=enquiry.id), code=303)
