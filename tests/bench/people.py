"""The people of the bench: the same ones in every run, for the product and for the floor."""

import csv
import io
import random
from collections.abc import Iterator
from typing import NamedTuple

GIVEN = [
    "Ben",
    "Amira",
    "Kārlis",
    "Õnne",
    "Ivan",
    "Olga",
    "Līga",
    "Jānis",
    "Mari",
    "Peeter",
    "Anna",
    "Tom",
    "Zoë",
    "Søren",
    "Siân",
]
FAMILY = [
    "Carter",
    "Haddad",
    "Bērziņš",
    "Põld",
    "Petrov",
    "Smirnova",
    "Ozols",
    "Kalniņš",
    "Tamm",
    "Saar",
    "Novak",
    "Smith",
    "Jones",
    "Rossi",
]
NOTES = [
    "likes",
    "short",
    "letters",
    "and",
    "a",
    "call",
    "before",
    "lunch",
    "never",
    "on",
    "a",
    "Friday",
    "tea",
    "not",
    "coffee",
    "two",
    "dogs",
    "the",
    "daughter",
    "starts",
    "school",
    "in",
    "autumn",
    "figures",
    "by",
    "the",
    "fifth",
    "ask",
    "about",
    "the",
    "garden",
    "roof",
    "boat",
    "prefers",
    "paper",
    "pays",
    "at",
    "once",
    "came",
    "by",
    "word",
    "of",
    "mouth",
    "wants",
    "to",
    "know",
    "the",
    "price",
    "first",
]
LINES = (
    "Talked about the figures and what comes next in the year",
    "Sent the papers they asked for, and they said thanks",
    "They rang about the letter from the tax office",
    "Visited, had tea, and looked at the new shop together",
)
HEADER = ("First Name", "Last Name", "E-mail", "Phone", "Company", "Notes")


class Person(NamedTuple):
    given: str
    family: str
    email: str
    phone: str
    organisation: str
    notes: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def plain(self) -> tuple[str, str, str, str, str]:
        return self.given, self.family, self.email, self.phone, self.notes


def people(number: int, *, seed: int = 42, mark: str = "") -> Iterator[Person]:
    """Make up people, the same ones for the same seed; `mark`, one letter, sets another lot apart."""
    chance = random.Random(seed)
    lot, suffix = (ord(mark) % 9 + 1, f" {mark * 3}") if mark else (0, "")
    for count in range(number):
        yield Person(
            chance.choice(GIVEN),
            f"{chance.choice(FAMILY)} {_letters(count)}{suffix}",
            f"c{count}{mark}@example.com",
            f"+44 7{chance.randrange(10**7, 10**8)}{lot}",
            f"Firm {chance.randrange(max(number // 10, 1))}",
            " ".join(chance.choices(NOTES, k=30)),
        )


def _letters(count: int) -> str:
    """Spell a number in letters, so that no two people have one name."""
    spelt = ""
    while True:
        count, letter = divmod(count, 26)
        spelt += "abcdefghijklmnopqrstuvwxyz"[letter]
        if not count:
            return spelt.capitalize()


def as_csv(folk: Iterator[Person]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows(folk)
    return text.getvalue().encode()
