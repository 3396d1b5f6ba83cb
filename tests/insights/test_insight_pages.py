"""Insights and the monthly review: what the pages show, and that they are worked out once."""

from datetime import date, timedelta

import pytest

from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.insights.periods import months_until
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.promises.models import Promise
from wowcrm.referrals.models import GoodWord
from wowcrm.traders.models import Trader


@pytest.fixture
def told(nora: Trader, ben: Client, today: date) -> Client:
    """Ben, whose essential need is not met, whose promise was late, and who spoke well once."""
    need = Need(summary="Figures by the 5th", essential=True)
    ben.needs.append(need)
    need.judge(ServiceLevel.BELOW, on=today)
    promise = Promise.make(ben, "The report", due_on=today, on=today - timedelta(days=3))
    promise.keep(on=today)
    ben.good_words.append(GoodWord(words="Wonderful", said_on=today))
    commit(nora)
    return ben


def test_an_empty_book_says_how_to_begin(browser: ReadingBrowser) -> None:
    assert "There is nobody to tell of yet." in browser.get("/insights").words
    assert "No figure asks for anything." in browser.get("/insights/review").words


def test_a_year_is_told_with_a_table_behind_each_chart(
    told: Client, browser: ReadingBrowser, today: date
) -> None:
    page = browser.get("/insights").page

    drawings = [
        svg for svg in page.all("svg") if svg.get("role") == "img" and "chart" in svg.get("class")
    ]
    assert len(drawings) == 3
    assert all(svg.get("aria-label") for svg in drawings)
    tables = page.all("table")
    assert len(tables) == 3
    newest = tables[0].all("tr")[1].text.split()
    assert newest[-4:] == ["1", "0", "0", "0"]
    assert "100 % kept (1 of 1)" in page.text


def test_the_review_names_what_is_worth_doing_and_why(
    told: Client, browser: ReadingBrowser, today: date
) -> None:
    key = f"{today:%Y-%m}"
    page = browser.get(f"/insights/review?month={key}")

    assert "Put it right with one client; begin with Ben Carter" in page.words
    assert "1 client’s needs are not met" in page.words
    assert "1 good word" in page.words
    link = next(a["href"] for a in page.page.all("a") if "/actions/new" in a.get("href"))
    assert f"month-{key}-below" in link

    sent = {"about": f"month-{key}-below", "what": "Ring Ben", "kind": "reminder"}
    browser.post("/actions/new", data=sent)
    assert "Ring Ben" in browser.get(f"/insights/review?month={key}").words


def test_each_of_twelve_months_has_its_review(browser: ReadingBrowser, today: date) -> None:
    months = months_until(today)
    for month in months:
        page = browser.get(f"/insights/review?month={month.key}").page
        links = [
            a["href"]
            for a in page.all("a")
            if "month=" in a.get("href") and "actions" not in a["href"]
        ]
        assert len(links) == (1 if month in (months[0], months[-1]) else 2)


@pytest.mark.parametrize("month", ["2019-01", "2099-01", "x", "2026-13"])
def test_a_month_that_has_no_review_is_not_found(browser: ReadingBrowser, month: str) -> None:
    assert browser.get(f"/insights/review?month={month}").status_code == 404


@pytest.mark.parametrize(
    "page", ["/insights", "/insights/review", "/gap", "/four-cs", "/touchpoints"]
)
def test_figures_are_worked_out_once_for_each_edition(
    told: Client, browser: ReadingBrowser, statements: list[str], page: str
) -> None:
    def asked() -> int:
        statements.clear()
        browser.get(page)
        return sum(not one.startswith("BEGIN") for one in statements)

    browser.get("/me")  # The first page of the day brings the levels up to date.
    first, again = asked(), asked()
    assert again < first
    assert again <= 9

    browser.post(f"/clients/{told.id}/needs", data={"summary": "A call in January"})
    assert asked() == first


def test_what_one_trader_sees_is_never_anothers(
    told: Client, today: date, browser: ReadingBrowser, ottos_browser: ReadingBrowser
) -> None:
    review = f"/insights/review?month={today:%Y-%m}"

    assert "Ben Carter" in browser.get(review).text
    assert "Ben Carter" not in ottos_browser.get(review).text
    assert "nobody to tell of yet" in ottos_browser.get("/insights").text
