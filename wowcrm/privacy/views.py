"""What a person may ask for: all that is kept about them, and to be erased for good."""

from datetime import timedelta

from flask import (
    Blueprint,
    Response,
    after_this_request,
    flash,
    render_template,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.files.sweeping import forget_after
from wowcrm.naming import counted
from wowcrm.privacy import erasing
from wowcrm.privacy.forms import EraseForm
from wowcrm.privacy.models import Receipt
from wowcrm.privacy.telling import everything_about
from wowcrm.search import query
from wowcrm.search.index import find
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import settle
from wowcrm.when import day

bp = Blueprint("privacy", __name__)

BACKUPS_LAST = timedelta(days=366)
"""How long the oldest of the nightly backups stays."""

MENTIONS = 10


@bp.get("/clients/<int:client_id>/everything")
def everything(client_id: int) -> ResponseReturnValue:
    """All that is kept about a client, as a file for them."""
    client = mine(Client, client_id)
    response: Response = send_file(
        everything_about(client),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"client-{client.id}-{current_trader.today().isoformat()}.zip",
    )
    return response


@bp.route("/clients/<int:client_id>/erase", methods=["GET", "POST"])
def erase(client_id: int) -> ResponseReturnValue:
    """Say what erasing means, ask once more, and erase."""
    client = mine(Client, client_id)
    form = EraseForm()
    if form.validate_on_submit():
        flash(_("%(client)s is erased for good.", client=client.name))
        receipt, digests = erasing.erase(
            client, on=current_trader.today(), reference=form.reference.data
        )
        after_this_request(forget_after(digests))
        return settle(None, back=url_for(".receipt", receipt_id=receipt.id))
    found = find(current_trader, query.read(client.name), most=MENTIONS + 1)
    page = render_template(
        "privacy/erase.html",
        client=client,
        form=form,
        mentions=[each for each in found if each.id != client.id][:MENTIONS],
    )
    return page, 422 if form.errors else 200


@bp.get("/receipts")
def index() -> ResponseReturnValue:
    receipts = Receipt.of(current_trader).order_by(Receipt.id.desc()).limit(100)
    return render_template("privacy/index.html", receipts=db.session.scalars(receipts).all())


@bp.get("/receipts/<int:receipt_id>")
def receipt(receipt_id: int) -> ResponseReturnValue:
    """What was erased and when; it prints on a sheet."""
    receipt = mine(Receipt, receipt_id)
    return render_template(
        "privacy/receipt.html",
        receipt=receipt,
        counts=[counted(table, number) for table, number in receipt.counts.items()],
        erased_on=day(receipt.erased_on),
        backups_until=day(receipt.erased_on + BACKUPS_LAST),
    )
