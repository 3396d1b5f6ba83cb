"""Verdicts: where the trader sees a client's level differently from the evidence."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.levels.forms import VerdictForm
from wowcrm.levels.models import Verdict
from wowcrm.levels.upkeep import standing_of
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle

bp = Blueprint("levels", __name__)


@bp.route("/clients/<int:client_id>/verdicts", methods=["GET", "POST"])
def verdicts(client_id: int) -> ResponseReturnValue:
    """See a client's level differently: which, why, and until when."""
    client = mine(Client, client_id)
    today = current_trader.today()
    form = VerdictForm(today=today)
    if request.method == "GET":
        form.until.data = form.usual
    elif form.validate():
        Verdict.give(
            client,
            form.level.data,
            form.because.data or "",
            on=today,
            until=form.until.data or form.usual,
        )
        flash(_("Your word counts now."))
        return settle(None, back=url_for("clients.show", client_id=client.id))
    return answer(
        "levels/verdicts.html",
        "levels/_verdict_form.html",
        form=form,
        client=client,
        standing=standing_of(client, today),
    )


@bp.post("/verdicts/<int:verdict_id>/withdraw")
def withdraw(verdict_id: int) -> ResponseReturnValue:
    verdict = mine(Verdict, verdict_id)
    verdict.withdraw(on=current_trader.today())
    flash(_("The evidence counts again."))
    return settle(None, back=url_for("clients.show", client_id=verdict.client_id))
