"""The pages of referrals, with htmx and without."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.conftest import client_of
from tests.reading_browser import Answer, ReadingBrowser
from tests.referrals.test_lineage import brought
from tests.referrals.test_referral import good, sent, story
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.referrals.models import Outcome, Referral
from wowcrm.traders.models import Trader

both_ways = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
DAY = timedelta(days=1)


@pytest.fixture
def zane(ben: Client, today: date) -> Referral:
    referral = sent(ben, "Zane Liepa", today, contact="zane@example.com, +371 2912 3456")
    db.session.commit()
    return referral


def tab(client: Client) -> str:
    return f"/clients/{client.id}/referrals"


def all_referrals() -> list[Referral]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Referral).order_by(Referral.id)))


def went_well(answer: Answer, htmx: bool, back: str) -> None:
    """With htmx a fragment comes back; without, the way to the page that shows it."""
    if htmx:
        assert answer.status_code == 200
        assert "<html" not in answer.text
    else:
        assert answer.status_code == 303
        assert answer.headers["Location"] == back


# The tab


def test_an_empty_tab_asks(browser: ReadingBrowser, ben: Client) -> None:
    words = browser.get(tab(ben)).words

    assert "Whom did Ben send?" in words
    assert "Nobody yet that you know of." in words
    assert "You have not asked Ben yet" in words
    assert "None kept yet." in words


@both_ways
def test_a_name_is_enough(browser: ReadingBrowser, ben: Client, today: date, htmx: bool) -> None:
    answer = browser.post(tab(ben), data={"name": " Zane "}, htmx=htmx)

    went_well(answer, htmx, f"{tab(ben)}#referrals")
    (zane,) = all_referrals()
    assert (zane.name, zane.received_on, zane.outcome) == ("Zane", today, Outcome.OPEN)
    assert ben.referrals_given == 1
    page = answer if htmx else browser.get(tab(ben))
    assert "Zane is written down. Thank Ben soon." in page.words
    assert "Thank Ben by" in page.words


@both_ways
def test_a_blank_is_refused_and_the_rest_kept(
    browser: ReadingBrowser, ben: Client, htmx: bool
) -> None:
    data = {"name": " ", "contact": "+371 2912 3456", "note": "Needs a price"}
    answer = browser.post(tab(ben), data=data, htmx=htmx)

    assert answer.status_code == 422
    assert "Say who it is; a first name will do." in answer.words
    assert "+371 2912 3456" in answer.text
    assert "Needs a price" in answer.text
    assert ("<html" in answer.text) is not htmx
    assert all_referrals() == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("received_on", "2999-01-01", "That day is too far away."),
        ("received_on", "yesterday", "I cannot read that day."),
        ("value", "a lot", "Write an amount in figures"),
        ("name", "x" * 201, "That is longer than I can keep"),
    ],
)
def test_nonsense_is_refused(
    browser: ReadingBrowser, ben: Client, field: str, value: str, words: str
) -> None:
    answer = browser.post(tab(ben), data={"name": "Zane", field: value})

    assert answer.status_code == 422
    assert words in answer.words
    assert value in answer.text
    assert all_referrals() == []


def test_a_day_to_come_is_refused(browser: ReadingBrowser, ben: Client, today: date) -> None:
    tomorrow = (today + DAY).isoformat()
    answer = browser.post(tab(ben), data={"name": "Zane", "received_on": tomorrow})

    assert answer.status_code == 422
    assert "That day is still to come." in answer.words


def test_sent_twice_is_saved_once(browser: ReadingBrowser, ben: Client) -> None:
    for _ in range(2):
        browser.post(tab(ben), data={"name": "Zane", "once": "the same"})

    assert len(all_referrals()) == 1
    db.session.refresh(ben)
    assert ben.referrals_given == 1


# Thanks


@both_ways
def test_one_tap_thanks(
    browser: ReadingBrowser, ben: Client, zane: Referral, today: date, htmx: bool
) -> None:
    answer = browser.post(f"/referrals/{zane.id}/thank", data={}, htmx=htmx)

    went_well(answer, htmx, f"{tab(ben)}#referral-{zane.id}")
    assert all_referrals()[0].thanked_on == today
    page = answer if htmx else browser.get(tab(ben))
    assert "thanked" in page.words
    assert "Thank Ben by" not in page.words


def test_thanks_tell_how_and_when(browser: ReadingBrowser, zane: Referral, today: date) -> None:
    yesterday = today - DAY
    data = {"how": "a card", "on": yesterday.isoformat()}
    browser.post(f"/referrals/{zane.id}/thank", data=data)

    assert [(r.thanked_on, r.thanked_how) for r in all_referrals()] == [(yesterday, "a card")]


@both_ways
def test_thanks_to_come_are_refused(
    browser: ReadingBrowser, zane: Referral, today: date, htmx: bool
) -> None:
    data = {"how": "a long letter", "on": (today + DAY).isoformat()}
    answer = browser.post(f"/referrals/{zane.id}/thank", data=data, htmx=htmx)

    assert answer.status_code == 422
    assert "That day is still to come." in answer.words
    assert "a long letter" in answer.text
    assert not all_referrals()[0].is_thanked


@both_ways
def test_thanks_are_taken_back(
    browser: ReadingBrowser, ben: Client, zane: Referral, today: date, htmx: bool
) -> None:
    zane.thank(on=today)
    db.session.commit()
    answer = browser.post(f"/referrals/{zane.id}/unthank", data={}, htmx=htmx)

    went_well(answer, htmx, f"{tab(ben)}#referral-{zane.id}")
    assert not all_referrals()[0].is_thanked


def test_today_thanks_and_shows_it_done(browser: ReadingBrowser, ben: Client, today: date) -> None:
    zane = sent(ben, "Zane Liepa", today - 2 * DAY)
    db.session.commit()
    assert "Sent you Zane Liepa 2 days ago." in browser.get("/").words

    answer = browser.post(f"/referrals/{zane.id}/thank", data={"back": "/"}, follow_redirects=True)
    assert "Done today" in answer.words
    assert "Sent you Zane Liepa. Thanked" in answer.words

    answer = browser.post(
        f"/referrals/{zane.id}/unthank", data={"back": "/"}, follow_redirects=True
    )
    assert "Sent you Zane Liepa 2 days ago." in answer.words


# What came of it


@both_ways
def test_it_came_to_nothing_and_is_opened_again(
    browser: ReadingBrowser, ben: Client, zane: Referral, htmx: bool
) -> None:
    back = f"{tab(ben)}#referral-{zane.id}"
    went_well(browser.post(f"/referrals/{zane.id}/close", data={}, htmx=htmx), htmx, back)
    assert all_referrals()[0].outcome is Outcome.NOTHING

    went_well(browser.post(f"/referrals/{zane.id}/reopen", data={}, htmx=htmx), htmx, back)
    assert all_referrals()[0].is_open


def test_the_new_client_is_filled_in(browser: ReadingBrowser, zane: Referral) -> None:
    page = browser.get(f"/referrals/{zane.id}/convert").page

    values = {field.get("name"): field.get("value") for field in page.all("input")}
    assert values["name"] == "Zane Liepa"
    assert values["email"] == "zane@example.com"
    assert values["phone"] == "+371 2912 3456"


@both_ways
def test_a_new_client_keeps_the_link(
    browser: ReadingBrowser, ben: Client, zane: Referral, today: date, htmx: bool
) -> None:
    data = {"name": "Zane Liepa", "email": "zane@example.com", "phone": "", "once": "this"}
    answer = browser.post(f"/referrals/{zane.id}/convert", data=data, htmx=htmx)
    browser.post(f"/referrals/{zane.id}/convert", data=data, htmx=htmx)
    browser.post(f"/referrals/{zane.id}/convert", data={**data, "once": "another"}, htmx=htmx)

    (became,) = db.session.scalars(sa.select(Client).where(Client.name == "Zane Liepa"))
    assert (became.client_since, became.found_us_by) == (today, "Ben Carter")
    assert [detail.value for detail in became.details] == ["zane@example.com"]
    assert all_referrals()[0].client is became
    assert [words for _, words in story(became)] == ["Became your client", "Sent by Ben Carter"]
    where = answer.headers["HX-Redirect" if htmx else "Location"]
    assert where == f"/clients/{became.id}"
    assert "Sent by Ben Carter" in browser.get(tab(became)).words


def test_a_nameless_client_is_refused(browser: ReadingBrowser, zane: Referral) -> None:
    data = {"name": "", "email": "not an address", "phone": "none"}
    answer = browser.post(f"/referrals/{zane.id}/convert", data=data)

    assert answer.status_code == 422
    for words in ("A first name will do.", "looks like name@example.com", "figures in it"):
        assert words in answer.words
    assert "not an address" in answer.text
    assert all_referrals()[0].is_open


def test_a_lookalike_is_offered_first(
    browser: ReadingBrowser, nora: Trader, zane: Referral
) -> None:
    known = client_of(nora, "Zane Liepa")
    url = f"/referrals/{zane.id}/convert"
    answer = browser.post(url, data={"name": "Zane Liepa", "once": "first"})
    assert answer.status_code == 422
    assert "Somebody like that is your client already." in answer.words

    answer = browser.post(f"/referrals/{zane.id}/link", data={"client": known.id})
    assert answer.status_code == 303
    assert all_referrals()[0].client == known

    browser.post(f"/referrals/{zane.id}/reopen", data={})
    browser.post(url, data={"name": "Zane Liepa", "anyway": "1"})
    assert all_referrals()[0].client != known


def test_a_client_is_found_and_linked(
    browser: ReadingBrowser, ben: Client, karlis: Client, zane: Referral
) -> None:
    words = browser.get(f"/referrals/{zane.id}/convert?q=berz").words
    assert "Kārlis Bērziņš" in words
    assert "Nobody is called that." in browser.get(f"/referrals/{zane.id}/convert?q=xyz").words

    answer = browser.post(f"/referrals/{zane.id}/link", data={"client": karlis.id}, htmx=True)
    assert answer.headers["HX-Redirect"] == f"{tab(ben)}#referral-{zane.id}"
    assert all_referrals()[0].client == karlis


def test_nobody_sends_themselves_or_whoever_sent_them(
    browser: ReadingBrowser, ben: Client, amira: Client, zane: Referral
) -> None:
    brought(amira, ben)
    db.session.commit()
    link = f"/referrals/{zane.id}/link"
    for client, words in ((ben, "Nobody sends themselves."), (amira, "Ben came through Amira")):
        answer = browser.post(link, data={"client": client.id}, follow_redirects=True)
        assert words in answer.words

    assert all_referrals()[0].is_open


@pytest.mark.parametrize("client", ["", "nobody", "0", "99999999999", "-1"])
def test_linking_to_nobody_is_not_found(
    browser: ReadingBrowser, zane: Referral, client: str
) -> None:
    assert browser.post(f"/referrals/{zane.id}/link", data={"client": client}).status_code == 404


# Changing and striking out


def test_a_referral_is_mended(browser: ReadingBrowser, ben: Client, zane: Referral) -> None:
    assert "zane@example.com" in browser.get(f"/referrals/{zane.id}/edit").text

    browser.post(
        f"/referrals/{zane.id}/edit", data={"name": "Zane Bērza", "contact": "", "value": "1200"}
    )
    (mended,) = all_referrals()
    assert (mended.name, mended.contact, str(mended.value)) == ("Zane Bērza", None, "1200")
    assert [words for _, words in story(ben)] == ["Sent you Zane Bērza"]

    answer = browser.post(f"/referrals/{zane.id}/edit", data={"name": "", "note": "Kept"})
    assert answer.status_code == 422
    assert "Kept" in answer.text


def test_a_referral_is_struck_out(browser: ReadingBrowser, ben: Client, zane: Referral) -> None:
    browser.post(f"/referrals/{zane.id}/delete", data={})

    assert all_referrals() == []
    db.session.refresh(ben)
    assert ben.referrals_given == 0


@both_ways
def test_asking_is_written_down(
    browser: ReadingBrowser, ben: Client, today: date, htmx: bool
) -> None:
    back = f"{tab(ben)}#asking"
    went_well(browser.post(f"/clients/{ben.id}/ask", data={}, htmx=htmx), htmx, back)
    db.session.refresh(ben)
    assert ben.asked_on == today

    went_well(browser.post(f"/clients/{ben.id}/unask", data={}, htmx=htmx), htmx, back)
    db.session.refresh(ben)
    assert ben.asked_on is None


# Everybody's


def test_with_nothing_yet_the_page_says_what_to_do(browser: ReadingBrowser, ben: Client) -> None:
    assert "Nobody has been sent to you yet" in browser.get("/wow/word-of-mouth").words
    assert "/wow/word-of-mouth" in browser.get("/wow").text


def test_the_page_shows_who_sent_whom(
    browser: ReadingBrowser, ben: Client, amira: Client, karlis: Client, zane: Referral, today: date
) -> None:
    brought(ben, amira)
    brought(amira, karlis)
    good(amira, consent_on=today)
    good(ben)
    db.session.commit()

    answer = browser.get("/wow/word-of-mouth")

    for words in ("3 people were sent to you", "2 became clients", "2 sent · 1 client"):
        assert words in answer.words
    assert "Thank Ben by" in answer.words
    assert "sent by Amira Haddad" in answer.words
    assert answer.words.count("“A wonder”") == 1


def test_long_lists_go_on_by_htmx_and_without(
    browser: ReadingBrowser, ben: Client, today: date
) -> None:
    for number in range(23):
        sent(ben, f"Somebody {number:02}", today - (30 - number) * DAY)
    db.session.commit()
    first = browser.get("/wow/word-of-mouth")
    assert "Somebody 19" in first.words
    assert "Somebody 20" not in first.words
    more = next(a["href"] for a in first.page.all("a") if "list=thanks" in a.get("href", ""))

    for answer in (browser.get(more), browser.get(more, htmx=True)):
        assert "Somebody 20" in answer.words
        assert "Somebody 22" in answer.words
        assert "Somebody 19" not in answer.words


@pytest.mark.parametrize("after", ["nonsense", "2026-13-45.1", "1.2", "2026-05-03.99999999999"])
@pytest.mark.parametrize("name", ["thanks", "senders", "quotes", "heard", "else"])
def test_a_strange_address_begins_at_the_beginning(
    browser: ReadingBrowser, zane: Referral, name: str, after: str
) -> None:
    assert browser.get(f"/wow/word-of-mouth?list={name}&after={after}").status_code == 200


@pytest.mark.parametrize("page", ["/wow/word-of-mouth", "/clients/{id}/referrals", "/"])
def test_queries_do_not_grow_with_rows(
    browser: ReadingBrowser,
    nora: Trader,
    ben: Client,
    today: date,
    statements: list[str],
    page: str,
) -> None:
    trader_id, sender_id = nora.id, ben.id

    def add(number: int) -> None:
        trader, sender = (
            db.session.get_one(Trader, trader_id),
            db.session.get_one(Client, sender_id),
        )
        for each in range(number):
            client = client_of(trader, f"Client {number} {each}")
            brought(sender, client)
            sent(client, "Somebody", today - 3 * DAY)
            good(client, consent_on=today)
            good(sender, consent_on=today)
        db.session.commit()

    def asked() -> int:
        # The page shares the session with the test, and would find what the test has read.
        db.session.expunge_all()
        statements.clear()
        assert browser.get(page.format(id=sender_id)).status_code == 200
        return len(statements)

    add(2)
    browser.get("/")
    few = asked()
    add(9)
    assert asked() == few


def test_otto_finds_nothing(
    ottos_browser: ReadingBrowser, otto: Trader, ben: Client, zane: Referral
) -> None:
    his = sent(client_of(otto, "His own"), "Olga")
    db.session.commit()
    for path in (tab(ben), f"/referrals/{zane.id}", f"/referrals/{zane.id}/convert"):
        assert ottos_browser.get(path).status_code == 404
    for act in ("thank", "unthank", "close", "reopen", "delete", "edit", "convert", "link"):
        url = f"/referrals/{zane.id}/{act}"
        assert ottos_browser.post(url, data={"name": "x"}).status_code == 404
    assert ottos_browser.post(tab(ben), data={"name": "x"}).status_code == 404
    assert ottos_browser.post(f"/clients/{ben.id}/ask", data={}).status_code == 404
    # Nor can one of his become a client of hers.
    answer = ottos_browser.post(f"/referrals/{his.id}/link", data={"client": ben.id})
    assert answer.status_code == 404
    assert "Zane" not in ottos_browser.get("/wow/word-of-mouth").text
