"""The trader's page for strangers: found, or begun at an address made of their business's name."""

import re
from collections.abc import Sequence

import sqlalchemy as sa

from wowcrm.clients.models import fold
from wowcrm.db import db
from wowcrm.documents.paper import Block
from wowcrm.expectations.drawing import blocks_of
from wowcrm.expectations.sharing import ground_rules_of
from wowcrm.front.models import FitQuestion, FrontPage
from wowcrm.hours.working import week_of
from wowcrm.traders.models import Trader


def front_of(trader: Trader) -> FrontPage:
    """Return the trader's page; one that is not there yet is closed, and kept once it is saved."""
    found = db.session.scalar(FrontPage.of(trader))
    return found or FrontPage(trader_id=trader.id, address=free_address(trader))


def questions_of(trader: Trader) -> Sequence[FitQuestion]:
    return db.session.scalars(FitQuestion.of(trader)).all()


def free_address(trader: Trader) -> str:
    """Make an address of the business's name that nobody has."""
    wanted = plain(trader.business or trader.name) or "enquire"
    taken = set(
        db.session.scalars(sa.select(FrontPage.address).where(FrontPage.address.startswith(wanted)))
    )
    tries = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in tries if each not in taken)


def is_taken(address: str, front: FrontPage) -> bool:
    other = db.session.scalar(sa.select(FrontPage.id).where(FrontPage.address == address))
    return other is not None and other != front.id


def plain(words: str) -> str:
    """Spell a name with letters that every address may hold: "lind-accounts"."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(words)))[:40].strip("-")


def what_to_expect(trader: Trader) -> tuple[Block, ...]:
    """Draw how the trader works, as the ground rules say it; the hours by the week, if need be."""
    rules = ground_rules_of(trader)
    return blocks_of(rules, hours=week_of(trader).words)
