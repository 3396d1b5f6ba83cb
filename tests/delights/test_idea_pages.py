"""The library of ideas, with htmx and without."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.reading_browser import Answer, ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import FITS, Delight, Idea
from wowcrm.delights.words import FIT_WORDS
from wowcrm.traders.models import Trader

both_ways = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])


def idea(trader: Trader, text: str, *fits: str, **columns: object) -> Idea:
    row = Idea(trader_id=trader.id, text=text, fits=list(fits), **columns)
    db.session.add(row)
    db.session.commit()
    return row


@pytest.fixture
def tea(nora: Trader) -> Idea:
    return idea(nora, "Leave a good tea", "any", "note", minutes=5, cost=Decimal(4))


def all_ideas() -> list[Idea]:
    return list(db.session.scalars(sa.select(Idea).order_by(Idea.id)))


def texts(answer: Answer) -> list[str]:
    return [
        heading.text
        for heading in answer.page.all("h2")
        if "idea__text" in heading.get("class").split()
    ]


def test_every_fact_has_its_words() -> None:
    assert set(FIT_WORDS) == set(FITS)


def test_an_empty_library_asks_for_the_first(browser: ReadingBrowser) -> None:
    assert "Your library is empty." in browser.get("/wow/ideas").words


def test_an_idea_says_what_it_takes_and_how_often_it_was_given(
    browser: ReadingBrowser, ben: Client, amira: Client, tea: Idea
) -> None:
    day = date(2026, 3, 1)
    for client in (ben, amira):
        client.delights.append(
            Delight(what="Tea", planned_for=day, delivered_on=day, idea_id=tea.id)
        )
    ben.delights.append(Delight(what="Planned tea", planned_for=day, idea_id=tea.id))
    db.session.commit()

    words = browser.get("/wow/ideas").words

    assert "Leave a good tea 5 minutes €4" in words
    assert "Fits: Something they told you, Anybody" in words
    assert "delivered 2 times" in words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Tea", "Song", "Card"]),
        ("fits=birthday", ["Song", "Card"]),
        ("fits=any", ["Tea"]),
        ("minutes=5", ["Tea"]),
        ("minutes=15", ["Tea", "Song"]),
        ("cost=0", ["Song", "Card"]),
        ("cost=10", ["Tea", "Song", "Card"]),
        ("fits=birthday&minutes=30&cost=0", ["Song"]),
        ("retired=1", ["Old"]),
        ("fits=quiet", []),
        ("fits=%22%5D%25&minutes=x&cost=-1&after=y", ["Tea", "Song", "Card"]),
        ("minutes=99999999999999999999", ["Tea", "Song", "Card"]),
    ],
)
def test_the_library_is_narrowed_by_the_address(
    browser: ReadingBrowser, nora: Trader, query: str, found: list[str]
) -> None:
    idea(nora, "Tea", "any", minutes=5, cost=Decimal(4))
    idea(nora, "Song", "birthday", minutes=15, cost=Decimal(0))
    idea(nora, "Card", "date", "birthday")
    idea(nora, "Old", "birthday", retired_on=date(2026, 1, 1))

    answer = browser.get(f"/wow/ideas?{query}")

    assert texts(answer) == found
    assert texts(browser.get(f"/wow/ideas?{query}", htmx=True)) == found


@both_ways
def test_the_library_turns_its_pages(browser: ReadingBrowser, nora: Trader, htmx: bool) -> None:
    db.session.add_all(
        Idea(trader_id=nora.id, text=f"Idea {n:03}", fits=["any"]) for n in range(95)
    )
    db.session.commit()

    seen, url = [], "/wow/ideas?fits=any"
    while url:
        answer = browser.get(url, htmx=htmx)
        seen += texts(answer)
        url = next((a["href"] for a in answer.page.all("a") if a.get("rel") == "next"), "")

    assert seen == [f"Idea {n:03}" for n in range(95)]


@both_ways
def test_adding_an_idea(browser: ReadingBrowser, nora: Trader, htmx: bool) -> None:
    data = {"text": "Sing", "minutes": "3", "cost": "0", "fits": ["birthday", "quiet"]}

    answer = browser.post("/wow/ideas", data=data, htmx=htmx)

    assert answer.status_code == (200 if htmx else 303)
    [sing] = all_ideas()
    assert (sing.text, sing.minutes, sing.cost) == ("Sing", 3, Decimal(0))
    assert sing.fits == ["birthday", "quiet"]
    assert sing.trader_id == nora.id
    words = answer.words if htmx else browser.get("/wow/ideas").words
    assert "Sing" in words
    assert "That is in your library now." in words


def test_an_idea_needs_nothing_but_its_words(browser: ReadingBrowser) -> None:
    browser.post("/wow/ideas", data={"text": "Smile", "minutes": "", "cost": ""})

    [smile] = all_ideas()
    assert (smile.minutes, smile.cost, smile.fits) == (None, None, [])


@both_ways
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("text", " ", "Write the idea in a line"),
        ("text", "x" * 501, "500 characters at most"),
        ("minutes", "ten", "Write a whole number."),
        ("minutes", "-1", "from 0 to 10000"),
        ("minutes", "9" * 30, "from 0 to 10000"),
        ("cost", "dear", "in figures"),
        ("fits", "nonsense", "not"),
    ],
)
def test_nonsense_is_refused_and_kept(
    browser: ReadingBrowser, tea: Idea, htmx: bool, field: str, value: str, words: str
) -> None:
    data = {"text": "Sing", "cost": "2.75", field: value}
    for url in ("/wow/ideas", f"/ideas/{tea.id}/edit"):
        answer = browser.post(url, data=data, htmx=htmx)

        assert answer.status_code == 422
        assert words in answer.words
        if field != "cost":
            assert "2.75" in answer.text
    assert [one.text for one in all_ideas()] == ["Leave a good tea"]


@both_ways
def test_an_idea_sent_twice_is_added_once(browser: ReadingBrowser, htmx: bool) -> None:
    for _ in range(2):
        browser.post("/wow/ideas", data={"text": "Sing", "once": "abc"}, htmx=htmx)

    assert len(all_ideas()) == 1


@both_ways
def test_editing_an_idea(browser: ReadingBrowser, tea: Idea, htmx: bool) -> None:
    form = browser.get(f"/ideas/{tea.id}/edit", htmx=htmx)
    assert "Leave a good tea" in form.text
    ticked = [box["value"] for box in form.page.all("input") if "checked" in box]
    assert sorted(ticked) == ["any", "note"]

    data = {"text": "Leave a rare tea", "minutes": "8", "cost": "", "fits": "quiet"}
    answer = browser.post(f"/ideas/{tea.id}/edit", data=data, htmx=htmx)

    assert answer.status_code == (200 if htmx else 303)
    assert (tea.text, tea.minutes, tea.cost, tea.fits) == ("Leave a rare tea", 8, None, ["quiet"])


@both_ways
def test_putting_an_idea_away_and_taking_it_up_again(
    browser: ReadingBrowser, nora: Trader, tea: Idea, htmx: bool
) -> None:
    answer = browser.post(f"/ideas/{tea.id}/retire", htmx=htmx)
    assert answer.status_code == (200 if htmx else 303)
    assert tea.retired_on == nora.today()
    assert "No idea is put away" not in browser.get("/wow/ideas?retired=1").words

    browser.post(f"/ideas/{tea.id}/take-up-again", htmx=htmx)
    assert tea.retired_on is None


def test_what_has_become_expected_says_so(browser: ReadingBrowser, tea: Idea) -> None:
    tea.became_standard_on = date(2026, 5, 1)

    assert "Has become expected" in browser.get(f"/ideas/{tea.id}").words
