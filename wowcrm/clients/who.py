"""A client as a card names them."""

from dataclasses import dataclass
from typing import Self

from wowcrm.clients.models import Client
from wowcrm.levels.level import ServiceLevel


@dataclass(frozen=True, slots=True)
class Who:
    """A plain value that outlives the page it was read for."""

    id: int
    name: str
    short_name: str
    level: ServiceLevel
    ceiling: tuple[int, int]
    """Be in touch at most M times in K days."""

    @classmethod
    def of(cls, client: Client) -> Self:
        return cls(client.id, client.name, client.short_name, client.level, client.ceiling)
