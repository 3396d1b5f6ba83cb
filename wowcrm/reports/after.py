"""What to do when work is closed: ask how it was, and surprise once more."""

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _

from wowcrm.proposals.models import Proposal

FEEDBACK = "feedback.ask"
"""The page on which a client is asked how it was, once there is one; it takes `client_id`."""


@dataclass(frozen=True, slots=True)
class Way:
    label: str
    why: str
    icon: str
    url: str


def ways_on(proposal: Proposal) -> list[Way]:
    """List what is worth doing now that the work is closed."""
    name, client_id = proposal.client.short_name, proposal.client_id
    occasion = _("%(title)s is done", title=proposal.title)[:200]
    found = [
        Way(
            _("Plan a delight"),
            _("The last impression stays: what would make %(name)s smile now?", name=name),
            "gift",
            url_for("delights.new", client_id=client_id, occasion=occasion, _anchor="plan"),
        )
    ]
    if FEEDBACK in current_app.view_functions:
        found.insert(
            0,
            Way(
                _("Ask how it was"),
                _("While it is fresh: one question by link is enough."),
                "smile",
                url_for(FEEDBACK, client_id=client_id),
            ),
        )
    return found
