"""Wordings to begin with."""

from flask_babel import gettext as _

from wowcrm.db import db
from wowcrm.traders.models import Trader
from wowcrm.wordings.models import Wording


def begin_with_some(trader: Trader) -> None:
    """Give a trader the usual ones, as far as they have none of that name."""
    for name, subject, text in _usual():
        if db.session.scalar(Wording.named(trader, name)) is None:
            db.session.add(Wording(trader_id=trader.id, name=name, subject=subject, text=text))
    db.session.flush()


def _usual() -> list[tuple[str, str, str]]:
    greeting, regards = _("Hello {name},"), _("Kind regards\n{my first name}")
    bodies = (
        (
            _("Just asking how it goes"),
            _("How is it going?"),
            _(
                "We have not spoken since {last contact}. How is it going, and is there anything you"
                " would have me do differently?"
            ),
        ),
        (
            _("Congratulations"),
            _("Thinking of you"),
            _("I have not forgotten: {important day}. All the best, from me to you."),
        ),
        (
            _("It is on its way"),
            _("{promise}: by {promised day}"),
            _("Only a word so that you need not ask: {promise}, by {promised day}, as promised."),
        ),
        (
            _("Thank you"),
            _("Thank you"),
            _("I wanted to say it plainly: thank you for your trust. I like working for you."),
        ),
    )
    return [(name, about, f"{greeting}\n\n{body}\n\n{regards}") for name, about, body in bodies]
