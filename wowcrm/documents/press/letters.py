"""The typeface of papers: one family for Latin, Greek and Cyrillic, and a mark for all the rest."""

import unicodedata
from functools import cache, lru_cache

from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

from wowcrm.paths import folder

PLAIN, BOLD, SLANTED = "Letter", "Letter-Bold", "Letter-Italic"
FILES = {PLAIN: "letter-regular", BOLD: "letter-bold", SLANTED: "letter-italic"}
MISSING = "\N{REPLACEMENT CHARACTER}"
INVISIBLE = {"Cc", "Cf"}
"""Controls, joiners and marks of direction; what they join is drawn letter by letter."""


@cache
def take_up() -> frozenset[str]:
    """Read the typeface, once a process, and return the letters that it can draw."""
    known: set[str] = set()
    for name, file in FILES.items():
        font = TTFont(name, str(folder("static") / "fonts" / f"{file}.ttf"))
        registerFont(font)
        letters = set(map(chr, font.face.charToGlyph))
        known = known & letters if known else letters
    return frozenset(known)


def legible(text: str) -> str:
    """Put a mark in place of what cannot be drawn: nothing is dropped without being seen."""
    return "".join(map(_drawn, unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=4096)
def _drawn(letter: str) -> str:
    if letter == "\n" or unicodedata.category(letter) in {"Zl", "Zp"}:
        return "\n"
    if letter == "\t":
        return " "
    if unicodedata.category(letter) in INVISIBLE or letter in VARIATIONS:
        return ""
    known = take_up()
    if letter in known:
        return letter
    # A ligature, a figure in a circle or a wide letter is made of letters that there are.
    plain = unicodedata.normalize("NFKC", letter)
    return plain if known.issuperset(plain) else MISSING


VARIATIONS = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""They choose between pictures of the letter before them."""


def width(text: str, font: str, size: float) -> float:
    """Measure the longest line of a text, in points."""
    return max((stringWidth(line, font, size) for line in text.split("\n")), default=0.0)
