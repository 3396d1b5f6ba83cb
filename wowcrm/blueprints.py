"""Every blueprint, in the order of the menu."""

from flask import Blueprint

from wowcrm.actions.views import bp as actions
from wowcrm.backup.views import bp as backup
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
from wowcrm.enquiries.reply_views import bp as replies
from wowcrm.enquiries.views import bp as enquiries
from wowcrm.entry.views import bp as entry
from wowcrm.expectations.views import bp as expectations
from wowcrm.feed.views import bp as feed
from wowcrm.feedback.answer_views import bp as answers
from wowcrm.feedback.gap_views import bp as gap
from wowcrm.feedback.views import bp as feedback
from wowcrm.files.views import bp as files
from wowcrm.first_run.views import bp as first_run
from wowcrm.four_cs.views import bp as four_cs
from wowcrm.front.public_views import bp as front
from wowcrm.front.views import bp as front_page
from wowcrm.groups.views import bp as groups
from wowcrm.history.views import bp as history
from wowcrm.hours.views import bp as hours
from wowcrm.insights.views import bp as insights
from wowcrm.letterhead.views import bp as letterhead
from wowcrm.levels.views import bp as levels
from wowcrm.messages.views import bp as messages
from wowcrm.needs.views import bp as needs
from wowcrm.outbox.views import bp as outbox
from wowcrm.patterns.views import bp as patterns
from wowcrm.privacy.views import bp as privacy
from wowcrm.progress.views import bp as progress
from wowcrm.promises.views import bp as promises
from wowcrm.proposals.views import bp as proposals
from wowcrm.quiet.views import bp as quiet
from wowcrm.recoveries.complaint_views import bp as complaints
from wowcrm.recoveries.views import bp as recoveries
from wowcrm.referrals.views import bp as referrals
from wowcrm.referrals.word_views import bp as words
from wowcrm.reminders.views import bp as reminders
from wowcrm.reports.views import bp as reports
from wowcrm.rising.views import bp as rising
from wowcrm.services.views import bp as services
from wowcrm.standards.checklist_views import bp as checklists
from wowcrm.standards.views import bp as standards
from wowcrm.timeline.views import bp as timeline
from wowcrm.today.views import bp as today
from wowcrm.touchpoints.views import bp as touchpoints
from wowcrm.traders.account_views import bp as account
from wowcrm.traders.settings_views import bp as settings
from wowcrm.traders.views import bp as traders
from wowcrm.trash.views import bp as trash
from wowcrm.wordings.views import bp as wordings
from wowcrm.work.views import bp as work

BLUEPRINTS: tuple[Blueprint, ...] = (
    today,
    clients,
    selection,
    saved_views,
    groups,
    quiet,
    enquiries,
    replies,
    front,
    front_page,
    hours,
    entry,
    timeline,
    delights,
    ideas,
    referrals,
    words,
    promises,
    expectations,
    messages,
    wordings,
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
    rising,
    insights,
    touchpoints,
    four_cs,
    actions,
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
    exports,
    custom_fields,
    duplicates,
    patterns,
)
