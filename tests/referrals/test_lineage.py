"""Who sent whom: trees, however deep, and circles that break nothing."""

from datetime import date
from itertools import pairwise

import pytest

from tests.conftest import client_of
from tests.referrals.test_referral import sent
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.referrals.lineage import DEEPEST, TREES, came_through, trees_of
from wowcrm.traders.models import Trader

MAY = date(2026, 5, 3)


def brought(sender: Client, *clients: Client) -> None:
    for client in clients:
        sent(sender, client.name).convert(client, on=MAY)
    db.session.flush()


def drawn(trader: Trader) -> list[list[tuple[str, int]]]:
    return [[(b.name, b.depth) for b in tree.branches] for tree in trees_of(trader).trees]


def test_a_tree_is_read_from_its_root_down(
    nora: Trader, ben: Client, amira: Client, karlis: Client, onne: Client
) -> None:
    brought(ben, amira, onne)
    brought(amira, karlis)

    (tree,) = trees_of(nora).trees
    assert drawn(nora) == [
        [("Ben Carter", 0), ("Amira Haddad", 1), ("Kārlis Bērziņš", 2), ("Õnne Põld", 1)]
    ]
    assert [branch.sender for branch in tree.branches] == [
        None,
        "Ben Carter",
        "Amira Haddad",
        "Ben Carter",
    ]
    # The line beside Kārlis goes on to Õnne; his own ends with him.
    assert tree.branches[2].goes_on == (True, False)


def test_whoever_is_open_or_came_to_nothing_is_no_branch(nora: Trader, ben: Client) -> None:
    sent(ben, "Open")
    sent(ben, "Nothing").come_to_nothing(on=MAY)

    assert drawn(nora) == []


def test_a_client_sent_by_two_hangs_on_the_first(
    nora: Trader, ben: Client, amira: Client, karlis: Client, onne: Client
) -> None:
    brought(ben, karlis)
    brought(amira, karlis, onne)

    assert drawn(nora) == [
        [("Amira Haddad", 0), ("Õnne Põld", 1)],
        [("Ben Carter", 0), ("Kārlis Bērziņš", 1)],
    ]


def test_a_deep_chain_is_drawn_as_far_as_it_fits(nora: Trader) -> None:
    chain = [client_of(nora, f"Client {number}") for number in range(DEEPEST + 20)]
    for sender, client in pairwise(chain):
        brought(sender, client)

    (tree,) = trees_of(nora).trees
    assert [branch.depth for branch in tree.branches] == list(range(DEEPEST + 1))
    assert trees_of(nora).more
    assert came_through(chain[-1], chain[0])
    assert not came_through(chain[0], chain[-1])


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_circle_breaks_nothing(nora: Trader, ben: Client, length: int) -> None:
    ring = [client_of(nora, f"Client {number}") for number in range(length)]
    for sender, client in zip(ring, [*ring[1:], ring[0]], strict=True):
        brought(sender, client)
    brought(ring[0], ben)

    assert came_through(ben, ring[-1])
    assert not came_through(ring[-1], ben)
    # Nobody on a circle is a root, but who hangs on it alone is found from their own page.
    assert all(branch.depth < 10 for tree in trees_of(nora).trees for branch in tree.branches)


def test_only_a_few_trees_are_drawn(nora: Trader) -> None:
    for number in range(TREES + 2):
        brought(client_of(nora, f"Sender {number}"), client_of(nora, f"Client {number}"))

    forest = trees_of(nora)
    assert len(forest.trees) == TREES
    assert forest.more


def test_the_trees_of_another_are_not_drawn(nora: Trader, otto: Trader) -> None:
    brought(client_of(otto, "His own"), client_of(otto, "And another"))

    assert drawn(nora) == []
