"""Clients: who they are, how to reach them, and where they stand."""

from wowcrm.clients.models.client import Client
from wowcrm.clients.models.details import LEADS, ContactDetail, ImportantDate
from wowcrm.clients.models.folding import fold
from wowcrm.clients.models.kinds import DetailKind
from wowcrm.clients.models.lists import SavedView, Tag, client_tags
from wowcrm.clients.models.wishes import Wished, ceiling_of, floor_of

__all__ = [
    "LEADS",
    "Client",
    "ContactDetail",
    "DetailKind",
    "ImportantDate",
    "SavedView",
    "Tag",
    "Wished",
    "ceiling_of",
    "client_tags",
    "floor_of",
    "fold",
]
