"""The number by which our own export finds a client again.

The bare number of another installation's client may be anybody's here, so a check that only this
trader's export has goes with it; a number whose check is wrong is no number.
"""

import hashlib
import re

from wowcrm.traders.models import Trader


def mark_of(trader: Trader) -> str:
    """Return what sets this trader's export apart from all others."""
    return f"{trader.id} {trader.created_at.isoformat()}"


def number_of(mark: str, client_id: int) -> str:
    check = hashlib.sha256(f"{mark} {client_id}".encode()).hexdigest()[:8]
    return f"{client_id}-{check}"


def id_of(mark: str, number: str | None) -> int | None:
    """Return the client's id, if this trader's export wrote the number."""
    found = re.fullmatch(r"([1-9][0-9]{0,9})-[0-9a-f]{8}", number or "")
    if found is None or number_of(mark, int(found[1])) != number or int(found[1]) >= 2**31:
        return None
    return int(found[1])
