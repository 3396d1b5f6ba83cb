"""What strangers find and write: acknowledged at once, guarded, and never lost."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.enquiries.conftest import LETTER, MESSAGE, PAGE, Write
from tests.reading_browser import ReadingBrowser
from wowcrm.db import db
from wowcrm.enquiries import tidying
from wowcrm.enquiries.guarding import MOST, USUAL, stamp
from wowcrm.enquiries.models import Enquiry
from wowcrm.front.models import FitQuestion, FrontPage
from wowcrm.outbox.models import Mail
from wowcrm.traders.models import Trader

SERVER = {"host": "mail.example.com", "sender": "nora@example.com"}


def all_of(trader: Trader) -> list[Enquiry]:
    return list(db.session.scalars(Enquiry.of(trader).order_by(Enquiry.id)))


def test_the_page_says_what_to_expect_and_by_when_a_reply_comes(
    front: FrontPage, question: FitQuestion, stranger: ReadingBrowser
) -> None:
    answer = stranger.get(PAGE)

    assert answer.status_code == 200
    for words in ("Lind Accounts", "Books for small firms", "How soon?", "What you can expect"):
        assert words in answer.words
    assert "you hear from me by" in answer.words
    assert not answer.page.all("script")
    assert "Set-Cookie" not in answer.headers


def test_a_closed_page_is_not_there(
    front: FrontPage, stranger: ReadingBrowser, write: Write, nora: Trader
) -> None:
    front.close()

    assert stranger.get(PAGE).status_code == 404
    assert write().status_code == 404
    assert all_of(nora) == []


@pytest.mark.parametrize("found", [False, True])
def test_the_trader_says_whether_search_engines_may_show_it(
    front: FrontPage, stranger: ReadingBrowser, found: bool
) -> None:
    front.may_be_found = found
    answer = stranger.get(PAGE)

    robots = answer.page.first("meta[name=robots]")["content"]
    assert ("noindex" in answer.headers.get("X-Robots-Tag", "")) is not found
    assert robots == ("index, follow" if found else "noindex, nofollow")
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Allow: /enquire/" in stranger.get("/robots.txt").text


def test_an_enquiry_is_acknowledged_on_the_page(
    write: Write, stranger: ReadingBrowser, nora: Trader
) -> None:
    answer = write()

    (enquiry,) = all_of(nora)
    assert answer.status_code == 303
    thanks = stranger.get(answer.headers["Location"])
    assert "Thank you, Jānis Ozols. I have it." in thanks.words
    assert "You hear from me by" in thanks.words
    assert enquiry.message == MESSAGE
    assert enquiry.received_at < enquiry.reply_by
    assert not enquiry.is_set_aside


def test_it_is_acknowledged_by_mail_where_there_is_mail(
    app: Flask, write: Write, nora: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SMTP", SERVER)
    write(message="<b>Cheap pills</b> for everybody")

    mail = db.session.scalars(Mail.of(nora)).one()
    assert (mail.to_address, mail.kind) == ("janis@example.com", "enquiry")
    assert "by" in mail.subject
    assert "Cheap pills" not in f"{mail.text}{mail.html}", "strangers' words are not sent around"
    assert mail.headers == {"Auto-Submitted": "auto-replied"}


def test_no_mail_goes_out_without_a_mail_server_nor_to_what_looks_like_spam(
    app: Flask, write: Write, nora: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    write()
    monkeypatch.setitem(app.config, "SMTP", SERVER)
    write(message="Buy this", website="https://example.com")

    assert db.session.scalars(Mail.of(nora)).all() == []


def test_the_form_pesters_nobody_with_mail(
    app: Flask, write: Write, nora: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SMTP", SERVER)
    for number, email in enumerate(("janis@example.com", "Janis@Example.com", "JANIS@example.com")):
        write(message=f"Message {number}", email=email)

    assert len(db.session.scalars(Mail.of(nora)).all()) == 2


def test_an_advert_for_a_name_is_not_spoken_back(write: Write, stranger: ReadingBrowser) -> None:
    answer = write(name="Pills at pills.example.com")

    assert "pills" not in stranger.get(answer.headers["Location"]).text


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"website": "https://example.com"}, "people do not see"),
        ({"shown": "made up"}, "not mine"),
        ({"shown": ""}, "not mine"),
        ({"message": "http://a.example http://b.example www.c.example"}, "3 links"),
        ({"message": "[url=http://a.example]Look[/url]"}, "mark-up"),
        ({"message": 'Look <a href="x">here</a>'}, "mark-up"),
    ],
)
def test_what_looks_like_spam_is_set_aside_and_answered_like_everything(
    write: Write, nora: Trader, stranger: ReadingBrowser, changes: dict[str, str], why: str
) -> None:
    answer = write(**changes)

    (enquiry,) = all_of(nora)
    assert answer.status_code == 303
    assert "I have it" in stranger.get(answer.headers["Location"]).words
    assert enquiry.is_set_aside
    assert why in (enquiry.suspected or "")


def test_a_form_filled_in_faster_than_anybody_writes_is_suspected(
    write: Write, nora: Trader
) -> None:
    write(shown=stamp(datetime.now(UTC) - timedelta(seconds=1)))

    assert all_of(nora)[0].is_set_aside


def test_a_plain_form_on_another_site_is_as_welcome(
    stranger: ReadingBrowser, front: FrontPage, nora: Trader
) -> None:
    stranger.post(PAGE, data=LETTER, headers={"Origin": "https://lind.example"})

    assert not all_of(nora)[0].is_set_aside


def test_many_from_one_place_are_set_aside_and_far_too_many_wait(
    write: Write, nora: Trader
) -> None:
    for number in range(MOST):
        write(message=f"Message {number}")
    refused = write(message="One more")

    kept = all_of(nora)
    assert [each.is_set_aside for each in kept] == [False] * USUAL + [True] * (MOST - USUAL)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "3600"
    assert "One more" in refused.text, "what was typed is not lost"


def test_another_place_is_not_held_up(write: Write, stranger: ReadingBrowser, nora: Trader) -> None:
    for number in range(MOST):
        write(message=f"Message {number}")
    stranger.post(PAGE, data=LETTER, environ_overrides={"REMOTE_ADDR": "192.0.2.7"})

    assert not all_of(nora)[-1].is_set_aside


def test_a_form_sent_twice_is_one_enquiry(write: Write, nora: Trader) -> None:
    first, second = write(), write()

    assert first.headers["Location"] == second.headers["Location"]
    assert len(all_of(nora)) == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"message": " "}, "A sentence or two will do."),
        ({"name": ""}, "What may I call you?"),
        ({"email": ""}, "so that I can reply"),
        ({"email": "janis"}, "name@example.com"),
        ({"message": "x" * 5001}, "longer than I can keep"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(
    write: Write, nora: Trader, changes: dict[str, str], why: str
) -> None:
    answer = write(phone="2912345" if "email" not in changes else "", **changes)

    assert answer.status_code == 422
    assert why in answer.words
    assert "2912345" in answer.text or "email" in changes
    assert all_of(nora) == []


def test_a_flood_of_letters_is_refused_unread(write: Write, nora: Trader) -> None:
    assert write(message="x" * 70_000).status_code == 413
    assert all_of(nora) == []


def test_answers_bring_points_by_the_rules_of_the_day(
    write: Write, question: FitQuestion, nora: Trader
) -> None:
    write(**{question.name: "Some day"})
    write(message="Another", **{question.name: "Never heard of"})

    first, second = all_of(nora)
    assert first.answers == [{"ask": "How soon?", "said": "Some day", "points": 1, "best": 2}]
    assert second.answers == []


def test_spam_is_kept_for_thirty_days_and_a_real_one_for_good(
    app: Flask, write: Write, nora: Trader
) -> None:
    write(website="trap")
    write(message="A real one")
    now = datetime.now(UTC)
    db.session.commit()

    tidying.sweep(now + timedelta(days=30))
    assert len(all_of(nora)) == 2
    db.session.commit()

    tidying.sweep(now + timedelta(days=33))
    db.session.expire_all()
    assert [each.message for each in all_of(nora)] == ["A real one"]
    assert all_of(nora)[0].sender is None, "nobody remembers from where it came"
