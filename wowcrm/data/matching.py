"""Which client a row is about: found among those whom it may be about, without a database.

A match is a verdict that nothing has acted on yet, so a possible duplicate (`alike`) can be put
before the trader, and whatever they choose takes the place of what was found here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from wowcrm.clients.models import DetailKind
from wowcrm.data.candidates import Candidate
from wowcrm.data.known import Known, same_person
from wowcrm.data.numbers import id_of

REACHED = (DetailKind.EMAIL, DetailKind.PHONE)
"""The kinds of details by which a client is found again."""


class Match(NamedTuple):
    """The client a row is about, or one who merely resembles them."""

    known: Known | None
    alike: Known | None = None
    namesake: bool = False
    """Whether they share the name, not an address."""


class Index:
    """The clients that some rows may be about, by everything that tells them apart."""

    def __init__(self, mark: str, clients: Iterable[Known] = ()) -> None:
        self.mark = mark
        self.by_id: dict[int, Known] = {}
        self.by_key: dict[DetailKind, dict[str, list[Known]]] = {
            kind: defaultdict(list) for kind in REACHED
        }
        self.by_name: dict[tuple[str, str], list[Known]] = defaultdict(list)
        for known in clients:
            self.add(known)

    def add(self, known: Known) -> None:
        if known.id is not None:
            self.by_id[known.id] = known
        for detail in known.details:
            if detail.kind in self.by_key:
                self.by_key[detail.kind][detail.key].append(known)
        self.by_name[known.folded].append(known)

    def find(self, candidate: Candidate) -> Match:
        """Find the client of a row: by our own number, else e-mail, else phone, else by name.

        An office shares its phone and a couple its e-mail, so the names must agree as well.
        """
        if candidate.number:
            id = id_of(self.mark, candidate.number)
            if id is not None and id in self.by_id:
                return Match(self.by_id[id])
        alike: Known | None = None
        for known in self._reached(candidate):
            if _agree(known, candidate):
                return Match(known)
            alike = alike or known
        for known in self._namesakes(candidate):
            if known.folded[1] or not _write_elsewhere(known, candidate):
                return Match(known)
            return Match(None, known, namesake=True)
        return Match(None, alike)

    def _reached(self, candidate: Candidate) -> Iterator[Known]:
        for kind, key, _way in candidate.keyed:
            if kind in self.by_key and key in self.by_key[kind]:
                yield from self.by_key[kind][key]

    def _namesakes(self, candidate: Candidate) -> Sequence[Known]:
        return self.by_name.get(candidate.folded, ()) if candidate.named else ()


def _agree(known: Known, candidate: Candidate) -> bool:
    if not known.named or not candidate.named:
        return True
    name, organisation = candidate.folded
    if name == known.folded[1] or known.folded[0] == organisation:
        return True
    return same_person(known.name, candidate.name)


def _write_elsewhere(known: Known, candidate: Candidate) -> bool:
    """Whether both have e-mails and share none: two Jānis Bērziņš, not one."""
    return bool(candidate.emails and known.keys(DetailKind.EMAIL))
