"""The pages of surprises, with htmx and without."""

from datetime import date, timedelta

import pytest

from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight


def plan(client: Client, what: str, on: date, **columns: object) -> Delight:
    delight = Delight(what=what, planned_for=on, **columns)
    client.delights.append(delight)
    db.session.commit()
    return delight


@pytest.mark.parametrize("htmx", [True, False])
def test_smoke(browser: ReadingBrowser, ben: Client, today: date, htmx: bool) -> None:
    planned = plan(ben, "A card", today)
    late = plan(ben, "A cake", today - timedelta(days=3))
    given = plan(ben, "A pen", today, delivered_on=today)
    for url in (
        f"/clients/{ben.id}/delights",
        f"/clients/{ben.id}/delights/new",
        f"/clients/{ben.id}/delights/ideas",
        f"/delights/{planned.id}",
        f"/delights/{planned.id}/edit",
        f"/delights/{given.id}/react",
        f"/delights/{given.id}/edit",
        "/wow",
        "/wow/budget",
        "/wow/ideas",
    ):
        assert browser.get(url, htmx=htmx).status_code == 200
    assert late.id
