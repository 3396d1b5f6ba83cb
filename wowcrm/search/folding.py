"""Texts made comparable, many at a time: the same as `fold`, with each letter folded only once."""

from collections.abc import Sequence

from wowcrm.clients import models
from wowcrm.search.query import WORD

MOST_LETTERS = 4096
ASCII = [chr(code) for code in range(128)]
BARE = "".join(letter.lower() if WORD.match(letter) else " " for letter in ASCII).encode()
BARE += bytes(range(128, 256))
BETWEEN = "\x1f"
"""What stands between two texts while many become words as one."""
APART = BARE[:0x1F] + BETWEEN.encode() + BARE[0x20:]


class Letters(dict[int, str]):
    """What each letter becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        if len(self) >= MOST_LETTERS:
            self.clear()
        # Between others, because blanks at the ends of a text fall away.
        self[code] = folded = models.fold(f"x{chr(code)}x")[1:-1]
        return folded


LETTERS = Letters()


def fold(text: str) -> str:
    """Make a text comparable, exactly as the clients' own `fold` does."""
    text = text.lower() if text.isascii() else text.translate(LETTERS)
    return " ".join(text.split())


def words(text: str) -> str:
    """Leave bare folded words, so that both databases part a text at the same places."""
    if text.isascii():
        return text.encode().translate(BARE).decode()
    return " ".join(WORD.findall(text.translate(LETTERS)))


def words_of_each(texts: Sequence[str]) -> list[str]:
    """Do what `words` does, to plain texts as if they were one: a thousand cost what ten did."""
    plain = [text for text in texts if text.isascii() and BETWEEN not in text]
    apart = iter(BETWEEN.join(plain).encode().translate(APART).decode().split(BETWEEN))
    return [
        next(apart) if text.isascii() and BETWEEN not in text else words(text) for text in texts
    ]
