"""What is found under Me."""

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _


@dataclass(frozen=True)
class Entry:
    label: LazyString
    words: LazyString
    icon: str
    endpoint: str

    @property
    def url(self) -> str:
        return url_for(self.endpoint)

    @property
    def is_there(self) -> bool:
        return self.endpoint in current_app.view_functions


SHELVES: tuple[tuple[LazyString, tuple[Entry, ...]], ...] = (
    (
        _("How I am doing"),
        (
            Entry(_("Insights"), _("A year in figures"), "chart-column", "insights.index"),
            Entry(
                _("The monthly review"),
                _("One sheet, three things to do"),
                "printer",
                "insights.review",
            ),
            Entry(
                _("What clients really think"),
                _("My guess, and what they said"),
                "smile",
                "gap.index",
            ),
            Entry(
                _("Complaints put right"),
                _("What is next, and the causes"),
                "heart-handshake",
                "complaints.index",
            ),
            Entry(
                _("Touchpoints"),
                _("My clients’ way, step by step"),
                "route",
                "touchpoints.index",
            ),
            Entry(
                _("The rising bar"),
                _("Which wows are now expected"),
                "trending-up",
                "rising.index",
            ),
            Entry(_("The four Cs"), _("My view, beside the figures"), "compass", "four_cs.index"),
        ),
    ),
    (
        _("How I work"),
        (
            Entry(_("Standards"), _("The same for everyone"), "list-checks", "standards.index"),
            Entry(
                _("Expectations"),
                _("How we work, in writing"),
                "handshake",
                "expectations.ground_rules",
            ),
            Entry(_("Services"), _("What I offer, and its price"), "tag", "services.index"),
            Entry(
                _("Letterhead and prices"),
                _("Papers, tax, room for work"),
                "file-text",
                "letterhead.index",
            ),
            Entry(_("Texts"), _("What I write again and again"), "quote", "wordings.index"),
            Entry(_("Working hours"), _("When I work, and days off"), "clock", "hours.index"),
        ),
    ),
    (
        _("My clients"),
        (
            Entry(
                _("My page for enquiries"),
                _("Where strangers write to me"),
                "inbox",
                "front_page.index",
            ),
            Entry(_("Groups"), _("How often I am in touch"), "users", "groups.index"),
            Entry(
                _("My own fields"),
                _("What only I want to know"),
                "sticky-note",
                "custom_fields.index",
            ),
            Entry(_("Somebody twice?"), _("Who may be one person"), "merge", "duplicates.index"),
        ),
    ),
    (
        _("Mail and reminders"),
        (
            Entry(_("Reminders"), _("What I decided not to forget"), "bell", "reminders.index"),
            Entry(_("Digest"), _("Who needs me, by mail"), "mail", "digest.index"),
            Entry(_("Calendar"), _("What comes, in my calendar"), "calendar", "feed.index"),
            Entry(_("Outbox"), _("What goes out in my name"), "send", "outbox.index"),
        ),
    ),
    (
        _("My data"),
        (
            Entry(_("Bring clients in"), _("Import from a list or phone"), "upload", "data.index"),
            Entry(
                _("Take clients along"),
                _("Export, for any program"),
                "download",
                "data.export",
            ),
            Entry(_("Backup"), _("All of it in one file"), "database-backup", "backup.index"),
            Entry(_("Trash"), _("Deleted in the last 30 days"), "trash-2", "trash.index"),
            Entry(_("History"), _("What was changed, and how"), "history", "history.index"),
        ),
    ),
    (
        _("My account"),
        (
            Entry(_("Settings"), _("Name, money, rules for levels"), "settings", "settings.index"),
            Entry(_("E-mail and password"), _("What I sign in with"), "key-round", "account.index"),
            Entry(_("Devices"), _("Where I am signed in"), "smartphone", "account.devices"),
        ),
    ),
)


def shelves() -> list[tuple[LazyString, list[Entry]]]:
    """List what can be gone to, shelf by shelf."""
    found = [(name, [entry for entry in entries if entry.is_there]) for name, entries in SHELVES]
    return [(name, entries) for name, entries in found if entries]
