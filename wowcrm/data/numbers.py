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


class NumberOf:
    """Writes the numbers of a trader's clients."""

    def __init__(self, mark: str) -> None:
        self.begun = hashlib.sha256(f"{mark} ".encode())

    def __call__(self, client_id: int) -> str:
        check = self.begun.copy()
        check.update(b"%d" % client_id)
        return f"{client_id}-{check.hexdigest()[:8]}"


def id_of(mark: str, number: str | None) -> int | None:
    """Return the client's id, if this trader's export wrote the number."""
    found = re.fullmatch(r"([1-9][0-9]{0,9})-[0-9a-f]{8}", number or "")
    if found is None or NumberOf(mark)(int(found[1])) != number or int(found[1]) >= 2**31:
        return None
    return int(found[1])
