"""Under "Me": what I promise everyone, how I keep it, and how that is changed."""

from datetime import date, timedelta

import pytest

from tests.conftest import client_of
from tests.needs.test_need_pages import BOTH_WAYS
from tests.reading_browser import ReadingBrowser
from tests.standards.test_standard import outcomes
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.standards.models import Checklist, Rhythm, Standard
from wowcrm.traders.models import Trader


def checklists_of(trader: Trader) -> list[Checklist]:
    db.session.expire_all()
    return list(db.session.scalars(Checklist.of(trader)))


def test_without_standards_the_next_step_is_offered(browser: ReadingBrowser) -> None:
    page = browser.get("/standards").page

    assert "What do you do the same way for everyone?" in page.text
    assert page.all("a[href=/checklists/new]")


def test_what_needs_attention_stands_first_with_its_share(
    browser: ReadingBrowser, nora: Trader, ben: Client, months_end: Checklist, today: date
) -> None:
    months_end.run(ben, outcomes(months_end, True, False), on=today)
    months_end.run(ben, outcomes(months_end, True, True), on=today - timedelta(days=9))
    commit(nora)

    page = browser.get("/standards").page

    assert "75 % kept (3 of 4)" in page.first(".overall").text
    rows = [row.text for row in page.all("section[aria-labelledby=kept-head] a")]
    assert rows[0].startswith("50 % Two plain sentences come along")
    assert "Owed to 1 client" in rows[0]
    assert rows[1].startswith("100 % Figures by the 5th")
    assert rows[2].startswith("– not checked lately Call back within a day")


def test_one_standard_tells_its_months_and_misses(
    browser: ReadingBrowser, nora: Trader, ben: Client, months_end: Checklist, today: date
) -> None:
    standard = months_end.standing[0]
    months_end.run(ben, outcomes(months_end, False, note="The bank was late"), on=today)
    commit(nora)

    page = browser.get(f"/standards/{standard.id}").page

    assert page.first("h1").text == "Figures by the 5th"
    assert "0 % kept (0 of 1)" in page.text
    assert "Ben Carter" in page.first("#misses").text
    assert "The bank was late" in page.first("#misses").text
    assert page.first(".months svg")["aria-label"].endswith(" 0\N{NO-BREAK SPACE}%")
    assert "0 of 1" in page.first(".months table").text


def test_a_standard_that_was_never_missed_says_so(
    browser: ReadingBrowser, months_end: Checklist
) -> None:
    assert "Never missed." in browser.get(f"/standards/{months_end.standing[0].id}").words


def test_older_misses_are_on_the_next_page(
    browser: ReadingBrowser, nora: Trader, ben: Client, months_end: Checklist, today: date
) -> None:
    standard = months_end.standing[0]
    for days in range(25):
        standard.check(False, on=today - timedelta(days=days), client=ben, note=f"No. {days}.")
    commit(nora)

    first = browser.get(f"/standards/{standard.id}").page
    assert "No. 19." in first.text
    assert "No. 20." not in first.text

    second = browser.get(first.first("a[rel=next]")["href"]).page
    assert "No. 20." in second.text
    assert not second.all("a[rel=next]")


# Checklists


@BOTH_WAYS
def test_a_checklist_is_made_with_its_promises(
    browser: ReadingBrowser, nora: Trader, htmx: bool
) -> None:
    answer = browser.post(
        "/checklists/new",
        data={
            "name": " After a visit ",
            "rhythm": "visit",
            "promises": "Notes the same day\r\n\r\n  The next date is agreed ",
        },
        htmx=htmx,
    )

    made = checklists_of(nora)[0]
    where = answer.headers["HX-Redirect" if htmx else "Location"]
    assert where == f"/checklists/{made.id}"
    assert (made.name, made.rhythm) == ("After a visit", Rhythm.VISIT)
    assert [s.promise for s in made.standing] == ["Notes the same day", "The next date is agreed"]
    assert "At each visit" in browser.get(where).words


@BOTH_WAYS
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Give it a name"),
        ({"name": "x" * 201}, "200 characters at most"),
        ({"name": "Calls", "promises": "short\n" + "x" * 201}, "200 characters at most"),
        ({"name": "Calls", "rhythm": "hourly"}, "hoice"),
    ],
)
def test_a_checklist_that_cannot_be_is_refused(
    browser: ReadingBrowser, nora: Trader, typed: dict[str, str], said: str, htmx: bool
) -> None:
    data = {"rhythm": "weekly", "promises": "Call back within a day", **typed}
    answer = browser.post("/checklists/new", data=data, htmx=htmx)

    assert answer.status_code == 422
    assert said in answer.words
    assert answer.page.first("textarea[name=promises]").text == " ".join(data["promises"].split())
    assert checklists_of(nora) == []


def test_the_same_checklist_sent_twice_is_one(browser: ReadingBrowser, nora: Trader) -> None:
    data = {"name": "Calls", "once": "abc"}

    first = browser.post("/checklists/new", data=data)
    second = browser.post("/checklists/new", data=data)

    assert first.headers["Location"] == second.headers["Location"]
    assert len(checklists_of(nora)) == 1


def test_a_checklist_changes_its_name_and_rhythm(
    browser: ReadingBrowser, nora: Trader, ben: Client, months_end: Checklist, today: date
) -> None:
    run = months_end.run(ben, outcomes(months_end, True), on=today)
    commit(nora)
    page = browser.get(f"/checklists/{months_end.id}/edit").page
    assert "checked" in page.first("input[value=monthly]")

    browser.post(f"/checklists/{months_end.id}/edit", data={"name": "Weekly", "rhythm": "weekly"})

    assert (months_end.name, months_end.rhythm) == ("Weekly", Rhythm.WEEKLY)
    assert run.due_again_on == today + timedelta(days=7)


@BOTH_WAYS
def test_a_standard_is_added(browser: ReadingBrowser, months_end: Checklist, htmx: bool) -> None:
    answer = browser.post(
        f"/checklists/{months_end.id}/standards", data={"promise": "Say thank you"}, htmx=htmx
    )

    assert answer.status_code == (200 if htmx else 303)
    assert months_end.standing[-1].promise == "Say thank you"
    if htmx:
        assert "Say thank you" in answer.page.first(f"#checklist-{months_end.id}").text


@BOTH_WAYS
def test_a_blank_standard_is_refused(
    browser: ReadingBrowser, months_end: Checklist, htmx: bool
) -> None:
    answer = browser.post(
        f"/checklists/{months_end.id}/standards", data={"promise": " "}, htmx=htmx
    )
    assert answer.status_code == 422
    assert "Say it as a promise" in answer.words

    standard = months_end.standing[0]
    answer = browser.post(f"/standards/{standard.id}/edit", data={"promise": " "}, htmx=htmx)
    assert answer.status_code == 422
    assert len(months_end.standing) == 3
    assert standard.promise == "Figures by the 5th"


def test_a_standard_is_said_in_other_words(browser: ReadingBrowser, months_end: Checklist) -> None:
    standard = months_end.standing[0]
    answer = browser.post(f"/standards/{standard.id}/edit", data={"promise": "By the 4th"})

    assert answer.headers["Location"] == f"/standards/{standard.id}"
    assert standard.promise == "By the 4th"


def test_levels_follow_when_a_standard_is_retired_and_taken_up_again(
    browser: ReadingBrowser, nora: Trader, ben: Client, months_end: Checklist, today: date
) -> None:
    others = [client_of(nora, f"Client {number}") for number in range(3)]
    for client in (ben, *others):
        months_end.run(client, outcomes(months_end, False), on=today)
    commit(nora)
    assert {client.level for client in (ben, *others)} == {ServiceLevel.BELOW}
    standard = months_end.standing[0]

    answer = browser.post(f"/standards/{standard.id}/retire", htmx=True)
    assert "1 retired" in answer.words
    assert {client.level for client in (ben, *others)} == {ServiceLevel.UNKNOWN}

    browser.post(f"/standards/{standard.id}/take-up-again")
    assert {client.level for client in (ben, *others)} == {ServiceLevel.BELOW}

    answer = browser.post(f"/checklists/{months_end.id}/retire")
    assert answer.headers["Location"] == f"/checklists/{months_end.id}"
    assert {client.level for client in (ben, *others)} == {ServiceLevel.UNKNOWN}
    assert "Take it up again" in browser.get(f"/checklists/{months_end.id}").words
    assert "1 retired" in browser.get("/standards").words

    browser.post(f"/checklists/{months_end.id}/take-up-again")
    assert {client.level for client in (ben, *others)} == {ServiceLevel.BELOW}


def test_otto_and_strangers_see_no_standards(
    ottos_browser: ReadingBrowser, stranger: ReadingBrowser, months_end: Checklist
) -> None:
    standard = months_end.standing[0].id
    assert "month’s end" not in ottos_browser.get("/standards").words
    for address in (
        f"/standards/{standard}",
        f"/standards/{standard}/edit",
        f"/checklists/{months_end.id}",
        f"/checklists/{months_end.id}/edit",
    ):
        assert ottos_browser.get(address).status_code == 404
        assert "/sign-in" in stranger.get(address).headers["Location"]
    for act in (
        f"/standards/{standard}/edit",
        f"/standards/{standard}/retire",
        f"/standards/{standard}/take-up-again",
        f"/checklists/{months_end.id}/standards",
        f"/checklists/{months_end.id}/edit",
        f"/checklists/{months_end.id}/retire",
        f"/checklists/{months_end.id}/take-up-again",
    ):
        data = {"promise": "Otto was here", "name": "Otto was here", "rhythm": "free"}
        assert ottos_browser.post(act, data=data).status_code == 404, act
    assert "Otto" not in months_end.name + months_end.standing[0].promise
    assert len(months_end.standing) == 3


def test_many_standards_ask_no_more_of_the_database(
    browser: ReadingBrowser,
    nora: Trader,
    ben: Client,
    months_end: Checklist,
    today: date,
    statements: list[str],
) -> None:
    def asked(address: str) -> int:
        statements.clear()
        browser.get(address)
        return len(statements)

    pages = (
        "/standards",
        f"/standards/{months_end.standing[0].id}",
        f"/checklists/{months_end.id}",
    )
    months_end.run(ben, outcomes(months_end, False, True), on=today)
    commit(nora)
    browser.get("/")
    few = [asked(page) for page in pages]
    months_end.standards.extend(Standard(promise=f"Promise {number}") for number in range(9))
    for number in range(9):
        other = Checklist(
            trader_id=nora.id, name=f"No. {number}", standards=[Standard(promise="Be kind")]
        )
        db.session.add(other)
        months_end.run(client_of(nora, f"Client {number}"), outcomes(months_end, False), on=today)
    commit(nora)

    assert [asked(page) for page in pages] == few
