"""What these tests share: a question to Ben, and how he answers it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.feedback.asking import Point, ask
from wowcrm.feedback.models import Answer, Survey
from wowcrm.feedback.receiving import Told, receive
from wowcrm.levels.level import ServiceLevel

Ask = Callable[..., Survey]
Say = Callable[..., Answer]


@pytest.fixture
def asks() -> Ask:
    """Ask a client some days ago: `asks(ben, guess="exceeds", ago=3, points={"The bill": "meets"})`."""

    def asks(client: Client, guess: str = "meets", *, ago: int = 0, **more: Any) -> Survey:
        points = [Point(name, ServiceLevel(at)) for name, at in more.pop("points", {}).items()]
        on = client.trader.today() - timedelta(days=ago)
        survey = ask(client, ServiceLevel(guess), on=on, points=points, **more)
        db.session.flush()
        return survey

    return asks


@pytest.fixture
def says() -> Say:
    """Answer a question on its day: `says(survey, "below", because="It was late")`."""

    def says(survey: Survey, level: str, *, ago: int | None = None, **more: Any) -> Answer:
        trader = survey.client.trader
        on = survey.asked_on if ago is None else trader.today() - timedelta(days=ago)
        at = datetime.now(UTC) - timedelta(days=(trader.today() - on).days)
        return receive(survey, Told(ServiceLevel(level), **more), at=at, on=on)

    return says


@pytest.fixture
def question(ben: Client, asks: Ask) -> Survey:
    """Nora asked Ben today, and thinks that it was more than he expected."""
    survey = asks(ben, "exceeds", points={"The bill": "meets", "The first meeting": "exceeds"})
    db.session.commit()
    return survey
