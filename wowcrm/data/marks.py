"""A client as one number: whoever has changed since has another."""

import zlib
from decimal import Decimal
from typing import Any

from wowcrm.data.known import TEXTS, Known


def mark_of(known: Known) -> int:
    """Reduce what an import writes of a client to a number that any database keeps."""
    told: dict[str, Any] = known.texts
    if known.columns or "value" in told:
        told = {column: _written(told[column]) for column in TEXTS if column in told}
    text = f"{known.name}{told}{[(each.value, each.label) for each in known.details]}"
    if known.dates:
        text += str(sorted(repr(tuple(dated.occasion)) for dated in known.dates))
    if known.tags:
        text += str(sorted(known.tags))
    return zlib.crc32(text.encode("utf-8", "replace")) - 2**31


def _written(value: Any) -> Any:
    return f"{value:.2f}" if isinstance(value, Decimal) else value
