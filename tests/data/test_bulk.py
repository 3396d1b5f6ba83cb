import gc
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.conftest import client_of
from wowcrm.clients.models import Client
from wowcrm.data.asking import CLIENTS
from wowcrm.data.bulk import Rows, unswept
from wowcrm.db import db, many, one_of
from wowcrm.levels.level import ServiceLevel
from wowcrm.traders.models import Trader


def test_rows_are_as_objects_would_be(nora: Trader) -> None:
    rows = Rows(
        CLIENTS, "id", "name", "sort_key", "value", "client_since", "level", trader_id=nora.id
    )
    first, second = rows.numbers(2)
    rows.put(
        [
            (first, "Ben", "ben", Decimal(0), None, ServiceLevel.MEETS),
            (second, "Amira", "amira", None, date(2026, 1, 2), ServiceLevel.UNKNOWN),
        ]
    )
    db.session.commit()

    ben, amira = db.session.scalars(Client.of(nora).order_by(Client.id))
    assert (ben.value, ben.client_since, ben.level) == (Decimal(0), None, ServiceLevel.MEETS)
    assert (amira.value, amira.client_since) == (None, date(2026, 1, 2))
    assert (ben.sample, ben.referrals_given) == (False, 0)
    assert abs((datetime.now(UTC) - ben.created_at).total_seconds()) < 60
    assert client_of(nora, "Onne").id > amira.id


def test_no_rows_are_no_statement(nora: Trader, statements: list[str]) -> None:
    Rows(CLIENTS, "name").put([])

    assert statements == []


@pytest.mark.parametrize("names", [[], ["Ben Carter"], ["Ben Carter", "x' OR 'x", 'a"b\\', "Õ"]])
def test_many_values_are_one_parameter(nora: Trader, ben: Client, names: list[str]) -> None:
    query = sa.select(CLIENTS.c.id).where(one_of(CLIENTS.c.name, "names"))

    found = db.session.scalars(query, {"names": many(names)}).all()

    assert found == ([ben.id] if "Ben Carter" in names else [])


def test_the_garbage_collector_comes_back() -> None:
    with suppress(ZeroDivisionError), unswept():
        with unswept():
            assert not gc.isenabled()
        assert not gc.isenabled()
        raise ZeroDivisionError
    assert gc.isenabled()
