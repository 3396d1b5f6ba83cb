"""The three things most worth doing: each read out of a figure, what is wrong first."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.insights.test_standing import TODAY
from wowcrm.feedback.tally import Tally
from wowcrm.insights.month import Missed, Month, Mouth, Named, Wows
from wowcrm.insights.periods import month_of
from wowcrm.insights.shares import Share
from wowcrm.insights.standing import Movement, Standing
from wowcrm.insights.worth_doing import RULES, Beside, worth_doing
from wowcrm.levels.level import ServiceLevel

BELOW, MEETS, EXCEEDS, UNKNOWN = (
    ServiceLevel.BELOW,
    ServiceLevel.MEETS,
    ServiceLevel.EXCEEDS,
    ServiceLevel.UNKNOWN,
)
MONTH = month_of(TODAY)
ANSWERS = Tally({(MEETS, MEETS): 4})


def standing(below: int = 0, meets: int = 0, exceeds: int = 0, unknown: int = 0) -> Standing:
    return Standing(MONTH, {BELOW: below, MEETS: meets, EXCEEDS: exceeds, UNKNOWN: unknown})


CALM = Month(
    period=MONTH,
    before=standing(),
    standing=standing(),
    movement=Movement({}, [], []),
    standards=Share(9, 10),
    standards_before=Share(),
    promises=Share(9, 10),
    promises_before=Share(),
    tally=ANSWERS,
    mouth=Mouth(0, 0, Decimal(0), 0, 0),
    wows=Wows(0, 0, Decimal(0)),
    complaints=0,
    put_right=0,
    longest_below=None,
    most_missed=Missed(7, "Call back within a day", Share(8, 9)),
)
"""A month in which nothing asks for anything."""
NOTHING = Beside(bar=90)


def keys(month: Month = CALM, beside: Beside = NOTHING) -> list[str]:
    return [thing.key for thing in worth_doing(month, beside)]


def test_a_calm_month_asks_for_nothing() -> None:
    assert keys() == []


@pytest.mark.parametrize(
    ("month", "beside", "key", "figure"),
    [
        ({"standing": standing(below=3, meets=40)}, {}, "below", "3 clients’ needs are not met"),
        ({"standards": Share(8, 10)}, {}, "standards", "Consistency was 80 %, your bar is 90 %"),
        ({"promises": Share(6, 9)}, {}, "promises", "3 of 9 promises were late"),
        (
            {"tally": Tally({(EXCEEDS, MEETS): 3, (EXCEEDS, EXCEEDS): 1})},
            {},
            "gap",
            "You thought 100 %, they said 25 %",
        ),
        (
            {"before": standing(exceeds=5), "standing": standing(exceeds=3)},
            {},
            "fading",
            "2 clients fewer than a month before are delighted",
        ),
        ({}, {"unthanked": 2}, "thanks", "2 referrals were not thanked for"),
        (
            {"standing": standing(meets=8, unknown=2)},
            {},
            "unknown",
            "Of 2 clients you do not know what matters",
        ),
        (
            {"tally": Tally(), "standing": standing(exceeds=9)},
            {},
            "ask",
            "0 clients said how it went",
        ),
        (
            {},
            {"quarter": "Q3 2026"},
            "quarter",
            "Q3 2026 is over, and you have not looked back on it",
        ),
        (
            {},
            {"way_is_due": True},
            "way",
            "It is a year since you looked at your touchpoints, or you never did",
        ),
        ({}, {"expected": "A card"}, "expected", "“A card” has become expected"),
        (
            {},
            {"worst_touchpoint": (3, "The bill")},
            "touchpoint",
            "The weakest point of the way: The bill",
        ),
        ({"standing": standing(meets=8)}, {}, "surprise", "8 clients are content"),
        ({"standing": standing(exceeds=1)}, {}, "fans", "1 client is delighted"),
    ],
)
@pytest.mark.usefixtures("database")
def test_a_figure_asks_for_one_thing(
    month: dict[str, object], beside: dict[str, object], key: str, figure: str
) -> None:
    changed = replace(CALM, **month)  # type: ignore[arg-type]
    things = worth_doing(changed, replace(NOTHING, **beside))  # type: ignore[arg-type]

    assert things[0].key == key
    assert things[0].figure == figure


@pytest.mark.parametrize(
    "month",
    [
        {"standards": Share(9, 10)},
        {"standards": Share(0, 0), "most_missed": None},
        {"promises": Share(0, 0)},
        {"tally": Tally({(EXCEEDS, MEETS): 3, (MEETS, MEETS): 0})},
        {"before": standing(exceeds=1), "standing": standing(exceeds=1, below=0)},
        {"standing": standing(exceeds=9, unknown=1)},
    ],
)
def test_what_reaches_the_bar_asks_for_nothing(month: dict[str, object]) -> None:
    found = keys(replace(CALM, **month))  # type: ignore[arg-type]

    assert set(found) <= {"fans"}


def test_there_are_three_at_most_and_what_is_wrong_comes_first() -> None:
    month = replace(
        CALM,
        standing=standing(below=1, meets=9, exceeds=1, unknown=9),
        before=standing(exceeds=3),
        promises=Share(1, 2),
        longest_below=Named(5, "Ben Carter"),
    )
    things = worth_doing(month, Beside(bar=90, unthanked=2))

    assert [thing.key for thing in things] == ["below", "promises", "fading"]
    assert things[0].what == "Put it right with one client; begin with Ben Carter"
    assert len(RULES) == 14
