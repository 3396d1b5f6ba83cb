"""The share of promises kept in time: over a year, of those that say something by now."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import client_of
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.promises.kept import WINDOW, Kept, kept_rate
from wowcrm.promises.models import Promise, Renegotiation
from wowcrm.traders.models import Trader

DAY = timedelta(days=1)


def promised(client: Client, due_on: date, **days: date | None) -> Promise:
    promise = Promise(what="The report", made_on=due_on - 9 * DAY, due_on=due_on, **days)
    client.promises.append(promise)
    db.session.flush()
    return promise


def test_nothing_is_claimed_when_nothing_came_due(ben: Client, nora: Trader, today: date) -> None:
    promised(ben, today)
    promised(ben, today + DAY)

    assert kept_rate(nora, today) == Kept(0, 0)
    assert kept_rate(nora, today).percent is None


def test_kept_in_time_early_late_and_not_at_all(ben: Client, nora: Trader, today: date) -> None:
    promised(ben, today - 3 * DAY, kept_on=today - 3 * DAY)
    promised(ben, today + 3 * DAY, kept_on=today)
    promised(ben, today - 3 * DAY, kept_on=today)
    promised(ben, today - DAY)

    assert kept_rate(nora, today) == Kept(2, 4)
    assert kept_rate(nora, today).percent == 50


def test_what_was_let_go_in_time_counts_neither_way(ben: Client, nora: Trader, today: date) -> None:
    promised(ben, today + DAY, released_on=today)
    promised(ben, today - 3 * DAY, released_on=today - 4 * DAY)
    promised(ben, today - 3 * DAY, released_on=today)

    assert kept_rate(nora, today) == Kept(0, 1)


def test_agreeing_anew_after_the_day_stays_late_though_it_is_kept(
    ben: Client, nora: Trader, today: date
) -> None:
    for on in (today - 5 * DAY, today - 4 * DAY, today - 3 * DAY):
        promise = promised(ben, today - 4 * DAY)
        promise.renegotiate(today, "The bank was closed", on=on)
        promise.keep(on=today)

    assert kept_rate(nora, today) == Kept(2, 3)


def test_it_looks_a_year_back(ben: Client, nora: Trader, today: date) -> None:
    promised(ben, today - WINDOW, kept_on=today - WINDOW)
    promised(ben, today - WINDOW + DAY)

    assert kept_rate(nora, today) == Kept(0, 1)


def test_each_client_and_each_trader_has_their_own(
    ben: Client, amira: Client, nora: Trader, otto: Trader, today: date
) -> None:
    promised(ben, today - DAY, kept_on=today - DAY)
    promised(amira, today - DAY)
    promised(client_of(otto, "Zane"), today - DAY)

    assert kept_rate(nora, today) == Kept(1, 2)
    assert kept_rate(nora, today, ben) == Kept(1, 1)
    assert kept_rate(nora, today, amira) == Kept(0, 1)


@pytest.mark.parametrize(("in_time", "total", "percent"), [(1, 3, 33), (2, 3, 66), (199, 200, 99)])
def test_per_cent_never_flatter(in_time: int, total: int, percent: int) -> None:
    assert Kept(in_time, total).percent == percent


AGO = st.integers(-400, 20)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(AGO, st.none() | AGO, st.none() | AGO, st.lists(st.tuples(AGO, AGO), max_size=2)),
        max_size=6,
    )
)
def test_the_statement_counts_what_the_promises_say(
    ben: Client,
    nora: Trader,
    today: date,
    told: list[tuple[int, int | None, int | None, list[tuple[int, int]]]],
) -> None:
    """The count in SQL against what each promise answers by itself."""
    ben.promises.clear()
    for due, kept, released, changes in told:
        promise = promised(
            ben,
            today + due * DAY,
            kept_on=None if kept is None else today + kept * DAY,
            released_on=None if released is None or kept is not None else today + released * DAY,
        )
        promise.renegotiations.extend(
            Renegotiation(
                agreed_on=today + agreed * DAY,
                from_on=today + before * DAY,
                to_on=promise.due_on,
                because="Flu",
            )
            for agreed, before in changes
        )
    db.session.flush()

    late = [promise.was_late(today) for promise in ben.promises if promise.due_on > today - WINDOW]
    kept_in_time = [
        promise
        for promise in ben.promises
        if promise.due_on > today - WINDOW and promise.is_kept and not promise.was_late(today)
    ]
    assert kept_rate(nora, today) == Kept(len(kept_in_time), sum(late) + len(kept_in_time))
