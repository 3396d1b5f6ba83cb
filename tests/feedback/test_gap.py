"""The gap: guesses against answers, counted by hand and honest about small numbers."""

from datetime import date, timedelta

import pytest

from tests.conftest import client_of
from tests.feedback.conftest import Ask, Say
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.feedback.gap import MONTHS, Gap, gap_of, last_months
from wowcrm.feedback.tally import Tally
from wowcrm.feedback.voices import voices_page
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.traders.models import Trader

BELOW, MEETS, EXCEEDS = ServiceLevel.BELOW, ServiceLevel.MEETS, ServiceLevel.EXCEEDS
TODAY = date(2026, 11, 26)


@pytest.fixture
def five(nora: Trader, asks: Ask, says: Say) -> Gap:
    """Five clients asked today: (guess, answer) each, and one who has not answered."""
    pairs = (("exceeds", "meets"), ("exceeds", "below"), ("exceeds", "exceeds"))
    for number, (guess, answer) in enumerate((*pairs, ("meets", "exceeds"), ("meets", "meets"))):
        says(asks(client_of(nora, f"Client {number}"), guess), answer)
    asks(client_of(nora, "Somebody silent"), "exceeds")
    db.session.commit()
    return gap_of(nora, nora.today())


def test_guesses_and_answers_are_counted_side_by_side(five: Gap) -> None:
    tally = five.tally

    assert (five.asked, tally.total, five.clients) == (6, 5, 5)
    assert tally.guessed == {BELOW: 0, MEETS: 2, EXCEEDS: 3}
    assert tally.said == {BELOW: 1, MEETS: 2, EXCEEDS: 2}
    assert (tally.right, tally.too_sure, tally.too_modest) == (2, 2, 1)
    assert tally.gap == 20


def test_a_client_who_answers_twice_is_one_client(
    ben: Client, nora: Trader, asks: Ask, says: Say
) -> None:
    for ago in (100, 10):
        says(asks(ben, "exceeds", ago=ago), "meets")

    gap = gap_of(nora, nora.today())
    assert (gap.asked, gap.tally.total, gap.clients) == (2, 2, 1)


def test_only_twelve_months_count_and_nothing_withdrawn(
    ben: Client, nora: Trader, asks: Ask, says: Say, today: date
) -> None:
    from datetime import UTC, datetime

    says(asks(ben, "exceeds", ago=400), "below")
    asks(ben).withdraw(at=datetime.now(UTC), on=today)

    gap = gap_of(nora, today)
    assert (gap.asked, gap.tally.total) == (0, 0)


def test_nothing_of_ottos_is_counted(five: Gap, nora: Trader, otto: Trader) -> None:
    gap = gap_of(otto, otto.today())

    assert (gap.asked, gap.clients, gap.tally.total, gap.touchpoints) == (0, 0, 0, ())


def test_months_are_twelve_in_order_and_end_with_this_one() -> None:
    months = last_months(TODAY)

    assert (len(months), months[0], months[-1]) == (
        MONTHS,
        date(2025, 12, 1),
        date(2026, 11, 1),
    )
    assert last_months(date(2026, 1, 31))[0] == date(2025, 2, 1)


def test_each_answer_stands_in_the_month_in_which_it_was_asked_for(
    ben: Client, amira: Client, nora: Trader, asks: Ask, says: Say, today: date
) -> None:
    says(asks(ben, "exceeds", ago=70), "meets", ago=2)
    says(asks(amira, "meets"), "meets")
    asked_on = today - timedelta(days=70)

    gap = gap_of(nora, today)
    counted = {month.first: month.tally.total for month in gap.months if month.tally.total}
    assert counted == {asked_on.replace(day=1): 1, today.replace(day=1): 1}


def test_touchpoints_are_counted_by_name_however_it_is_spelt(
    ben: Client, amira: Client, nora: Trader, asks: Ask, says: Say
) -> None:
    says(
        asks(ben, points={"The bill": "exceeds", "Plain words": "meets"}), "meets", ratings=(BELOW,)
    )
    says(asks(amira, points={"the BILL": "exceeds"}), "meets", ratings=(EXCEEDS,))

    ((name, tally),) = gap_of(nora, nora.today()).touchpoints
    assert name.casefold() == "the bill"
    assert (tally.guessed[EXCEEDS], tally.said[BELOW], tally.said[EXCEEDS]) == (2, 1, 1)


def test_touchpoints_with_enough_answers_come_first_the_most_overrated_before(
    nora: Trader, asks: Ask, says: Say
) -> None:
    rated = {"Overrated": (EXCEEDS, MEETS), "Known": (MEETS, MEETS)}
    for number in range(4):
        client = client_of(nora, f"Client {number}")
        points = {name: guess.value for name, (guess, _said) in rated.items()}
        answers = tuple(said for _guess, said in rated.values())
        says(asks(client, points=points), "meets", ratings=answers)
    once = client_of(nora, "Once")
    says(asks(once, points={"Rare": "exceeds"}), "meets", ratings=(BELOW,))

    names = [name for name, _tally in gap_of(nora, nora.today()).touchpoints]
    assert names == ["Overrated", "Known", "Rare"]


@pytest.mark.parametrize(("number", "few"), [(3, True), (4, False)])
def test_three_are_few_and_four_are_not(number: int, few: bool) -> None:
    assert Tally({(MEETS, MEETS): number}).is_few is few


def test_a_trend_needs_more_than_three_in_each_half_of_the_year(
    nora: Trader, asks: Ask, says: Say
) -> None:
    for number in range(4):
        client = client_of(nora, f"Client {number}")
        if number < 3:
            says(asks(client, "exceeds", ago=250), "meets")
        says(asks(client, "meets", ago=5), "meets")
    assert gap_of(nora, nora.today()).trend is None

    says(asks(client_of(nora, "The fourth"), "exceeds", ago=250), "exceeds")
    trend = gap_of(nora, nora.today()).trend
    assert trend is not None
    assert [half.gap for half in trend] == [75, 0]


# The page


def test_the_page_says_the_gap_in_a_sentence(five: Gap, browser: ReadingBrowser) -> None:
    words = browser.get("/gap").words

    assert "You think that 60 % of clients get more than they expect. They say: 40 %." in words
    assert "6 questions, 5 answers from 5 clients." in words
    assert "Your guess was right: 2, too high: 2, too low: 1." in words
    assert "Too few answers for a trend" in words


def test_the_chart_has_its_numbers_in_a_table(five: Gap, browser: ReadingBrowser) -> None:
    page = browser.get("/gap").page
    rows = [[cell.text for cell in row.all("td")] for row in page.all("table tbody tr")]

    assert rows[:3] == [["exceeded", "3", "2"], ["met", "2", "2"], ["not met", "0", "1"]]
    months = [row for row in rows if "/" in row[1]]
    assert [row[1:] for row in months] == [["0 / 2 / 3", "1 / 2 / 2"]]


def test_three_answers_are_told_one_by_one_without_a_share_or_a_trend(
    nora: Trader, browser: ReadingBrowser, asks: Ask, says: Say
) -> None:
    for number in range(3):
        says(asks(client_of(nora, f"Client {number}"), "exceeds"), "meets")
    db.session.commit()
    page = browser.get("/gap").page

    assert "3 answers so far." in page.text
    assert "of 3; 0 said so" in page.text
    assert "too few to read a share out of it" in page.text
    assert "No trend can be read out of three answers or fewer" in page.text
    assert "%" not in page.first("main").text
    assert not page.all("svg.gap-months__drawing")


def test_before_anybody_answered_the_page_says_what_to_do(
    ben: Client, browser: ReadingBrowser, asks: Ask
) -> None:
    assert "Nobody has answered yet" in browser.get("/gap").words
    asks(ben)
    commit(ben.trader)
    assert "1 question is out." in browser.get("/gap").words


def test_client_by_client_the_last_word_of_each(
    ben: Client, amira: Client, nora: Trader, browser: ReadingBrowser, asks: Ask, says: Say
) -> None:
    says(asks(ben, "exceeds", ago=90), "below", because="Before")
    says(asks(ben, "meets", ago=5), "exceeds", because="Of late")
    says(asks(amira, "meets", ago=30), "meets")
    asks(amira)
    db.session.commit()

    rows = voices_page(nora).rows
    assert [(each.client, each.answer.level) for each in rows] == [(ben, EXCEEDS), (amira, MEETS)]
    words = browser.get("/gap").words
    assert "said exceeded, you thought met" in words
    assert "said met, as you thought" in words
    assert "Before" not in words


def test_more_clients_are_a_page_away(
    nora: Trader, browser: ReadingBrowser, asks: Ask, says: Say
) -> None:
    for number in range(25):
        says(asks(client_of(nora, f"Client {number:02}"), ago=number), "meets")
    db.session.commit()

    first = browser.get("/gap").page
    more = first.first("#more-voices a")["href"]
    rest = browser.get(more, htmx=True).page
    assert len(first.all("a.rows__link")) == 20
    assert [each.first("b").text for each in rest.all("a.rows__link")] == [
        f"Client {number:02}" for number in range(20, 25)
    ]
    assert browser.get("/gap?after=nonsense").status_code == 200


def test_the_page_asks_as_much_whatever_was_answered(
    nora: Trader, browser: ReadingBrowser, asks: Ask, says: Say, statements: list[str]
) -> None:
    def count() -> int:
        db.session.commit()
        browser.get("/gap")
        statements.clear()
        browser.get("/gap")
        return sum(not each.startswith("BEGIN") for each in statements)

    says(asks(client_of(nora, "One"), points={"The bill": "meets"}), "meets", ratings=(MEETS,))
    one = count()
    for number in range(15):
        client = client_of(nora, f"Client {number}")
        points = {f"Point {number}": "meets"}
        says(asks(client, points=points), "meets", ratings=(MEETS,))
    assert count() == one <= 7
