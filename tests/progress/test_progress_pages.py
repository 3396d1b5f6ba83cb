"""What is told along the way, from the trader's form to the client's own page."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.progress.works import note, work
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.levels.upkeep import commit
from wowcrm.progress.models import Outcome, ProgressNote, ScopeChange
from wowcrm.progress.sharing import link_of, share
from wowcrm.proposals.models import Proposal
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader


@pytest.fixture
def proposal(ben: Client) -> Proposal:
    proposal = work(ben)
    commit(ben.trader)
    return proposal


@pytest.fixture
def change(proposal: Proposal) -> ScopeChange:
    today = proposal.client.trader.today()
    change = ScopeChange(
        client=proposal.client, proposal=proposal, what="A second warehouse", asked_on=today
    )
    db.session.add(change)
    commit(proposal.client.trader)
    return change


def here(proposal: Proposal) -> str:
    return f"/proposals/{proposal.id}/progress"


def told() -> list[ProgressNote]:
    return list(db.session.scalars(sa.select(ProgressNote)))


@pytest.mark.parametrize("htmx", [False, True])
def test_telling_leads_to_the_message_that_carries_it(
    browser: ReadingBrowser, proposal: Proposal, htmx: bool
) -> None:
    answer = browser.post(here(proposal), data={"text": "All is well."}, htmx=htmx)
    (word,) = told()
    to = answer.headers["HX-Redirect" if htmx else "Location"]
    assert f"/clients/{proposal.client_id}/message?about=progress-note-{word.id}" in to

    page = browser.get(to)
    link = link_of(proposal)
    assert link is not None
    assert "All is well." in page.text
    assert f"http://localhost/for-you/{link.token}" in page.text


def test_a_word_that_was_sent_says_so(
    browser: ReadingBrowser, ben: Client, proposal: Proposal, today: date
) -> None:
    word = note(ben, today, proposal)
    commit(ben.trader)
    form = {"text": "All is well.", "kind": "email"}
    browser.post(f"/clients/{ben.id}/message?about=progress-note-{word.id}", data=form)

    db.session.refresh(word)
    assert word.sent_on == today
    assert "sent " in browser.get(here(proposal)).text


def test_a_word_may_only_stand_on_their_page(browser: ReadingBrowser, proposal: Proposal) -> None:
    data = {"text": "All is well.", "only": "1"}
    answer = browser.post(here(proposal), data=data)
    assert answer.headers["Location"].endswith(here(proposal))


@pytest.mark.parametrize("htmx", [False, True])
def test_a_blank_word_is_refused(browser: ReadingBrowser, proposal: Proposal, htmx: bool) -> None:
    answer = browser.post(here(proposal), data={"text": " "}, htmx=htmx)
    assert answer.status_code == 422
    assert "A sentence will do" in answer.text
    assert not told()


def test_a_client_is_told_of_all_that_is_done_for_them(
    browser: ReadingBrowser, ben: Client
) -> None:
    there = f"/clients/{ben.id}/progress"
    assert browser.get(there).status_code == 200
    assert browser.post(there, data={"text": ""}).status_code == 422
    browser.post(there, data={"text": "The archive is in order."})
    assert "The archive is in order." in browser.get(there).text
    (word,) = told()
    assert word.proposal_id is None


@pytest.mark.parametrize("htmx", [False, True])
def test_a_word_is_said_better_or_taken_away(
    browser: ReadingBrowser, ben: Client, proposal: Proposal, today: date, htmx: bool
) -> None:
    word = note(ben, today, proposal)
    commit(ben.trader)
    one = f"/progress-notes/{word.id}"
    edit = f"{one}/edit"
    assert word.text in browser.get(edit, htmx=htmx).text
    assert browser.post(edit, data={"text": ""}, htmx=htmx).status_code == 422
    assert browser.post(edit, data={"text": "Better."}, htmx=htmx).status_code < 400
    assert "Better." in browser.get(here(proposal)).text

    browser.post(f"{one}/remove", htmx=htmx)
    assert not told()
    assert browser.get(one).status_code == 404


def test_today_says_when_a_word_is_due_and_what_was_told(
    browser: ReadingBrowser, ben: Client, proposal: Proposal, today: date
) -> None:
    proposal.accepted_on = today - timedelta(days=20)
    commit(ben.trader)
    assert "A word every 14 days, even when all goes well." in browser.get("/").text

    browser.post(here(proposal), data={"text": "All is well.", "only": "1"})
    page = browser.get("/").text
    assert "A word every" not in page
    (word,) = told()
    assert f"/progress-notes/{word.id}/remove" in page


# What was asked for besides


@pytest.mark.parametrize("htmx", [False, True])
def test_more_is_asked_for(
    browser: ReadingBrowser, proposal: Proposal, today: date, htmx: bool
) -> None:
    there = f"/proposals/{proposal.id}/scope-changes"
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert browser.post(there, data={"what": ""}, htmx=htmx).status_code == 422
    refused = browser.post(there, data={"what": "Audit", "asked_on": tomorrow}, htmx=htmx)
    assert refused.status_code == 422
    assert "Audit" in refused.text

    browser.post(there, data={"what": "Audit"}, htmx=htmx)
    change = db.session.scalars(sa.select(ScopeChange)).one()
    assert (change.what, change.asked_on, change.outcome) == ("Audit", today, None)
    assert "Audit" in browser.get(here(proposal)).text


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("act", "outcome"), [("agree", Outcome.AGREED), ("decline", Outcome.DECLINED)]
)
def test_it_is_answered_in_one_tap_and_taken_back(
    browser: ReadingBrowser, change: ScopeChange, act: str, outcome: Outcome, htmx: bool
) -> None:
    answer = browser.post(f"/scope-changes/{change.id}/{act}", htmx=htmx)
    assert answer.status_code == (200 if htmx else 303)
    db.session.refresh(change)
    assert change.outcome is outcome

    browser.post(f"/scope-changes/{change.id}/reopen", htmx=htmx)
    db.session.refresh(change)
    assert change.outcome is None


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("amount", ["", "0", "much"])
def test_a_price_needs_a_figure(
    browser: ReadingBrowser, change: ScopeChange, amount: str, htmx: bool
) -> None:
    there = f"/scope-changes/{change.id}/price"
    answer = browser.post(there, data={"amount": amount}, htmx=htmx)
    assert answer.status_code == 422
    assert "amount" in answer.text

    browser.post(there, data={"amount": "120,50"}, htmx=htmx)
    db.session.refresh(change)
    assert change.price == "€120.50"


def test_what_was_given_for_nothing_becomes_a_delight_in_one_tap(
    browser: ReadingBrowser, ben: Client, change: ScopeChange, today: date
) -> None:
    browser.post(f"/scope-changes/{change.id}/delight")
    assert not ben.delights

    browser.post(f"/scope-changes/{change.id}/agree")
    browser.post(f"/scope-changes/{change.id}/delight")
    db.session.expire_all()
    (delight,) = ben.delights
    assert (delight.what, delight.delivered_on) == ("A second warehouse", today)
    assert ben.last_wow_on == today

    browser.post(f"/scope-changes/{change.id}/delight")
    db.session.expire_all()
    assert len(ben.delights) == 1


def test_the_same_is_no_delight_twice(
    browser: ReadingBrowser, ben: Client, change: ScopeChange, today: date
) -> None:
    ben.delights.append(Delight(what=change.what, planned_for=today, delivered_on=today))
    change.agree(on=today)
    commit(ben.trader)

    answer = browser.post(f"/scope-changes/{change.id}/delight", follow_redirects=True)
    assert "given them this before" in answer.text
    db.session.refresh(change)
    assert change.delight_id is None


def test_what_was_never_asked_for_is_taken_away(
    browser: ReadingBrowser, change: ScopeChange
) -> None:
    browser.post(f"/scope-changes/{change.id}/remove")
    assert not db.session.scalars(sa.select(ScopeChange)).all()


# The client's own page


@pytest.fixture
def address(ben: Client, proposal: Proposal) -> str:
    link = share(proposal)
    commit(ben.trader)
    return f"/for-you/{link.token}"


def test_the_client_sees_what_is_done_next_paid_and_told(
    stranger: ReadingBrowser,
    nora: Trader,
    ben: Client,
    proposal: Proposal,
    change: ScopeChange,
    address: str,
    today: date,
) -> None:
    nora.pays_to = "LV80 BANK 0000 4351 9500 1"
    proposal.milestones[0].reach(on=today)
    note(ben, today, proposal)
    note(ben, today - timedelta(days=2), proposal)
    change.agree(on=today)
    commit(nora)

    said = " ".join(stranger.get(address).page.text.split())
    for words in (
        "Lind Accounts",
        "For Ben Carter",
        "1 of 3 done. Next: First figures",
        "The balance is done; the figures come next week.",
        "Told before",
        "Opening balance",
        "paid ",
        "with “Annual accounts”",
        "€300",
        "Paid so far €100",
        "In all €400",
        "LV80 BANK",
        "A second warehouse – agreed, at no cost",
    ):
        assert words in said, words


def test_nothing_internal_is_on_it(
    stranger: ReadingBrowser, ben: Client, proposal: Proposal, address: str, today: date
) -> None:
    ben.notes = "Haggles"
    promise = proposal.milestones[0].promise
    promise.due_on = today - timedelta(days=3)
    ben.touch(InteractionKind.NOTE, "Hush", on=today)
    commit(ben.trader)

    page = stranger.get(address).text
    for words in ("Haggles", "Hush", "late", "Needs", "/clients/", "level", "WowCRM"):
        assert words not in page, words


def test_it_is_private_and_its_looks_are_counted(
    stranger: ReadingBrowser, browser: ReadingBrowser, proposal: Proposal, address: str
) -> None:
    browser.get(address)
    link = link_of(proposal)
    assert link is not None
    assert link.first_seen_at is None

    answer = stranger.get(address)
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "<script" not in answer.text
    db.session.refresh(link)
    assert link.first_seen_at is not None
    for act in ("accept", "decline", "paper.pdf"):
        method = stranger.get if act == "paper.pdf" else stranger.post
        assert method(f"{address}/{act}").status_code == 404


def test_a_stopped_page_and_work_that_was_never_agreed_are_not_there(
    stranger: ReadingBrowser, browser: ReadingBrowser, proposal: Proposal, address: str
) -> None:
    link = link_of(proposal)
    assert link is not None
    browser.post(f"/links/{link.id}/revoke")
    gone = stranger.get(address)
    assert gone.status_code == 404

    renewed = browser.post(f"/links/{link.id}/renew", htmx=True)
    db.session.expire_all()
    now = link_of(proposal)
    assert now is not None
    assert now.token in renewed.text
    assert stranger.get(f"/for-you/{now.token}").status_code == 200
    proposal.accepted_on = None
    commit(proposal.client.trader)
    assert stranger.get(f"/for-you/{now.token}").text == gone.text


def test_closed_work_says_when_it_was_finished(
    stranger: ReadingBrowser, proposal: Proposal, address: str, today: date
) -> None:
    proposal.closed_on = today
    commit(proposal.client.trader)
    assert "Finished on" in stranger.get(address).text


def test_the_page_is_made_once(browser: ReadingBrowser, proposal: Proposal) -> None:
    assert "Make the page" in browser.get(here(proposal)).text
    browser.post(f"{here(proposal)}/share")
    first = link_of(proposal)
    browser.post(f"{here(proposal)}/share")
    assert link_of(proposal) is first
    assert first is not None
    assert first.token in browser.get(here(proposal)).text


def test_the_page_asks_the_same_however_much_there_is(
    stranger: ReadingBrowser,
    ben: Client,
    proposal: Proposal,
    address: str,
    today: date,
    statements: list[str],
) -> None:
    stranger.get(address)
    statements.clear()
    stranger.get(address)
    few = len(statements)
    for days in range(20):
        note(ben, today - timedelta(days=days), proposal)
    commit(ben.trader)
    db.session.expire_all()
    statements.clear()
    stranger.get(address)
    assert len(statements) <= few
