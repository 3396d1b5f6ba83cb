"""Texts made comparable, many at a time: the same as `fold`, with each letter folded only once."""

from wowcrm.clients import models
from wowcrm.search.query import WORD

MOST_LETTERS = 4096
ASCII = [chr(code) for code in range(128)]
BARE = "".join(letter.lower() if WORD.match(letter) else " " for letter in ASCII).encode()
BARE += bytes(range(128, 256))


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
