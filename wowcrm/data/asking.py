"""How an import and an export ask the database: tables, no objects; a thousand rows at once."""

from typing import cast

import sqlalchemy as sa

from wowcrm.clients.models import Client, ContactDetail, ImportantDate

CLIENTS = cast(sa.Table, Client.__table__)
DETAILS = cast(sa.Table, ContactDetail.__table__)
DATES = cast(sa.Table, ImportantDate.__table__)


def whose(trader_id: int) -> sa.ColumnElement[bool]:
    """Whether a client is the trader's, where they are found by their number.

    The sum keeps SQLite from going through all the trader's clients by another index instead: it
    keeps no statistics, and takes a trader for somebody with ten clients.
    """
    return CLIENTS.c.trader_id + 0 == trader_id
