"""Walking through a list: who comes before and after a client in the list they were opened from."""

import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Response, request

from wowcrm.clients.listing import PAGE, choose
from wowcrm.clients.models import Client
from wowcrm.clients.narrowing import Narrowing
from wowcrm.clients.order import Place
from wowcrm.db import db
from wowcrm.search.index import find
from wowcrm.search.query import read
from wowcrm.traders.models import Trader

CLIENTS_PAGE = re.compile(r"/clients/\d+(?=/|$)")


@dataclass(frozen=True)
class Neighbours:
    """The clients beside one, and the list that all of them are in."""

    narrowing: Narrowing
    previous: Client | None
    following: Client | None
    number: int | None = None
    """Which of the list this is; only a search is short enough to count."""
    count: int | None = None


def trail() -> str | None:
    """Name the list from which the client of this page was opened; None outside any list."""
    return _tidied(request.args.get("list"))


def _tidied(said: str | None) -> str | None:
    narrowing = Narrowing.of_trail(said)
    if narrowing is None:
        return None
    place = narrowing.place if narrowing.sort.order.moves else ""
    return narrowing.query(sort=narrowing.sort.value, place=place or None)[1:]


def keep_list(response: Response) -> Response:
    """Lead back from an act on a client's page to that page in the list it was opened from."""
    to = response.headers.get("Location", "")
    if request.method != "POST" or response.status_code != 303 or "list=" in to:
        return response
    with suppress(ValueError):
        came, goes = urlsplit(request.referrer or ""), urlsplit(to)
        said = _tidied(dict(parse_qsl(came.query)).get("list"))
        here, there = CLIENTS_PAGE.match(came.path), CLIENTS_PAGE.match(goes.path)
        if said and here and there and here[0] == there[0]:
            query = "&".join(part for part in (goes.query, urlencode({"list": said})) if part)
            response.headers["Location"] = urlunsplit(goes._replace(query=query))
    return response


def neighbours_of(client: Client) -> Neighbours | None:
    """Find who stands beside a client in the list that the address names."""
    narrowing = Narrowing.of_trail(request.args.get("list"))
    if narrowing is None:
        return None
    if narrowing.q:
        return _beside_in_search(client, narrowing)
    order = narrowing.sort.order
    place = order.hear(narrowing.place, client.id) or order.place_of(client)
    return Neighbours(
        narrowing,
        _next(client.trader, narrowing, place, back=True),
        _next(client.trader, narrowing, place, back=False),
    )


def _next(trader: Trader, narrowing: Narrowing, place: Place, *, back: bool) -> Client | None:
    for part in narrowing.sort.order.parts(choose(trader, narrowing), place, back=back):
        if found := db.session.scalar(part.limit(1)):
            return found
    return None


def _beside_in_search(client: Client, narrowing: Narrowing) -> Neighbours:
    found = find(
        client.trader,
        read(narrowing.q),
        most=PAGE,
        among=choose(client.trader, narrowing),
    )
    if client not in found:
        return Neighbours(narrowing, None, None)
    at = found.index(client)
    return Neighbours(
        narrowing,
        found[at - 1] if at else None,
        found[at + 1] if at + 1 < len(found) else None,
        number=at + 1,
        count=len(found),
    )
