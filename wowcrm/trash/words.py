"""What goes along with something that is deleted, in words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from wowcrm.db import Owned
from wowcrm.naming import counted
from wowcrm.trash.watching import stand_of

TOLD = 4


def along(kind: str, counts: Mapping[str, Any]) -> str:
    """Say what goes, most of all, beside the thing itself: "12 lines of the story, 3 needs"."""
    numbers = {table: int(number) - (table == kind) for table, number in counts.items()}
    told = sorted(numbers.items(), key=lambda pair: -pair[1])
    words = [counted(table, number) for table, number in told if number > 0]
    return ", ".join(words[:TOLD] if len(words) <= TOLD else [*words[:TOLD], _("and more")])


def hanging_on(row: Owned) -> dict[str, int]:
    """Count by table what would go along."""
    return {table: len(rows) for table, rows in stand_of([row]).rows.items() if rows}
