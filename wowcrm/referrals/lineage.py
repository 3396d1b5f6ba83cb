"""Who sent whom, as trees: each begins with a sender whom nobody sent."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.referrals.models import Referral
from wowcrm.traders.models import Trader

TREES = 6
"""So many trees are drawn, those of whoever sent most first."""
DEEPEST = 40
MOST = 150
"""Clients drawn in all of them together."""


@dataclass(frozen=True)
class Branch:
    """One client in a tree, and the lines that lead to them."""

    id: int
    name: str
    level: str
    sender: str | None
    """Who sent them; None for the root."""
    since: date | None
    worth: Decimal | None
    depth: int
    goes_on: tuple[bool, ...]
    """For each step from the root: whether another branch hangs below at that step."""


@dataclass(frozen=True)
class Tree:
    branches: list[Branch]

    @property
    def root(self) -> Branch:
        return self.branches[0]


@dataclass(frozen=True)
class Forest:
    trees: list[Tree]
    more: bool
    """Whether somebody is left out, for lack of room."""


def trees_of(trader: Trader) -> Forest:
    """Draw the trees of those who sent most; two queries, however many clients there are."""
    roots = db.session.execute(
        sa.select(Client.id, Client.name, Client.level)
        .where(
            Client.trader_id == trader.id,
            Client.sent_somebody(),
            _sent_a_client(),
            ~_was_sent(Client.id),
        )
        .order_by(Client.referrals_given.desc(), Client.id)
        .limit(TREES + 1)
    ).all()
    rows = _below([root.id for root in roots[:TREES]]) if roots else []
    children: dict[int, list[Any]] = defaultdict(list)
    shown = [row for row in rows[:MOST] if row.depth <= DEEPEST]
    for row in shown:
        children[row.sender_id].append(row)
    trees = [_tree(root, children) for root in roots[:TREES]]
    return Forest(trees, more=len(roots) > TREES or len(rows) > len(shown))


def came_through(client: Client, other: Client) -> bool:
    """Tell whether a client is the other one, or came through them, over however many steps."""
    if client is other:
        return True
    above = (
        sa.select(Referral.referrer_id.label("id"))
        .where(Referral.client_id == client.id, Referral.became_client_on.is_not(None))
        .cte("above", recursive=True)
    )
    # A union keeps no row twice, so that a circle that is already there ends.
    above = above.union(
        sa.select(Referral.referrer_id)
        .join(above, Referral.client_id == above.c.id)
        .where(Referral.became_client_on.is_not(None))
    )
    return bool(
        db.session.scalar(sa.select(sa.select(above.c.id).where(above.c.id == other.id).exists()))
    )


def _first(referral: Any) -> sa.ColumnElement[bool]:
    """Whether a referral brought its client, and was the first that did: trees have one root."""
    earlier = aliased(Referral)
    return sa.and_(
        referral.became_client_on.is_not(None),
        referral.client_id != referral.referrer_id,
        ~sa.select(earlier.id)
        .where(
            earlier.client_id == referral.client_id,
            earlier.became_client_on.is_not(None),
            earlier.referrer_id != earlier.client_id,
            earlier.id < referral.id,
        )
        .correlate(referral)
        .exists(),
    )


def _sent_a_client() -> sa.ColumnElement[bool]:
    sent = aliased(Referral)
    return (
        sa.select(sent.id)
        .where(
            sent.referrer_id == Client.id,
            sent.client_id.is_not(None),
            sent.client_id != sent.referrer_id,
            sent.became_client_on.is_not(None),
        )
        .correlate(Client)
        .exists()
    )


def _was_sent(id: Any) -> sa.ColumnElement[bool]:
    sent = aliased(Referral)
    return (
        sa.select(sent.id)
        .where(
            sent.client_id == id,
            sent.became_client_on.is_not(None),
            sent.referrer_id != sent.client_id,
        )
        .correlate(Client)
        .exists()
    )


def _below(roots: list[int]) -> list[Any]:
    """Read everybody below the roots, those near them first.

    Each client hangs on the first referral that brought them, so no circle is reached from a root.
    """
    start = aliased(Referral)
    below = (
        sa.select(
            start.client_id.label("id"),
            start.referrer_id.label("sender_id"),
            start.id.label("referral_id"),
            sa.literal(1).label("depth"),
        )
        .where(start.referrer_id.in_(roots), start.client_id.is_not(None), _first(start))
        .cte("below", recursive=True)
    )
    step = aliased(Referral)
    below = below.union_all(
        sa.select(step.client_id, step.referrer_id, step.id, below.c.depth + 1)
        .join(below, step.referrer_id == below.c.id)
        .where(below.c.depth <= DEEPEST, step.client_id.is_not(None), _first(step))
    )
    return list(
        db.session.execute(
            sa.select(
                below,
                Client.name,
                Client.level,
                Client.value,
                Referral.value.label("said"),
                Referral.became_client_on,
            )
            .join(Client, Client.id == below.c.id)
            .join(Referral, Referral.id == below.c.referral_id)
            .order_by(below.c.depth, below.c.referral_id)
            .limit(MOST + 1)
        )
    )


def _tree(root: Any, children: dict[int, list[Any]]) -> Tree:
    """Put a root and everybody below it in the order in which they are drawn."""
    branches = [Branch(root.id, root.name, root.level.value, None, None, None, 0, ())]
    names = {root.id: root.name}
    # From the end of the list, so that the first child is drawn first; no recursion, however deep.
    todo = _hung(children[root.id], ())
    while todo:
        row, goes_on = todo.pop()
        names[row.id] = row.name
        worth = row.said if row.said is not None else row.value
        branches.append(
            Branch(
                row.id,
                row.name,
                row.level.value,
                names[row.sender_id],
                row.became_client_on,
                worth,
                len(goes_on),
                goes_on,
            )
        )
        todo += _hung(children[row.id], goes_on)
    return Tree(branches)


def _hung(rows: list[Any], above: tuple[bool, ...]) -> list[tuple[Any, tuple[bool, ...]]]:
    return [(row, (*above, row is not rows[-1])) for row in reversed(rows)]
