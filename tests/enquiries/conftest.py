"""Nora's page for strangers, open, with one question on it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.reading_browser import Answer, ReadingBrowser
from wowcrm.db import db
from wowcrm.enquiries.guarding import stamp
from wowcrm.enquiries.models import Enquiry
from wowcrm.front.models import FitQuestion, FrontPage
from wowcrm.traders.models import Trader

PAGE = "/enquire/lind-accounts"
MESSAGE = "Hello Nora, I need the VAT return done every quarter. Could you also sort my receipts?"
LETTER = {"name": "Jānis Ozols", "email": "janis@example.com", "message": MESSAGE}

Write = Callable[..., Answer]


@pytest.fixture
def front(nora: Trader) -> FrontPage:
    front = FrontPage(trader_id=nora.id, address="lind-accounts", what_i_do="Books for small firms")
    front.open(on=nora.today())
    db.session.add(front)
    db.session.commit()
    return front


@pytest.fixture
def question(nora: Trader) -> FitQuestion:
    options = [
        {"words": "Within a month", "points": 2},
        {"words": "Some day", "points": 1},
        {"words": "Tomorrow", "points": 0},
    ]
    question = FitQuestion(trader_id=nora.id, ask="How soon?", options=options)
    db.session.add(question)
    db.session.commit()
    return question


@pytest.fixture
def write(app: Flask, front: FrontPage, stranger: ReadingBrowser) -> Write:
    """Write to Nora as a person does: the page was shown a minute ago."""

    def write(**changes: str) -> Answer:
        shown = stamp(datetime.now(UTC) - timedelta(minutes=1))
        data = {**LETTER, "shown": shown, **changes}
        return stranger.post(PAGE, data=data)

    return write


@pytest.fixture
def enquiry(write: Write, nora: Trader) -> Enquiry:
    write()
    return db.session.scalars(Enquiry.of(nora)).one()


def figures(text: str) -> list[int]:
    return [int(each) for each in re.findall(r"\d+", text)]
