"""What earlier rows of the same file said, for the rows that come after them.

While a file is imported, the database tells who came in with an earlier row, and only the line has
to be remembered. In a rehearsal nothing is written, so there clients whom the file makes or changes
are kept aside: their keys in memory, as numbers, and they themselves in a file that is gone after.
"""

import pickle
from array import array
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import Any, Protocol

from wowcrm.clients.models import DetailKind
from wowcrm.data.candidates import Candidate, Occasion
from wowcrm.data.known import Dated, Detail, Known
from wowcrm.data.lookup import Lookup
from wowcrm.data.matching import REACHED

IN_MEMORY = 1 << 20


class Earlier(Protocol):
    lookup: Lookup

    def about(self, candidates: Sequence[Candidate]) -> Iterator[Known]:
        """Give the clients whom these rows may be about, as they are after all earlier rows."""

    def remember(self, clients: Iterable[Known]) -> None:
        """Keep what some rows have just said of these clients."""


class Lines:
    """On which line a file first told of each client, by the client's number."""

    def __init__(self) -> None:
        self.old: dict[int, int] = {}
        self.ids, self.lines = array("q"), array("q")
        """Clients who came in with the file have rising numbers: two lists take little memory."""

    def __getitem__(self, id: int) -> int | None:
        place = bisect_left(self.ids, id)
        if place < len(self.ids) and self.ids[place] == id:
            return self.lines[place]
        return self.old.get(id)

    def __setitem__(self, id: int, line: int) -> None:
        if not self.ids or id > self.ids[-1]:
            self.ids.append(id)
            self.lines.append(line)
        else:
            self.old[id] = line


class Written:
    """Earlier rows are in the database."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.lines = Lines()

    def recall(self, told: Iterable[tuple[int, int]]) -> None:
        """Remember on which line each client was first told of, before the work was broken off."""
        for id, line in told:
            self.lines[id] = line

    def about(self, candidates: Sequence[Candidate]) -> Iterator[Known]:
        for known in self.lookup.load(self.lookup.ids(candidates)):
            known.line = self.lines[known.id or 0]
            yield known

    def remember(self, clients: Iterable[Known]) -> None:
        for known in clients:
            if known.id is not None and known.line is not None and not self.lines[known.id]:
                self.lines[known.id] = known.line


class Unwritten:
    """Earlier rows have changed nothing in the database."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.lines = Lines()
        """Of clients in whom nothing changed."""
        self.kept = Kept()

    def close(self) -> None:
        self.kept.file.close()

    def about(self, candidates: Sequence[Candidate]) -> Iterator[Known]:
        ids = self.lookup.ids(candidates)
        kept = self.kept.about(candidates, ids)
        old = [known for known in kept if known.id is not None]
        for known in self.lookup.load(ids - {known.id for known in old}):
            known.line = self.lines[known.id or 0]
            old.append(known)
        # In the order in which the database would give them: new ones have the highest numbers.
        yield from sorted(old, key=lambda known: known.id or 0)
        yield from (known for known in kept if known.id is None)

    def remember(self, clients: Iterable[Known]) -> None:
        for known in clients:
            if known.id is None or known.is_changed or known.id in self.kept.slots:
                self.kept.keep(known)
            elif known.line is not None and not self.lines[known.id]:
                self.lines[known.id] = known.line


class Kept:
    """Clients put aside: whom they may be taken for in memory, they themselves in a file."""

    def __init__(self) -> None:
        self.file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  it goes with this object
        self.end = 0
        self.places = array("Q")
        """Where in the file each begins, as they were kept last."""
        self.slots: dict[int, int] = {}
        """Which of the places is whose, for clients with a number."""
        self.met = Met()

    def keep(self, known: Known) -> None:
        slot = known.slot if known.id is None else self.slots.get(known.id)
        if slot is None:
            slot = known.slot = len(self.places)
            self.places.append(0)
        if known.id is not None:
            self.slots[known.id] = slot
        self.places[slot] = self.end
        self._write(pickle.dumps(_packed(known)))
        if not known.sample:
            keys = [detail.key for detail in known.details if detail.kind in REACHED]
            for key in (*keys, known.folded):
                self.met.add(key, slot)

    def about(self, candidates: Iterable[Candidate], ids: Iterable[int]) -> list[Known]:
        """Give back whom the rows may be about, and all of these numbers, in the order kept."""
        slots = {self.slots[id] for id in ids if id in self.slots}
        for candidate in candidates:
            for kind, key, _way in candidate.keyed:
                if kind in REACHED:
                    slots.update(self.met.under(key))
            if candidate.named:
                slots.update(self.met.under(candidate.folded))
        return [self._read(slot) for slot in sorted(slots)]

    def _write(self, packed: bytes) -> None:
        self.file.seek(self.end)
        self.file.write(packed)
        self.end += len(packed)

    def _read(self, slot: int) -> Known:
        self.file.seek(self.places[slot])
        known = _unpacked(pickle.load(self.file))
        known.slot = slot
        return known


class Met:
    """Under which keys clients were met: two keys in a million may be taken for one another.

    It takes some ten bytes a key, where a dictionary takes eighty, so that a hundred thousand rows
    fit into little memory. Who was met under a key is told for sure by what is kept of them.
    """

    def __init__(self) -> None:
        self.seen = bytearray(1 << 22)
        """Whether a key may have been met at all; most were not."""
        self.slots = [array("Q") for _ in range(1 << 12)]

    def add(self, key: Hashable, slot: int) -> None:
        number = hash(key) & 0xFFFFFFFF
        place, met = number >> 10, self.slots[number & 0xFFF]
        both = number << 32 | slot
        if not self.seen[place] or both not in met:
            met.append(both)
            self.seen[place] = 1

    def under(self, key: Hashable) -> Sequence[int]:
        number = hash(key) & 0xFFFFFFFF
        if not self.seen[number >> 10]:
            return ()
        return [both & 0xFFFFFFFF for both in self.slots[number & 0xFFF] if both >> 32 == number]


Packed = tuple[Any, ...]


def _packed(known: Known) -> Packed:
    """Take what matters to later rows; what is to be written does not."""
    return (
        known.name,
        known.id,
        known.line,
        known.texts,
        [(each.kind.value, each.key, each.value, each.label) for each in known.details],
        [tuple(each.occasion) for each in known.dates],
        known.tags,
        known.sample,
        known.extras,
    )


def _unpacked(packed: Packed) -> Known:
    name, id, line, texts, details, dates, tags, sample, extras = packed
    known = Known(name, id=id, line=line, texts=texts, tags=tags, sample=sample, extras=extras)
    known.details = [Detail(DetailKind(kind), *rest) for kind, *rest in details]
    known.dates = [Dated(Occasion(*each)) for each in dates]
    return known
