"""The trader's services, in the order of their names."""

from wowcrm.db import db
from wowcrm.services.models import Service
from wowcrm.traders.models import Trader


def services_of(trader: Trader) -> list[Service]:
    """List what is offered; whoever offers things does not offer thousands."""
    return sorted(db.session.scalars(Service.offered(trader)), key=_by_name)


def archived_of(trader: Trader) -> list[Service]:
    archived = Service.of(trader).where(Service.archived_on.is_not(None))
    return sorted(db.session.scalars(archived), key=_by_name)


def _by_name(service: Service) -> tuple[str, int]:
    return service.sort_key, service.id
