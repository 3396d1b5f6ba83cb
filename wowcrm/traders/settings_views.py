"""Settings of the trader: who they are, their clock and money, and the rules."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.first_run.catalogue import trades
from wowcrm.first_run.zones import zones
from wowcrm.traders.currencies import currencies
from wowcrm.traders.forms import SettingsForm
from wowcrm.traders.rules import change_rules
from wowcrm.web.access import current_trader
from wowcrm.web.htmx import answer, settle

bp = Blueprint("settings", __name__)


@bp.route("/settings", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    form = SettingsForm(obj=current_trader)
    form.trade.choices = [(trade.slug, trade.name) for trade in trades()]
    form.timezone.choices = _zones_and(current_trader.timezone)
    form.currency.choices = currencies(current_trader.locale)
    if form.validate_on_submit():
        change_rules(
            current_trader, lambda: form.populate_obj(current_trader), current_trader.today()
        )
        flash(_("Saved. Where your clients stand follows these settings from now on."))
        return settle(None, back=url_for(".index"))
    return answer("traders/settings.html", "traders/_settings.html", form=form)


def _zones_and(own: str) -> dict[str, list[tuple[str, str]]]:
    """List the cities to choose from; a clock without a city, such as UTC, stays in the list."""
    cities = zones()
    if any(own == zone for group in cities.values() for zone, _name in group):
        return cities
    return {_("As it is now"): [(own, own)], **cities}
