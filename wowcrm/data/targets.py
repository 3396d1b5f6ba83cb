"""What a column may be said to hold, by the trader's own choice; another concept may add to it.

A target has a key that goes through forms and is kept: a field ("email"), a field with the label
of its values ("phone/work"), a note, nothing, or a place of another concept's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from flask_babel import gettext as _

from wowcrm.data.columns import ALONE, Meaning, bare_name
from wowcrm.data.exporting import own_of
from wowcrm.data.synonyms import BY_HAND, LABEL_WORDS, Field
from wowcrm.search.folding import fold
from wowcrm.traders.models import Trader

OUT = "out"
NOTE = "note"
APART = "note"
"""The group of a column that is kept as a note because nothing else fits it."""


class Extra(Protocol):
    """A place that another concept keeps for a client, such as a custom field.

    It is written for a thousand clients at a time, and only where it was empty; what it gives back
    of `known` lets an import be undone.
    """

    key: str
    """As it stands in a form; no field's name."""
    word: str
    """What the trader calls it: a column of this name is taken for it."""

    def judge(self, text: str) -> str | None:
        """Give a cell as it will be kept, or None for what cannot be."""

    def known(self, client_ids: Sequence[int]) -> Mapping[int, str]:
        """Give what is kept for these clients."""

    def keep(self, values: Mapping[int, str | None]) -> None:
        """Keep these; None: nothing any more."""


EXTRAS: list[Callable[[Trader], Iterable[Extra]]] = []
"""Whoever has such places adds a function here that lists them."""


FROM_HEADERS: list[Callable[[Trader, Sequence[str]], Iterable[Extra]]] = []
"""Whoever can make a place of a column adds a function here that lists what the columns could be."""


def extras_of(trader: Trader, header: Sequence[str] = ()) -> dict[str, Extra]:
    """List the places that are there, then those that could be made of the columns of a file."""
    there = {extra.key: extra for extras in EXTRAS for extra in extras(trader)}
    new = {extra.key: extra for make in FROM_HEADERS for extra in make(trader, header)}
    return new | there if header else there


class Target(NamedTuple):
    key: str
    word: str


def targets(extras: Mapping[str, Extra]) -> list[Target]:
    """List what a column may be said to hold, the commonest first."""
    return [
        Target(NOTE, _("Keep it in the notes")),
        Target(OUT, _("Leave it out")),
        *(Target(key, word_of(key, extras)) for key in BY_HAND),
        *(Target(extra.key, extra.word) for extra in extras.values()),
    ]


def word_of(key: str, extras: Mapping[str, Extra]) -> str:
    """Say in words what a target is."""
    if key == OUT:
        return _("Leave it out")
    if key == NOTE:
        return _("Keep it in the notes")
    if key in extras:
        return extras[key].word
    field, _slash, label = key.partition("/")
    word = Field(field).word if field in set(Field) else key
    return f"{word} ({str(LABEL_WORDS[label]).lower()})" if label in LABEL_WORDS else word


def key_of(meaning: Meaning | None) -> str:
    """Name the target that a meaning comes to."""
    if meaning is None:
        return OUT
    if meaning.field is Field.REMARK:
        return NOTE
    if meaning.field is Field.EXTRA:
        return meaning.group
    return f"{meaning.field}/{meaning.label}" if meaning.label else str(meaning.field)


def meaning_of(key: str, place: int, extras: Mapping[str, Extra]) -> Meaning | None:
    """Give a column at this place the meaning that the trader chose for it."""
    if key == NOTE:
        return Meaning(Field.REMARK, APART)
    if key in extras:
        return Meaning(Field.EXTRA, key)
    field, _slash, label = key.partition("/")
    if key not in BY_HAND:
        return None
    return Meaning(Field(field), f"column{place}" if Field(field) in ALONE else "", label)


def named_so(name: str, extras: Mapping[str, Extra]) -> str | None:
    """Find the place of another concept's that is called as a column is."""
    own = own_of(name)
    if own is not None and (key := f"own:{fold(own[0])}") in extras:
        return key
    bare = bare_name(name)
    return next((key for key, extra in extras.items() if bare_name(extra.word) == bare), None)
