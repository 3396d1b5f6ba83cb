"""What the trader said that columns mean, remembered for the next file with the same ones."""

import hashlib
from collections.abc import Mapping, Sequence

from wowcrm.data.columns import bare_name
from wowcrm.data.models import ColumnPlan
from wowcrm.db import db
from wowcrm.traders.models import Trader


def key_for(header: Sequence[str]) -> str:
    """Name a set of columns, in whatever order and spelling they stand."""
    return hashlib.sha256("\n".join(sorted(_names(header))).encode()).hexdigest()[:40]


def planned(trader: Trader, header: Sequence[str]) -> dict[int, str]:
    """Recall what columns were said to hold, by their places."""
    kept = ColumnPlan.of(trader).where(ColumnPlan.key == key_for(header))
    plan = db.session.scalar(kept)
    if plan is None:
        return {}
    return {
        place: str(plan.targets[name])
        for place, name in enumerate(_names(header))
        if name in plan.targets
    }


def remember(trader: Trader, header: Sequence[str], targets: Mapping[int, str]) -> None:
    """Keep what was said of these columns."""
    key, names = key_for(header), _names(header)
    said = {names[place]: target for place, target in targets.items() if place < len(names)}
    plan = db.session.scalar(ColumnPlan.of(trader).where(ColumnPlan.key == key))
    if plan is None:
        db.session.add(ColumnPlan(trader_id=trader.id, key=key, targets=said))
    else:
        plan.targets = said


def _names(header: Sequence[str]) -> list[str]:
    """Give each column a name of its own: the second "E-mail" is not the first."""
    names: list[str] = []
    for name in map(bare_name, header):
        names.append(f"{name}#{sum(each.partition('#')[0] == name for each in names)}")
    return names
