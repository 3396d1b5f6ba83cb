"""The moment when a client's needs are exceeded for the first time."""

from datetime import date

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.models import LevelChange
from wowcrm.levels.upkeep import standing_of


def first_wow(client: Client, today: date) -> bool:
    """Tell whether what was just done, and is about to be saved, raises them there at last."""
    if client.level is ServiceLevel.EXCEEDS or _has_been_there(client):
        return False
    db.session.flush()
    return standing_of(client, today).level is ServiceLevel.EXCEEDS


def _has_been_there(client: Client) -> bool:
    rises = sa.select(LevelChange.id).where(
        LevelChange.client_id == client.id, LevelChange.to_level == ServiceLevel.EXCEEDS
    )
    return db.session.scalar(rises.limit(1)) is not None
