"""What was typed into the search box, as the terms that an index is asked for: pure."""

import re
from dataclasses import dataclass

from wowcrm.clients.models import fold

MOST_WORDS = 8
"""Words that are looked at; more of them narrow nothing any more."""
LONGEST_WORD = 40

WORD = re.compile(r"\w+")
PHONE = re.compile(r"[\d\s()+./-]+")


@dataclass(frozen=True)
class Query:
    """The folded words, each to be found as the beginning of a word; and a phone number's digits."""

    words: tuple[str, ...]
    digits: str = ""

    def __bool__(self) -> bool:
        return bool(self.words or self.digits)


def read(typed: str) -> Query:
    """Understand what was typed; signs that mean something to an index are dropped.

    A number in any spacing is one thing: "+371 26-123 456" and "26123456" find the same phone.
    """
    text = typed.replace("\x00", " ")[:200]
    digits = re.sub(r"\D", "", text)
    if len(digits) >= 3 and PHONE.fullmatch(text.strip()):
        return Query((), digits.removeprefix("00").lstrip("0"))
    words = [word[:LONGEST_WORD] for word in WORD.findall(fold(text))]
    return Query(tuple(words[:MOST_WORDS]))
