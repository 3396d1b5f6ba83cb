"""Every blueprint, in the order of the menu."""

from flask import Blueprint

from wowcrm.clients.saved_views import bp as saved_views
from wowcrm.clients.selection_views import bp as selection
from wowcrm.clients.views import bp as clients
from wowcrm.custom_fields.views import bp as custom_fields
from wowcrm.data.export_views import bp as exports
from wowcrm.data.views import bp as data
from wowcrm.delights.idea_views import bp as ideas
from wowcrm.delights.views import bp as delights
from wowcrm.digest.views import bp as digest
from wowcrm.documents.paper_views import bp as papers
from wowcrm.documents.views import bp as documents
from wowcrm.duplicates.views import bp as duplicates
from wowcrm.entry.views import bp as entry
from wowcrm.expectations.link_views import bp as sheet_links
from wowcrm.expectations.views import bp as expectations
from wowcrm.feed.views import bp as feed
from wowcrm.feedback.answer_views import bp as answers
from wowcrm.feedback.gap_views import bp as gap
from wowcrm.feedback.views import bp as feedback
from wowcrm.first_run.views import bp as first_run
from wowcrm.letterhead.views import bp as letterhead
from wowcrm.levels.views import bp as levels
from wowcrm.messages.views import bp as messages
from wowcrm.needs.views import bp as needs
from wowcrm.outbox.views import bp as outbox
from wowcrm.patterns.views import bp as patterns
from wowcrm.progress.views import bp as progress
from wowcrm.promises.views import bp as promises
from wowcrm.proposals.views import bp as proposals
from wowcrm.recoveries.complaint_views import bp as complaints
from wowcrm.recoveries.views import bp as recoveries
from wowcrm.referrals.views import bp as referrals
from wowcrm.referrals.word_views import bp as words
from wowcrm.reminders.views import bp as reminders
from wowcrm.reports.views import bp as reports
from wowcrm.services.views import bp as services
from wowcrm.standards.checklist_views import bp as checklists
from wowcrm.standards.views import bp as standards
from wowcrm.timeline.views import bp as timeline
from wowcrm.today.views import bp as today
from wowcrm.traders.account_views import bp as account
from wowcrm.traders.settings_views import bp as settings
from wowcrm.traders.views import bp as traders
from wowcrm.work.views import bp as work

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
    promises,
    expectations,
    sheet_links,
    messages,
    reminders,
    digest,
    feed,
    outbox,
    documents,
    papers,
    proposals,
    work,
    progress,
    reports,
    services,
    letterhead,
    feedback,
    answers,
    gap,
    recoveries,
    complaints,
    levels,
    first_run,
    needs,
    standards,
    checklists,
    traders,
    account,
    settings,
    data,
    exports,
    custom_fields,
    duplicates,
    patterns,
)
