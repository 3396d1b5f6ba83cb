"""What comes round becomes promises: ahead, one after the other, and never twice."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.conftest import client_of
from tests.expectations.conftest import FIGURES, TAX, Share
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.expectations.deliveries import promise_ahead, promise_to
from wowcrm.expectations.models import Delivery
from wowcrm.expectations.rhythm import Every, Line
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.models import LevelChange
from wowcrm.levels.upkeep import begin_day, commit
from wowcrm.needs.models import Need
from wowcrm.promises.models import Promise, Source
from wowcrm.traders.models import Trader

DAY = timedelta(days=1)
SHARED = date(2026, 3, 10)


def promised(client: Client) -> list[date]:
    chosen = sa.select(Promise).where(Promise.client_id == client.id).order_by(Promise.id)
    return [promise.due_on for promise in db.session.scalars(chosen)]


def test_the_next_one_is_promised_when_the_sheet_is_shared(ben: Client, shared: Share) -> None:
    shared(ben, SHARED, lines=[FIGURES, TAX])

    promises = {promise.what: promise for promise in ben.promises}
    assert promises["Monthly figures"].due_on == date(2026, 4, 5)
    assert promises["The tax to pay"].due_on == date(2026, 4, 15)
    assert {promise.source for promise in promises.values()} == {Source.RHYTHM}
    assert {promise.made_on for promise in promises.values()} == {SHARED}


def test_what_is_due_on_the_day_of_sharing_is_first_due_the_next_time(
    ben: Client, shared: Share
) -> None:
    shared(ben, date(2026, 4, 5), lines=[FIGURES])

    assert promised(ben) == [date(2026, 5, 5)]


def test_the_one_after_it_is_promised_when_its_day_comes(
    ben: Client, nora: Trader, shared: Share
) -> None:
    shared(ben, SHARED, lines=[FIGURES])
    promise_ahead(nora, on=date(2026, 4, 4))
    assert promised(ben) == [date(2026, 4, 5)]

    promise_ahead(nora, on=date(2026, 4, 5))
    assert promised(ben) == [date(2026, 4, 5), date(2026, 5, 5)]


def test_keeping_one_early_does_not_hurry_the_next(
    ben: Client, nora: Trader, shared: Share
) -> None:
    shared(ben, SHARED, lines=[FIGURES])
    ben.promises[0].keep(on=date(2026, 4, 1))
    promise_ahead(nora, on=date(2026, 4, 1))

    assert promised(ben) == [date(2026, 4, 5)]


def test_after_a_long_silence_nothing_is_left_out(ben: Client, nora: Trader, shared: Share) -> None:
    """As though the app had been open every morning."""
    shared(ben, SHARED, lines=[FIGURES])
    promise_ahead(nora, on=date(2026, 6, 20))
    at_once = promised(ben)

    amira = client_of(nora, "Amira")
    shared(amira, SHARED, lines=[FIGURES])
    day = SHARED
    while day <= date(2026, 6, 20):
        promise_ahead(nora, on=day)
        day += DAY
    assert at_once == promised(amira) == [date(2026, month, 5) for month in (4, 5, 6, 7)]


def test_it_is_never_promised_twice(ben: Client, nora: Trader, shared: Share) -> None:
    shared(ben, SHARED, lines=[FIGURES])
    for _ in range(3):
        promise_ahead(nora, on=date(2026, 4, 5))
        promise_to(ben, on=date(2026, 4, 5))
        commit(nora)
    assert len(promised(ben)) == 2

    first = ben.promises[0]
    twin = Promise(what="Twin", made_on=SHARED, due_on=SHARED, origin=first.origin)
    ben.promises.append(twin)
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_one_that_was_taken_away_does_not_come_back(
    ben: Client, nora: Trader, shared: Share
) -> None:
    shared(ben, SHARED, lines=[FIGURES])
    ben.promises[0].remove()
    commit(nora)
    promise_ahead(nora, on=date(2026, 4, 4))
    assert promised(ben) == []

    promise_ahead(nora, on=date(2026, 4, 5))
    assert promised(ben) == [date(2026, 5, 5)]


def test_a_new_version_lets_go_on_what_it_keeps_and_ends_the_rest(
    ben: Client, shared: Share
) -> None:
    shared(ben, SHARED, lines=[FIGURES, TAX])
    kept = ben.promises[0].id
    shared(ben, SHARED + DAY, lines=[FIGURES, Line("A word", Every.WEEK, 5)])
    db.session.expire_all()

    assert {promise.what: promise.due_on for promise in ben.promises} == {
        "Monthly figures": date(2026, 4, 5),
        "A word": date(2026, 3, 13),
    }
    assert kept in {promise.id for promise in ben.promises}


def test_another_day_is_another_promise(ben: Client, shared: Share) -> None:
    shared(ben, SHARED, lines=[FIGURES])
    shared(ben, SHARED + DAY, lines=[Line(FIGURES.what, FIGURES.every, 12)])

    assert promised(ben) == [date(2026, 3, 12)]


def test_what_is_late_or_due_today_is_still_owed_when_the_sheet_changes(
    ben: Client, nora: Trader, shared: Share
) -> None:
    shared(ben, SHARED, lines=[FIGURES])
    promise_ahead(nora, on=date(2026, 4, 5))
    shared(ben, date(2026, 4, 5), lines=[])

    assert promised(ben) == [date(2026, 4, 5)]
    promise_ahead(nora, on=date(2026, 9, 1))
    assert promised(ben) == [date(2026, 4, 5)]


def test_putting_a_client_away_ends_it_and_bringing_back_begins_it_anew(
    ben: Client, nora: Trader, shared: Share
) -> None:
    shared(ben, SHARED, lines=[FIGURES])
    ben.archive(on=date(2026, 3, 20))
    commit(nora)
    assert promised(ben) == []
    promise_ahead(nora, on=date(2026, 8, 1))
    assert promised(ben) == []

    ben.bring_back(on=date(2026, 8, 20))
    commit(nora)
    promise_ahead(nora, on=date(2026, 8, 21))
    assert promised(ben) == [date(2026, 9, 5)]


def test_a_morning_promises_what_comes_round_and_sees_what_is_late(
    ben: Client, nora: Trader, shared: Share, today: date
) -> None:
    """A month without the app: the level fell on the day after the first was due, and stays."""
    need = Need(summary="Figures")
    ben.needs.append(need)
    need.judge(ServiceLevel.MEETS, on=today - 60 * DAY)
    line = Line("A word", Every.WEEK, today.isoweekday())
    shared(ben, today - 60 * DAY, lines=[line])
    # Back to how things stood when nobody had opened a page since.
    db.session.execute(sa.delete(LevelChange))
    ben.level, ben.level_until = ServiceLevel.MEETS, ben.promises[0].due_on + DAY
    first = ben.promises[0].due_on
    nora.assessed_on = None
    db.session.commit()

    begin_day(nora)

    assert (ben.level, ben.level_since) == (ServiceLevel.BELOW, first + DAY)
    late = [promise for promise in ben.promises if promise.is_late(today)]
    assert len(late) == (today - first).days // 7
    assert promised(ben)[-1] == today + 7 * DAY


def test_each_trader_begins_their_own_day(
    ben: Client, nora: Trader, otto: Trader, shared: Share
) -> None:
    zane = client_of(otto, "Zane")
    shared(ben, SHARED, lines=[FIGURES])
    shared(zane, SHARED, lines=[FIGURES])

    promise_ahead(otto, on=date(2026, 4, 5))
    assert (len(promised(ben)), len(promised(zane))) == (1, 2)


def test_a_morning_costs_what_is_due_not_what_is_agreed(
    nora: Trader, shared: Share, statements: list[str]
) -> None:
    for number in range(6):
        shared(client_of(nora, f"Client {number}"), SHARED, lines=[FIGURES])
    statements.clear()
    promise_ahead(nora, on=date(2026, 4, 4))

    assert len([each for each in statements if "deliveries" in each]) == 1
    assert not [each for each in statements if each.startswith("INSERT")]


def test_the_first_page_of_a_day_promises(
    browser: ReadingBrowser, ben: Client, nora: Trader, shared: Share, today: date
) -> None:
    shared(ben, today - 40 * DAY, lines=[Line("A word", Every.WEEK, today.isoweekday())])
    nora.assessed_on = today - DAY
    browser.get("/")

    assert promised(ben)[-1] == today + 7 * DAY
    assert db.session.scalars(Delivery.of(nora)).one().promised_until == today + 7 * DAY
