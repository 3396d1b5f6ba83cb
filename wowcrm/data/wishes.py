"""What the trader says of a file: how to read it, what its columns mean, what is put right in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from wowcrm.data.models import Choice

MOST = 2000
"""Cells put right and rows decided one by one; more than that is done in the file itself."""


@dataclass
class Wishes:
    day_first: bool | None = None
    """Whether 3/4 is the third of April; None: as the file shows, or as is usual where they live."""
    columns: dict[int, str] = field(default_factory=dict)
    """What a column holds, by its place, as a target's key."""
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    """Cells put right: by the line on which their row begins, then by the place of their column."""
    alike: Choice | None = None
    """What to do with each possible duplicate of which nothing else was said."""
    rows: dict[int, Choice] = field(default_factory=dict)
    """What to do with the possible duplicate on a line."""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            kept.get("day_first"),
            {int(place): key for place, key in kept.get("columns", {}).items()},
            {
                int(line): {int(place): text for place, text in cells.items()}
                for line, cells in kept.get("cells", {}).items()
            },
            Choice(kept["alike"]) if kept.get("alike") else None,
            {int(line): Choice(choice) for line, choice in kept.get("rows", {}).items()},
        )

    def kept(self) -> dict[str, Any]:
        return {
            "day_first": self.day_first,
            "columns": {str(place): key for place, key in self.columns.items()},
            "cells": {
                str(line): {str(place): text for place, text in cells.items()}
                for line, cells in self.cells.items()
            },
            "alike": self.alike.value if self.alike else None,
            "rows": {str(line): choice.value for line, choice in self.rows.items()},
        }

    def put_right(self, line: int, place: int, text: str) -> None:
        if line in self.cells or len(self.cells) < MOST:
            self.cells.setdefault(line, {})[place] = text

    def decide(self, line: int, choice: Choice) -> None:
        if line in self.rows or len(self.rows) < MOST:
            self.rows[line] = choice

    def choice(self, line: int) -> Choice | None:
        return self.rows.get(line, self.alike)

    def forget_rows(self) -> None:
        """Another way to read the file: what was said of its lines may be about others now."""
        self.cells.clear()
        self.rows.clear()

    def forget_columns(self) -> None:
        self.columns.clear()
        self.forget_rows()
