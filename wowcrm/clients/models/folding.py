"""Texts made comparable."""

import unicodedata
from functools import lru_cache

STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
"""Letters that no decomposition takes apart."""


@lru_cache(maxsize=2048)
def fold(text: str) -> str:
    """Make a text comparable: no accents, no case, single spaces ("Bērziņš" → "berzins")."""
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(STROKES)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.split())
