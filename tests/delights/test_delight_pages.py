"""The pages of surprises, with htmx and without."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.conftest import client_of
from tests.reading_browser import Answer, ReadingBrowser
from wowcrm.clients.models import Client, ImportantDate
from wowcrm.db import db
from wowcrm.delights.models import Delight, Idea, Reaction
from wowcrm.levels.level import ServiceLevel
from wowcrm.needs.models import Need
from wowcrm.timeline.models import Interaction, InteractionKind
from wowcrm.traders.models import Trader

WEEK = timedelta(days=7)

both_ways = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])


def plan(client: Client, what: str, on: date, **columns: object) -> Delight:
    delight = Delight(what=what, planned_for=on, **columns)
    client.delights.append(delight)
    db.session.commit()
    return delight


def idea(trader: Trader, text: str, *fits: str, **columns: object) -> Idea:
    row = Idea(trader_id=trader.id, text=text, fits=list(fits), **columns)
    db.session.add(row)
    db.session.commit()
    return row


@pytest.fixture
def card(ben: Client, today: date) -> Delight:
    return plan(ben, "A handwritten card", today + WEEK, cost=Decimal("4.50"))


@pytest.fixture
def given(ben: Client, today: date) -> Delight:
    delight = plan(ben, "A pen", today - WEEK)
    delight.deliver(on=today - WEEK)
    db.session.commit()
    return delight


def tab(client: Client) -> str:
    return f"/clients/{client.id}/delights"


def all_delights() -> list[Delight]:
    return list(db.session.scalars(sa.select(Delight).order_by(Delight.id)))


def told(client: Client) -> list[str]:
    lines = client.interactions.select().order_by(Interaction.id)
    return [
        line.summary for line in db.session.scalars(lines) if line.kind is not InteractionKind.LEVEL
    ]


def went_well(answer: Answer, htmx: bool, back: str) -> None:
    """With htmx a fragment comes back; without, the way to the page that shows it."""
    if htmx:
        assert answer.status_code == 200
        assert "<html" not in answer.text
    else:
        assert answer.status_code == 303
        assert answer.headers["Location"] == back


# The tab


def test_with_nothing_yet_the_tab_says_so_and_asks(browser: ReadingBrowser, ben: Client) -> None:
    words = browser.get(tab(ben)).words

    assert "Nothing planned yet." in words
    assert "What would make Ben smile?" in words
    assert "No idea of yours fits just now." in words
    assert "Delivered" not in words


def test_the_tab_shows_what_is_planned_delivered_and_dropped(
    browser: ReadingBrowser, ben: Client, card: Delight, given: Delight, today: date
) -> None:
    plan(ben, "A cake", today - WEEK)
    plan(ben, "A kite", today, dropped_on=today)

    answer = browser.get(tab(ben))

    for words in ("A handwritten card", "A pen", "A cake", "Late", "in 7 days", "1 dropped"):
        assert words in answer.words
    # Soonest first.
    assert answer.text.index("A cake") < answer.text.index("A handwritten card")


def test_ideas_that_fit_come_with_their_reason(
    browser: ReadingBrowser, nora: Trader, ben: Client, today: date
) -> None:
    birthday = today + WEEK
    ben.dates.append(ImportantDate(label="Birthday", month=birthday.month, day=birthday.day))
    ben.needs.append(Need(summary="monthly figures", could_exceed_by="A day early, once"))
    idea(nora, "A birthday card", "birthday", minutes=10, cost=Decimal(3))
    idea(nora, "Welcome them", "new")
    db.session.commit()

    words = browser.get(tab(ben)).words

    assert "Your own idea for “monthly figures” A day early, once" in words
    assert "in 7 days A birthday card 10 minutes" in words
    assert "Welcome them" not in words
    assert "Welcome them" in browser.get(f"{tab(ben)}/ideas").words
    assert "Welcome them" in browser.get(f"{tab(ben)}/ideas", htmx=True).words


def test_an_idea_above_what_is_left_is_marked_among_the_rest(
    browser: ReadingBrowser, nora: Trader, ben: Client
) -> None:
    nora.wow_budget = Decimal(10)
    idea(nora, "A hamper", "any", cost=Decimal(40))

    assert "A hamper" not in browser.get(tab(ben)).words
    assert "A hamper €40 more than is left" in browser.get(f"{tab(ben)}/ideas").words


def test_a_suggestion_is_planned_with_one_tap(
    browser: ReadingBrowser, nora: Trader, ben: Client
) -> None:
    tea = idea(nora, "Leave a good tea", "any", cost=Decimal("4.50"))
    form = next(
        form
        for form in browser.get(tab(ben)).page.all("form")
        if "Leave a good tea" in form.text and form["action"] == tab(ben)
    )
    data = {field["name"]: field.get("value") for field in form.all("input")}

    went_well(browser.post(tab(ben), data=data), False, tab(ben))

    [delight] = all_delights()
    assert (delight.what, delight.idea_id) == ("Leave a good tea", tea.id)
    assert delight.cost == Decimal("4.50")
    assert told(ben) == ["Planned: Leave a good tea"]
    assert "Planned for " in browser.get(tab(ben)).words


def test_a_suggestion_can_be_changed_before_it_is_planned(
    browser: ReadingBrowser, nora: Trader, ben: Client
) -> None:
    tea = idea(nora, "Leave a good tea", "any", cost=Decimal(4))
    ben.needs.append(Need(summary="figures", could_exceed_by="A day early"))
    db.session.commit()
    [need] = ben.needs

    with_idea = browser.get(f"{tab(ben)}/new?idea={tea.id}", htmx=True)
    assert "Leave a good tea" in with_idea.text
    assert f'name="idea_id" value="{tea.id}"' in with_idea.text
    assert "A day early" in browser.get(f"{tab(ben)}/new?need={need.id}").text
    for nonsense in ("?idea=abc", "?need=", ""):
        assert browser.get(f"{tab(ben)}/new{nonsense}").status_code == 200
    for nobodys in ("?idea=99999", "?need=99999999999999", "?idea=-1"):
        assert browser.get(f"{tab(ben)}/new{nobodys}").status_code == 404


# Planning


@both_ways
def test_planning_freely(browser: ReadingBrowser, ben: Client, today: date, htmx: bool) -> None:
    data = {
        "what": "  A jar of  plum jam ",
        "planned_for": (today + WEEK).isoformat(),
        "cost": "3,20",
        "occasion": "The first frost",
    }

    answer = browser.post(tab(ben), data=data, htmx=htmx)

    went_well(answer, htmx, tab(ben))
    [jam] = all_delights()
    assert jam.what == "A jar of  plum jam"
    assert (jam.planned_for, jam.cost, jam.occasion) == (
        today + WEEK,
        Decimal("3.20"),
        "The first frost",
    )
    assert told(ben) == ["Planned: A jar of  plum jam"]
    if htmx:
        assert "plum jam" in answer.words
        assert "I will remind you." in answer.words
        assert answer.headers["HX-Trigger"] == "client-changed"
        # The form is blank again.
        assert answer.page.all("textarea")[0].text == ""


def test_only_the_smile_is_required(browser: ReadingBrowser, ben: Client, today: date) -> None:
    browser.post(tab(ben), data={"what": "A tea", "planned_for": "", "cost": ""})

    [tea] = all_delights()
    assert today < tea.planned_for <= today + timedelta(days=4)
    assert tea.planned_for.weekday() < 5
    assert (tea.cost, tea.occasion, tea.idea_id) == (None, None, None)


@both_ways
@pytest.mark.parametrize("blank", ["", "   ", "\x00"])
def test_a_blank_is_refused_and_the_rest_is_kept(
    browser: ReadingBrowser, ben: Client, htmx: bool, blank: str
) -> None:
    data = {"what": blank, "occasion": "The first frost", "cost": "7.25"}

    answer = browser.post(tab(ben), data=data, htmx=htmx)

    assert answer.status_code == 422
    assert "Write a word or two" in answer.words
    assert "The first frost" in answer.text
    assert "7.25" in answer.text
    assert all_delights() == []
    assert told(ben) == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("what", "x" * 501, "longer than I can keep: 500"),
        ("occasion", "x" * 201, "longer than I can keep: 200"),
        ("planned_for", "soon", "I cannot read that day."),
        ("planned_for", "2026-02-30", "I cannot read that day."),
        ("planned_for", "0202-05-03", "Is the year right?"),
        ("planned_for", "9999-12-31", "Is the year right?"),
        ("cost", "a lot", "Write an amount in figures"),
        ("cost", "NaN", "Write an amount in figures"),
        ("cost", "Infinity", "Write an amount in figures"),
        ("cost", "-1", "between 0 and 10 million"),
        ("cost", "1e400", "between 0 and 10 million"),
    ],
)
def test_nonsense_is_refused_beside_its_field(
    browser: ReadingBrowser, ben: Client, field: str, value: str, words: str
) -> None:
    answer = browser.post(tab(ben), data={"what": "A tea", field: value})

    assert answer.status_code == 422
    assert words in answer.words
    assert value in answer.text, "what was typed is kept"
    assert all_delights() == []


@both_ways
def test_what_was_done_already_is_delivered_at_once(
    browser: ReadingBrowser, ben: Client, today: date, htmx: bool
) -> None:
    day = today - timedelta(days=4)
    data = {"what": "A tea", "planned_for": day.isoformat(), "done": "1"}

    went_well(browser.post(tab(ben), data=data, htmx=htmx), htmx, tab(ben))

    [tea] = all_delights()
    assert tea.delivered_on == day
    assert told(ben) == ["Planned: A tea", "Delivered: A tea"]


def test_what_was_done_already_was_not_done_tomorrow(
    browser: ReadingBrowser, ben: Client, today: date
) -> None:
    data = {"what": "A tea", "planned_for": (today + WEEK).isoformat(), "done": "1"}

    browser.post(tab(ben), data=data)

    assert all_delights()[0].delivered_on == today


@both_ways
def test_the_same_surprise_is_not_planned_twice(
    browser: ReadingBrowser, nora: Trader, ben: Client, htmx: bool, given: Delight
) -> None:
    idea(nora, "Leave a good tea", "any")

    answer = browser.post(tab(ben), data={"what": "a  PÉN", "occasion": "Frost"}, htmx=htmx)

    assert answer.status_code == 422
    assert "You gave Ben this on " in answer.words
    assert "Leave a good tea" in answer.words, "another idea is offered"
    assert "Frost" in answer.text
    assert all_delights() == [given]


def test_what_is_planned_is_not_planned_again(
    browser: ReadingBrowser, ben: Client, amira: Client, card: Delight
) -> None:
    data = {"what": "A handwritten card"}

    assert "You have planned this for Ben already" in browser.post(tab(ben), data=data).words
    assert browser.post(tab(amira), data=data).status_code == 303, "another client may have it"


def test_the_same_idea_in_other_words_is_refused_too(
    browser: ReadingBrowser, nora: Trader, ben: Client, today: date
) -> None:
    tea = idea(nora, "Leave a good tea", "any")
    plan(ben, "Leave a good tea", today - WEEK, idea_id=tea.id, delivered_on=today - WEEK)

    answer = browser.post(tab(ben), data={"what": "Assam, say", "idea_id": tea.id})

    assert answer.status_code == 422


def test_an_idea_of_somebody_else_is_not_found(
    browser: ReadingBrowser, otto: Trader, ben: Client
) -> None:
    ottos = idea(otto, "Otto's secret", "any")

    answer = browser.post(tab(ben), data={"what": "A tea", "idea_id": ottos.id})

    assert answer.status_code == 404
    assert browser.get(f"{tab(ben)}/new?idea={ottos.id}").status_code == 404
    assert all_delights() == []


@both_ways
def test_a_form_sent_twice_plans_once(browser: ReadingBrowser, ben: Client, htmx: bool) -> None:
    data = {"what": "A tea", "once": "abc"}

    browser.post(tab(ben), data=data, htmx=htmx)
    again = browser.post(tab(ben), data={**data, "what": "Another"}, htmx=htmx)

    assert again.status_code in {200, 303}
    assert [one.what for one in all_delights()] == ["A tea"]


# Delivering


@both_ways
def test_delivering_today_with_one_tap(
    browser: ReadingBrowser, ben: Client, card: Delight, today: date, htmx: bool
) -> None:
    answer = browser.post(f"/delights/{card.id}/deliver", htmx=htmx)

    went_well(answer, htmx, tab(ben))
    assert (card.delivered_on, card.cost) == (today, Decimal("4.50"))
    assert told(ben) == ["Delivered: A handwritten card"]
    if htmx:
        assert "How did Ben take it?" in answer.words
        assert answer.headers["HX-Trigger"] == "client-changed"


def test_delivering_on_another_day_at_another_cost(
    browser: ReadingBrowser, card: Delight, today: date
) -> None:
    day = today - timedelta(days=2)

    browser.post(f"/delights/{card.id}/deliver", data={"on": day.isoformat(), "cost": "6"})

    assert (card.delivered_on, card.cost) == (day, Decimal(6))


def test_a_cost_wiped_out_is_none(browser: ReadingBrowser, card: Delight) -> None:
    browser.post(f"/delights/{card.id}/deliver", data={"on": "", "cost": ""})

    assert card.is_delivered
    assert card.cost is None


@both_ways
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("on", "tomorrow", "still to come"), ("on", "x", "cannot read"), ("cost", "x", "in figures")],
)
def test_a_delivery_that_cannot_be_is_refused(
    browser: ReadingBrowser,
    card: Delight,
    today: date,
    htmx: bool,
    field: str,
    value: str,
    words: str,
) -> None:
    typed = (today + timedelta(days=1)).isoformat() if value == "tomorrow" else value

    answer = browser.post(f"/delights/{card.id}/deliver", data={field: typed}, htmx=htmx)

    assert answer.status_code == 422
    assert words in answer.words
    assert typed in answer.text
    assert not card.is_delivered


@both_ways
def test_taking_a_delivery_back(
    browser: ReadingBrowser, ben: Client, given: Delight, htmx: bool
) -> None:
    answer = browser.post(f"/delights/{given.id}/undeliver", htmx=htmx)

    went_well(answer, htmx, tab(ben))
    assert given.is_planned
    assert told(ben) == []


def test_delivering_twice_keeps_the_first_day_and_cost(
    browser: ReadingBrowser, given: Delight, today: date
) -> None:
    answer = browser.post(
        f"/delights/{given.id}/deliver", data={"on": today.isoformat(), "cost": "99"}
    )

    assert answer.status_code == 303
    assert (given.delivered_on, given.cost) == (today - WEEK, None)


def test_an_act_on_another_page_leads_back_there(browser: ReadingBrowser, card: Delight) -> None:
    answer = browser.post(f"/delights/{card.id}/deliver", data={"back": "/wow"})
    assert answer.headers["Location"] == "/wow"

    answer = browser.post(f"/delights/{card.id}/undeliver", data={"back": "//evil.example"})
    assert answer.headers["Location"] == tab(card.client)


# Joy


@pytest.fixture
def served(ben: Client, today: date) -> Client:
    need = Need(summary="figures")
    ben.needs.append(need)
    db.session.flush()
    need.judge(ServiceLevel.MEETS, on=today)
    db.session.commit()
    return ben


def joyful(answer: Answer) -> bool:
    return any("joy" in element.get("class").split() for element in answer.page.walk())


@both_ways
def test_the_first_time_that_needs_are_exceeded_is_a_joy(
    browser: ReadingBrowser, served: Client, card: Delight, today: date, htmx: bool
) -> None:
    answer = browser.post(f"/delights/{card.id}/deliver", htmx=htmx)

    assert served.level is ServiceLevel.EXCEEDS
    words = answer.words if htmx else browser.get(tab(served)).words
    assert "Wow! For the first time, Ben’s needs are exceeded." in words
    assert joyful(answer) is htmx

    tea = plan(served, "A tea", today)
    assert not joyful(browser.post(f"/delights/{tea.id}/deliver", htmx=True))


def test_joy_comes_once_even_if_it_fell_in_between(
    browser: ReadingBrowser, served: Client, card: Delight
) -> None:
    assert joyful(browser.post(f"/delights/{card.id}/deliver", htmx=True))
    browser.post(f"/delights/{card.id}/undeliver")
    assert served.level is ServiceLevel.MEETS

    assert not joyful(browser.post(f"/delights/{card.id}/deliver", htmx=True))


def test_there_is_no_joy_where_needs_are_not_met(
    browser: ReadingBrowser, served: Client, card: Delight, today: date
) -> None:
    served.needs[0].judge(ServiceLevel.BELOW, on=today)

    assert not joyful(browser.post(f"/delights/{card.id}/deliver", htmx=True))


def test_a_surprise_done_already_is_a_joy_too(browser: ReadingBrowser, served: Client) -> None:
    assert joyful(browser.post(tab(served), data={"what": "A tea", "done": "1"}, htmx=True))


# Reacting


@both_ways
def test_how_they_took_it_with_one_tap_and_their_words(
    browser: ReadingBrowser, ben: Client, given: Delight, today: date, htmx: bool
) -> None:
    data = {"reaction": "loved", "reaction_words": "Nobody does that!"}

    answer = browser.post(f"/delights/{given.id}/react", data=data, htmx=htmx)

    went_well(answer, htmx, tab(ben))
    assert (given.reaction, given.reaction_on) == (Reaction.LOVED, today)
    assert given.reaction_words == "Nobody does that!"
    words = answer.words if htmx else browser.get(tab(ben)).words
    assert "Nobody does that! Loved it" in words


@both_ways
@pytest.mark.parametrize("reaction", ["", "ecstatic", None])
def test_words_without_a_reaction_are_kept_and_asked_about(
    browser: ReadingBrowser, given: Delight, htmx: bool, reaction: str | None
) -> None:
    data = {"reaction_words": "Oh!"} | ({} if reaction is None else {"reaction": reaction})

    answer = browser.post(f"/delights/{given.id}/react", data=data, htmx=htmx)

    assert answer.status_code == 422
    assert "Tap the one that comes closest." in answer.words
    assert "Oh!" in answer.text
    assert given.reaction is None


@both_ways
def test_a_reaction_is_changed_and_taken_back(
    browser: ReadingBrowser, ben: Client, given: Delight, htmx: bool
) -> None:
    browser.post(f"/delights/{given.id}/react", data={"reaction": "pleased"})
    form = browser.get(f"/delights/{given.id}/react", htmx=htmx)
    assert 'value="pleased" aria-pressed="true"' in form.text

    browser.post(f"/delights/{given.id}/react", data={"reaction": "unwelcome"}, htmx=htmx)
    assert given.reaction is Reaction.UNWELCOME

    went_well(browser.post(f"/delights/{given.id}/unreact", htmx=htmx), htmx, tab(ben))
    assert given.reaction is None


def test_nobody_reacts_before_it_is_delivered(browser: ReadingBrowser, card: Delight) -> None:
    browser.post(f"/delights/{card.id}/react", data={"reaction": "loved"})

    assert card.reaction is None


# Postponing, dropping, editing


@both_ways
def test_a_week_later_with_one_tap(
    browser: ReadingBrowser, ben: Client, card: Delight, today: date, htmx: bool
) -> None:
    went_well(browser.post(f"/delights/{card.id}/postpone", htmx=htmx), htmx, tab(ben))

    assert card.planned_for == today + 2 * WEEK
    assert told(ben)[0].startswith("Moved to ")


def test_a_late_one_moves_to_a_week_from_today(
    browser: ReadingBrowser, ben: Client, today: date
) -> None:
    late = plan(ben, "A cake", today - 5 * WEEK)

    browser.post(f"/delights/{late.id}/postpone")

    assert late.planned_for == today + WEEK


@both_ways
def test_moving_to_a_day_of_ones_choice_but_not_to_the_past(
    browser: ReadingBrowser, card: Delight, today: date, htmx: bool
) -> None:
    url = f"/delights/{card.id}/postpone"
    yesterday = (today - timedelta(days=1)).isoformat()

    refused = browser.post(url, data={"to": yesterday}, htmx=htmx)
    assert refused.status_code == 422
    assert "That day is gone." in refused.words
    assert yesterday in refused.text

    browser.post(url, data={"to": today.isoformat()}, htmx=htmx)
    assert card.planned_for == today


@both_ways
def test_dropping_and_picking_up_again(
    browser: ReadingBrowser, ben: Client, card: Delight, htmx: bool
) -> None:
    answer = browser.post(f"/delights/{card.id}/drop", htmx=htmx)
    went_well(answer, htmx, tab(ben))
    assert not card.is_planned
    if htmx:
        assert "Pick it up again" in answer.words

    went_well(browser.post(f"/delights/{card.id}/pick-up-again", htmx=htmx), htmx, tab(ben))
    assert card.is_planned


def test_what_was_planned_anew_meanwhile_is_not_picked_up(
    browser: ReadingBrowser, ben: Client, card: Delight, today: date
) -> None:
    card.drop(on=today)
    plan(ben, "A handwritten card", today)

    answer = browser.post(f"/delights/{card.id}/pick-up-again", htmx=True)

    assert not card.is_planned
    assert "You have planned this for Ben already" in answer.words


@both_ways
def test_editing_what_is_planned(
    browser: ReadingBrowser, ben: Client, card: Delight, today: date, htmx: bool
) -> None:
    form = browser.get(f"/delights/{card.id}/edit", htmx=htmx)
    assert "A handwritten card" in form.text
    assert "4.50" in form.text

    data = {"what": "A postcard", "planned_for": today.isoformat(), "cost": "", "occasion": "Frost"}
    answer = browser.post(f"/delights/{card.id}/edit", data=data, htmx=htmx)

    went_well(answer, htmx, tab(ben))
    assert (card.what, card.planned_for, card.cost, card.occasion) == (
        "A postcard",
        today,
        None,
        "Frost",
    )


@both_ways
def test_editing_what_was_delivered_mends_its_day(
    browser: ReadingBrowser, ben: Client, given: Delight, today: date, htmx: bool
) -> None:
    data = {"what": "A fountain pen", "delivered_on": today.isoformat(), "cost": "30"}

    browser.post(f"/delights/{given.id}/edit", data=data, htmx=htmx)

    assert (given.what, given.delivered_on, given.cost) == ("A fountain pen", today, Decimal(30))
    assert told(ben) == ["Delivered: A fountain pen"]
    ahead = {**data, "delivered_on": (today + WEEK).isoformat()}
    answer = browser.post(f"/delights/{given.id}/edit", data=ahead, htmx=htmx)
    assert answer.status_code == 422
    assert "still to come" in answer.words


@both_ways
def test_editing_does_not_blank_or_repeat(
    browser: ReadingBrowser, card: Delight, given: Delight, htmx: bool
) -> None:
    for what, words in (("", "Write a word or two"), ("a pen", "You gave Ben this")):
        answer = browser.post(f"/delights/{card.id}/edit", data={"what": what}, htmx=htmx)
        assert answer.status_code == 422
        assert words in answer.words
    assert card.what == "A handwritten card"
    same = {"what": "A handwritten card", "planned_for": card.planned_for.isoformat()}
    assert browser.post(f"/delights/{card.id}/edit", data=same).status_code == 303


# Wow


def test_wow_without_anything_offers_the_next_step(browser: ReadingBrowser, nora: Trader) -> None:
    words = browser.get("/wow").words

    assert "No surprise yet. Who deserves one?" in words
    assert "spent this year" in words


def test_wow_shows_what_is_planned_waits_and_landed(
    browser: ReadingBrowser, nora: Trader, ben: Client, amira: Client, today: date
) -> None:
    nora.wow_budget = Decimal(100)
    plan(ben, "Later", today + WEEK, cost=Decimal(10))
    plan(amira, "Overdue", today - WEEK)
    plan(ben, "Waiting", today, delivered_on=today, cost=Decimal(25))
    plan(amira, "Old", today, delivered_on=today - 2 * WEEK, reaction=Reaction.LOVED)
    plan(amira, "New", today, delivered_on=today - WEEK, reaction=Reaction.INDIFFERENT)

    answer = browser.get("/wow")

    order = ["Overdue", "Later", "Waiting", "New", "Old"]
    places = [answer.text.index(f">{what}<") for what in order]
    assert places == sorted(places)
    assert "Late" in answer.words
    assert "€25 of €100 spent, €10 more is planned" in answer.words
    assert "€65 left" in answer.words
    assert "€25 of €100 spent" in browser.get("/wow/budget", htmx=True).words


def test_wow_turns_its_pages(
    browser: ReadingBrowser, nora: Trader, ben: Client, today: date
) -> None:
    for n in range(45):
        # Some share a day, so that the number must part them.
        ben.delights.append(Delight(what=f"Surprise {n:02}!", planned_for=today + WEEK * (n // 4)))
        day = today - WEEK * (n // 4)
        ben.delights.append(
            Delight(what=f"Gift {n:02}!", planned_for=day, delivered_on=day, reaction="loved")
        )
    db.session.commit()

    for shelf, word in (("planned", "Surprise"), ("landed", "Gift")):
        for htmx in (True, False):
            seen = [what for page in pages(browser, shelf, htmx) for what in found(page, word)]
            assert len(seen) == 45
            assert len(set(seen)) == 45
    planned = [what for page in pages(browser, "planned", True) for what in found(page, "Surprise")]
    assert planned == sorted(planned)


def pages(browser: ReadingBrowser, shelf: str, htmx: bool) -> Iterator[Answer]:
    answer = browser.get("/wow")
    while True:
        yield answer
        links = [
            a["href"]
            for a in answer.page.all("a")
            if a.get("rel") == "next" and f"list={shelf}" in a["href"]
        ]
        if not links:
            return
        answer = browser.get(links[0], htmx=htmx)


def found(answer: Answer, word: str) -> list[str]:
    return [h.text for h in answer.page.all("h3") if h.text.startswith(word)]


@pytest.mark.parametrize(
    "query",
    ["list=planned&after=x", "list=nonsense", "after=2026-01-01.1", "list=landed&after=2026-01-01."]
    + [f"list=waiting&after={key}" for key in ("9999-99-99.1", "2026-01-01.99999999999", ".", "0")],
)
def test_a_key_that_makes_no_sense_begins_at_the_beginning(
    browser: ReadingBrowser, card: Delight, query: str
) -> None:
    assert browser.get(f"/wow?{query}").status_code == 200


def test_queries_do_not_grow_with_the_rows(
    browser: ReadingBrowser, nora: Trader, ben: Client, today: date, statements: list[str]
) -> None:
    def count(url: str) -> int:
        browser.get(url)
        statements.clear()
        assert browser.get(url).status_code == 200
        return len(statements)

    def fill(n: int) -> None:
        client = client_of(nora, f"Client {n}", notes="Likes maps")
        text = idea(nora, f"Idea {n}", "any", "note")
        for who in (client, ben):
            plan(who, f"Planned {n}", today)
            plan(who, f"Waiting {n}", today, delivered_on=today, idea_id=text.id)
            plan(who, f"Landed {n}", today, delivered_on=today, reaction=Reaction.LOVED)

    urls = ["/wow", "/wow/ideas", tab(ben), f"{tab(ben)}/ideas", f"{tab(ben)}/new"]
    fill(0)
    before = {url: count(url) for url in urls}
    for n in range(1, 13):
        fill(n)

    assert {url: count(url) for url in urls} == before


# Doors


def test_otto_finds_nothing_of_noras(
    ottos_browser: ReadingBrowser, nora: Trader, card: Delight, given: Delight
) -> None:
    tea = idea(nora, "Noras tea", "any")
    acts = ("deliver", "undeliver", "react", "unreact", "postpone", "drop", "pick-up-again", "edit")
    urls = [
        tab(card.client),
        *(f"/delights/{one.id}/{act}" for one in (card, given) for act in acts),
        *(f"/ideas/{tea.id}/{act}" for act in ("edit", "retire", "take-up-again")),
    ]
    for url in urls:
        for htmx in (True, False):
            data = {"what": "Mine", "text": "Mine", "reaction": "loved"}
            assert ottos_browser.post(url, data=data, htmx=htmx).status_code == 404, url
    reads = [f"{tab(card.client)}/new", f"{tab(card.client)}/ideas", f"/delights/{card.id}"]
    for url in [*reads, f"/ideas/{tea.id}", f"/delights/{card.id}/edit", tab(card.client)]:
        assert ottos_browser.get(url).status_code == 404, url
    for url in ("/wow", "/wow/ideas", "/wow/budget"):
        assert "card" not in ottos_browser.get(url).words
        assert "Noras tea" not in ottos_browser.get(url).words
    assert card.is_planned
    assert (given.reaction, tea.retired_on) == (None, None)


def test_long_and_hostile_texts_are_shown_as_texts(
    browser: ReadingBrowser, ben: Client, today: date
) -> None:
    plan(ben, "<script>alert(1)</script>" + "ß" * 400, today, occasion="<b>'\"")
    browser.reads = False

    page = browser.get(tab(ben)).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_before_a_surprise_what_is_not_met_is_put_right(
    browser: ReadingBrowser, served: Client, today: date
) -> None:
    assert "First put right" not in browser.get(tab(served)).words
    served.needs[0].judge(ServiceLevel.BELOW, on=today)

    assert "First put right what is not met" in browser.get(tab(served)).words


@pytest.mark.parametrize("what", ["idea", "need"])
def test_a_number_that_no_row_has_is_nobodys(
    browser: ReadingBrowser, ben: Client, what: str
) -> None:
    for number in (-(2**31) - 1, -1, 2**31):
        form = browser.get(f"/clients/{ben.id}/delights/new?{what}={number}")
        assert form.status_code == 404
