"""The account on the screen: written, given, read by the client, and what comes after it."""

from datetime import date

import pytest
from flask import Blueprint, Flask

from tests.documents.letters import pages
from tests.letters import agreed
from tests.progress.works import note
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.upkeep import commit
from wowcrm.progress.standing import progress_of
from wowcrm.proposals.models import Proposal
from wowcrm.reports.after import FEEDBACK, ways_on
from wowcrm.reports.giving import given, report_of


@pytest.fixture
def proposal(ben: Client, today: date) -> Proposal:
    return agreed(ben, today)


def here(proposal: Proposal) -> str:
    return f"/proposals/{proposal.id}/report"


def test_looking_at_it_writes_nothing(browser: ReadingBrowser, proposal: Proposal) -> None:
    page = browser.get(here(proposal))
    assert "Account of the work: Bookkeeping for a year" in page.text
    assert "2 steps are not done yet." in page.text
    browser.get(f"{here(proposal)}/edit")

    assert report_of(progress_of(proposal)).id is None
    assert given(proposal) is None


@pytest.mark.parametrize("htmx", [False, True])
def test_its_words_are_changed_and_drafted_anew(
    browser: ReadingBrowser, ben: Client, proposal: Proposal, today: date, htmx: bool
) -> None:
    note(ben, today, proposal)
    commit(ben.trader)
    form = browser.get(f"{here(proposal)}/edit")
    assert "Dear Ben," in form.text
    assert "The balance is done" in form.text

    data = {"opening": "Dear Ben, done!", "overcome": "It rained.", "differs": "", "ending": "Bye."}
    browser.post(f"{here(proposal)}/edit", data=data, htmx=htmx)
    page = browser.get(here(proposal)).text
    assert "Dear Ben, done!" in page
    assert "It rained." in page

    assert "Dear Ben, done!" in browser.get(f"{here(proposal)}/edit").text
    anew = browser.get(f"{here(proposal)}/edit?anew=1").text
    assert "Dear Ben, done!" not in anew
    assert "Thank you for your trust." in anew


@pytest.mark.parametrize("htmx", [False, True])
def test_too_many_words_are_refused_and_kept(
    browser: ReadingBrowser, proposal: Proposal, htmx: bool
) -> None:
    data = {"opening": "word " * 5000}
    answer = browser.post(f"{here(proposal)}/edit", data=data, htmx=htmx)
    assert answer.status_code == 422
    assert "longer than I can keep" in answer.text
    assert "word word" in answer.text


@pytest.mark.parametrize("htmx", [False, True])
def test_it_is_given_read_and_kept_as_pdf(
    browser: ReadingBrowser, stranger: ReadingBrowser, proposal: Proposal, htmx: bool
) -> None:
    browser.post(f"{here(proposal)}/give", htmx=htmx)
    document = given(proposal)
    assert document is not None
    address = f"/for-you/{document.links[0].token}"
    assert address in browser.get(here(proposal)).text
    assert (
        f"/documents/{document.id}" in browser.get(f"/clients/{proposal.client_id}/promises").text
    )

    page = stranger.get(address).text
    assert "Account of the work: Bookkeeping for a year" in page
    assert "I agree" not in page
    pdf = pages(stranger.get(f"{address}/paper.pdf").data)
    assert "What you received, and when" in " ".join(pdf).replace("\n", " ")
    assert "Signature" not in " ".join(pdf)

    assert "Give the account" not in browser.get(here(proposal)).text
    assert "Give it anew" not in browser.get(here(proposal)).text
    data = {"opening": "Dear Ben, once more."}
    browser.post(f"{here(proposal)}/edit", data=data)
    assert "Give it anew" in browser.get(here(proposal)).text
    browser.post(f"{here(proposal)}/give", htmx=htmx)
    assert "once more" in stranger.get(address).text


def test_closing_leads_to_what_comes_next(
    browser: ReadingBrowser, proposal: Proposal, today: date
) -> None:
    back = f"{here(proposal)}#after"
    answer = browser.post(f"/proposals/{proposal.id}/close", data={"back": back})
    assert answer.headers["Location"].endswith(back)
    db.session.refresh(proposal)
    assert proposal.closed_on == today

    page = browser.get(here(proposal)).text
    assert "Plan a delight" in page
    form = browser.get(
        f"/clients/{proposal.client_id}/delights/new?occasion=Bookkeeping+for+a+year+is+done"
    )
    assert 'value="Bookkeeping for a year is done"' in form.text


def test_once_there_is_a_way_to_ask_it_is_offered_first(
    app: Flask, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.test_request_context():
        assert [way.icon for way in ways_on(proposal)] == ["gift"]

    listening = Flask("listening")
    bp = Blueprint("feedback", __name__)
    bp.add_url_rule("/clients/<int:client_id>/ask", "ask", lambda client_id: "")
    delights = Blueprint("delights", __name__)
    delights.add_url_rule("/clients/<int:client_id>/delights/new", "new", lambda client_id: "")
    listening.register_blueprint(bp)
    listening.register_blueprint(delights)
    monkeypatch.setattr("wowcrm.reports.after._", lambda words, **named: words % named)
    with listening.test_request_context():
        asking, delight = ways_on(proposal)
    assert FEEDBACK == "feedback.ask"
    assert (asking.icon, delight.icon) == ("smile", "gift")
