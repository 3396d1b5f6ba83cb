"""What is shown of a rehearsal: the first rows, what is wrong, and who may be somebody known."""

from collections.abc import Iterator
from typing import Any

from wowcrm.data.brought import Brought
from wowcrm.data.judging import Fate
from wowcrm.data.known import Known
from wowcrm.data.matching import REACHED

FIRST_ROWS = 8
MOST_TROUBLES = 30
MOST_ALIKE = 50

Told = dict[str, Any]


class Seen:
    """What of a rehearsal is shown: the first rows, what is wrong, and who may be somebody known."""

    def __init__(self, brought: Brought) -> None:
        self.brought = brought
        self.rows = 0
        self.first: list[Told] = []
        self.troubles: list[Told] = []
        self.alike: list[Told] = []
        self.troubled = 0

    def look(self, fates: list[Fate]) -> None:
        self.rows += len(fates)
        self.first += map(_told, fates[: FIRST_ROWS - len(self.first)])
        for fate in fates:
            if fate.troubled:
                self.troubled += 1
                if len(self.troubles) < MOST_TROUBLES:
                    self.troubles.append({**_told(fate), "cells": list(self._cells(fate))})
            if fate.alike is not None and len(self.alike) < MOST_ALIKE:
                self.alike.append({**_told(fate), **_compared(fate, fate.alike)})

    def _cells(self, fate: Fate) -> Iterator[Told]:
        for place, text in fate.faults[:6]:
            yield {"place": place, "name": self.brought.named(place), "text": text[:500]}

    def told(self) -> Told:
        return {
            "rows": self.first,
            "troubles": self.troubles,
            "troubled": self.troubled,
            "alike": self.alike,
        }


def read_as(brought: Brought) -> Told:
    return {
        "day_first": brought.reader.habits.day_first if brought.writes_days else None,
        "unsure": brought.is_unsure,
        "finds": brought.columns.can_find_clients,
        "columns": [
            {
                "place": column.place,
                "name": column.name,
                "target": column.target,
                "samples": column.samples,
                "why": column.why,
                "rows": brought.filled[column.place],
            }
            for column in brought.shown()
        ],
    }


def _told(fate: Fate) -> Told:
    return {
        "line": fate.line,
        "outcome": fate.outcome.value,
        "name": fate.name,
        "words": fate.words,
    }


def _compared(fate: Fate, alike: Known) -> Told:
    ways = [each.value for each in alike.details if each.kind in REACHED][:4]
    firm = alike.texts.get("organisation")
    theirs = ", ".join(filter(None, (firm, *ways)))
    return {
        "reach": fate.reach,
        "theirs": theirs,
        "other": alike.name,
        "other_id": alike.id,
    }
