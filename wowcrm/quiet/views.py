"""Leave a client in peace for a while or for good, and be in touch with them again."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.quiet.forms import QuietForm
from wowcrm.quiet.models import Quiet, quiet_on
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle

bp = Blueprint("quiet", __name__)
bp.add_app_template_global(quiet_on)


@bp.route("/clients/<int:client_id>/quiet", methods=["GET", "POST"])
def index(client_id: int) -> ResponseReturnValue:
    """When they are left in peace, and the form for another time."""
    client, today = mine(Client, client_id), current_trader.today()
    form = QuietForm(today=today)
    if form.validate_on_submit():
        quiet = Quiet(
            from_on=form.first, until_on=form.last, why=form.why.data, by_wish=form.by_wish.data
        )
        client.quiets.append(quiet)
        db.session.flush()
        quiet.log_arrival(on=today)
        flash(quiet.words(today))
        return settle(None, back=url_for("clients.show", client_id=client.id))
    ahead = [quiet for quiet in client.quiets if not quiet.is_over(today)]
    return answer("quiet/index.html", "quiet/_form.html", form=form, client=client, ahead=ahead)


@bp.post("/quiets/<int:quiet_id>/end")
def end(quiet_id: int) -> ResponseReturnValue:
    """Be in touch with them again from today on."""
    quiet = mine(Quiet, quiet_id)
    client = quiet.client
    quiet.end(on=current_trader.today())
    flash(_("You may be in touch with %(client)s again.", client=client.short_name))
    return settle(None, back=url_for("clients.show", client_id=client.id))
