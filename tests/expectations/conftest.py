"""A sheet with Ben, and what it takes to share it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from wowcrm.clients.models import Client
from wowcrm.documents.models import Document
from wowcrm.expectations.rhythm import Every, Line
from wowcrm.expectations.sharing import draft_of, keep, share, sheet_of
from wowcrm.levels.upkeep import commit

FIGURES = Line("Monthly figures", Every.MONTH, 5)
TAX = Line("The tax to pay", Every.QUARTER, 15)

Share = Callable[..., Document]


@pytest.fixture
def shared() -> Share:
    """Share a client's sheet on a day, changed in some points."""

    def act(client: Client, on: date, **changes: Any) -> Document:
        draft = draft_of(client)
        if "lines" in changes:
            changes["rhythm"] = [line.frozen() for line in changes.pop("lines")]
        for name, value in changes.items():
            setattr(draft, name, value)
        keep(client, draft)
        document = share(sheet_of(client), on=on)
        commit(client.trader)
        return document

    return act
