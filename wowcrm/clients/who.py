"""Whom a card is about, as it names them."""

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

    @property
    def is_client(self) -> bool:
        """Whether there is a page about them; what is only the trader's own business has none."""
        return self.id != 0

    @classmethod
    def of(cls, client: Client) -> Self:
        return cls(client.id, client.name, client.short_name, client.level, client.ceiling)

    @classmethod
    def nobody(cls, name: str) -> Self:
        """Name what is about no client in particular."""
        return cls(0, name, name, ServiceLevel.UNKNOWN, (1, 1))
