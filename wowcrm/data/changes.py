"""What an import changed about a client who was here before, as it is kept to be undone."""

from datetime import date
from decimal import Decimal
from typing import Any

from wowcrm.data.known import Known


def changes_of(known: Known) -> dict[str, Any]:
    """Say of each thing what it was and what it became; what is new says what it is."""
    after = {"name": known.name, **known.texts}
    changes = {
        "texts": {
            column: [plain(before), plain(after.get(column))]
            for column, before in known.before.items()
        },
        "details": [
            [each.id, list(each.was), [each.key, each.value, each.label]]
            for each in known.details
            if each.id is not None and each.was is not None
        ],
        "new_details": [
            [each.kind.value, each.key, each.value, each.label]
            for each in known.details
            if each.id is None
        ],
        "dates": [
            [each.id, list(each.was), list(each.occasion)]
            for each in known.dates
            if each.id is not None and each.was is not None
        ],
        "new_dates": [list(each.occasion) for each in known.dates if each.id is None],
        "tagged": sorted(known.tagged),
        "untagged": sorted(known.untagged),
        "extras": {
            key: [before, known.extras.get(key)] for key, before in known.extras_before.items()
        },
    }
    return {what: changed for what, changed in changes.items() if changed}


def plain(value: Any) -> Any:
    """Write a value of a column as JSON does."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value
