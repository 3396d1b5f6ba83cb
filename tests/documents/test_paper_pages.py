"""A paper as the trader sees it, and the links by which others do."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import render_template_string

from tests.documents.letters import PAPER
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.issuing import issue
from wowcrm.documents.models import Document, DocumentKind, Link
from wowcrm.documents.shelf import shelf_of
from wowcrm.levels.upkeep import commit


def sent(client: Client, about: str = "proposal-1") -> Document:
    document = issue(
        client, DocumentKind.EXPECTATIONS, about, lambda _: PAPER, on=client.trader.today()
    )
    commit(client.trader)
    return document


@pytest.fixture
def paper(ben: Client) -> Document:
    return sent(ben)


@pytest.fixture
def link(paper: Document) -> Link:
    return paper.links[0]


def there(link: Link) -> str:
    return f"/for-you/{link.token}"


def test_it_shows_how_it_looks_what_became_of_it_and_its_address(
    browser: ReadingBrowser, stranger: ReadingBrowser, paper: Document, link: Link
) -> None:
    page = browser.get(f"/documents/{paper.id}")
    assert "Bookkeeping for a year" in page.text
    assert f"http://localhost{there(link)}" in page.text
    assert "Not opened yet" in page.text

    stranger.get(there(link))
    page = browser.get(f"/documents/{paper.id}")
    assert "Seen" in page.text
    assert "Last opened" in page.text

    stranger.post(f"{there(link)}/accept", data={"name": "Ben Carter", "version": "1"})
    assert "Accepted by Ben Carter" in browser.get(f"/documents/{paper.id}").text


def test_the_pdf_is_the_same_for_both(
    browser: ReadingBrowser, stranger: ReadingBrowser, paper: Document, link: Link
) -> None:
    mine = browser.get(f"/documents/{paper.id}/paper.pdf")
    theirs = stranger.get(f"{there(link)}/paper.pdf")

    assert mine.data == theirs.data
    assert theirs.mimetype == "application/pdf"
    assert theirs.headers["Content-Disposition"] == (
        f"inline; filename=expectations-{paper.year}-001-v1.pdf"
    )
    assert theirs.headers["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in theirs.headers["Cache-Control"]
    db.session.refresh(link)
    assert link.first_seen_at is not None


@pytest.mark.parametrize("htmx", [False, True])
def test_a_link_is_stopped_and_another_is_made(
    browser: ReadingBrowser, stranger: ReadingBrowser, link: Link, htmx: bool
) -> None:
    before = there(link)
    answer = browser.post(f"/links/{link.id}/revoke", htmx=htmx)
    assert answer.status_code == (200 if htmx else 303)
    assert stranger.get(before).status_code == 404
    assert stranger.get(f"{before}/paper.pdf").status_code == 404

    answer = browser.post(f"/links/{link.id}/renew", htmx=htmx)
    assert answer.status_code == (200 if htmx else 303)
    db.session.expire_all()
    assert link.document is not None
    renewed = link.document.links[-1]
    assert there(renewed) != before
    assert stranger.get(there(renewed)).status_code == 200
    assert stranger.get(before).status_code == 404


def test_a_new_address_closes_the_one_before(
    browser: ReadingBrowser, stranger: ReadingBrowser, link: Link
) -> None:
    before = there(link)
    browser.post(f"/links/{link.id}/renew")
    assert stranger.get(before).status_code == 404


@pytest.mark.parametrize("htmx", [False, True])
def test_a_link_opens_until_its_day(
    browser: ReadingBrowser, stranger: ReadingBrowser, link: Link, today: date, htmx: bool
) -> None:
    data = {"expires_on": today.isoformat()}
    assert browser.post(f"/links/{link.id}/limit", data=data, htmx=htmx).status_code < 400
    assert stranger.get(there(link)).status_code == 200

    link.expires_on = today - timedelta(days=1)
    commit(link.client.trader)
    assert stranger.get(there(link)).status_code == 404
    assert "opens nothing any more" in browser.get(f"/documents/{link.document_id}").text


@pytest.mark.parametrize("htmx", [False, True])
def test_a_day_that_is_gone_is_refused(
    browser: ReadingBrowser, link: Link, today: date, htmx: bool
) -> None:
    data = {"expires_on": (today - timedelta(days=1)).isoformat()}
    answer = browser.post(f"/links/{link.id}/limit", data=data, htmx=htmx)

    assert answer.status_code == 422
    assert "That day is gone" in answer.text
    assert data["expires_on"] in answer.text
    db.session.refresh(link)
    assert link.expires_on is None


def test_a_clients_papers_say_what_became_of_each(ben: Client) -> None:
    first = sent(ben)
    second = sent(ben)
    other = sent(ben, "proposal-2")
    other.accept("Ben", at=datetime.now(UTC), on=ben.trader.today())
    commit(ben.trader)

    shelf = shelf_of(ben)
    assert [(one.document.id, one.state.word) for one in shelf.current] == [
        (other.id, "Accepted"),
        (second.id, "Sent"),
    ]
    assert [(one.document.id, one.state.word) for one in shelf.earlier] == [(first.id, "Replaced")]


def test_a_look_at_an_earlier_version_is_no_look_at_this_one(
    ben: Client, stranger: ReadingBrowser
) -> None:
    first = sent(ben)
    address = there(first.links[0])
    stranger.get(address)
    second = sent(ben)
    db.session.expire_all()
    assert shelf_of(ben).current[0].state.word == "Sent"

    stranger.get(address)
    db.session.expire_all()
    assert second.seen_at is not None
    assert shelf_of(ben).current[0].state.word == "Seen"


def test_the_list_stands_wherever_a_clients_work_is_shown(
    browser: ReadingBrowser, ben: Client, paper: Document
) -> None:
    with browser.application.test_request_context():
        shown = render_template_string('{% include "documents/_papers.html" %}', client=ben)
    assert "Bookkeeping for a year" in shown
    assert f"/documents/{paper.id}" in shown
