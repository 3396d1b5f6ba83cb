"""The pages of work: milestones ticked, payments recorded and taken back, lists of all of it."""

from datetime import date
from decimal import Decimal

import pytest

from tests.conftest import client_of
from tests.letters import agreed, answer, days, sent, terms_on, written
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.proposals.models import Proposal
from wowcrm.traders.models import Trader
from wowcrm.work.models import Means, Payment, Stage
from wowcrm.work.region import PAGE, work_of

D = Decimal

both_ways = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])


@pytest.fixture
def work(ben: Client, today: date) -> Proposal:
    return agreed(ben, today)


def tab(client: Client) -> str:
    return f"/clients/{client.id}/promises"


def test_a_client_without_work_is_offered_a_proposal(ben: Client, browser: ReadingBrowser) -> None:
    page = browser.get(tab(ben))

    assert "No work is agreed in writing yet." in page.words
    assert "Write a proposal" in page.words


def test_the_tab_shows_what_is_under_way_waits_and_was(
    work: Proposal, ben: Client, browser: ReadingBrowser, today: date
) -> None:
    sent(ben, today, title="A talk")
    written(ben, terms_on(today, title="Only thought of"))
    answer(sent(ben, today, title="Too much"), today, yes=False, because="Too dear")
    page = browser.get(tab(ben))

    for words in (
        "€1,000, agreed on",
        "First figures",
        "On signing",
        "A talk",
        "not read yet",
        "Only thought of",
        "1 earlier",
        "“Too dear”",
    ):
        assert words in page.words, words


@both_ways
def test_a_milestone_is_ticked_and_unticked(
    work: Proposal, browser: ReadingBrowser, today: date, htmx: bool
) -> None:
    milestone = work.milestones[0]
    page = browser.post(f"/milestones/{milestone.id}/reach", htmx=htmx)
    assert page.status_code == (200 if htmx else 303)
    if htmx:
        assert page.page.first(f"#proposal-{work.id}")
        assert "reached on" in page.words
        assert page.headers["HX-Trigger"] == "client-changed"
    assert milestone.reached_on == today

    browser.post(f"/milestones/{milestone.id}/unreach", htmx=htmx)
    assert not milestone.is_reached


def test_what_stands_in_writing_is_neither_undone_nor_moved_by_a_slip(
    work: Proposal, browser: ReadingBrowser, today: date
) -> None:
    promise = work.milestones[0].promise
    address = f"/promises/{promise.id}"
    assert "I never promised this" not in browser.get(f"{address}/edit").words
    browser.post(f"{address}/delete")
    browser.post(f"{address}/edit", data={"what": "Figures", "due_on": str(today + days(99))})

    assert len(work.milestones) == 2
    assert (promise.what, promise.due_on) == ("Figures", today + days(10))


@both_ways
def test_paid_is_one_tap_and_can_be_undone(
    work: Proposal, browser: ReadingBrowser, today: date, htmx: bool
) -> None:
    stage = work.stages[0]
    browser.post(f"/stages/{stage.id}/pay", htmx=htmx)
    (payment,) = work.payments
    assert (payment.amount, payment.paid_on, payment.means) == (D(500), today, Means.TRANSFER)
    assert stage.is_paid
    assert "bank transfer" in browser.get(tab(work.client)).words.lower()

    browser.post(f"/payments/{payment.id}/undo", htmx=htmx)
    assert (stage.owed, work.payments) == (D(500), [])


def test_less_on_another_day_another_way(
    work: Proposal, browser: ReadingBrowser, today: date
) -> None:
    data = {"amount": "120,50", "on": str(today - days(2)), "means": "cash"}
    browser.post(f"/stages/{work.stages[0].id}/pay", data=data)

    assert work.payments[0].means is Means.CASH
    assert work.payments[0].recorded_on == today
    assert work.stages[0].owed == D("379.50")
    assert "€379.50 is still to come" in browser.get(tab(work.client)).words


@both_ways
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("amount", "-5", "between 0 and 10 million"),
        ("amount", "0", "More than nothing"),
        ("amount", "lots", "in figures"),
        ("amount", "1.234", "Two figures after the point"),
        ("on", "2999-01-01", "too far away"),
        ("on", "tomorrow", "cannot read that day"),
    ],
)
def test_what_cannot_be_a_payment_is_refused_beside_its_field(
    work: Proposal, browser: ReadingBrowser, htmx: bool, field: str, value: str, words: str
) -> None:
    stage = work.stages[0]
    data = {"amount": "5", field: value}
    page = browser.post(f"/stages/{stage.id}/pay", data=data, htmx=htmx)

    assert page.status_code == 422
    assert words in page.page.first(f"#stage-{stage.id}-{field}-error").text
    assert page.page.first(f"#stage-{stage.id}-{field}").get("value") == value or field == "on"
    assert not work.payments


def test_a_day_to_come_is_refused(work: Proposal, browser: ReadingBrowser, today: date) -> None:
    data = {"amount": "5", "on": str(today + days(1))}

    assert browser.post(f"/stages/{work.stages[0].id}/pay", data=data).status_code == 422


def test_what_is_paid_is_not_paid_again_by_the_button(
    work: Proposal, browser: ReadingBrowser
) -> None:
    for _ in range(2):
        browser.post(f"/stages/{work.stages[0].id}/pay")

    assert len(work.payments) == 1


def test_a_kind_word_lies_ready(
    work: Proposal, browser: ReadingBrowser, nora: Trader, today: date
) -> None:
    nora.pays_to = "LV00 BANK 0000"
    stage = work.stages[0]
    stage.due_on = today - days(4)
    db.session.commit()
    page = browser.get(f"/stages/{stage.id}")

    for words in ("€500.00", "fell due on", "LV00 BANK 0000", "Kind regards Nora"):
        assert words in page.words, words
    browser.post(f"/stages/{stage.id}/waive")
    assert stage.waived == D(500)
    assert "Kind regards" not in browser.get(f"/stages/{stage.id}").words
    browser.post(f"/stages/{stage.id}/unwaive")
    assert stage.owed == D(500)


def test_closed_work_gives_its_place_back(
    work: Proposal, browser: ReadingBrowser, nora: Trader
) -> None:
    nora.capacity = 2
    db.session.commit()
    assert "1 of 2 places are taken." in browser.get("/work").words
    browser.post(f"/proposals/{work.id}/close")
    assert "0 of 2 places are taken." in browser.get("/work").words
    browser.post(f"/proposals/{work.id}/reopen")
    assert work.is_open


def test_all_work_stands_on_one_page(
    work: Proposal, amira: Client, browser: ReadingBrowser, today: date
) -> None:
    sent(amira, today, title="A talk")
    written(amira, terms_on(today, title="Only thought of"))
    page = browser.get("/work")

    for words in ("Under way", "€500 is due", "Sent, and not answered yet", "A talk", "Drafts"):
        assert words in page.words, words


@pytest.mark.parametrize("name", ["open", "sent", "drafts", "past"])
def test_long_lists_come_page_by_page(
    ben: Client, browser: ReadingBrowser, today: date, name: str
) -> None:
    for number in range(PAGE + 3):
        title = f"Number {number:02}"
        if name == "drafts":
            written(ben, terms_on(today, title=title))
            continue
        proposal = sent(ben, today, title=title)
        if name != "sent":
            answer(proposal, today, yes=name == "open")
    first = browser.get("/work")
    more = next(a["href"] for a in first.page.all("a") if a.get("rel") == "next")
    second = browser.get(more, htmx=True)

    assert f"list={name}" in more
    titles = [
        [a.text for a in page.page.all("a") if a.text.startswith("Number")]
        for page in (first, second)
    ]
    assert [len(each) for each in titles] == [PAGE, 3]
    assert not set(titles[0]) & set(titles[1])


@pytest.mark.parametrize("after", ["x", "2026-13-01.1", ".", "1.1.1", "99999999999", "²"])
def test_a_place_that_is_none_begins_at_the_beginning(
    work: Proposal, browser: ReadingBrowser, after: str
) -> None:
    for name in ("open", "drafts"):
        assert browser.get("/work", query_string={"list": name, "after": after}).status_code == 200


def test_the_region_asks_no_more_for_more_work(
    ben: Client, browser: ReadingBrowser, today: date, statements: list[str]
) -> None:
    def asked(page: str) -> int:
        statements.clear()
        browser.get(page)
        return sum(not each.startswith("BEGIN") for each in statements)

    pages = (tab(ben), "/work")
    for _ in range(2):
        agreed(ben, today).stages[0].pay(D(5), Means.CASH, on=today, today=today)
        sent(ben, today)
        written(ben, terms_on(today))
    browser.get("/")
    few = [asked(page) for page in pages]
    for _ in range(8):
        agreed(ben, today).stages[0].pay(D(5), Means.CASH, on=today, today=today)
        sent(ben, today)
        written(ben, terms_on(today))

    assert [asked(page) for page in pages] == few
    db.session.commit()
    statements.clear()
    work_of(ben)
    assert len([each for each in statements if not each.startswith("BEGIN")]) <= 8


def test_otto_pays_nothing_of_noras(
    work: Proposal, ottos_browser: ReadingBrowser, otto: Trader
) -> None:
    client_of(otto, "Zane")
    for address in (
        f"/stages/{work.stages[0].id}/pay",
        f"/milestones/{work.milestones[0].id}/reach",
        f"/proposals/{work.id}/close",
    ):
        assert ottos_browser.post(address).status_code == 404
    assert db.session.query(Payment).count() == 0
    assert db.session.query(Stage).filter(Stage.owed == 0).count() == 0
