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
        _("How I work"),
        (
            Entry(
                _("Standards"),
                _("What I do the same way for everyone, and how well I keep it"),
                "list-checks",
                "standards.index",
            ),
            Entry(_("Ideas"), _("What could make a client smile"), "lightbulb", "ideas.index"),
            Entry(
                _("Settings"),
                _("Name, clock, money, and the rules by which levels are worked out"),
                "settings",
                "settings.index",
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
