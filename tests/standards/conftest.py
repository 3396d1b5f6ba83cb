"""Nora's month's end: a checklist of three standards."""

import pytest

from wowcrm.db import db
from wowcrm.standards.models import Checklist, Rhythm, Standard
from wowcrm.traders.models import Trader

PROMISES = ("Figures by the 5th", "Two plain sentences come along", "Call back within a day")


@pytest.fixture
def months_end(nora: Trader) -> Checklist:
    checklist = Checklist(
        trader_id=nora.id,
        name="The month’s end",
        rhythm=Rhythm.MONTHLY,
        standards=[Standard(promise=promise) for promise in PROMISES],
    )
    db.session.add(checklist)
    db.session.commit()
    return checklist
