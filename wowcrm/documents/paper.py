"""A paper as it is sent: plain words only, already in the trader's language and money.

It is frozen as JSON when it is issued, and pages, print and PDF are drawn from that alone, so that
it looks a year later as it did when it was accepted.
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Self


@dataclass(frozen=True, slots=True)
class Party:
    """Who writes, or to whom: a name and the lines below it."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs, parted by blank lines, perhaps under a heading."""

    kind: ClassVar[str] = "prose"
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """A list under a heading; `mark` is "yes" (included), "no" (not included) or "" (plain)."""

    kind: ClassVar[str] = "points"
    heading: str
    points: tuple[str, ...]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms and what they are, such as "Delivery: by 3 May"."""

    kind: ClassVar[str] = "facts"
    heading: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words; columns named in `figures` (by place) hold amounts and stand to the right."""

    kind: ClassVar[str] = "table"
    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[int, ...] = ()
    totals: tuple[tuple[str, str], ...] = ()
    """Label and amount of the sums below; the last one is the loudest."""


Block = Prose | Points | Facts | Table
BLOCKS: dict[str, type[Block]] = {kind.kind: kind for kind in (Prose, Points, Facts, Table)}


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    kind: str
    """What it is, in a word: "Proposal"."""
    dated: str
    sender: Party
    recipient: Party
    blocks: tuple[Block, ...]
    number: str = ""
    """Such as "2026-007", with its version where it has several."""
    foot: tuple[str, ...] = ()
    """What stands at the foot of each page: registration numbers, an account."""
    locale: str = "en_GB"
    zone: str = "UTC"
    """On which clock it is told when it was answered."""

    def frozen(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            **asdict(self),
            "blocks": [{"block": block.kind, **asdict(block)} for block in self.blocks],
        }

    @classmethod
    def thawed(cls, kept: dict[str, Any]) -> Self:
        """Make it again from what was kept."""
        given = dict(kept)
        given["sender"] = Party(**_tupled(given["sender"]))
        given["recipient"] = Party(**_tupled(given["recipient"]))
        given["blocks"] = tuple(_block(block) for block in given["blocks"])
        given["foot"] = tuple(given["foot"])
        return cls(**given)


def _block(kept: dict[str, Any]) -> Block:
    given = _tupled(kept)
    return BLOCKS[given.pop("block")](**given)


def _tupled(kept: dict[str, Any]) -> dict[str, Any]:
    return {name: _tuple(value) for name, value in kept.items()}


def _tuple(value: Any) -> Any:
    return tuple(map(_tuple, value)) if isinstance(value, list) else value
