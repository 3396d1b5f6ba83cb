"""Shapes of figures: where things lie, from 0 to 100."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from wowcrm.levels.level import ServiceLevel
from wowcrm.web.charts import (
    draw_band,
    draw_bars,
    draw_levels,
    draw_meter,
    draw_pairs,
    draw_share,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (None, "never"),
        (0, "soon"),
        (3, "soon"),
        (4, "good"),
        (23, "good"),
        (24, "due"),
        (30, "due"),
        (31, "overdue"),
    ],
)
def test_contact_is_too_soon_then_good_then_due_then_overdue(days: int | None, state: str) -> None:
    assert draw_band(days, at_least=30, rest=4).state == state


@pytest.mark.parametrize("days", [0, 40, 4000])
def test_contact_without_a_floor_is_never_due(days: int) -> None:
    band = draw_band(days)

    assert band.state == "good"
    assert {zone.kind for zone in band.zones} == {"good"}


@pytest.mark.parametrize(("at_least", "rest"), [(30, 4), (1, 0), (7, 7), (5, 20), (None, 3)])
def test_a_band_fills_its_width_without_gaps(at_least: int | None, rest: int) -> None:
    zones = draw_band(2, at_least, rest).zones

    assert zones[0].x == 0
    for one, next_one in pairwise(zones):
        assert one.x + one.width == pytest.approx(next_one.x, abs=0.02)
    assert zones[-1].x + zones[-1].width == pytest.approx(100, abs=0.02)


def test_a_contact_long_ago_stays_on_the_band() -> None:
    assert draw_band(3650, at_least=30).now == 100


def test_levels_over_time_make_a_stair() -> None:
    spans = draw_levels(
        [
            (TODAY - timedelta(days=50), ServiceLevel.MEETS),
            (TODAY - timedelta(days=25), ServiceLevel.EXCEEDS),
        ],
        since=TODAY - timedelta(days=100),
        until=TODAY,
    )

    assert [(span.level.value, span.x, span.width) for span in spans] == [
        ("unknown", 0, 50),
        ("meets", 50, 25),
        ("exceeds", 75, 25),
    ]
    assert spans[0].height < spans[1].height < spans[2].height == 100


def test_a_change_before_the_picture_says_how_it_begins() -> None:
    spans = draw_levels(
        [(TODAY - timedelta(days=400), ServiceLevel.BELOW)], TODAY - timedelta(days=100), TODAY
    )

    assert [(span.level, span.since) for span in spans] == [
        (ServiceLevel.BELOW, TODAY - timedelta(days=100))
    ]


def test_two_changes_of_one_day_show_the_later_one() -> None:
    day = TODAY - timedelta(days=10)
    spans = draw_levels(
        [(day, ServiceLevel.MEETS), (day, ServiceLevel.EXCEEDS)], TODAY - timedelta(days=20), TODAY
    )

    assert [span.level.value for span in spans] == ["unknown", "exceeds"]


def test_the_stair_ends_on_the_level_of_today() -> None:
    spans = draw_levels(
        [(TODAY, ServiceLevel.BELOW), (TODAY, ServiceLevel.MEETS)],
        TODAY - timedelta(days=700),
        TODAY,
    )

    assert [span.level.value for span in spans] == ["unknown", "meets"]
    assert spans[-1].x + spans[-1].width == 100


def test_a_client_of_today_has_a_stair_as_well() -> None:
    assert [span.width for span in draw_levels([], TODAY, TODAY)] == [100]


def test_the_longest_bar_fills_the_width() -> None:
    assert [bar.width for bar in draw_bars([("Calls", 10), ("Visits", 5)])] == [100, 50]
    assert [bar.width for bar in draw_bars([("Calls", 0)])] == [0]


def test_a_share_leaves_out_what_is_zero() -> None:
    zones = draw_share([("below", 1), ("meets", 0), ("exceeds", 3)])

    assert [(zone.kind, zone.x, zone.width) for zone in zones] == [
        ("below", 0, 25),
        ("exceeds", 25, 75),
    ]
    assert draw_share([("below", 0)]) == ()


def test_a_meter_shows_what_is_planned_behind_what_is_spent() -> None:
    meter = draw_meter(Decimal("120"), Decimal("300"), planned=Decimal("45"))

    assert (meter.full, meter.planned, meter.over) == (40, 15, False)


def test_a_meter_never_leaves_its_frame() -> None:
    assert (draw_meter(400, 300).full, draw_meter(400, 300).over) == (100, True)
    assert draw_meter(200, 300, planned=500).planned == pytest.approx(33.33)
    assert draw_meter(5, 0).full == 100


BELOW, MEETS, EXCEEDS = ServiceLevel.BELOW, ServiceLevel.MEETS, ServiceLevel.EXCEEDS


def test_columns_stand_on_the_ground_beside_each_other_to_one_scale() -> None:
    columns = draw_pairs([({EXCEEDS: 4}, {BELOW: 1, MEETS: 1}), ({}, {MEETS: 2})])

    assert [(each.kind, each.level, each.y, each.height) for each in columns] == [
        ("guessed", EXCEEDS, 0, 100),
        ("said", BELOW, 75, 25),
        ("said", MEETS, 50, 25),
        ("said", MEETS, 50, 50),
    ]


def test_columns_of_a_pair_and_of_neighbours_do_not_touch() -> None:
    counts = {MEETS: 1}
    columns = draw_pairs([(counts, counts)] * 12)

    for one, following in pairwise(columns):
        assert one.x + one.width < following.x
    assert columns[-1].x + columns[-1].width <= 100


def test_nothing_counted_draws_nothing() -> None:
    assert draw_pairs([({}, {})] * 12) == ()
    assert draw_pairs([]) == ()
