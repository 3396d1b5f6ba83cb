"""Every blueprint, in the order of the menu."""

from flask import Blueprint

from wowcrm.clients.views import bp as clients
from wowcrm.first_run.views import bp as first_run
from wowcrm.needs.views import bp as needs
from wowcrm.patterns.views import bp as patterns
from wowcrm.standards.checklist_views import bp as checklists
from wowcrm.standards.views import bp as standards
from wowcrm.timeline.views import bp as timeline
from wowcrm.today.views import bp as today
from wowcrm.traders.views import bp as traders

BLUEPRINTS: tuple[Blueprint, ...] = (
    today,
    clients,
    timeline,
    first_run,
    needs,
    standards,
    checklists,
    traders,
    patterns,
)
