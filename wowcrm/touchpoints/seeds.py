"""The way that clients of a trade usually go, read from the TOML file of the trades."""

import tomllib
from collections import Counter
from functools import cache
from importlib import resources
from typing import Any

from wowcrm.db import db
from wowcrm.touchpoints.models import Contact, Phase, Touchpoint
from wowcrm.traders.models import Trader


def lay_out(trader: Trader) -> list[Touchpoint]:
    """Lay out the way of the trader's trade, in the order in which a client meets it."""
    places: Counter[Phase] = Counter()
    laid = []
    for row in rows_for(trader.trade):
        phase = Phase(row["phase"])
        places[phase] += 1
        laid.append(
            Touchpoint(
                trader_id=trader.id,
                name=row["name"],
                phase=phase,
                contact=Contact(row["contact"]),
                place=places[phase],
                usual=row["usual"],
                promise=row["promise"],
                wow=row["wow"],
            )
        )
    db.session.add_all(laid)
    return laid


def rows_for(trade: str) -> list[dict[str, Any]]:
    """Choose what suits a trade; one of no such name gets what suits most."""
    known = {slug for row in _rows() for slug in row.get("trades", ())}
    slug = trade if trade in known else "other"
    return [row for row in _rows() if _suits(row, slug)]


def _suits(row: dict[str, Any], trade: str) -> bool:
    return trade not in row.get("not_for", ()) and trade in row.get("trades", (trade,))


@cache
def _rows() -> list[dict[str, Any]]:
    text = resources.files("wowcrm.first_run").joinpath("touchpoints.toml").read_text("utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(text)["touchpoint"]
    return rows
