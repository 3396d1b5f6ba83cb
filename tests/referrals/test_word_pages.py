"""The pages of good words and bad ones, with htmx and without."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.reading_browser import ReadingBrowser
from tests.referrals.test_referral import bad, good, story
from tests.referrals.test_referral_pages import both_ways, tab, went_well
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.referrals.models import BadWord, GoodWord


def good_words() -> list[GoodWord]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(GoodWord)))


def bad_words() -> list[BadWord]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(BadWord)))


@pytest.fixture
def praise(ben: Client) -> GoodWord:
    word = good(ben)
    db.session.commit()
    return word


@pytest.fixture
def grumble(ben: Client) -> BadWord:
    word = bad(ben)
    db.session.commit()
    return word


@both_ways
def test_a_good_word_is_kept(browser: ReadingBrowser, ben: Client, today: date, htmx: bool) -> None:
    data = {
        "words": "A wonder",
        "place": "Google",
        "link": "example.com/reviews",
        "consent_on": today.isoformat(),
    }
    answer = browser.post(f"/clients/{ben.id}/good-words", data=data, htmx=htmx)

    went_well(answer, htmx, f"{tab(ben)}#good-words")
    (word,) = good_words()
    assert (word.link, word.said_on) == ("https://example.com/reviews", today)
    assert word.may_be_quoted
    page = answer if htmx else browser.get(tab(ben))
    assert "“A wonder”" in page.words
    assert "May be quoted" in page.words


@both_ways
@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"words": " ", "place": "Google"}, "Write their words down"),
        ({"words": "A", "link": "javascript:alert(1)", "place": "Google"}, "A link looks like"),
        ({"words": "A", "link": "https://[", "place": "Google"}, "A link looks like"),
        ({"words": "A", "said_on": "2999-01-01", "place": "Google"}, "too far away"),
        ({"words": "A" * 2001, "place": "Google"}, "longer than I can keep"),
    ],
)
def test_what_is_no_good_word_is_refused(
    browser: ReadingBrowser, ben: Client, data: dict[str, str], words: str, htmx: bool
) -> None:
    answer = browser.post(f"/clients/{ben.id}/good-words", data=data, htmx=htmx)

    assert answer.status_code == 422
    assert words in answer.words
    assert "Google" in answer.text
    assert good_words() == []


@both_ways
def test_they_agree_to_be_quoted_and_think_again(
    browser: ReadingBrowser, ben: Client, praise: GoodWord, today: date, htmx: bool
) -> None:
    back = f"{tab(ben)}#good_word-{praise.id}"
    went_well(browser.post(f"/good-words/{praise.id}/agree", data={}, htmx=htmx), htmx, back)
    assert good_words()[0].consent_on == today
    assert "data-copy" in browser.get(f"/good-words/{praise.id}").text

    went_well(browser.post(f"/good-words/{praise.id}/disagree", data={}, htmx=htmx), htmx, back)
    assert good_words()[0].consent_on is None


def test_a_good_word_is_mended_and_struck_out(
    browser: ReadingBrowser, ben: Client, praise: GoodWord
) -> None:
    url = f"/good-words/{praise.id}/edit"
    assert "A wonder" in browser.get(url).text
    browser.post(url, data={"words": "A miracle", "said_on": "2026-05-03"})
    assert [words for _, words in story(ben)] == ["“A miracle”"]
    assert browser.post(url, data={"words": ""}).status_code == 422

    browser.post(f"/good-words/{praise.id}/delete", data={})
    assert good_words() == []
    assert story(ben) == []


@both_ways
def test_a_bad_word_is_heard(browser: ReadingBrowser, ben: Client, today: date, htmx: bool) -> None:
    data = {"words": "Too slow", "place": "the market"}
    answer = browser.post(f"/clients/{ben.id}/bad-words", data=data, htmx=htmx)

    went_well(answer, htmx, f"{tab(ben)}#bad-words")
    assert bad_words()[0].heard_on == today
    page = browser.get("/wow/word-of-mouth")
    assert "Heard, and not seen to" in page.words
    assert "“Too slow”" in page.words


@both_ways
def test_hearing_nothing_is_refused(browser: ReadingBrowser, ben: Client, htmx: bool) -> None:
    data = {"words": "", "place": "the market"}
    answer = browser.post(f"/clients/{ben.id}/bad-words", data=data, htmx=htmx)

    assert answer.status_code == 422
    assert "the market" in answer.text
    assert bad_words() == []


@both_ways
def test_a_bad_word_is_seen_to_and_not_after_all(
    browser: ReadingBrowser, ben: Client, grumble: BadWord, today: date, htmx: bool
) -> None:
    back = f"{tab(ben)}#bad_word-{grumble.id}"
    went_well(browser.post(f"/bad-words/{grumble.id}/see-to", data={}, htmx=htmx), htmx, back)
    assert bad_words()[0].seen_to_on == today
    went_well(browser.post(f"/bad-words/{grumble.id}/reopen", data={}, htmx=htmx), htmx, back)
    assert bad_words()[0].seen_to_on is None


def test_a_bad_word_becomes_a_need(browser: ReadingBrowser, ben: Client, grumble: BadWord) -> None:
    page = browser.get(f"/bad-words/{grumble.id}").page
    link = next(a["href"] for a in page.all("a") if "summary=" in a.get("href", ""))

    answer = browser.get(link)
    assert any(field.get("value") == "Too slow" for field in answer.page.all("input"))


def test_a_bad_word_is_mended_and_struck_out(
    browser: ReadingBrowser, ben: Client, grumble: BadWord
) -> None:
    url = f"/bad-words/{grumble.id}/edit"
    yesterday = (grumble.heard_on - timedelta(days=1)).isoformat()
    browser.post(url, data={"words": "Far too slow", "heard_on": yesterday})
    assert [words for _, words in story(ben)] == ["Heard: “Far too slow” (the market)"]
    assert browser.post(url, data={"words": "", "place": "the fair"}).status_code == 422

    browser.post(f"/bad-words/{grumble.id}/delete", data={})
    assert bad_words() == []


def test_words_sent_twice_are_kept_once(browser: ReadingBrowser, ben: Client) -> None:
    for kind in ("good-words", "bad-words"):
        for _ in range(2):
            data = {"words": "Well", "once": f"the same {kind}"}
            browser.post(f"/clients/{ben.id}/{kind}", data=data)

    assert (len(good_words()), len(bad_words())) == (1, 1)


def test_otto_hears_nothing(
    ottos_browser: ReadingBrowser, ben: Client, praise: GoodWord, grumble: BadWord
) -> None:
    for kind, id in (("good-words", praise.id), ("bad-words", grumble.id)):
        assert ottos_browser.get(f"/{kind}/{id}").status_code == 404
        assert ottos_browser.get(f"/{kind}/{id}/edit").status_code == 404
        url = f"/clients/{ben.id}/{kind}"
        assert ottos_browser.post(url, data={"words": "x"}).status_code == 404
        for act in ("agree", "disagree", "see-to", "reopen", "edit", "delete"):
            answer = ottos_browser.post(f"/{kind}/{id}/{act}", data={"words": "x"})
            assert answer.status_code == 404
