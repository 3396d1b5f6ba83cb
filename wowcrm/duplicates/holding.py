"""Where a client's number stands: every table that points at clients, found by walking the models."""

from functools import cache

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from wowcrm.db import Base

OWN_WAYS = frozenset(
    {
        "client_tags",
        "contact_details",
        "custom_values",
        "expectations",
        "important_dates",
        "mergers",
        "not_the_same",
    }
)
"""Tables that are more than moved, because both clients may have the same."""

COUNTED: dict[str, LazyString] = {
    "interactions": _l("Lines of story"),
    "needs": _l("Needs"),
    "checks": _l("Standards kept and missed"),
    "delights": _l("Delights"),
    "referrals": _l("Referrals"),
    "good_words": _l("Good words"),
    "bad_words": _l("Bad words"),
    "promises": _l("Promises"),
    "proposals": _l("Proposals"),
    "milestones": _l("Milestones"),
    "payments": _l("Payments"),
    "progress_notes": _l("Words on progress"),
    "scope_changes": _l("Changes asked for"),
    "reports": _l("Reports"),
    "documents": _l("Documents"),
    "expectations": _l("Sheets of how you work together"),
    "surveys": _l("Questions put"),
    "recoveries": _l("Complaints"),
    "reminders": _l("Reminders"),
    "mails": _l("Mails"),
}
"""What a preview counts; other tables move as silently as they are kept."""


@cache
def places() -> tuple[tuple[sa.Table, sa.Column[int]], ...]:
    """List every column that holds the number of a client, tables of parents first."""
    return tuple(
        (table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "clients"
    )


def moved() -> list[tuple[sa.Table, sa.Column[int]]]:
    """List the columns in which one number simply takes the place of another."""
    return [(table, column) for table, column in places() if table.name not in OWN_WAYS]


@cache
def written_in() -> tuple[tuple[sa.Table, sa.Column[str]], ...]:
    """List the texts that name a thing by its number, as "expectations-3" or "client-3"."""
    return tuple(
        (table, table.c["about"])
        for table in Base.metadata.sorted_tables
        if "about" in table.columns and "client_id" in table.columns
    )
