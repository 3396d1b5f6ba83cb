"""What these tests share: Ben complained."""

from datetime import date

import pytest

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.recoveries.models import Recovery
from wowcrm.recoveries.raising import raise_complaint
from wowcrm.traders.models import Trader


@pytest.fixture
def complaint(ben: Client, nora: Trader, today: date) -> Recovery:
    """Ben, whose one need is met, said today that the figures were late."""
    need = Need(summary="Figures", essential=True)
    ben.needs.append(need)
    db.session.flush()
    need.judge(ServiceLevel.MEETS, on=today)
    recovery = raise_complaint(ben, "The figures were late", on=today)
    commit(nora)
    return recovery
