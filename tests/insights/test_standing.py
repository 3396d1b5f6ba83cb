"""Levels over the months, from the changes that were kept; counted by hand here, by SQL there."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.conftest import client_of
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.insights.periods import Period, month_of, months_until
from wowcrm.insights.standing import movement_in, standings
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.models import LevelChange
from wowcrm.traders.models import Trader

BELOW, MEETS, EXCEEDS, UNKNOWN = (
    ServiceLevel.BELOW,
    ServiceLevel.MEETS,
    ServiceLevel.EXCEEDS,
    ServiceLevel.UNKNOWN,
)
TODAY = date(2026, 11, 26)
NOVEMBER = month_of(TODAY)


def living(
    trader: Trader,
    name: str,
    *changes: tuple[str, ServiceLevel],
    made: str = "2024-01-05",
    archived: str | None = None,
    value: int = 0,
) -> Client:
    """A client whose level changed on these days; unknown before."""
    client = client_of(trader, name, value=Decimal(value))
    client.created_at = datetime.combine(date.fromisoformat(made), datetime.min.time(), UTC)
    client.archived_on = date.fromisoformat(archived) if archived else None
    client.level_until = date.max
    level = UNKNOWN
    for day, after in changes:
        client.level_changes.add(
            LevelChange(
                from_level=level,
                to_level=after,
                on=date.fromisoformat(day),
                because=f"{name} {day}",
            )
        )
        level = after
    client.level = level
    db.session.flush()
    return client


def counts(trader: Trader, on: date = TODAY) -> dict[str, dict[ServiceLevel, int]]:
    return {
        standing.period.key: {level: n for level, n in standing.counts.items() if n}
        for standing in standings(trader, months_until(on), on)
    }


def test_months_are_twelve_and_have_their_days() -> None:
    months = months_until(TODAY)

    assert [month.key for month in months][:2] == ["2025-12", "2026-01"]
    assert months[-1] == NOVEMBER == Period(date(2026, 11, 1), date(2026, 11, 30))
    assert months[2].last == date(2026, 2, 28)
    assert month_of(date(2024, 2, 29)).last == date(2024, 2, 29)


def test_a_level_stands_from_the_day_of_its_change(nora: Trader) -> None:
    living(nora, "Ben", ("2026-03-31", MEETS), ("2026-06-01", EXCEEDS), ("2026-11-26", BELOW))

    found = counts(nora)
    assert found["2026-02"] == {UNKNOWN: 1}
    assert found["2026-03"] == found["2026-05"] == {MEETS: 1}
    assert found["2026-06"] == found["2026-10"] == {EXCEEDS: 1}
    assert found["2026-11"] == {BELOW: 1}


def test_nobody_is_counted_before_they_were_written_down_or_after_they_were_put_away(
    nora: Trader,
) -> None:
    living(nora, "New", ("2026-06-02", MEETS), made="2026-06-02")
    living(nora, "New and never known", made="2026-08-31")
    living(nora, "Gone", ("2025-01-01", EXCEEDS), ("2026-07-03", MEETS), archived="2026-07-31")
    living(nora, "Long gone", ("2024-02-01", MEETS), archived="2025-01-01")

    found = counts(nora)
    assert found["2025-12"] == {EXCEEDS: 1}
    assert found["2026-05"] == {EXCEEDS: 1}
    assert found["2026-06"] == {EXCEEDS: 1, MEETS: 1}
    assert found["2026-07"] == {MEETS: 1}
    assert found["2026-08"] == {MEETS: 1, UNKNOWN: 1}


def test_a_change_from_before_somebody_was_written_down_counts_nowhere(nora: Trader) -> None:
    living(nora, "Told late", ("2026-03-01", MEETS), made="2026-06-02")

    found = counts(nora)
    assert found["2026-03"] == found["2026-05"] == {}
    assert found["2026-06"] == {MEETS: 1}


def test_a_day_ends_on_the_traders_clock(nora: Trader) -> None:
    client = living(nora, "Night owl")
    # Riga is two hours ahead: 22:30 UTC on the 31st is the 1st there.
    client.created_at = datetime(2026, 1, 31, 22, 30, tzinfo=UTC)

    found = counts(nora)
    assert found["2026-01"] == {}
    assert found["2026-02"] == {UNKNOWN: 1}


def test_it_equals_a_count_by_hand_over_many_lives(nora: Trader, otto: Trader) -> None:
    levels = (MEETS, EXCEEDS, BELOW)
    for number in range(40):
        start = TODAY - timedelta(days=number * 23 % 700)
        days = [start + timedelta(days=step * (number % 7 + 9)) for step in range(1, 6)]
        changes = [
            (f"{day}", levels[(number + n) % 3]) for n, day in enumerate(days) if day <= TODAY
        ]
        away = f"{TODAY - timedelta(days=number)}" if number % 9 == 0 else None
        owner = otto if number % 10 == 9 else nora
        living(owner, f"Client {number}", *changes, made=f"{start}", archived=away)

    assert counts(nora) == by_hand(nora, TODAY)
    assert counts(otto) == by_hand(otto, TODAY)


def by_hand(trader: Trader, on: date) -> dict[str, dict[ServiceLevel, int]]:
    """Go through every client and every month, without SQL."""
    found: dict[str, dict[ServiceLevel, int]] = {}
    for month in months_until(on):
        end = min(month.last, on)
        counted: Counter[ServiceLevel] = Counter()
        for client in db.session.scalars(Client.of(trader)):
            if trader.day_of(client.created_at) > end:
                continue
            if client.archived_on is not None and client.archived_on <= end:
                continue
            changes = sorted(
                db.session.scalars(client.level_changes.select()), key=lambda c: (c.on, c.id)
            )
            past = [change.to_level for change in changes if change.on <= end]
            counted[past[-1] if past else UNKNOWN] += 1
        found[month.key] = dict(counted)
    return found


# Who moved


def test_a_client_moves_from_where_they_stood_before_the_month_to_where_they_stand(
    nora: Trader,
) -> None:
    ben = living(nora, "Ben", ("2026-10-01", MEETS), ("2026-11-03", BELOW), ("2026-11-20", EXCEEDS))
    living(nora, "Amira", ("2026-10-31", EXCEEDS), ("2026-11-10", BELOW))
    living(nora, "To and fro", ("2026-10-01", MEETS), ("2026-11-02", BELOW), ("2026-11-03", MEETS))
    living(nora, "Known now", ("2026-11-30", MEETS))
    living(nora, "Not known any more", ("2026-10-01", MEETS), ("2026-11-05", UNKNOWN))
    living(nora, "Gone", ("2026-10-01", MEETS), ("2026-11-05", BELOW), archived="2026-11-06")

    found = movement_in(nora, NOVEMBER)
    assert (found.rose, found.fell, found.became_known) == (1, 1, 1)
    (risen,), (fallen,) = found.risen, found.fallen
    assert (risen.client_id, risen.before, risen.after) == (ben.id, MEETS, EXCEEDS)
    assert (risen.on, risen.because) == (date(2026, 11, 20), "Ben 2026-11-20")
    assert (fallen.name, fallen.before, fallen.after) == ("Amira", EXCEEDS, BELOW)


def test_several_changes_of_a_day_count_in_their_order(nora: Trader) -> None:
    living(nora, "Ben", ("2026-10-01", MEETS), ("2026-11-03", BELOW), ("2026-11-03", EXCEEDS))

    (risen,) = movement_in(nora, NOVEMBER).risen
    assert (risen.before, risen.after) == (MEETS, EXCEEDS)


def test_those_whose_work_brings_most_are_named_and_all_are_counted(nora: Trader) -> None:
    for number in range(9):
        living(nora, f"Client {number}", ("2026-10-01", BELOW), ("2026-11-03", MEETS), value=number)

    found = movement_in(nora, NOVEMBER)
    assert found.rose == 9
    assert [move.name for move in found.risen] == [f"Client {n}" for n in (8, 7, 6, 5, 4)]


@pytest.mark.parametrize("month", ["2026-10", "2026-12"])
def test_another_month_is_another_matter(nora: Trader, otto: Trader, month: str) -> None:
    living(nora, "Ben", ("2026-01-01", MEETS), ("2026-11-03", BELOW))

    other = month_of(date.fromisoformat(f"{month}-01"))
    assert movement_in(nora, other).fell == 0
    assert movement_in(otto, NOVEMBER).fell == 0
