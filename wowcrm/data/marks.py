"""A client as one number: whoever has changed since has another."""

import zlib
from decimal import Decimal
from typing import Any

from wowcrm.data.known import TEXTS, Known


def mark_of(known: Known) -> int:
    """Reduce what an import writes of a client to a number that any database keeps."""
    told = known.texts
    parts = [known.name]
    for column in TEXTS:
        if column in told:
            parts += (column, _written(told[column]))
    for detail in known.details:
        parts += (detail.value, detail.label or "")
    if known.dates:
        parts += sorted(map(repr, (tuple(dated.occasion) for dated in known.dates)))
    if known.tags:
        parts += sorted(known.tags)
    return zlib.crc32("\x1f".join(parts).encode("utf-8", "replace")) - 2**31


def _written(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)
