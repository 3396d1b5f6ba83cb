"""How consistently standards are kept: for a client, of a standard, overall, over months."""

from datetime import date, timedelta

import pytest

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.facts import Consistency
from wowcrm.levels.upkeep import standing_of
from wowcrm.standards.care import owed
from wowcrm.standards.consistency import (
    by_month,
    by_standard,
    of_client,
    of_standard,
    overall,
    owed_by_standard,
)
from wowcrm.standards.models import Checklist, Standard
from wowcrm.standards.overview import misses_of, overview_of
from wowcrm.traders.models import Trader

NOVEMBER_22 = date(2026, 11, 22)


def days_ago(days: int) -> date:
    return NOVEMBER_22 - timedelta(days=days)


def checked(standard: Standard, client: Client, *kept: bool, days: int = 1) -> None:
    for answer in kept:
        standard.check(answer, on=days_ago(days), client=client)
    db.session.flush()


def test_it_is_counted_per_client_per_standard_and_overall(
    nora: Trader, ben: Client, amira: Client, months_end: Checklist
) -> None:
    figures, sentences, _calls = months_end.standing
    checked(figures, ben, True, True, False)
    checked(figures, amira, True)
    checked(sentences, amira, False)

    counts = by_standard(nora, NOVEMBER_22)

    assert counts == {
        figures.id: Consistency(3, 4, 90),
        sentences.id: Consistency(0, 1, 90),
    }
    assert overall(counts.values(), nora) == Consistency(3, 5, 90)
    assert of_standard(figures, nora, NOVEMBER_22) == counts[figures.id]
    assert of_client(ben, NOVEMBER_22) == Consistency(2, 3, 90)
    assert of_client(amira, NOVEMBER_22) == Consistency(1, 2, 90)


def test_nothing_checked_is_nothing_to_blame(
    nora: Trader, ben: Client, months_end: Checklist
) -> None:
    assert by_standard(nora, NOVEMBER_22) == {}
    assert of_client(ben, NOVEMBER_22) == Consistency(0, 0, 90)
    assert of_client(ben, NOVEMBER_22).holds


@pytest.mark.parametrize(("days", "counts"), [(-1, 0), (0, 1), (89, 1), (90, 0)])
def test_the_window_is_the_last_ninety_days_today_included(
    nora: Trader, ben: Client, months_end: Checklist, days: int, counts: int
) -> None:
    checked(months_end.standing[0], ben, False, days=days)

    assert of_client(ben, NOVEMBER_22).total == counts
    assert sum(part.total for part in by_standard(nora, NOVEMBER_22).values()) == counts
    assert len(owed(ben, NOVEMBER_22)) == counts
    # The level counts in the same way.
    assert standing_of(ben, NOVEMBER_22).evidence.consistency.total == counts


def test_a_retired_standard_still_counts_for_what_was_but_is_not_owed(
    nora: Trader, ben: Client, months_end: Checklist
) -> None:
    figures = months_end.standing[0]
    checked(figures, ben, False)
    figures.retire(on=NOVEMBER_22)

    assert of_client(ben, NOVEMBER_22) == Consistency(0, 1, 90)
    assert owed(ben, NOVEMBER_22) == []
    assert owed_by_standard(nora, NOVEMBER_22) == {}


def test_only_the_newest_check_is_owed(nora: Trader, ben: Client, months_end: Checklist) -> None:
    figures, sentences, calls = months_end.standing
    checked(figures, ben, False, days=9)
    checked(figures, ben, True, days=3)
    checked(sentences, ben, True, False, days=3)
    checked(calls, ben, False, False, days=3)

    assert [check.standard for check in owed(ben, NOVEMBER_22)] == [sentences, calls]
    assert owed_by_standard(nora, NOVEMBER_22) == {sentences.id: 1, calls.id: 1}

    for check in owed(ben, NOVEMBER_22):
        check.put_right(on=NOVEMBER_22)
    assert owed(ben, NOVEMBER_22) == []


def test_clients_who_were_put_away_are_owed_nothing(
    nora: Trader, ben: Client, months_end: Checklist
) -> None:
    checked(months_end.standing[0], ben, False)
    ben.archive(on=NOVEMBER_22)

    assert owed_by_standard(nora, NOVEMBER_22) == {}


def test_what_needs_attention_comes_first(
    nora: Trader, ben: Client, amira: Client, months_end: Checklist
) -> None:
    figures, sentences, calls = months_end.standing
    checked(sentences, ben, False, days=5)
    checked(sentences, ben, True)
    checked(calls, ben, True, True, True, False)

    seen = overview_of(nora, NOVEMBER_22)

    assert [kept.standard for kept in seen.standards] == [calls, sentences, figures]
    assert [kept.owed for kept in seen.standards] == [1, 0, 0]
    assert [kept.consistency.percent for kept in seen.standards] == [75, 50, None]


def test_otto_sees_nothing_of_it(
    nora: Trader, otto: Trader, ben: Client, months_end: Checklist
) -> None:
    checked(months_end.standing[0], ben, False)

    assert by_standard(otto, NOVEMBER_22) == {}
    assert owed_by_standard(otto, NOVEMBER_22) == {}
    assert overview_of(otto, NOVEMBER_22).standards == []


def test_months_are_counted_from_their_first_day(ben: Client, months_end: Checklist) -> None:
    figures = months_end.standing[0]
    for kept, on in (
        (True, date(2025, 11, 30)),  # a year ago: not among the twelve
        (True, date(2025, 12, 1)),
        (False, date(2026, 10, 31)),
        (True, date(2026, 10, 1)),
        (True, date(2026, 11, 22)),
        (True, date(2026, 11, 23)),  # still to come
    ):
        figures.check(kept, on=on, client=ben)
    db.session.flush()

    months = by_month(figures, NOVEMBER_22)

    assert [month.first for month in months[:2]] == [date(2025, 12, 1), date(2026, 1, 1)]
    assert [(m.words, m.kept, m.total, m.percent) for m in months if m.total] == [
        ("Dec 2025", 1, 1, 100),
        ("Oct 2026", 1, 2, 50),
        ("Nov 2026", 1, 1, 100),
    ]
    assert len(months) == 12
    assert months[5].percent is None


def test_misses_are_paged_from_the_newest(ben: Client, months_end: Checklist) -> None:
    figures = months_end.standing[0]
    for days in range(45):
        checked(figures, ben, False, days=days // 3)

    seen, before = [], None
    while True:
        page = misses_of(figures, before)
        seen += page.checks
        before = page.more
        if before is None:
            break

    assert len(seen) == len({check.id for check in seen}) == 45
    assert [c.checked_on for c in seen] == sorted((c.checked_on for c in seen), reverse=True)
    assert misses_of(figures, "nonsense").checks == seen[:20]
    assert misses_of(figures, "2026-11-22-99999999999999999999").checks
