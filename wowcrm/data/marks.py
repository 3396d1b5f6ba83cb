"""A client as one number: whoever has changed since has another."""

import zlib
from decimal import Decimal
from typing import Any

from wowcrm.data.known import TEXTS, Known

PLAIN = {"value", "client_since", "archived_on"}
"""Columns that hold no text."""


def mark_of(known: Known) -> int:
    """Reduce what an import writes of a client to a number that any database keeps."""
    told: dict[str, Any] = known.texts
    if known.columns or not PLAIN.isdisjoint(told):
        told = {column: _written(told[column]) for column in TEXTS if column in told}
    parts = [known.name, *told, *told.values()]
    for detail in known.details:
        parts += (detail.value, detail.label or "")
    text = "\x1f".join(parts)
    if known.dates:
        text += str(sorted(repr(tuple(dated.occasion)) for dated in known.dates))
    if known.tags:
        text += str(sorted(known.tags))
    if known.extras:
        text += str(sorted(known.extras.items()))
    return zlib.crc32(text.encode("utf-8", "replace")) - 2**31


def _written(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)
