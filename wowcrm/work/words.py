"""Kind words about money, ready to be sent."""

from datetime import date

from flask_babel import gettext as _

from wowcrm import when
from wowcrm.money import exact
from wowcrm.work.models import Stage

MESSAGE = "messages.write"
"""The page on which ready messages are written, where there is one."""


def reminder(stage: Stage, on: date) -> str:
    """Ask for a part of the price as one asks somebody one likes: the fact, and a way out."""
    trader, client = stage.client.trader, stage.client
    day = stage.expected_on
    facts = {
        "amount": exact(stage.owed, stage.proposal.currency),
        "what": stage.what,
        "title": stage.proposal.title,
        "day": when.day(day, on) if day else "",
    }
    lines = [
        _("Dear %(name)s,", name=client.short_name),
        _(
            "a small reminder: %(amount)s for “%(title)s” (%(what)s) fell due on %(day)s."
            " It may well have crossed with this message; then please ignore it.",
            **facts,
        )
        if stage.is_late(on)
        else _(
            "%(amount)s for “%(title)s” (%(what)s) is due today. Thank you for seeing to it.",
            **facts,
        ),
    ]
    if trader.pays_to:
        lines.append(trader.pays_to)
    lines.append(_("If something is in the way, tell me and we find a way."))
    lines.append(_("Kind regards,\n%(name)s", name=trader.name))
    return "\n\n".join(lines)
