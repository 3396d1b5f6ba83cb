"""Papers: numbered without a gap, frozen when issued, answered once, read by a private link."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import client_of
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.issuing import Number, issue
from wowcrm.documents.models import Document, DocumentKind, digest_of
from wowcrm.documents.paper import Facts, Paper, Party, Points, Prose, Table
from wowcrm.levels.upkeep import commit
from wowcrm.traders.models import Trader


def paper(number: Number, title: str = "Bookkeeping for a year") -> Paper:
    return Paper(
        title=title,
        kind="Proposal",
        dated="3 May 2026",
        sender=Party("Lind Accounts", ("Brīvības iela 1", "Rīga")),
        recipient=Party("Ben Carter"),
        blocks=(
            Prose("Dear Ben,\n\nhere it is."),
            Points("Included", ("Monthly figures",), "yes"),
            Facts("When", (("Delivery", "by the 5th"),)),
            Table("Price", ("What", "Amount"), (("Figures", "€40"),), (1,), (("Total", "€40"),)),
        ),
        number=number.words,
    )


def issued(client: Client, about: str = "proposal-1", **other: object) -> Document:
    on = other.pop("on", client.trader.today())
    return issue(client, DocumentKind.EXPECTATIONS, about, paper, on=on, **other)  # type: ignore[arg-type]


def address(document: Document) -> str:
    return f"/for-you/{document.links[0].token}"


def test_numbers_follow_each_other_for_each_trader_and_year(
    ben: Client, amira: Client, otto: Trader
) -> None:
    numbers = [
        issued(ben, "proposal-1", on=date(2026, 3, 1)),
        issued(amira, "proposal-2", on=date(2026, 12, 31)),
        issued(ben, "proposal-3", on=date(2027, 1, 1)),
        issued(client_of(otto, "Zane"), "proposal-4", on=date(2026, 3, 1)),
    ]
    assert [one.paper.number for one in numbers] == ["2026-001", "2026-002", "2027-001", "2026-001"]


def test_a_number_is_not_given_twice_when_a_paper_is_gone(ben: Client, amira: Client) -> None:
    issued(ben, "proposal-1")
    commit(amira.trader)
    db.session.delete(ben)
    commit(amira.trader)

    assert issued(amira, "proposal-2").number == 2


def test_a_change_is_a_new_version_under_the_same_number_and_address(ben: Client) -> None:
    first = issued(ben)
    before = address(first)
    second = issued(ben)

    assert (second.number, second.version) == (first.number, 2)
    assert second.paper.number.endswith("-001 v2")
    db.session.expire_all()
    assert (first.is_current, first.links, address(second)) == (False, [], before)


@given(
    st.builds(
        Paper,
        title=st.text(),
        kind=st.text(),
        dated=st.text(),
        sender=st.builds(Party, st.text(), st.lists(st.text()).map(tuple)),
        recipient=st.builds(Party, st.text()),
        blocks=st.lists(
            st.builds(Prose, st.text(), st.text())
            | st.builds(Points, st.text(), st.lists(st.text()).map(tuple), st.text())
        ).map(tuple),
    )
)
def test_a_paper_that_was_frozen_is_the_same_again(one: Paper) -> None:
    assert Paper.thawed(one.frozen()) == one


def test_what_was_issued_can_be_told_from_what_was_changed(ben: Client) -> None:
    document = issued(ben)
    commit(ben.trader)
    db.session.expire_all()

    assert digest_of(document.content) == document.digest
    assert digest_of({**document.content, "title": "Another"}) != document.digest


def test_the_client_reads_and_accepts_it_once(ben: Client, stranger: ReadingBrowser) -> None:
    document = issued(ben)
    commit(ben.trader)
    page = stranger.get(address(document))
    assert "Monthly figures" in page.text

    form = {"name": "Ben Carter", "version": "1"}
    for _ in range(3):
        answer = stranger.post(f"{address(document)}/accept", data=form)
        assert answer.status_code == 303
    db.session.refresh(document)
    assert document.accepted_by == "Ben Carter"
    accepted = [line for line in ben_story(ben) if line.startswith("Ben Carter accepted")]
    assert len(accepted) == 1
    assert "Accepted by Ben Carter" in stranger.get(address(document)).text


def ben_story(ben: Client) -> list[str]:
    from wowcrm.timeline.story import story_of

    return [line.summary for line in story_of(ben).lines]


def test_a_name_is_needed_and_nothing_is_lost(ben: Client, stranger: ReadingBrowser) -> None:
    document = issued(ben)
    commit(ben.trader)
    answer = stranger.post(f"{address(document)}/accept", data={"name": " ", "version": "1"})

    assert answer.status_code == 422
    assert "Your name, please" in answer.text
    db.session.refresh(document)
    assert not document.is_decided


def test_consent_is_to_the_version_that_was_read(ben: Client, stranger: ReadingBrowser) -> None:
    first = issued(ben)
    there = address(first)
    second = issued(ben)
    commit(ben.trader)

    answer = stranger.post(f"{there}/accept", data={"name": "Ben", "version": "1"})
    assert answer.status_code == 422
    assert "changed while you read it" in answer.text
    db.session.refresh(second)
    assert not second.is_decided


def test_what_was_declined_is_not_accepted_afterwards(
    ben: Client, stranger: ReadingBrowser
) -> None:
    document = issued(ben)
    commit(ben.trader)
    stranger.post(f"{address(document)}/decline", data={"because": "Too dear", "version": "1"})
    stranger.post(f"{address(document)}/accept", data={"name": "Ben", "version": "1"})

    db.session.refresh(document)
    assert (document.declined_because, document.accepted_at) == ("Too dear", None)


@pytest.mark.parametrize("how", ["wrong", "revoked", "expired"])
def test_a_wrong_a_revoked_and_an_expired_link_look_alike(
    ben: Client, stranger: ReadingBrowser, how: str
) -> None:
    yesterday = ben.trader.today() - timedelta(days=1)
    document = issued(ben, expires_on=yesterday if how == "expired" else None)
    if how == "revoked":
        document.links[0].revoke(at=datetime.now(UTC))
    commit(ben.trader)
    there = "/for-you/" + ("x" * 32 if how == "wrong" else document.links[0].token)

    answers = [
        stranger.get(there),
        stranger.post(f"{there}/accept", data={"name": "Ben", "version": "1"}),
        stranger.post(f"{there}/decline", data={"version": "1"}),
    ]
    assert {one.status_code for one in answers} == {404}
    plain = stranger.get("/for-you/" + "y" * 32).text
    assert {one.text for one in answers} == {plain}


def test_a_private_page_stays_private(ben: Client, stranger: ReadingBrowser) -> None:
    document = issued(ben)
    commit(ben.trader)
    answer = stranger.get(address(document))

    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert "<script" not in answer.text
    assert len(document.links[0].token) >= 32


def test_a_look_is_noted_but_not_the_traders_own(
    ben: Client, browser: ReadingBrowser, stranger: ReadingBrowser
) -> None:
    document = issued(ben)
    commit(ben.trader)
    browser.get(address(document))
    db.session.refresh(document.links[0])
    assert document.links[0].first_seen_at is None

    stranger.get(address(document))
    db.session.refresh(document.links[0])
    assert document.links[0].first_seen_at is not None
