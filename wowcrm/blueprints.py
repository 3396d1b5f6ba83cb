"""Every blueprint, in the order of the menu."""

from flask import Blueprint

from wowcrm.backup.views import bp as backup
from wowcrm.clients.saved_views import bp as saved_views
from wowcrm.clients.selection_views import bp as selection
from wowcrm.clients.views import bp as clients
from wowcrm.data.views import bp as data
from wowcrm.delights.idea_views import bp as ideas
from wowcrm.delights.views import bp as delights
from wowcrm.documents.views import bp as documents
from wowcrm.entry.views import bp as entry
from wowcrm.files.views import bp as files
from wowcrm.first_run.views import bp as first_run
from wowcrm.history.views import bp as history
from wowcrm.levels.views import bp as levels
from wowcrm.needs.views import bp as needs
from wowcrm.patterns.views import bp as patterns
from wowcrm.privacy.views import bp as privacy
from wowcrm.referrals.views import bp as referrals
from wowcrm.referrals.word_views import bp as words
from wowcrm.standards.checklist_views import bp as checklists
from wowcrm.standards.views import bp as standards
from wowcrm.timeline.views import bp as timeline
from wowcrm.today.views import bp as today
from wowcrm.traders.account_views import bp as account
from wowcrm.traders.settings_views import bp as settings
from wowcrm.traders.views import bp as traders
from wowcrm.trash.views import bp as trash

BLUEPRINTS: tuple[Blueprint, ...] = (
    today,
    clients,
    selection,
    saved_views,
    entry,
    timeline,
    delights,
    ideas,
    referrals,
    words,
    documents,
    levels,
    first_run,
    needs,
    standards,
    checklists,
    traders,
    account,
    settings,
    data,
    files,
    backup,
    trash,
    history,
    privacy,
    patterns,
)
