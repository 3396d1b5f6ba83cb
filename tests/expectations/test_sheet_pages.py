"""The sheet on pages: ground rules, a client's own, sharing, and the private page to agree on."""

import re
from datetime import date, timedelta

import pytest

from tests.conftest import client_of
from tests.expectations.conftest import FIGURES, Share
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.models import Document
from wowcrm.expectations.models import Expectations, GroundRules, Unit
from wowcrm.expectations.rhythm import Every, Line
from wowcrm.expectations.sharing import sheet_of
from wowcrm.levels.upkeep import commit
from wowcrm.promises.models import Promise
from wowcrm.traders.models import Trader

DAY = timedelta(days=1)
FORM = {
    "channel": "A call",
    "contact_procedure": "I call back",
    "reply_within": "1",
    "reply_unit": "working_days",
    "hours": "Mornings",
    "progress_every": "14",
    "rhythm-0-what": "Monthly figures",
    "rhythm-0-by": "month-5",
    "rhythm-1-what": "",
    "rhythm-1-by": "",
    "from_me": "The accounts",
    "from_client": "Receipts",
    "not_included": "Old letters",
}


@pytest.fixture
def document(ben: Client, today: date, shared: Share) -> Document:
    return shared(ben, today, lines=[FIGURES], hours="Mornings")


def address(document: Document) -> str:
    return f"/for-you/{document.links[0].token}"


def place(client: Client, act: str = "") -> str:
    return f"/clients/{client.id}/expectations{act}"


# The ground rules


def test_the_ground_rules_stand_under_me(browser: ReadingBrowser, nora: Trader) -> None:
    assert "/expectations" in [link["href"] for link in browser.get("/me").page.all("a")]

    assert browser.post("/expectations", data=FORM).status_code == 303
    rules = db.session.scalars(GroundRules.of(nora)).one()
    assert (rules.channel, rules.reply_within, rules.reply_unit) == ("A call", 1, Unit.WORKING_DAYS)
    assert (rules.lines, rules.progress_every) == ([FIGURES], 14)
    assert 'value="Monthly figures"' in browser.get("/expectations").text


def test_they_are_kept_once(browser: ReadingBrowser, nora: Trader) -> None:
    for hours in ("Mornings", "Evenings"):
        browser.post("/expectations", data={**FORM, "hours": hours})

    assert [one.hours for one in db.session.scalars(GroundRules.of(nora))] == ["Evenings"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"rhythm-0-by": ""}, "By which day?"),
        ({"rhythm-0-by": "month-32"}, "By which day?"),
        ({"rhythm-0-by": "week-8"}, "By which day?"),
        ({"rhythm-0-by": "year-1"}, "By which day?"),
        ({"rhythm-0-what": ""}, "What comes round on that day?"),
        ({"reply_within": "soon"}, "Write a whole number."),
        ({"from_me": "A\n" * 5}, "4 lines at most"),
        ({"not_included": "A" * 81}, "80 characters a line at most"),
        ({"contact_procedure": "A" * 241}, "240 characters at most"),
    ],
)
def test_what_does_not_fit_is_said_beside_it_and_nothing_is_lost(
    browser: ReadingBrowser, nora: Trader, wrong: dict[str, str], said: str
) -> None:
    answer = browser.post("/expectations", data={**FORM, **wrong})

    assert answer.status_code == 422
    assert said in answer.text
    assert "Receipts" in answer.text
    assert not db.session.scalars(GroundRules.of(nora)).all()


# A client's own


def test_the_tab_leads_to_a_sheet_that_begins_from_the_ground_rules(
    browser: ReadingBrowser, ben: Client
) -> None:
    browser.post("/expectations", data=FORM)
    tab = browser.get(f"/clients/{ben.id}/promises").page
    assert place(ben, "/edit") in [link["href"] for link in tab.all("#expectations a")]

    assert 'value="Mornings"' in browser.get(place(ben, "/edit")).text
    assert not db.session.scalars(Expectations.of(ben.trader)).all(), "looking keeps nothing"


def test_a_draft_is_seen_as_the_client_will_see_it_and_shared(
    browser: ReadingBrowser, ben: Client
) -> None:
    answer = browser.post(place(ben, "/edit"), data=FORM)
    assert answer.location == place(ben)
    page = browser.get(place(ben)).text
    assert "Monthly figures, by the 5th of each month" in page
    assert "/for-you/" not in page

    assert browser.post(place(ben, "/share")).location == place(ben)
    page = browser.get(place(ben)).text
    assert "/for-you/" in page
    assert "Waiting for their word" in page
    assert [promise.what for promise in ben.promises] == ["Monthly figures"]
    assert "Waiting for their word" in browser.get(f"/clients/{ben.id}/promises").text


def test_a_change_says_what_is_different_before_it_is_shared(
    browser: ReadingBrowser, ben: Client, document: Document
) -> None:
    browser.post(place(ben, "/edit"), data={**FORM, "hours": "Evenings"})
    page = browser.get(place(ben)).text
    assert "My hours: Evenings (before: Mornings)" in page
    assert "Changed, not shared yet" in page

    browser.post(place(ben, "/share"))
    assert sheet_of(ben).shared is not None
    assert "Version 2" in browser.get(place(ben)).text


def test_saving_without_a_change_makes_no_version(
    browser: ReadingBrowser, ben: Client, today: date, shared: Share
) -> None:
    browser.post(place(ben, "/edit"), data=FORM)
    browser.post(place(ben, "/share"))
    browser.post(place(ben, "/edit"), data=FORM)

    assert "Nothing is different" in browser.get(place(ben)).text
    assert sheet_of(ben).draft is None


def test_a_draft_can_be_dropped(browser: ReadingBrowser, ben: Client, document: Document) -> None:
    browser.post(place(ben, "/edit"), data={**FORM, "hours": "Evenings"})
    browser.post(place(ben, "/drop"))

    assert sheet_of(ben).draft is None
    assert sheet_of(ben).document == document
    assert browser.post(place(ben, "/drop")).status_code == 404


def test_a_blank_sheet_is_not_shared(browser: ReadingBrowser, ben: Client, nora: Trader) -> None:
    browser.post(place(ben, "/edit"), data={**dict.fromkeys(FORM, ""), "reply_unit": "hours"})
    browser.post(place(ben, "/share"))

    assert not db.session.scalars(Document.of(nora)).all()
    assert "Nothing stands on it yet" in browser.get(place(ben)).text


def test_sharing_twice_makes_one_paper(browser: ReadingBrowser, ben: Client, nora: Trader) -> None:
    browser.post(place(ben, "/edit"), data=FORM)
    for _ in range(3):
        browser.post(place(ben, "/share"))

    assert len(db.session.scalars(Document.of(nora)).all()) == 1


# The private page


def test_the_client_reads_and_agrees_without_scripts(
    browser: ReadingBrowser, stranger: ReadingBrowser, ben: Client, document: Document
) -> None:
    page = stranger.get(address(document))
    assert "Monthly figures, by the 5th of each month" in page.text
    assert "<script" not in page.text
    assert not re.search(r"below|exceeds|level--", page.page.text)

    answer = stranger.post(
        f"{address(document)}/accept", data={"name": "Ben Carter", "version": "1"}
    )
    assert answer.status_code == 303
    db.session.refresh(document)
    assert (document.accepted_by, document.version) == ("Ben Carter", 1)
    assert "Agreed by Ben Carter" in browser.get(place(ben)).text
    assert "Agreed" in browser.get(f"/clients/{ben.id}/promises").text


def test_declining_says_why_and_ends_what_comes_round(
    browser: ReadingBrowser, stranger: ReadingBrowser, ben: Client, document: Document
) -> None:
    data = {"because": "Monthly is too much", "version": "1"}
    stranger.post(f"{address(document)}/decline", data=data)

    page = browser.get(place(ben)).text
    assert "Monthly is too much" in page
    assert "change the sheet and share it anew" in page
    assert not db.session.scalars(Promise.of(ben.trader)).all()


def test_the_same_address_shows_the_newest_version(
    browser: ReadingBrowser, stranger: ReadingBrowser, ben: Client, document: Document
) -> None:
    there = address(document)
    browser.post(place(ben, "/edit"), data={**FORM, "hours": "Evenings"})
    browser.post(place(ben, "/share"))

    page = stranger.get(there).text
    assert "What has changed" in page
    assert "Evenings" in page


# The link


def test_the_link_is_closed_and_made_anew(
    browser: ReadingBrowser, stranger: ReadingBrowser, ben: Client, document: Document
) -> None:
    before = address(document)
    browser.post(f"/links/{document.links[-1].id}/revoke")
    assert stranger.get(before).status_code == 404
    assert "it opens nothing any more" in browser.get(place(ben)).text

    browser.post(f"/links/{document.links[-1].id}/renew")
    assert stranger.get(before).status_code == 404
    found = re.search(r"/for-you/[\w-]{32,}", browser.get(place(ben)).text)
    assert found
    assert stranger.get(found[0]).status_code == 200


def test_renewing_closes_the_one_that_was_sent(
    browser: ReadingBrowser, stranger: ReadingBrowser, ben: Client, document: Document
) -> None:
    before = address(document)
    browser.post(f"/links/{document.links[-1].id}/renew")

    assert stranger.get(before).status_code == 404
    assert len([link for link in document.links if link.revoked_at is None]) == 1


def test_the_link_has_a_last_day_when_it_is_told(
    browser: ReadingBrowser,
    stranger: ReadingBrowser,
    ben: Client,
    document: Document,
    today: date,
) -> None:
    there = f"/links/{document.links[-1].id}/limit"
    assert browser.post(there, data={"expires_on": today.isoformat()}).status_code == 303
    db.session.refresh(document.links[0])
    assert document.links[0].expires_on == today
    assert stranger.get(address(document)).status_code == 200

    document.links[0].expires_on = today - DAY
    commit(ben.trader)
    assert stranger.get(address(document)).status_code == 404


def test_the_link_goes_out_with_kind_words(
    browser: ReadingBrowser, ben: Client, document: Document
) -> None:
    page = browser.get(f"/clients/{ben.id}/message?about=document-{document.id}")
    assert f"http://localhost{address(document)}" in page.text

    browser.post(f"/links/{document.links[-1].id}/revoke")
    assert browser.get(f"/clients/{ben.id}/message?about=document-{document.id}").status_code == 404


def test_otto_reaches_nothing_of_a_shared_sheet(
    ottos_browser: ReadingBrowser, otto: Trader, ben: Client, document: Document
) -> None:
    for act in ("", "/edit", "/share", "/drop"):
        for ask in (ottos_browser.get, ottos_browser.post):
            assert ask(place(ben, act)).status_code in {404, 405}
    zane = client_of(otto, "Zane")
    there = f"/clients/{zane.id}/message?about=document-{document.id}"
    assert ottos_browser.get(there).status_code == 404
    assert document.links[0].revoked_at is None


def test_four_things_come_round_at_most(browser: ReadingBrowser, nora: Trader) -> None:
    lines = {f"rhythm-{n}-what": f"Thing {n}" for n in range(9)}
    days = {f"rhythm-{n}-by": "week-1" for n in range(9)}
    answer = browser.post("/expectations", data={**FORM, **lines, **days})

    assert answer.status_code == 303
    rules = db.session.scalars(GroundRules.of(nora)).one()
    assert rules.lines == [Line(f"Thing {n}", Every.WEEK, 1) for n in range(4)]
