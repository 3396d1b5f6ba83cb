"""What can be written down from the "+", each on a page of its own."""

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _

from wowcrm.clients.models import Client


@dataclass(frozen=True)
class Way:
    label: str
    hint: str
    icon: str
    url: str


def ways(client: Client | None) -> list[Way]:
    """List what can be gone to; about a client if one is known."""
    id = client.id if client else None
    found = [
        Way(
            _("A promise"),
            _("What did you say you would do?"),
            "hand-heart",
            url_for("entry.promise", client=id),
        ),
        Way(_("A need"), _("What did they come for?"), "heart", url_for("entry.need", client=id)),
        Way(
            _("A delight"),
            _("What would make them smile?"),
            "gift",
            url_for("entry.delight", client=id),
        ),
        Way(
            _("A reminder"),
            _("What must not be forgotten?"),
            "bell",
            url_for("entry.reminder", client=id),
        ),
        Way(_("A new client"), _("A name is enough."), "user", url_for("clients.new")),
    ]
    if "referrals.index" in current_app.view_functions:
        referral = url_for("entry.referral", client=id)
        found.insert(3, Way(_("A referral"), _("Whom did they send?"), "megaphone", referral))
    if "entry.complaint" in current_app.view_functions:
        complaint = url_for("entry.complaint", client=id)
        hint = _("What went wrong?")
        found.insert(-1, Way(_("A complaint"), hint, "heart-handshake", complaint))
    return found
