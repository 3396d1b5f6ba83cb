"""The rising bar: what is delivered often has become expected, and the level says so."""

from datetime import date, timedelta

import pytest

from tests.conftest import client_of
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight, Idea
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import bring_due_up_to_date, commit, standing_of
from wowcrm.needs.models import Need
from wowcrm.rising.bar import bar_of, demote, given_by_idea, promote
from wowcrm.standards.models import Checklist, Standard
from wowcrm.traders.models import Trader

MEETS, EXCEEDS = ServiceLevel.MEETS, ServiceLevel.EXCEEDS


@pytest.fixture
def card(nora: Trader) -> Idea:
    return idea_of(nora, "A handwritten card")


@pytest.fixture
def checklist(nora: Trader) -> Checklist:
    checklist = Checklist(trader_id=nora.id, name="A new client starts")
    db.session.add(checklist)
    db.session.commit()
    return checklist


def idea_of(trader: Trader, text: str) -> Idea:
    idea = Idea(trader_id=trader.id, text=text)
    db.session.add(idea)
    db.session.flush()
    return idea


def delight(client: Client, idea: Idea, *, ago: int = 10) -> None:
    on = client.trader.today() - timedelta(days=ago)
    given = Delight(idea=idea, what=idea.text, planned_for=on)
    client.delights.append(given)
    db.session.flush()
    given.deliver(on=on)


def served(client: Client) -> Client:
    """Let the client have a need that is met, so that a wow raises the level."""
    need = Need(summary="Figures by the 5th", essential=True)
    client.needs.append(need)
    need.judge(MEETS, on=client.trader.today())
    return client


def due(trader: Trader) -> list[str]:
    return [one.idea.text for one in bar_of(trader, trader.today()).due]


@pytest.mark.parametrize(("times", "expected"), [(4, False), (5, True)])
def test_five_deliveries_to_anybody_make_it_expected(
    nora: Trader, card: Idea, times: int, expected: bool
) -> None:
    for number in range(times):
        delight(client_of(nora, f"Client {number}"), card)

    assert (due(nora) == [card.text]) is expected
    given = given_by_idea(nora)[card.id]
    assert (given.times, given.clients, given.most) == (times, times, 1)


def test_twice_to_the_same_client_makes_it_expected(nora: Trader, ben: Client, card: Idea) -> None:
    delight(ben, card, ago=800)
    assert due(nora) == []
    delight(ben, card)
    assert due(nora) == [card.text]


def test_what_others_do_by_now_is_expected_though_it_was_never_delivered(
    nora: Trader, card: Idea, today: date
) -> None:
    card.see_elsewhere(on=today)
    assert due(nora) == [card.text]
    card.see_nowhere()
    assert due(nora) == []


def test_plans_count_for_nothing(nora: Trader, ben: Client, card: Idea, today: date) -> None:
    for _number in range(6):
        ben.delights.append(Delight(idea=card, what=card.text, planned_for=today))

    assert due(nora) == []
    assert bar_of(nora, today).next == []


def test_what_comes_next_is_what_was_delivered_most(nora: Trader, ben: Client, card: Idea) -> None:
    call = idea_of(nora, "A call in January")
    for client in (ben, client_of(nora, "Amira")):
        delight(client, call)
    delight(ben, card)
    idea_of(nora, "Never done")

    assert [one.idea.text for one in bar_of(nora, nora.today()).next] == [call.text, card.text]


def test_promoting_lowers_the_level_of_those_who_had_it_and_says_why(
    nora: Trader, ben: Client, amira: Client, card: Idea, checklist: Checklist, today: date
) -> None:
    call = idea_of(nora, "A call in January")
    delight(served(ben), card)
    delight(served(amira), call)
    commit(nora)
    assert (ben.level, amira.level) == (EXCEEDS, EXCEEDS)

    promote(card, "A card by hand in the first week", checklist, on=today)
    commit(nora)

    assert (ben.level, amira.level) == (MEETS, EXCEEDS)
    because = standing_of(ben, today).because
    assert "Has become expected, and is no wow any more: A handwritten card" in because
    newest = db.session.scalars(ben.level_changes.select()).all()[-1]
    assert (newest.from_level, newest.to_level, newest.on) == (EXCEEDS, MEETS, today)
    assert [standard.promise for standard in checklist.standards] == [card.standard.promise]  # type: ignore[union-attr]


def test_promoted_it_is_suggested_and_promoted_no_more(
    nora: Trader, card: Idea, checklist: Checklist, today: date
) -> None:
    promote(card, card.text, checklist, on=today)
    promote(card, "Again", checklist, on=today)
    db.session.flush()

    assert db.session.scalars(Idea.fresh(nora)).all() == []
    assert len(checklist.standards) == 1
    ((year, risen),) = bar_of(nora, today).years
    assert (year, [one.idea for one in risen]) == (today.year, [card])


def test_taken_back_it_is_a_wow_again(
    nora: Trader, ben: Client, card: Idea, checklist: Checklist, today: date
) -> None:
    delight(served(ben), card)
    promote(card, card.text, checklist, on=today)
    commit(nora)

    demote(card, on=today)
    bring_due_up_to_date(nora, today)

    assert ben.level is EXCEEDS
    assert db.session.scalars(Standard.of(nora)).all() == []


def test_a_standard_that_was_checked_stays_and_is_promised_no_more(
    nora: Trader, ben: Client, card: Idea, checklist: Checklist, today: date
) -> None:
    promote(card, card.text, checklist, on=today)
    (standard,) = checklist.standards
    standard.check(False, on=today, client=ben)
    commit(nora)
    ((_year, (risen,)),) = bar_of(nora, today).years
    assert risen.kept is not None
    assert (risen.kept.kept, risen.kept.total) == (0, 1)

    demote(card, on=today)

    assert (standard.retired_on, card.standard) == (today, None)


def test_nothing_of_ottos_is_counted(nora: Trader, otto: Trader, card: Idea) -> None:
    for number in range(5):
        delight(client_of(nora, f"Client {number}"), card)

    assert given_by_idea(otto) == {}
    assert due(otto) == []


# Pages


def test_from_the_page_to_a_standard_in_two_presses(
    nora: Trader, ben: Client, card: Idea, checklist: Checklist, browser: ReadingBrowser
) -> None:
    for ago in (400, 10):
        delight(ben, card, ago=ago)
    page = browser.get("/rising-bar")
    assert "delivered 2 times, up to 2 times to one client" in page.words
    form = browser.get(f"/ideas/{card.id}/promote")
    assert form.page.first("input#promise")["value"] == card.text

    assert browser.post(f"/ideas/{card.id}/promote", data={"promise": ""}).status_code == 422
    sent = {"promise": "A card in the first week", "checklist": checklist.id}
    answer = browser.post(f"/ideas/{card.id}/promote", data=sent, follow_redirects=True)

    assert "A card in the first week" in answer.words
    assert "1 standard" in answer.words
    assert card.is_expected
    browser.post(f"/ideas/{card.id}/demote")
    assert not card.is_expected


def test_without_a_checklist_the_way_to_one_is_shown(card: Idea, browser: ReadingBrowser) -> None:
    assert "You have no checklist" in browser.get(f"/ideas/{card.id}/promote").words


def test_seen_elsewhere_and_not_after_all(
    nora: Trader, ben: Client, card: Idea, browser: ReadingBrowser
) -> None:
    delight(ben, card)
    assert "Others do it by now" in browser.get("/rising-bar").words

    answer = browser.post(f"/ideas/{card.id}/seen-elsewhere", follow_redirects=True)
    assert "others do it since" in answer.words
    browser.post(f"/ideas/{card.id}/seen-nowhere")
    assert card.usual_since is None
