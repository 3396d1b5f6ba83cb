"""Promises on pages: the tab of what is agreed, one by itself, and all that is owed."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.conftest import client_of
from tests.reading_browser import Answer, ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.upkeep import commit
from wowcrm.promises.models import Promise, Source
from wowcrm.promises.shelves import PAGE, PAST
from wowcrm.timeline.models import Interaction, InteractionKind
from wowcrm.traders.models import Trader

DAY = timedelta(days=1)
with_and_without_htmx = pytest.mark.parametrize("htmx", [False, True])


@pytest.fixture
def report(ben: Client, nora: Trader, today: date) -> Promise:
    promise = Promise.make(ben, "The report", due_on=today + 3 * DAY, on=today)
    commit(nora)
    return promise


def tab(client: Client) -> str:
    return f"/clients/{client.id}/promises"


def act(promise: Promise, name: str) -> str:
    return f"/promises/{promise.id}/{name}"


def settled(answer: Answer, promise: Promise, htmx: bool) -> None:
    """A card comes back to htmx; others are led to where it stands."""
    if htmx:
        assert answer.status_code == 200
        assert answer.page.first("article").id == f"promise-{promise.id}"
        assert answer.headers["HX-Trigger"] == "client-changed"
    else:
        assert (answer.status_code, answer.location) == (
            303,
            f"{tab(promise.client)}#{promise.about}",
        )


def newest(trader: Trader) -> Promise:
    return db.session.scalars(Promise.of(trader).order_by(Promise.id.desc())).first()  # type: ignore[return-value]


# The tab


@with_and_without_htmx
def test_a_promise_is_made_on_the_clients_tab(
    browser: ReadingBrowser, ben: Client, nora: Trader, today: date, htmx: bool
) -> None:
    answer = browser.post(tab(ben), data={"what": "The report", "due": "tomorrow"}, htmx=htmx)

    assert answer.status_code == (200 if htmx else 303)
    promise = newest(nora)
    assert (promise.what, promise.due_on, promise.made_on) == ("The report", today + DAY, today)
    assert promise.source is Source.HAND
    assert "The report" in browser.get(tab(ben)).text


@pytest.mark.parametrize(
    ("told", "ahead"),
    [({}, 7), ({"due": "today"}, 0), ({"due": "week", "due_on": "2026-01-01"}, 7)],
)
def test_the_day_is_one_tap_or_none(
    browser: ReadingBrowser,
    ben: Client,
    nora: Trader,
    today: date,
    told: dict[str, str],
    ahead: int,
) -> None:
    browser.post(tab(ben), data={"what": "The report", **told})

    assert newest(nora).due_on == today + ahead * DAY


def test_another_day_is_named(browser: ReadingBrowser, ben: Client, nora: Trader) -> None:
    browser.post(tab(ben), data={"what": "It", "due": "other", "due_on": "2030-02-28"})

    assert newest(nora).due_on == date(2030, 2, 28)


@with_and_without_htmx
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"what": " "}, "Say in a few words what you promised."),
        ({"due": "other"}, "Which day is it?"),
        ({"due": "other", "due_on": "2026-02-30"}, "I cannot read that day."),
        ({"due": "other", "due_on": "0001-01-01"}, "Is the year right?"),
        ({"due": "someday"}, "Invalid Choice"),
        ({"what": "a" * 201}, "200 characters at most"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_changes_nothing(
    browser: ReadingBrowser, ben: Client, nora: Trader, wrong: dict[str, str], said: str, htmx: bool
) -> None:
    answer = browser.post(tab(ben), data={"what": "The report", **wrong}, htmx=htmx)

    assert answer.status_code == 422
    assert said in answer.text
    assert not db.session.scalars(Promise.of(nora)).all()


def test_the_next_step_leads_to_the_promise_that_is_late(
    browser: ReadingBrowser, report: Promise, nora: Trader, today: date
) -> None:
    report.correct(report.what, today - 2 * DAY)
    commit(nora)
    links = [
        link["href"] for link in browser.get(f"/clients/{report.client_id}").page.all("#standing a")
    ]

    assert f"{tab(report.client)}#{report.about}" in links


def test_the_tab_says_what_is_owed_soonest_first(
    browser: ReadingBrowser, ben: Client, report: Promise, today: date
) -> None:
    Promise.make(ben, "A word", due_on=today + DAY, on=today)
    Promise.make(ben, "The late one", due_on=today - DAY, on=today - 9 * DAY)
    page = browser.get(tab(ben)).page

    assert [each.text for each in page.all("#promises h3")] == [
        "The late one",
        "A word",
        "The report",
    ]
    assert "Late" in page.first("#promises article").text


def test_what_is_past_comes_a_page_at_a_time(
    browser: ReadingBrowser, ben: Client, today: date
) -> None:
    for number in range(PAST + PAGE + 3):
        promise = Promise.make(
            ben, f"Thing {number}", due_on=today - number * DAY, on=today - 99 * DAY
        )
        promise.keep(on=today - number * DAY)
    first = browser.get(tab(ben)).page
    told = [each.text for each in first.all("#promises h3")]
    assert told == [f"Thing {number}" for number in range(PAST)]

    seen = []
    more = first.first("#more-past a")["hx-get"]
    for _ in range(2):
        page = browser.get(more, htmx=True).page
        seen += [each.text for each in page.all("h3")]
        more = next((link["hx-get"] for link in page.all("#more-past a")), "")
    assert seen == [f"Thing {number}" for number in range(PAST, PAST + PAGE + 3)]
    assert more == ""
    assert "Thing 5" in browser.get(first.first("#more-past a")["href"]).text


def test_how_well_promises_are_kept_is_said(
    browser: ReadingBrowser, report: Promise, today: date
) -> None:
    assert "kept in time" not in browser.get(tab(report.client)).text
    report.keep(on=today)

    assert "1 of 1 kept in time" in browser.get(tab(report.client)).text
    assert "1 of 1 kept in time" in browser.get(f"{tab(report.client)}/kept", htmx=True).text
    assert browser.get(f"{tab(report.client)}/kept").location == tab(report.client)


# One


@with_and_without_htmx
def test_kept_in_one_tap_and_undone_in_another(
    browser: ReadingBrowser, report: Promise, today: date, htmx: bool
) -> None:
    settled(browser.post(act(report, "keep"), htmx=htmx), report, htmx)
    db.session.refresh(report)
    assert report.kept_on == today

    settled(browser.post(act(report, "unkeep"), htmx=htmx), report, htmx)
    db.session.refresh(report)
    assert report.is_open


def test_kept_on_another_day(browser: ReadingBrowser, report: Promise, today: date) -> None:
    browser.post(act(report, "keep"), data={"on": (today - DAY).isoformat()})
    db.session.refresh(report)
    assert report.kept_on == today - DAY

    answer = browser.post(act(report, "unkeep"))
    answer = browser.post(act(report, "keep"), data={"on": (today + DAY).isoformat()})
    assert answer.status_code == 422
    assert "still to come" in answer.text


def test_kept_late_is_said(browser: ReadingBrowser, report: Promise, today: date) -> None:
    report.correct(report.what, today - 2 * DAY)
    browser.post(act(report, "keep"))

    assert "2 days late" in browser.get(tab(report.client)).text


@with_and_without_htmx
def test_another_day_is_agreed_on_with_a_word_why(
    browser: ReadingBrowser, report: Promise, today: date, htmx: bool
) -> None:
    form = browser.get(act(report, "renegotiate"), htmx=htmx)
    assert "Agreed before the day, this is no broken word." in form.text

    data = {"due": "week", "because": "The bank was closed"}
    settled(browser.post(act(report, "renegotiate"), data=data, htmx=htmx), report, htmx)
    db.session.refresh(report)
    assert report.due_on == today + 7 * DAY
    assert "The bank was closed" in browser.get(tab(report.client)).text


@with_and_without_htmx
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"because": ""}, "A word why"),
        ({"due": "other", "due_on": ""}, "Which day is it?"),
        ({"due": "other", "due_on": "2020-01-01"}, "That day is gone."),
        ({"due": "other", "due_on": "same"}, "I cannot read that day."),
    ],
)
def test_no_other_day_without_a_reason_or_in_the_past(
    browser: ReadingBrowser, report: Promise, wrong: dict[str, str], said: str, htmx: bool
) -> None:
    data = {"due": "week", "because": "Flu", **wrong}
    answer = browser.post(act(report, "renegotiate"), data=data, htmx=htmx)

    assert answer.status_code == 422
    assert said in answer.text
    db.session.refresh(report)
    assert not report.renegotiations


def test_the_day_that_was_promised_already_is_no_other_day(
    browser: ReadingBrowser, report: Promise
) -> None:
    data = {"due": "other", "due_on": report.due_on.isoformat(), "because": "Flu"}
    answer = browser.post(act(report, "renegotiate"), data=data)

    assert answer.status_code == 422
    assert "Choose another one" in answer.text


def test_agreeing_anew_after_the_day_says_that_it_counts_as_late(
    browser: ReadingBrowser, report: Promise, today: date
) -> None:
    report.correct(report.what, today - DAY)
    assert "stays in your book as late" in browser.get(act(report, "renegotiate")).text

    browser.post(act(report, "renegotiate"), data={"due": "week", "because": "Flu"})
    assert "agreed after the day had passed" in browser.get(tab(report.client)).text
    browser.post(act(report, "agree-back"))
    db.session.refresh(report)
    assert report.due_on == today - DAY


def test_what_is_kept_needs_no_other_day(
    browser: ReadingBrowser, report: Promise, today: date
) -> None:
    report.keep(on=today)

    assert "Which day did you agree on?" not in browser.get(act(report, "renegotiate")).text
    browser.post(act(report, "renegotiate"), data={"due": "week", "because": "Flu"})
    db.session.refresh(report)
    assert not report.renegotiations


@with_and_without_htmx
def test_not_wanted_any_more_and_wanted_again(
    browser: ReadingBrowser, report: Promise, today: date, htmx: bool
) -> None:
    settled(browser.post(act(report, "let-go"), htmx=htmx), report, htmx)
    db.session.refresh(report)
    assert report.released_on == today

    settled(browser.post(act(report, "take-up-again"), htmx=htmx), report, htmx)
    db.session.refresh(report)
    assert report.is_open


@with_and_without_htmx
def test_a_slip_is_mended(
    browser: ReadingBrowser, report: Promise, today: date, htmx: bool
) -> None:
    assert 'value="The report"' in browser.get(act(report, "edit"), htmx=htmx).text
    data = {"what": "The yearly report", "due_on": (today + DAY).isoformat()}
    settled(browser.post(act(report, "edit"), data=data, htmx=htmx), report, htmx)
    db.session.refresh(report)
    assert (report.what, report.due_on) == ("The yearly report", today + DAY)

    assert browser.post(act(report, "edit"), data={"what": ""}, htmx=htmx).status_code == 422


def test_what_was_never_promised_is_taken_away(browser: ReadingBrowser, report: Promise) -> None:
    client = report.client
    answer = browser.post(act(report, "delete"))

    assert answer.location == tab(client)
    assert not db.session.scalars(Promise.of(client.trader)).all()
    told = sa.select(Interaction).where(Interaction.kind == InteractionKind.PROMISE)
    assert not db.session.scalars(told).all()


def test_one_by_itself(browser: ReadingBrowser, report: Promise) -> None:
    assert "The report" in browser.get(f"/promises/{report.id}").text


# All that is owed


def test_all_that_is_owed_late_first(
    browser: ReadingBrowser, report: Promise, amira: Client, nora: Trader, today: date
) -> None:
    Promise.make(amira, "The late one", due_on=today - DAY, on=today - 9 * DAY)
    away = client_of(nora, "Gone away", archived_on=today)
    Promise.make(away, "Nobody waits", due_on=today, on=today)
    page = browser.get("/promises").page

    assert [each.text for each in page.all("article h3")] == ["The late one", "The report"]
    assert [each.text for each in page.all("h2")] == ["Late", "To come"]
    for there in ("/", tab(amira)):
        assert "/promises" in [link["href"] for link in browser.get(there).page.all("a")]


def test_it_comes_a_page_at_a_time(
    browser: ReadingBrowser, ben: Client, nora: Trader, today: date
) -> None:
    for number in range(PAGE + 2):
        Promise.make(ben, f"Thing {number}", due_on=today + number * DAY, on=today)
    first = browser.get("/promises").page
    more = browser.get(first.first("#more-ahead a")["hx-get"], htmx=True).page

    told = [each.text for each in first.all("article h3")] + [each.text for each in more.all("h3")]
    assert told == [f"Thing {number}" for number in range(PAGE + 2)]
    assert "Thing 20" in browser.get(first.first("#more-ahead a")["href"]).text


def test_where_nothing_is_owed_the_page_says_so(browser: ReadingBrowser, nora: Trader) -> None:
    page = browser.get("/promises").text
    assert "Nothing is owed to anybody just now." in page
    assert "Nothing has come due yet." in page


def test_after_an_act_one_is_back_where_one_was(browser: ReadingBrowser, report: Promise) -> None:
    form = next(
        form
        for form in browser.get("/promises").page.all("form")
        if form["action"].endswith("/keep")
    )
    back = next(field["value"] for field in form.all("input") if field["name"] == "back")
    answer = browser.post(form["action"], data={"back": back})

    assert answer.location == "/promises"


@pytest.mark.parametrize("after", ["x", "2026-02-30.1", "2026-01-01.0", "2026-01-01.99999999999"])
def test_a_nonsense_place_begins_at_the_beginning(
    browser: ReadingBrowser, report: Promise, after: str
) -> None:
    assert "The report" in browser.get(f"/promises?list=ahead&after={after}").text
