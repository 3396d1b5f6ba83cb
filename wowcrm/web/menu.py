"""The five places of WowCRM, in the order of the bar."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _


@dataclass(frozen=True)
class Place:
    """One entry of the bar; `holds` names the blueprints whose pages live there."""

    name: str
    label: LazyString
    icon: str
    endpoint: str
    holds: frozenset[str]

    @property
    def url(self) -> str:
        return url_for(self.endpoint)


PLACES = (
    Place("today", _("Today"), "sun", "today.index", frozenset({"today"})),
    Place(
        "clients",
        _("Clients"),
        "users",
        "clients.index",
        frozenset(
            {
                "clients",
                "saved_views",
                "enquiries",
                "replies",
                "quiet",
                "needs",
                "timeline",
                "levels",
                "promises",
                "proposals",
                "work",
                "papers",
                "progress",
                "reports",
                "feedback",
                "recoveries",
                "files",
            }
        ),
    ),
    Place("add", _("Quick add"), "plus", "entry.index", frozenset({"entry"})),
    Place(
        "wow",
        _("Wow"),
        "star",
        "delights.wow",
        frozenset({"delights", "ideas", "referrals", "words"}),
    ),
    Place(
        "me",
        _("Me"),
        "user",
        "traders.me",
        frozenset(
            {
                "traders",
                "account",
                "settings",
                "standards",
                "checklists",
                "expectations",
                "services",
                "letterhead",
                "front_page",
                "hours",
                "groups",
                "wordings",
                "data",
                "exports",
                "custom_fields",
                "duplicates",
                "gap",
                "complaints",
                "rising",
                "insights",
                "touchpoints",
                "four_cs",
                "actions",
                "reminders",
                "digest",
                "feed",
                "outbox",
                "trash",
                "history",
                "privacy",
                "backup",
            }
        ),
    ),
)


def menu() -> list[Place]:
    """List the places that can be gone to."""
    return [place for place in PLACES if place.endpoint in current_app.view_functions]


def here() -> str:
    """Name the place of this page, so that the bar can mark it; a client's page is in Clients."""
    if request.path.startswith("/clients"):
        return "clients"
    return next((place.name for place in PLACES if request.blueprint in place.holds), "")
