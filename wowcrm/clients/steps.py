"""The one next step as a button: its words, and the place where it is done."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import lazy_gettext as _l

from wowcrm.clients.models import Client
from wowcrm.clients.neighbours import trail
from wowcrm.levels.rules import NextStep, Step

PLACES = {
    Step.RECOVER: (_l("Make it good"), "recoveries.index", "recovery-{id}"),
    Step.KEEP_PROMISE: (_l("See to it"), "promises.index", "promise-{id}"),
    Step.MAKE_UP: (_l("Ask what went wrong"), "recoveries.index", "raise"),
    Step.PUT_RIGHT: (_l("Put it right"), "needs.index", "check-{id}"),
    Step.SERVE_NEED: (_l("Look after this need"), "needs.index", "need-{id}"),
    Step.ASK: (_l("Write down a need"), "needs.index", "new-need"),
    Step.JUDGE: (_l("Say how it goes"), "needs.index", "need-{id}"),
    Step.KEEP_STANDARDS: (_l("Go through a checklist"), "needs.index", "standards"),
    Step.PLAN: (_l("Plan a delight"), "delights.index", "plan"),
    Step.RENEW: (_l("Plan the next wow"), "delights.index", "plan"),
    Step.DELIVER: (_l("See to it"), "delights.index", "delight-{id}"),
    Step.REACTION: (_l("Note the reaction"), "delights.index", "delight-{id}"),
}


@dataclass(frozen=True)
class Act:
    label: str
    url: str
    icon: str | None = None


def act_of(step: NextStep, client: Client) -> Act:
    """Turn the next step of an assessment into a button."""
    label, endpoint, part = PLACES[step.step]
    return Act(str(label), place(endpoint, client, part.format(id=step.id)))


TABS = {
    "clients.show": _l("Story"),
    "needs.index": _l("Needs & standards"),
    "promises.index": _l("Promises & work"),
    "delights.index": _l("Wow"),
    "referrals.index": _l("Word of mouth"),
}


@dataclass(frozen=True)
class Tab:
    words: str
    url: str
    open: bool


def tabs_of(client: Client) -> list[Tab]:
    """List the pages about a client, each of its own concept."""
    return [
        Tab(str(words), place(endpoint, client), endpoint == request.endpoint)
        for endpoint, words in TABS.items()
    ]


def open_tab() -> str:
    """Name the tab that is open, or the first one on other pages about a client."""
    return request.endpoint if request.endpoint in TABS else "clients.show"


def place(endpoint: str, client: Client, part: str | None = None) -> str:
    # The form for a need is folded away until it is asked for.
    add = 1 if part == "new-need" else None
    return url_for(endpoint, client_id=client.id, add=add, list=trail(), _anchor=part)
