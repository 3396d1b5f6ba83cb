"""How often the door may be tried."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from wowcrm.db import db
from wowcrm.traders.door import (
    ACCOUNT,
    ADDRESS,
    Keys,
    TriedTooOften,
    claim_of,
    keys_for,
    knock,
    open_door,
)
from wowcrm.traders.models import FailedSignIn, Trader

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def keys(email: str = "nora@example.com", address: str = "192.0.2.1", device: str = "") -> Keys:
    return keys_for(email, address=address, device=device or None)


def try_often(times: int, keys: Keys, *, since: datetime = NOON) -> None:
    for second in range(times):
        knock(keys, at=since + timedelta(seconds=second))
        db.session.flush()


def counted() -> int:
    return db.session.scalar(sa.select(sa.func.count(FailedSignIn.id))) or 0


def test_an_account_can_be_tried_ten_times_in_a_quarter_of_an_hour(database: None) -> None:
    for number in range(ACCOUNT.tries):
        try_often(1, keys(address=f"192.0.2.{number}"), since=NOON + timedelta(seconds=number))

    with pytest.raises(TriedTooOften) as refused:
        knock(keys(address="192.0.2.99"), at=NOON + timedelta(minutes=5))
    assert refused.value.wait == timedelta(minutes=10)

    knock(keys(address="192.0.2.99"), at=NOON + timedelta(minutes=15, seconds=1))


def test_an_address_can_try_twenty_times_an_hour_whomever_it_tries(database: None) -> None:
    for number in range(ADDRESS.tries):
        try_often(1, keys(email=f"somebody{number}@example.com"), since=NOON)

    with pytest.raises(TriedTooOften) as refused:
        knock(keys(email="another@example.com"), at=NOON + timedelta(minutes=20))
    assert refused.value.wait == timedelta(minutes=40)
    knock(keys(email="another@example.com", address="192.0.2.2"), at=NOON)


def test_a_refused_try_is_not_counted_so_that_nobody_keeps_the_door_shut(database: None) -> None:
    try_often(ACCOUNT.tries, keys())
    before = counted()
    for _ in range(5):
        with pytest.raises(TriedTooOften):
            knock(keys(), at=NOON + timedelta(minutes=14))
    assert counted() == before


def test_strangers_cannot_lock_a_trader_out_of_a_device_they_know(database: None) -> None:
    try_often(ACCOUNT.tries, keys())

    knock(keys(device="noras-phone"), at=NOON + timedelta(minutes=1))


def test_a_known_device_can_be_tried_no_more_often_either(database: None) -> None:
    try_often(ACCOUNT.tries, keys(device="noras-phone"))

    with pytest.raises(TriedTooOften):
        knock(keys(device="noras-phone", address="192.0.2.7"), at=NOON + timedelta(minutes=1))


def test_getting_in_forgets_the_tries_at_this_account_but_not_those_of_the_address(
    database: None,
) -> None:
    try_often(9, keys(email="otto@example.com"))
    try_often(9, keys())
    tries = knock(keys(), at=NOON + timedelta(minutes=1))
    db.session.flush()
    open_door(keys(), [one.id for one in tries])

    # Otto's nine, and the eighteen failures from this address, are still remembered.
    assert counted() == 9 + 18
    try_often(2, keys(), since=NOON + timedelta(minutes=2))
    with pytest.raises(TriedTooOften):
        knock(keys(), at=NOON + timedelta(minutes=3))


def test_old_tries_are_swept_away(database: None) -> None:
    try_often(5, keys())
    knock(keys(), at=NOON + ADDRESS.within + timedelta(minutes=1))
    db.session.flush()
    assert counted() == 2


def test_a_household_counts_as_one_however_many_addresses_it_has() -> None:
    assert keys(address="2001:db8:1:2::1") == keys(address="2001:db8:1:2:ffff::9")
    assert keys(address="2001:db8:1:2::1") != keys(address="2001:db8:1:3::1")
    assert keys(address="::ffff:192.0.2.1") == keys(address="192.0.2.1")
    assert keys(address="a socket") != keys(address="another")


def test_what_is_counted_names_nobody(database: None) -> None:
    try_often(1, keys(email="my password typed here"))
    assert all(
        len(key) == 64 and key.isalnum() for key in db.session.scalars(sa.select(FailedSignIn.key))
    )


def test_a_claim_fits_only_its_own_password(nora: Trader) -> None:
    assert claim_of(" NORA@example.com ").holds("correct horse battery")
    assert not claim_of("nora@example.com").holds("correct horse batter")
    assert not claim_of("nobody@example.com").holds("correct horse battery")


def test_letters_composed_in_two_ways_are_one_password(nora: Trader) -> None:
    nora.change_password("caf\u00e9 au lait matin")
    assert nora.check_password("cafe\u0301 au lait matin")
