"""What a client came for, judged on the stair."""

from datetime import date

import pytest

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.timeline.models import Interaction
from wowcrm.traders.models import Trader

MEETS, BELOW = ServiceLevel.MEETS, ServiceLevel.BELOW
NOVEMBER_3 = date(2026, 11, 3)


def story_of(client: Client) -> list[str]:
    rows = db.session.scalars(client.interactions.select().order_by(Interaction.id))
    return [line.summary for line in rows]


@pytest.fixture
def figures(ben: Client) -> Need:
    need = Need(summary="Figures by the 5th")
    ben.needs.append(need)
    db.session.flush()
    return need


def test_what_a_client_came_for_is_the_beginning_of_their_story(ben: Client, figures: Need) -> None:
    figures.log_arrival(on=NOVEMBER_3)

    assert story_of(ben) == ["Came for: Figures by the 5th"]
    assert not figures.is_judged


def test_judging_says_how_well_it_is_served_and_as_of_when(ben: Client, figures: Need) -> None:
    figures.judge(MEETS, on=NOVEMBER_3)

    assert (figures.level, figures.judged_on) == (MEETS, NOVEMBER_3)
    assert story_of(ben) == ["Figures by the 5th: met"]


def test_saying_the_same_twice_on_one_day_says_nothing_new(ben: Client, figures: Need) -> None:
    figures.judge(MEETS, on=NOVEMBER_3)
    figures.judge(MEETS, on=NOVEMBER_3)

    assert story_of(ben) == ["Figures by the 5th: met"]


def test_confirming_it_on_another_day_is_news(ben: Client, figures: Need) -> None:
    figures.judge(MEETS, on=NOVEMBER_3)
    figures.judge(MEETS, on=date(2026, 11, 10))

    assert figures.judged_on == date(2026, 11, 10)
    assert len(story_of(ben)) == 2


def test_nobody_judges_unknown(figures: Need) -> None:
    with pytest.raises(ValueError, match="unknown"):
        figures.judge(ServiceLevel.UNKNOWN, on=NOVEMBER_3)


def test_the_level_follows_what_is_judged_described_and_removed(
    nora: Trader, ben: Client, figures: Need
) -> None:
    figures.judge(BELOW, on=nora.today())
    commit(nora)
    assert ben.level is BELOW

    figures.describe("Figures by the 5th", essential=False, could_exceed_by=None)
    commit(nora)
    assert ben.level is MEETS

    figures.unjudge()
    figures.describe("Figures by the 5th", essential=True, could_exceed_by=None)
    commit(nora)
    assert ben.level is ServiceLevel.UNKNOWN
    assert figures.judged_on is None


def test_a_need_taken_off_the_list_stays_in_the_story(
    nora: Trader, ben: Client, figures: Need
) -> None:
    figures.judge(MEETS, on=nora.today())
    figures.remove(on=nora.today())
    commit(nora)

    assert ben.needs == []
    assert "Not needed any more: Figures by the 5th" in story_of(ben)
    assert ben.level is ServiceLevel.UNKNOWN
