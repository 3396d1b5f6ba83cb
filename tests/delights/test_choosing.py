"""What would surprise them: pure choosing, dates passed in, and the bulk question behind Today."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.conftest import client_of
from wowcrm.clients.models import Client, ImportantDate
from wowcrm.db import db
from wowcrm.delights.choosing import OWN, Suggestion, choose, suggestions_for, vary
from wowcrm.delights.facts import About, DateAhead, Given, IdeaFact, NeedNow, next_weekday
from wowcrm.delights.models import NEVER_TWICE, Delight, Idea
from wowcrm.delights.reasons import is_birthday, reasons_of
from wowcrm.levels.level import ServiceLevel
from wowcrm.needs.models import Need
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader

TODAY = date(2026, 4, 15)  # a Wednesday
BEN = About(client_id=1, name="Ben")
FIGURES = NeedNow(7, "monthly figures by the 5th", ServiceLevel.MEETS)

CARD = IdeaFact(1, "Post a birthday card", ("birthday",), 15, Decimal(3))
LUCK = IdeaFact(2, "Wish good luck on the eve", ("date",), 5, Decimal(0))
BOOK = IdeaFact(3, "Lend the book that fits", ("note", "any"), 10, Decimal(12))
CHART = IdeaFact(4, "Draw the figures as a picture", ("need",), 30)
CALL = IdeaFact(5, "Ring without wanting anything", ("quiet",), 10)
CAKE = IdeaFact(6, "Bring a cake", ("milestone", "anniversary"), 20, Decimal(9))
MAP = IdeaFact(7, "Send a map of who does what", ("new",), 20)
TEA = IdeaFact(8, "Leave a good tea", ("any",), 5, Decimal(4))
LIBRARY = (CARD, LUCK, BOOK, CHART, CALL, CAKE, MAP, TEA)


def whats(suggestions: list[Suggestion]) -> list[str]:
    return [one.what for one in suggestions]


def only(about: About, idea: IdeaFact) -> Suggestion:
    chosen = choose(about, [idea], TODAY)
    assert len(chosen) == 1
    return chosen[0]


def test_a_client_of_whom_nothing_is_known_is_offered_what_suits_anybody() -> None:
    chosen = choose(BEN, LIBRARY, TODAY)

    assert sorted(whats(chosen)) == ["Leave a good tea", "Lend the book that fits"]
    assert {one.why for one in chosen} == {"Ben has had no surprise from you yet"}


def test_what_suits_anybody_says_when_the_last_surprise_was() -> None:
    ben = replace(BEN, given=(Given("A pen", delivered_on=date(2026, 1, 5)),))

    assert only(ben, TEA).why == "The last surprise for Ben was 3 months ago"


def test_the_traders_own_thought_comes_first_of_all() -> None:
    need = replace(FIGURES, could_exceed_by="Have them ready on the 1st")
    ben = replace(BEN, needs=(need,), dates=(DateAhead("Birthday", date(2026, 5, 3)),))

    first = choose(ben, LIBRARY, TODAY)[0]

    assert (first.what, first.fit, first.need_id) == ("Have them ready on the 1st", OWN, 7)
    assert first.why == "Your own idea for “monthly figures by the 5th”"


def test_a_birthday_within_a_month_calls_for_a_card_on_its_eve() -> None:
    ben = replace(BEN, dates=(DateAhead("Birthday", date(2026, 5, 3)),))

    card = only(ben, CARD)

    assert card.why == "Birthday on 3 May, in 18 days"
    assert card.planned_for == date(2026, 5, 2)
    assert card.occasion == "Birthday"
    assert choose(ben, [LUCK], TODAY) == []


@pytest.mark.parametrize(("days", "near"), [(-1, False), (0, True), (30, True), (31, False)])
def test_a_day_is_near_from_thirty_days_before_until_it_comes(days: int, near: bool) -> None:
    ben = replace(BEN, dates=(DateAhead("Birthday", TODAY + timedelta(days=days)),))

    assert bool(choose(ben, [CARD], TODAY)) is near


def test_on_the_day_itself_a_surprise_is_for_today() -> None:
    ben = replace(BEN, dates=(DateAhead("Birthday", TODAY),))

    assert only(ben, CARD).planned_for == TODAY


@pytest.mark.parametrize(
    ("label", "own"),
    [
        ("Birthday", True),
        ("birthday 🎂", True),
        ("Ben’s birthday", True),
        ("His birthday", True),
        ("Date of birth", True),
        ("Anna's birthday", False),
        ("The shop's fifth birthday", False),
        ("Daughter's birthday", False),
        ("Wedding", False),
        ("", False),
    ],
)
def test_somebody_elses_birthday_is_a_date_like_others(label: str, own: bool) -> None:
    assert is_birthday(label, "Ben") is own


def test_another_day_that_matters_is_named() -> None:
    ben = replace(BEN, dates=(DateAhead("The shop opened", date(2026, 4, 26)),))

    luck = only(ben, LUCK)

    assert luck.why == "The shop opened: 26 April, in 11 days"
    assert luck.occasion == "The shop opened"
    assert choose(ben, [CARD], TODAY) == []


def test_what_was_noted_is_quoted_and_what_they_said_is_theirs() -> None:
    ben = replace(BEN, told=("Reads sea stories.",))
    onne = replace(BEN, told=("“I live on cardamom buns.”",))

    assert only(ben, BOOK).why == "You noted: “Reads sea stories”"
    assert only(onne, BOOK).why == "They told you: “I live on cardamom buns”"


def test_a_long_note_is_cut_between_words() -> None:
    why = only(replace(BEN, told=("Cycling " * 40,)), BOOK).why

    assert why.endswith("Cycling…”")
    assert len(why) < 110


def test_a_need_is_named_but_not_one_that_is_not_met() -> None:
    below = replace(FIGURES, level=ServiceLevel.BELOW)

    assert only(replace(BEN, needs=(FIGURES,)), CHART).why == (
        "They came for “monthly figures by the 5th”"
    )
    assert choose(replace(BEN, needs=(below,)), [CHART], TODAY) == []


@pytest.mark.parametrize(("days", "just"), [(0, True), (21, True), (22, False)])
def test_a_need_is_just_met_for_three_weeks(days: int, just: bool) -> None:
    need = replace(FIGURES, judged_on=TODAY - timedelta(days=days))

    assert bool(choose(replace(BEN, needs=(need,)), [CAKE], TODAY)) is just


def test_an_anniversary_counts_the_years() -> None:
    ben = replace(BEN, client_since=date(2024, 4, 20))

    cake = only(ben, CAKE)

    assert cake.why == "2 years with you on 20 April, in 5 days"
    assert cake.planned_for == date(2026, 4, 19)


def test_the_29th_of_february_comes_round_on_the_28th() -> None:
    ben = replace(BEN, client_since=date(2024, 2, 29))

    reasons = reasons_of(ben, date(2027, 2, 20))

    assert reasons["anniversary"][0].why == "3 years with you on 28 February, in 8 days"


def test_somebody_who_begins_today_is_new_and_has_no_anniversary() -> None:
    ben = replace(BEN, client_since=TODAY)

    assert only(ben, MAP).why == "New: your client since 15 April"
    assert choose(ben, [CAKE], TODAY) == []


@pytest.mark.parametrize(("days", "quiet"), [(59, False), (60, True)])
def test_silence_is_a_reason_after_two_months(days: int, quiet: bool) -> None:
    ben = replace(BEN, last_contact_on=TODAY - timedelta(days=days))

    assert bool(choose(ben, [CALL], TODAY)) is quiet


def test_nobody_is_offered_the_same_surprise_twice_in_24_months() -> None:
    lately = Given("Leave a good tea", idea_id=8, delivered_on=TODAY - NEVER_TWICE + timedelta(1))
    long_ago = replace(lately, delivered_on=TODAY - NEVER_TWICE)

    assert choose(replace(BEN, given=(lately,)), [TEA], TODAY) == []
    assert whats(choose(replace(BEN, given=(long_ago,)), [TEA], TODAY)) == ["Leave a good tea"]


def test_what_is_planned_is_not_offered_again_under_other_spelling() -> None:
    planned = Given("  LEAVE a góod tea")
    reworded = Given("Something else entirely", idea_id=8)
    need = replace(FIGURES, could_exceed_by="Léave a good  TEA")

    assert choose(replace(BEN, given=(planned,), needs=(need,)), [TEA], TODAY) == []
    assert choose(replace(BEN, given=(reworded,)), [TEA], TODAY) == []


def test_the_same_words_beside_a_need_and_in_the_library_are_offered_once() -> None:
    need = replace(FIGURES, could_exceed_by="Leave a good tea")

    assert [one.fit for one in choose(replace(BEN, needs=(need,)), [TEA], TODAY)] == [OWN]


@pytest.mark.parametrize(
    ("left", "offered"), [(None, True), (Decimal(4), True), (Decimal("3.99"), False)]
)
def test_nothing_is_offered_above_the_budget_left(left: Decimal | None, offered: bool) -> None:
    assert bool(choose(BEN, [TEA], TODAY, left)) is offered


def test_what_costs_nothing_is_offered_with_an_overdrawn_budget() -> None:
    free = replace(TEA, cost=Decimal(0))
    unknown = replace(TEA, id=9, text="Whistle", cost=None)

    assert len(choose(BEN, [free, unknown, TEA], TODAY, Decimal(-5))) == 2


def test_the_first_few_ideas_answer_different_facts() -> None:
    ben = replace(
        BEN,
        needs=(FIGURES,),
        told=("Reads sea stories",),
        dates=(DateAhead("Birthday", date(2026, 5, 3)),),
    )
    more = [replace(CARD, id=20 + n, text=f"Card {n}") for n in range(5)]

    chosen = choose(ben, [*LIBRARY, *more], TODAY)

    assert [one.fit for one in chosen[:3]] == ["birthday", "note", "need"]
    assert [one.fit for one in chosen[3:]] == ["birthday"] * 5 + ["any"]


def test_an_idea_without_a_word_of_what_it_fits_suits_anybody() -> None:
    assert only(BEN, IdeaFact(9, "Smile")).fit == "any"


def test_choosing_is_the_same_every_time_and_begins_elsewhere_for_each_client() -> None:
    teas = [replace(TEA, id=n, text=f"Tea {n}") for n in range(9)]

    assert choose(BEN, teas, TODAY) == choose(BEN, teas, TODAY)
    firsts = {choose(replace(BEN, client_id=n), teas, TODAY)[0].what for n in range(9)}
    assert len(firsts) == 9


def suggestion(what: str, fit: str = "any") -> Suggestion:
    return Suggestion(what, "because", fit, TODAY)


def test_two_clients_are_not_offered_the_same_first() -> None:
    pens, teas = suggestion("A pen"), suggestion("A tea")

    varied = vary({1: [pens, teas], 2: [pens, teas], 3: [pens, teas]})

    assert [whats(varied[id]) for id in (1, 2)] == [["A pen", "A tea"], ["A tea", "A pen"]]
    assert len(varied[3]) == 2


def test_another_idea_for_the_same_fact_is_better_than_one_for_another() -> None:
    card, song = suggestion("A card", "birthday"), suggestion("A song", "birthday")

    varied = vary({1: [card], 2: [card, suggestion("A tea"), song]})

    assert varied[2][0] is song


def test_an_own_thought_stays_first_though_another_client_has_it_too() -> None:
    early = suggestion("Two days early", OWN)

    varied = vary({1: [early], 2: [early, suggestion("A tea")]})

    assert varied[2][0] is early


def test_soon_is_a_weekday() -> None:
    saturday, sunday = date(2026, 4, 18), date(2026, 4, 19)

    assert next_weekday(saturday) == next_weekday(sunday) == date(2026, 4, 20)
    assert next_weekday(TODAY) == TODAY


# The bulk question


def idea(trader: Trader, text: str, *fits: str, cost: Decimal | None = None) -> Idea:
    row = Idea(trader_id=trader.id, text=text, fits=list(fits), cost=cost)
    db.session.add(row)
    db.session.flush()
    return row


def test_every_fact_of_the_database_is_read(nora: Trader, ben: Client) -> None:
    ben.notes = "Up at four"
    ben.dates.append(ImportantDate(label="Birthday", month=4, day=29))
    ben.needs.append(Need(summary="figures", could_exceed_by="A day early"))
    ben.log(InteractionKind.NOTE, "“I love maps”", on=TODAY)
    ben.log(InteractionKind.NOTE, "An old tale", on=TODAY - timedelta(days=400))
    for fit in ("birthday", "note", "need", "any", "quiet"):
        idea(nora, f"Fits {fit}", fit)
    idea(nora, "Fits note too", "note")

    found = suggestions_for(nora, [ben], TODAY)[ben.id]

    assert found[0].what == "A day early"
    whys = {one.why for one in found}
    assert "Birthday on 29 April, in 14 days" in whys
    assert {"They told you: “I love maps”", "You noted: “Up at four”"} <= whys
    assert not any("An old tale" in why for why in whys)
    assert "They came for “figures”" in whys
    assert "Fits quiet" not in whats(found)


def test_retired_ideas_those_now_expected_and_other_peoples_are_left_out(
    nora: Trader, otto: Trader, ben: Client
) -> None:
    idea(nora, "Old").retire(on=TODAY)
    idea(nora, "Standard now").became_standard_on = TODAY
    idea(otto, "Otto's")
    idea(nora, "Fresh")

    assert whats(suggestions_for(nora, [ben], TODAY)[ben.id]) == ["Fresh"]


def test_what_is_spent_and_planned_this_year_is_not_there_to_spend(
    nora: Trader, ben: Client, amira: Client
) -> None:
    nora.wow_budget = Decimal(20)
    idea(nora, "Ten", cost=Decimal(10))
    last_year = Delight(what="A", planned_for=date(2025, 5, 1), cost=Decimal(50))
    last_year.delivered_on = date(2025, 12, 31)
    this_year = Delight(what="B", planned_for=date(2026, 1, 1), cost=Decimal(6))
    this_year.delivered_on = date(2026, 1, 1)
    amira.delights.extend([last_year, this_year])

    assert whats(suggestions_for(nora, [ben], TODAY)[ben.id]) == ["Ten"]

    amira.delights.append(Delight(what="C", planned_for=date(2025, 12, 1), cost=Decimal("4.01")))

    assert suggestions_for(nora, [ben], TODAY)[ben.id] == []


def test_what_was_dropped_may_be_offered_again(nora: Trader, ben: Client) -> None:
    tea = idea(nora, "A tea")
    planned = Delight(what="A tea", idea=tea, planned_for=TODAY)
    ben.delights.append(planned)
    db.session.flush()
    assert suggestions_for(nora, [ben], TODAY)[ben.id] == []

    planned.drop(on=TODAY)

    assert whats(suggestions_for(nora, [ben], TODAY)[ben.id]) == ["A tea"]


def test_the_number_of_queries_does_not_grow_with_the_clients(
    nora: Trader, ben: Client, statements: list[str]
) -> None:
    others = [client_of(nora, f"Client {n}", notes=f"Likes {n}") for n in range(11)]
    for n, client in enumerate(others):
        client.needs.append(Need(summary=f"need {n}"))
        client.dates.append(ImportantDate(label="Birthday", month=5, day=n + 1))
        client.delights.append(Delight(what=f"given {n}", planned_for=TODAY, delivered_on=TODAY))
    for n in range(40):
        idea(nora, f"Idea {n}", ("birthday", "note", "need", "any")[n % 4])
    db.session.flush()
    everybody = [ben, *others]
    suggestions_for(nora, everybody, TODAY)  # so that every row is known

    statements.clear()
    suggestions_for(nora, [ben], TODAY)
    for_one = len(statements)
    statements.clear()
    found = suggestions_for(nora, everybody, TODAY)

    assert len(statements) == for_one == 5
    assert list(found) == [client.id for client in everybody]
    assert len({found[client.id][0].what for client in everybody}) == 12


def test_nobody_asked_for_is_nothing_found(nora: Trader) -> None:
    assert suggestions_for(nora, [], TODAY) == {}
