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
            Entry(
                _("Insights"),
                _("A year of levels, consistency, promises and word of mouth"),
                "chart-column",
                "insights.index",
            ),
            Entry(
                _("The monthly review"),
                _("One month on one sheet, and the three things most worth doing"),
                "printer",
                "insights.review",
            ),
            Entry(
                _("What clients really think"),
                _("What I thought they would say, and what they said"),
                "smile",
                "gap.index",
            ),
            Entry(
                _("Complaints put right"),
                _("What is next, why things go wrong, and who is happier than before"),
                "heart-handshake",
                "complaints.index",
            ),
            Entry(
                _("Touchpoints"),
                _("The way my clients go, and what of it is worst"),
                "route",
                "touchpoints.index",
            ),
            Entry(
                _("The rising bar"),
                _("Which wows are expected by now, and which will be next"),
                "trending-up",
                "rising.index",
            ),
            Entry(
                _("The four Cs"),
                _("Each quarter: what I think of my service, beside the figures"),
                "compass",
                "four_cs.index",
            ),
        ),
    ),
    (
        _("How I work"),
        (
            Entry(
                _("Standards"),
                _("What I do the same way for everyone, and how well I keep it"),
                "list-checks",
                "standards.index",
            ),
            Entry(
                _("Expectations"),
                _("How I work with clients, in writing: each client’s sheet starts from it"),
                "handshake",
                "expectations.ground_rules",
            ),
            Entry(_("Ideas"), _("What could make a client smile"), "lightbulb", "ideas.index"),
            Entry(_("Reminders"), _("What I decided not to forget"), "bell", "reminders.index"),
            Entry(
                _("My page for enquiries"),
                _("What strangers read, what I ask them, and the form for my own site"),
                "inbox",
                "front_page.index",
            ),
            Entry(
                _("Texts"),
                _("What I write again and again, with names that fill themselves in"),
                "quote",
                "wordings.index",
            ),
            Entry(
                _("Groups"),
                _("How often I am in touch, at least and at most"),
                "users",
                "groups.index",
            ),
            Entry(
                _("Working hours"),
                _("When I am at work, and when I am not"),
                "clock",
                "hours.index",
            ),
            Entry(
                _("Services"),
                _("What I offer again and again, and what it costs"),
                "tag",
                "services.index",
            ),
            Entry(
                _("Letterhead and prices"),
                _("Head and foot of my papers, tax, and for how much work there is room"),
                "file-text",
                "letterhead.index",
            ),
            Entry(
                _("Your own fields"),
                _("What only you want to know of each client"),
                "sticky-note",
                "custom_fields.index",
            ),
            Entry(
                _("Settings"),
                _("Name, clock, money, and the rules by which levels are worked out"),
                "settings",
                "settings.index",
            ),
        ),
    ),
    (
        _("What reaches me, and goes out"),
        (
            Entry(
                _("Digest"),
                _("One mail that says who needs me, and why"),
                "mail",
                "digest.index",
            ),
            Entry(
                _("Calendar"),
                _("What is coming up, in my own calendar"),
                "calendar",
                "feed.index",
            ),
            Entry(
                _("Outbox"),
                _("What goes out in my name, and what became of it"),
                "send",
                "outbox.index",
            ),
        ),
    ),
    (
        _("My data"),
        (
            Entry(
                _("Bring clients in"),
                _("From Google, Outlook, LinkedIn or any list"),
                "upload",
                "data.index",
            ),
            Entry(
                _("Take clients along"),
                _("All of them in one file that any program reads"),
                "download",
                "data.export",
            ),
            Entry(
                _("Backup"),
                _("All of it in one file, and the copies made at night"),
                "database-backup",
                "backup.index",
            ),
            Entry(
                _("Trash"), _("What I deleted in the last thirty days"), "trash-2", "trash.index"
            ),
            Entry(
                _("History"),
                _("What was changed, and how it was before"),
                "history",
                "history.index",
            ),
            Entry(
                _("Somebody twice?"),
                _("Clients who may be one person, taken together"),
                "users",
                "duplicates.index",
            ),
        ),
    ),
    (
        _("My account"),
        (
            Entry(_("E-mail and password"), _("What I sign in with"), "key-round", "account.index"),
            Entry(
                _("Devices"),
                _("Where I am signed in, and how to end it"),
                "smartphone",
                "account.devices",
            ),
        ),
    ),
)


def shelves() -> list[tuple[LazyString, list[Entry]]]:
    """List what can be gone to, shelf by shelf."""
    found = [(name, [entry for entry in entries if entry.is_there]) for name, entries in SHELVES]
    return [(name, entries) for name, entries in found if entries]
