"""The door: how often it may be tried, and whether a password opens it.

A locked account refuses even the right password, or guessing would go on unhindered. Nobody can
lock a trader out with that, because a device on which they have signed in before carries a signed
cookie, and its tries are counted by themselves: strangers use up the strangers' tries only.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

import sqlalchemy as sa
from flask_babel import ngettext

from wowcrm.db import db
from wowcrm.traders.models import FailedSignIn, Trader, digest, fits, normal_email


@dataclass(frozen=True)
class Limit:
    tries: int
    within: timedelta


ACCOUNT = Limit(10, timedelta(minutes=15))
ADDRESS = Limit(20, timedelta(hours=1))
LETTERS = Limit(3, timedelta(hours=1))
"""To one mailbox, whoever asks for them."""
LONGEST = max(ACCOUNT.within, ADDRESS.within)

Keys = Mapping[str, Limit]


class TriedTooOften(Exception):
    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"wait {wait}")
        self.wait = wait

    @property
    def seconds(self) -> int:
        return math.ceil(self.wait.total_seconds())

    @property
    def words(self) -> str:
        return ngettext(
            "That was tried too often. Please wait %(num)d minute, then try again.",
            "That was tried too often. Please wait %(num)d minutes, then try again.",
            math.ceil(self.seconds / 60),
        )


@dataclass(frozen=True)
class Claim:
    """What is needed to look at a password after the transaction has ended."""

    trader_id: int | None
    password_hash: str | None

    def holds(self, password: str) -> bool:
        """Compare the password; it takes as long for an address that nobody has."""
        return fits(password, self.password_hash)


def claim_of(email: str) -> Claim:
    found = db.session.execute(
        sa.select(Trader.id, Trader.password_hash).where(Trader.email == normal_email(email))
    ).one_or_none()
    return Claim(*found) if found else Claim(None, None)


def keys_for(email: str, *, address: str | None, device: str | None) -> Keys:
    """Say by what a try to sign in is counted: a known device by itself, else account and address."""
    if device:
        return {digest(f"device:{device}"): ACCOUNT}
    return {
        digest(f"account:{normal_email(email)}"): ACCOUNT,
        digest(f"address:{network(address)}"): ADDRESS,
    }


def keys_for_newcomer(address: str | None, letter_to: str | None = None) -> Keys:
    """Say by what a try to register is counted: from where, and to whom a letter would go."""
    keys = {digest(f"newcomer:{network(address)}"): ADDRESS}
    return keys | ({digest(f"letter:{normal_email(letter_to)}"): LETTERS} if letter_to else {})


def keys_of(trader: Trader) -> Keys:
    """Say by what tries at the password of somebody signed in are counted."""
    return {digest(f"trader:{trader.id}"): ACCOUNT}


def keys_of_renaming(trader: Trader) -> Keys:
    """Say by what the addresses are counted that somebody signed in would sign in with."""
    return {digest(f"renaming:{trader.id}"): ADDRESS}


def knock(keys: Keys, *, at: datetime) -> list[FailedSignIn]:
    """Count a try as failed before its password is looked at; raise TriedTooOften.

    Counted first, tries of the same moment cannot slip past the limit together. A try that is
    refused is not counted: otherwise whoever goes on trying would keep the door locked for ever.
    """
    _one_at_a_time()
    db.session.execute(sa.delete(FailedSignIn).where(FailedSignIn.created_at < at - LONGEST))
    waits = [wait for key, limit in keys.items() if (wait := _wait(key, limit, at))]
    if waits:
        raise TriedTooOften(max(waits))
    tries = [FailedSignIn(key=key, created_at=at) for key in keys]
    db.session.add_all(tries)
    return tries


def open_door(keys: Keys, tries: list[int]) -> None:
    """Forget the failed tries at this account, and that this one was counted."""
    _one_at_a_time()
    of_account = [key for key, limit in keys.items() if limit is ACCOUNT]
    db.session.execute(
        sa.delete(FailedSignIn).where(
            sa.or_(FailedSignIn.key.in_(of_account), FailedSignIn.id.in_(tries))
        )
    )


def forget_tries(email: str) -> None:
    """Let strangers' tries at this account count no more."""
    _one_at_a_time()
    key = digest(f"account:{normal_email(email)}")
    db.session.execute(sa.delete(FailedSignIn).where(FailedSignIn.key == key))


def _wait(key: str, limit: Limit, at: datetime) -> timedelta | None:
    """Return how long this door stays shut; none when it may be tried."""
    counted = db.session.scalars(
        sa.select(FailedSignIn.created_at)
        .where(FailedSignIn.key == key, FailedSignIn.created_at > at - limit.within)
        .order_by(FailedSignIn.created_at.desc())
        .limit(limit.tries)
    ).all()
    return counted[-1] + limit.within - at if len(counted) == limit.tries else None


def network(address: str | None) -> str:
    """Take a household's IPv6 addresses for one: it has more of them than anybody could count."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return address or ""
    if isinstance(known, IPv6Address) and not known.ipv4_mapped:
        return str(int(known) >> 64)
    return str(getattr(known, "ipv4_mapped", None) or known)


def _one_at_a_time() -> None:
    """Let nobody else count before this transaction ends; SQLite's write lock does so by itself.

    Taken before any try is touched: whoever held one and then waited here would never get through.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("LOCK TABLE failed_sign_ins IN SHARE ROW EXCLUSIVE MODE"))
