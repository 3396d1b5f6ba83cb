"""Enquiries by themselves: needs drafted from words, the fit, the reply time, what Today says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.digest.content import Site, issue_of
from wowcrm.enquiries.figures import reply_time
from wowcrm.enquiries.fit import fit_of
from wowcrm.enquiries.models import Enquiry, Outcome
from wowcrm.enquiries.needs import drafted_needs
from wowcrm.outbox.sending import send
from wowcrm.promises.kept import Kept, kept_rate
from wowcrm.today.nudge import Rule
from wowcrm.today.queue import queue_for
from wowcrm.traders.models import Trader

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = date(2026, 11, 26)


def enquired(
    trader: Trader, *, hours_ago: int, within: int = 24, took: int | None = None
) -> Enquiry:
    """Somebody wrote, was promised a reply within so many hours, and heard after some."""
    received = NOW - timedelta(hours=hours_ago)
    by = received + timedelta(hours=within)
    enquiry = Enquiry(
        trader=trader,
        name="Jānis",
        message="Books, please",
        received_at=received,
        received_on=trader.day_of(received),
        reply_by=by,
        due_on=trader.day_of(by),
        replied_at=received + timedelta(hours=took) if took is not None else None,
        print="x",
    )
    db.session.add(enquiry)
    db.session.flush()
    return enquiry


@pytest.mark.parametrize(
    ("message", "needs"),
    [
        (
            "Hello Nora, I need the VAT return done every quarter. Could you also sort my receipts?",
            ["The VAT return done every quarter", "Sort my receipts"],
        ),
        ("We're looking for someone to run our payroll.", ["Run our payroll"]),
        ("Hi!\n- yearly accounts\n- payroll for 3\n", ["Yearly accounts", "Payroll for 3"]),
        ("1. Books 2. Tax\nThanks", ["Books 2. Tax"]),
        ("Small bakery in Riga. Opened in May.", ["Small bakery in Riga"]),
        ("?", []),
    ],
)
def test_needs_are_drafted_from_what_somebody_wrote(message: str, needs: list[str]) -> None:
    assert drafted_needs(message) == needs


def test_a_long_wish_is_cut_at_a_word() -> None:
    (need,) = drafted_needs("I need " + "bookkeeping " * 40)

    assert len(need) < 165
    assert need.endswith("bookkeeping …")


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ((2, 2), "Fits well"),
        ((2, 1), "Fits well"),
        ((1, 1), "Fits in part"),
        ((1, 0), "Hardly fits"),
    ],
)
def test_the_fit_is_the_share_of_the_points(points: tuple[int, ...], words: str) -> None:
    fit = fit_of([{"ask": "?", "said": "!", "points": each, "best": 2} for each in points])

    assert fit.words == words


def test_nothing_answered_says_nothing_of_the_fit() -> None:
    assert fit_of([]).words == ""
    assert fit_of([{"ask": "?", "said": "!", "points": 0, "best": 0}]).percent is None


def test_the_reply_time_is_the_median_and_the_share_in_time(nora: Trader, otto: Trader) -> None:
    for took in (1, 3, 30):
        enquired(nora, hours_ago=100, took=took)
    enquired(nora, hours_ago=50)  # late by now
    enquired(nora, hours_ago=5)  # there is time left
    enquired(nora, hours_ago=31 * 24, took=1)  # long ago
    enquired(otto, hours_ago=30, took=1)

    figures = reply_time(nora, NOW)

    assert figures.median == timedelta(hours=3)
    assert (figures.in_time, figures.total, figures.percent) == (2, 4, 50)
    assert figures.words == "3 hours"


def test_a_promised_reply_is_a_promise_among_all(nora: Trader, ben: Client) -> None:
    enquired(nora, hours_ago=100, took=1)
    enquired(nora, hours_ago=100, took=30)
    enquired(nora, hours_ago=100)  # late by now
    enquired(nora, hours_ago=2)  # there is time left
    enquired(nora, hours_ago=100).suspect("It is", on=TODAY)
    taken = enquired(nora, hours_ago=100, took=1)
    taken.take(ben, at=NOW, on=TODAY)
    db.session.flush()

    assert kept_rate(nora, TODAY) == Kept(1, 3)
    assert kept_rate(nora, TODAY, ben) == Kept(0, 0)


def test_spam_is_no_part_of_the_reply_time(nora: Trader) -> None:
    enquired(nora, hours_ago=50).suspect("It is", on=TODAY)

    assert reply_time(nora, NOW).total == 0


def test_the_first_reply_counts_and_what_is_decided_stays_decided(nora: Trader) -> None:
    enquiry = enquired(nora, hours_ago=5)
    enquiry.ask(at=NOW, on=TODAY)
    enquiry.decline(at=NOW + timedelta(days=3), on=TODAY + timedelta(days=3))
    enquiry.pass_on("Ilze", at=NOW, on=TODAY)

    assert enquiry.replied_at == NOW
    assert (enquiry.colleague, enquiry.outcome) == (None, Outcome.DECLINED)

    enquiry.reopen()
    assert (enquiry.is_open, enquiry.outcome) == (True, Outcome.ASKED)


def rules_of(trader: Trader, on: date) -> list[tuple[Rule, str]]:
    return [(nudge.rule, nudge.client.name) for nudge in queue_for(trader, on).nudges]


def test_an_unanswered_enquiry_stands_on_today_and_leads_once_it_is_late(nora: Trader) -> None:
    enquiry = enquired(nora, hours_ago=0, within=24)

    assert rules_of(nora, TODAY) == [(Rule.ENQUIRY_SOON, "Jānis")]
    assert rules_of(nora, TODAY + timedelta(days=1)) == [(Rule.ENQUIRY_SOON, "Jānis")]
    (late,) = queue_for(nora, TODAY + timedelta(days=3)).nudges
    assert (late.rule, late.can_wait) == (Rule.ENQUIRY_LATE, False)
    assert "27 November, 2 days ago" in late.more

    enquiry.ask(at=NOW, on=TODAY)
    db.session.flush()
    assert rules_of(nora, TODAY + timedelta(days=3)) == []


def test_spam_is_not_on_today(nora: Trader) -> None:
    enquired(nora, hours_ago=50).suspect("It is", on=TODAY)
    db.session.flush()

    assert rules_of(nora, TODAY) == []


def test_what_strangers_write_stays_text_in_the_digest(app: Flask, nora: Trader) -> None:
    enquiry = enquired(nora, hours_ago=50)
    enquiry.name = '<a href="https://bad.example">Nora\r\nBcc: all@example.com</a>'
    enquiry.message = "<img src=x onerror=alert(1)>"
    db.session.flush()
    issue = issue_of(nora, TODAY, Site("https://crm.example.com"))
    with app.test_request_context():
        mail = send(nora, "digest", to=nora.email, at=NOW, issue=issue, stop="https://x.example")

    assert "<img src=x" not in (mail.html or "")
    assert "&lt;img src=x" in (mail.html or "")
    assert "bad.example&#34;" in (mail.html or "") or "bad.example&quot;" in (mail.html or "")
    assert "\n" not in mail.subject
