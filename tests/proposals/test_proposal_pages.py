"""The pages of proposals: written with htmx and without, read over, sent, copied, struck out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import client_of
from tests.letters import agreed, days, sent, terms_on, written
from tests.reading_browser import Answer, ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.proposals.forms import typed
from wowcrm.proposals.models import Proposal, State
from wowcrm.proposals.terms import Terms
from wowcrm.services.models import Service
from wowcrm.timeline.story import story_of
from wowcrm.traders.models import Trader

D = Decimal

both_ways = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])


def fields(terms: Terms, **changed: str | None) -> dict[str, str]:
    """The letter as a browser sends it; a field that is changed to None is not sent."""
    sends: dict[str, str] = {}
    for name, value in typed(terms).items():
        if not isinstance(value, list):
            sends[name] = said(value)
            continue
        for place, row in enumerate(value):
            sends |= {f"{name}-{place}-{column}": said(cell) for column, cell in row.items()}
    sends |= {
        name.replace("__", "-"): value for name, value in changed.items() if value is not None
    }
    return {name: value for name, value in sends.items() if changed.get(name, "") is not None}


def said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)


@pytest.fixture
def draft(ben: Client, today: date) -> Proposal:
    return written(ben, terms_on(today))


def letter(proposal: Proposal) -> str:
    return f"/proposals/{proposal.id}/edit"


def values(answer: Answer, ending: str) -> list[str]:
    """What stands in the fields of rows whose names end so."""
    return [
        control.get("value") or control.text
        for control in answer.page.all("input") + answer.page.all("textarea")
        if control.get("name").endswith(ending)
    ]


def test_a_letter_begins_with_its_title(ben: Client, browser: ReadingBrowser) -> None:
    page = browser.get(f"/clients/{ben.id}/proposals/new")
    assert "A proposal for Ben" in page.words
    assert browser.post(f"/clients/{ben.id}/proposals/new", data={"title": " "}).status_code == 422

    there = browser.post(f"/clients/{ben.id}/proposals/new", data={"title": "A year of books"})
    proposal = db.session.scalars(sa.select(Proposal)).one()
    assert there.headers["Location"].endswith(letter(proposal))
    page = browser.get(letter(proposal))
    assert "Dear Ben," in page.text
    assert values(page, "-figure") == ["50", ""]


def test_what_is_written_comes_back(draft: Proposal, browser: ReadingBrowser) -> None:
    page = browser.get(letter(draft))

    assert values(page, "-what")[:2] == ["Monthly figures", "The old mess"]
    assert values(page, "-price") == ["75", "100"]
    assert values(page, "-quantity") == ["12", "1"]
    assert "€1,000.00" in page.words


@both_ways
def test_a_row_is_added_and_all_that_was_typed_stays(
    draft: Proposal, browser: ReadingBrowser, today: date, htmx: bool
) -> None:
    sends = fields(terms_on(today), items__1__price="12,5", needed="Three things")
    page = browser.post(letter(draft), data={**sends, "add": "items"}, htmx=htmx)

    assert page.status_code == 200
    assert values(page, "-price") == ["75", "12,5", ""]
    assert "Three things" in page.text
    field = page.page.first("#items-2-what")
    assert "autofocus" in field
    assert draft.draft.items[1].price == D("12.50")


@both_ways
@pytest.mark.parametrize(
    ("button", "ending", "left"),
    [
        ("items-0", "-price", ["100"]),
        ("deliveries-1", "-key", ["aaaaaaaa", "11111111", "22222222", "33333333"]),
        ("parts-1", "-figure", ["50", ""]),
    ],
)
def test_a_row_is_taken_away_and_the_others_close_up(
    draft: Proposal,
    browser: ReadingBrowser,
    today: date,
    htmx: bool,
    button: str,
    ending: str,
    left: list[str],
) -> None:
    data = {**fields(terms_on(today)), "remove": button}
    page = browser.post(letter(draft), data=data, htmx=htmx)

    assert page.status_code == 200
    assert values(page, ending) == left


@pytest.mark.parametrize(
    "button", ["items-99", "items-", "items", "cats-0", "-1", "items--1", "items-²", "9" * 50]
)
def test_a_button_that_is_not_there_does_no_harm(
    draft: Proposal, browser: ReadingBrowser, today: date, button: str
) -> None:
    data = {**fields(terms_on(today)), "remove": button}

    assert browser.post(letter(draft), data=data).status_code in {200, 303}
    assert len(draft.draft.items) == 2


def test_what_cannot_be_read_is_not_kept_and_not_lost(
    draft: Proposal, browser: ReadingBrowser, today: date
) -> None:
    before = draft.terms
    data = fields(terms_on(today), items__0__price="a lot", title="Another title")
    page = browser.post(letter(draft), data=data)

    assert page.status_code == 422
    assert "Write an amount in figures" in page.words
    assert "a lot" in values(page, "-price")
    assert "Another title" in page.text
    assert draft.terms == before


def test_a_draft_may_be_kept_unfinished(
    draft: Proposal, browser: ReadingBrowser, today: date
) -> None:
    data = fields(terms_on(today), items__0__price="", needed="")
    there = browser.post(letter(draft), data=data)
    assert there.status_code == 303

    page = browser.get(there.headers["Location"])
    assert "Still open" in page.words
    links = [a["href"] for a in page.page.all("a") if "#" in a["href"] and "/edit" in a["href"]]
    assert links == [f"{letter(draft)}#items-0-price", f"{letter(draft)}#needed"]
    shown = browser.get(letter(draft)).page
    assert all(shown.first(f"#{link.partition('#')[2]}") for link in links)


@both_ways
@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        (
            {"parts__0__figure": "90", "parts__2__how": "share", "parts__2__figure": "5"},
            "parts-2-figure",
            "do not add up to €1,000",
        ),
        ({"items__0__price": "", "items__1__price": ""}, "items-0-price", "What does it cost?"),
        (
            {"items__0__price": "0", "items__1__price": "0"},
            "items-0-price",
            "a proposal needs a price",
        ),
        ({"needed": ""}, "needed", "What do you need from them?"),
        ({"deliveries__0__due_on": ""}, "deliveries-0-due_on", "By which day?"),
    ],
)
def test_reading_it_over_says_what_is_missing_beside_its_field(
    draft: Proposal,
    browser: ReadingBrowser,
    today: date,
    htmx: bool,
    changed: dict[str, str],
    field: str,
    words: str,
) -> None:
    before = draft.terms
    data = {**fields(terms_on(today), **changed), "check": "1"}
    page = browser.post(letter(draft), data=data, htmx=htmx)

    assert page.status_code == 422
    wrong = page.page.first(f"#{field}")
    assert wrong["aria-invalid"] == "true"
    assert words in page.page.first(f"#{field}-error").text
    assert draft.terms == before


def test_dates_in_the_wrong_order_are_not_kept(
    draft: Proposal, browser: ReadingBrowser, today: date
) -> None:
    data = fields(terms_on(today), deliveries__1__due_on=str(today + days(3)))
    page = browser.post(letter(draft), data=data)

    assert page.status_code == 422
    assert "This is before “First figures”" in page.page.first("#deliveries-1-due_on-error").text


def test_rows_in_between_may_be_blank(
    draft: Proposal, browser: ReadingBrowser, today: date
) -> None:
    """An error stands beside its own field, whatever blank rows are above it."""
    data = fields(terms_on(today), items__0__what="", items__0__price="", items__0__details="")
    data |= {"items-1-price": "", "check": "1"}
    page = browser.post(letter(draft), data=data)

    assert page.page.first("#items-1-price")["aria-invalid"] == "true"
    assert "aria-invalid" not in page.page.first("#items-0-price")


def test_once_all_is_there_it_is_read_over(
    draft: Proposal, browser: ReadingBrowser, today: date
) -> None:
    there = browser.post(letter(draft), data={**fields(terms_on(today)), "check": "1"})
    page = browser.get(there.headers["Location"])

    assert "Ready to go" in page.words
    assert "Send it to Ben" in page.words
    assert "€900.00" in page.words


def test_a_service_is_taken_over_by_one_tap(
    draft: Proposal, browser: ReadingBrowser, nora: Trader, today: date
) -> None:
    service = Service(trader_id=nora.id, name="Wages", unit="payslip", price=D(12))
    db.session.add(service)
    db.session.commit()
    page = browser.post(letter(draft), data={**fields(terms_on(today)), "take": str(service.id)})

    assert values(page, "-price") == ["75", "100", "12"]
    assert draft.draft.items[2].service_id == service.id
    assert service.is_used


def test_ottos_services_are_not_taken(
    draft: Proposal, browser: ReadingBrowser, otto: Trader, today: date
) -> None:
    his = Service(trader_id=otto.id, name="His secret", price=D(1))
    db.session.add(his)
    db.session.commit()
    data = fields(terms_on(today), items__0__service_id=str(his.id))

    assert browser.post(letter(draft), data={**data, "take": str(his.id)}).status_code == 404
    browser.post(letter(draft), data=data)
    assert draft.draft.items[0].service_id is None
    assert not his.is_used


@both_ways
def test_the_sums_follow_what_is_typed_and_keep_it(
    draft: Proposal, browser: ReadingBrowser, today: date, htmx: bool
) -> None:
    data = fields(terms_on(today), items__1__price="300")
    page = browser.post(f"/proposals/{draft.id}/reckon", data=data, htmx=htmx)

    assert page.status_code == 200
    assert "€1,200.00" in page.words
    assert "€600.00" in page.words
    assert "Kept just now." in page.words
    assert draft.price == D(1200)


def test_the_sums_say_what_is_missing(
    draft: Proposal, browser: ReadingBrowser, today: date
) -> None:
    data = fields(
        terms_on(today), parts__2__how="amount", parts__2__figure="100", items__0__price="abc"
    )
    page = browser.post(f"/proposals/{draft.id}/reckon", data=data, htmx=True)

    assert "they are €50 more" not in page.words
    assert "Something cannot be read yet" in page.words
    assert draft.price == D(1000)


def test_tax_is_asked_only_of_those_who_charge_it(
    draft: Proposal, browser: ReadingBrowser, nora: Trader, today: date
) -> None:
    assert not values(browser.get(letter(draft)), "-tax_rate")
    nora.tax_name, nora.tax_rate = "VAT", D(21)
    db.session.commit()

    assert (
        "Your tax is another than when you wrote this"
        in browser.get(f"/proposals/{draft.id}").words
    )
    data = fields(terms_on(today), items__1__tax_rate="12", includes_tax="yes")
    browser.post(letter(draft), data=data)
    assert [item.tax_rate for item in draft.draft.items] == [D(21), D(12)]
    assert draft.draft.includes_tax
    assert "Ready to go" in browser.get(f"/proposals/{draft.id}").words


def test_sending_gives_a_number_and_an_address(
    draft: Proposal, browser: ReadingBrowser, stranger: ReadingBrowser, today: date
) -> None:
    there = browser.post(f"/proposals/{draft.id}/send")
    assert there.status_code == 303
    page = browser.get(there.headers["Location"])
    token = draft.offers[0].document.links[0].token

    assert f"{today.year}-001 is ready for Ben" in page.words
    assert f"http://localhost/for-you/{token}" in page.words
    assert "Not opened yet" in page.words
    assert "First figures" in stranger.get(f"/for-you/{token}").words
    assert "Last opened" in browser.get(f"/proposals/{draft.id}").words


def test_what_is_not_whole_is_not_sent(ben: Client, browser: ReadingBrowser, today: date) -> None:
    proposal = written(ben, terms_on(today, needed=None))
    page = browser.post(f"/proposals/{proposal.id}/send")

    assert page.status_code == 422
    assert "What do you need from them?" in page.page.first("#needed-error").text
    assert proposal.state is State.DRAFT


def test_beyond_ones_room_it_asks_first(
    draft: Proposal, amira: Client, browser: ReadingBrowser, nora: Trader, today: date
) -> None:
    nora.capacity = 1
    agreed(amira, today)
    page = browser.get(f"/proposals/{draft.id}")
    assert "1 of 1 places are taken." in page.words

    assert browser.post(f"/proposals/{draft.id}/send").status_code == 422
    assert draft.state is State.DRAFT
    assert browser.post(f"/proposals/{draft.id}/send", data={"anyway": "1"}).status_code == 303
    assert draft.was_sent


def test_work_under_way_needs_no_more_room(
    ben: Client, browser: ReadingBrowser, nora: Trader, today: date
) -> None:
    proposal = agreed(ben, today)
    nora.capacity = 1
    proposal.write(terms_on(today, needed="Nothing"), on=today)
    db.session.commit()

    assert browser.post(f"/proposals/{proposal.id}/send").status_code == 303


def test_the_whole_way_by_pages(
    draft: Proposal, ben: Client, browser: ReadingBrowser, stranger: ReadingBrowser, today: date
) -> None:
    browser.post(f"/proposals/{draft.id}/send")
    link = f"/for-you/{draft.offers[0].document.links[0].token}"
    stranger.post(f"{link}/decline", data={"because": "Too dear", "version": "1"})
    page = browser.get(f"/proposals/{draft.id}")
    assert "Declined" in page.words
    assert "“Too dear”" in page.words

    browser.post(letter(draft), data=fields(terms_on(today), items__0__price="70"))
    assert "Send version 2" in browser.get(f"/proposals/{draft.id}").words
    browser.post(f"/proposals/{draft.id}/send")
    assert stranger.post(f"{link}/accept", data={"name": "Ben", "version": "1"}).status_code == 422
    stranger.post(f"{link}/accept", data={"name": "Ben", "version": "2"})
    page = browser.get(f"/proposals/{draft.id}")
    assert "Ben said yes" in page.words
    assert [stage.amount for stage in draft.stages] == [D(470), D(200), D(270)]
    told = [line.summary for line in story_of(ben, "promises").lines]
    assert "Ben accepted: Bookkeeping for a year" in told


def test_changes_after_sending_are_shown_and_dropped(
    ben: Client, browser: ReadingBrowser, today: date
) -> None:
    proposal = sent(ben, today)
    browser.post(letter(proposal), data=fields(terms_on(today), title="Longer"))
    page = browser.get(f"/proposals/{proposal.id}")
    assert "yours alone until you send it" in page.words

    browser.post(f"/proposals/{proposal.id}/revert")
    assert proposal.title == "Bookkeeping for a year"


def test_reading_the_letter_again_changes_nothing(
    ben: Client, browser: ReadingBrowser, nora: Trader, today: date
) -> None:
    nora.tax_name, nora.tax_rate = "VAT", D(21)
    service = Service(trader_id=nora.id, name="Figures", archived_on=today)
    db.session.add(service)
    db.session.flush()
    items = tuple(
        replace(item, tax_rate=D(21), service_id=service.id) for item in terms_on(today).items
    )
    proposal = sent(ben, today, items=items, tax_name="VAT")
    for address in (letter(proposal), f"/proposals/{proposal.id}/reckon"):
        browser.post(address, data=fields(proposal.draft))

    assert proposal.revised_on is None
    assert proposal.draft.items[0].service_id == service.id


@both_ways
def test_the_browser_learns_what_is_kept(
    draft: Proposal, browser: ReadingBrowser, today: date, htmx: bool
) -> None:
    """Or a draft on the device would be put back into rows that have moved meanwhile."""
    data = {**fields(terms_on(today)), "once": "abc", "remove": "items-0"}
    page = browser.post(letter(draft), data=data, htmx=htmx)
    assert page.headers["Set-Cookie"].startswith("saved=abc;")

    data |= {"items-0-price": "lots", "add": "items"}
    assert "saved=" not in browser.post(letter(draft), data=data).headers.get("Set-Cookie", "")


def test_withdrawing_is_read_at_the_address(
    ben: Client, browser: ReadingBrowser, stranger: ReadingBrowser, today: date
) -> None:
    proposal = sent(ben, today)
    link = f"/for-you/{proposal.offers[0].document.links[0].token}"
    browser.post(f"/proposals/{proposal.id}/withdraw")

    assert "withdrawn" in stranger.get(link).words
    assert "Send version 2" in browser.get(f"/proposals/{proposal.id}").words


def test_what_held_until_a_day_opens_no_longer(
    ben: Client, browser: ReadingBrowser, stranger: ReadingBrowser, today: date
) -> None:
    proposal = sent(ben, today - days(9), valid_until=today - days(1))
    link = f"/for-you/{proposal.offers[0].document.links[0].token}"
    assert stranger.get(link).status_code == 404
    assert stranger.post(f"{link}/accept", data={"name": "Ben", "version": "1"}).status_code == 404
    page = browser.get(f"/proposals/{proposal.id}")
    assert "has not answered" in page.words
    assert "Still open" in page.words

    terms = terms_on(today, valid_until=today)
    browser.post(letter(proposal), data=fields(terms))
    browser.post(f"/proposals/{proposal.id}/send")
    assert stranger.get(link).status_code == 200
    stranger.post(f"{link}/accept", data={"name": "Ben", "version": "2"})
    assert proposal.is_open
    assert proposal.offers[1].document.links[0].expires_on is None


def test_a_copy_is_for_whom_one_chooses(
    draft: Proposal, amira: Client, browser: ReadingBrowser
) -> None:
    page = browser.get(f"/proposals/{draft.id}/copy", query_string={"q": "amira"})
    assert "Write to Amira" in page.words
    there = browser.post(f"/proposals/{draft.id}/copy", data={"client": str(amira.id)})

    another = db.session.scalars(sa.select(Proposal).order_by(Proposal.id.desc())).first()
    assert another is not None
    assert another.client is amira
    assert there.headers["Location"].endswith(letter(another))


def test_only_drafts_are_struck_out(
    draft: Proposal, amira: Client, browser: ReadingBrowser, today: date
) -> None:
    lies_with_her = sent(amira, today)
    page = f"/clients/{draft.client_id}/promises"
    browser.post(f"/proposals/{lies_with_her.id}/delete")
    there = browser.post(f"/proposals/{draft.id}/delete")

    assert there.headers["Location"].endswith(page)
    assert db.session.scalars(sa.select(Proposal)).all() == [lies_with_her]


def test_a_page_asks_no_more_for_more_versions(
    ben: Client, browser: ReadingBrowser, today: date, statements: list[str]
) -> None:
    proposal = agreed(ben, today)

    def asked() -> int:
        browser.post(letter(proposal), data=fields(terms_on(today), title=f"{len(statements)}"))
        statements.clear()
        browser.get(f"/proposals/{proposal.id}")
        return len(statements)

    browser.get("/")
    few = asked()
    for _ in range(8):
        browser.post(f"/proposals/{proposal.id}/send")
        browser.post(letter(proposal), data=fields(terms_on(today), title=f"{len(statements)}"))
    assert len(proposal.offers) == 9
    assert asked() <= few


def test_otto_copies_to_his_own_clients_only(
    app: Flask, draft: Proposal, otto: Trader, browser: ReadingBrowser
) -> None:
    his = client_of(otto, "Zane")
    data = {"client": str(his.id)}

    assert browser.post(f"/proposals/{draft.id}/copy", data=data).status_code == 404
