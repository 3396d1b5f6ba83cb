"""What a digest says: the most pressing of Today, why, and links that act."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date
from flask import current_app
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from wowcrm.clients.listing import count_levels
from wowcrm.digest.tapping import token_of
from wowcrm.levels.level import ServiceLevel
from wowcrm.today.acting import can_do
from wowcrm.today.nudge import Nudge
from wowcrm.today.queue import queue_for
from wowcrm.traders.models import Trader


@dataclass(frozen=True, slots=True)
class Site:
    """Where this installation is found; writes whole addresses without a request to go by."""

    root: str

    def url(self, endpoint: str, **values: Any) -> str:
        fragment = values.pop("_anchor", None)
        path = current_app.url_map.bind("here").build(endpoint, values)
        return f"{self.root.rstrip('/')}{path}{f'#{fragment}' if fragment else ''}"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do: whom it is about, why, and where one goes to do it."""

    nudge: Nudge
    url: str
    tap: str
    """The page that acts without signing in."""

    @property
    def can_be_done(self) -> bool:
        """Whether it can be done there, rather than only be put off."""
        return can_do(self.nudge)


@dataclass(frozen=True, slots=True)
class Issue:
    """One digest."""

    day: str
    items: list[Item]
    more: int
    at_least: bool
    counts: dict[ServiceLevel, int]
    home: str

    @property
    def title(self) -> str:
        number = len(self.items) + self.more
        return ngettext("One thing for today", "%(num)d things for today", number)

    @property
    def subject(self) -> str:
        """Such as "3 things for today, first of all Ben Carter"."""
        first = self.items[0].nudge.client
        if not first.is_client:
            return self.title
        return _("%(title)s, first of all %(client)s", title=self.title, client=first.name)


def issue_of(trader: Trader, on: date, site: Site) -> Issue | None:
    """Work out what there is to say; none: nothing."""
    queue = queue_for(trader, on)
    if not queue.nudges:
        return None
    return Issue(
        day=format_date(on, "EEEE d MMMM", locale=get_locale() or "en_GB"),
        items=[_item(trader, nudge, site) for nudge in queue.nudges],
        more=queue.more,
        at_least=queue.at_least,
        counts=count_levels(trader),
        home=site.url("today.index"),
    )


def _item(trader: Trader, nudge: Nudge, site: Site) -> Item:
    act = nudge.act
    if not act.post:
        url = site.url(act.endpoint, _anchor=act.fragment, **act.values)
    elif nudge.client.is_client:
        url = site.url("clients.show", client_id=nudge.client.id)
    else:
        url = site.url("today.index")
    return Item(nudge, url, site.url("digest.tap", token=token_of(trader, nudge)))
