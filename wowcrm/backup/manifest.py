"""What a backup says of itself, so that it can be checked before anything is done with it."""

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import version
from typing import Any, Self

FORMAT = 1
NAME = "manifest.json"
TABLE = re.compile(r"[a-z][a-z0-9_]{0,62}")
DIGEST = re.compile(r"[0-9a-f]{64}")
LARGEST = 64 * 1024**2
"""Bytes of a manifest; one of a hundred thousand files has ten million."""


class Refused(Exception):
    """A file that is no backup of ours, or not whole; the message says which."""


@dataclass(frozen=True)
class Member:
    """One table of a backup."""

    rows: int
    size: int
    sha256: str
    last: int | None = None
    """The last number that the table has given: it is never given again."""


@dataclass(frozen=True)
class Manifest:
    version: str
    """Of the app that wrote it."""
    revision: str
    """The migration that the tables are at."""
    made_at: datetime
    whose: str | None
    """The e-mail of the one trader it is of; none: it is of the whole installation."""
    tables: dict[str, Member]
    files: dict[str, int] = field(default_factory=dict)
    """Contents by their hash, and how large each is."""
    missing: list[str] = field(default_factory=list)
    """Contents that were not where they should have been when it was written."""

    @property
    def rows(self) -> int:
        return sum(member.rows for member in self.tables.values())

    @property
    def size(self) -> int:
        """Bytes that it takes up when it is unpacked."""
        return sum(member.size for member in self.tables.values()) + sum(self.files.values())

    def written(self) -> bytes:
        told = {"what": "wowcrm backup", "format": FORMAT, **asdict(self)}
        told["made_at"] = self.made_at.isoformat()
        return json.dumps(told, ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Read what a backup says of itself; raise Refused where that is not what we write."""
        try:
            told = json.loads(content)
            if told["what"] != "wowcrm backup":
                raise Refused("It is no backup of WowCRM.")
            if told["format"] > FORMAT:
                raise Refused("It was written by a newer version of WowCRM; install that one.")
            return cls._read(told)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Refused("It is no backup of WowCRM, or is damaged.") from error

    @classmethod
    def _read(cls, told: dict[str, Any]) -> Self:
        tables = {name: Member(**member) for name, member in told["tables"].items()}
        sound = (
            all(TABLE.fullmatch(name) for name in tables)
            and all(_is_count(n) for m in tables.values() for n in (m.rows, m.size, m.last or 0))
            and all(DIGEST.fullmatch(member.sha256) for member in tables.values())
            and all(DIGEST.fullmatch(name) for name in told["files"])
            and all(_is_count(size) for size in told["files"].values())
            and all(isinstance(told[name], str) for name in ("version", "revision", "made_at"))
            and (told["whose"] is None or isinstance(told["whose"], str))
        )
        if not sound:
            raise ValueError("the manifest holds what no manifest holds")
        return cls(
            version=told["version"],
            revision=told["revision"],
            made_at=datetime.fromisoformat(told["made_at"]),
            whose=told["whose"],
            tables=tables,
            files=told["files"],
            missing=[str(each) for each in told["missing"]],
        )


def _is_count(number: object) -> bool:
    return type(number) is int and 0 <= number < 2**63


def our_version() -> str:
    return version("wowcrm")
