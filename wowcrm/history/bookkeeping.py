"""What is no news to a trader: columns that the app keeps by itself, and secrets.

A model that is yet to come says so where its column or table stands, by `info={"history": False}`.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapper, RelationshipProperty

UNTOLD = frozenset(
    {
        *("changes", "documents", "feed_events", "imported_rows", "imports", "level_changes"),
        *(
            "links",
            "mails",
            "mergers",
            "not_the_same",
            "nudge_answers",
            "offers",
            "receipts",
            "series",
            "sign_ins",
        ),
        *("submissions", "trashed"),
    }
)
"""Tables that nobody edits: the app keeps them, or what is in them was given once and for all."""

TAKEN_BACK = frozenset(
    {
        *("checks", "clients", "interactions", "milestones", "payments", "reminder_turns"),
        *("renegotiations", "runs", "stages"),
    }
)
"""Tables whose rows come and go with acts, or into the trash; only their changes are told."""

KEPT_BY_THE_APP = frozenset(
    {
        *(
            "id",
            "created_at",
            "sort_key",
            "findable",
            "key",
            "organisation_key",
            "edition",
            "tap_key",
            "assessed_on",
        ),
        *("level_since", "level_until", "last_wow_on", "referrals_given", "asked_on"),
        *(
            "digest",
            "last_contact_on",
            "contact_due_on",
            "due_again_on",
            "seen_at",
            "sample",
            "welcomed_on",
            "next_at",
            "sent_at",
            "read_at",
            "zone",
            "cause_key",
            "promised_until",
            "promised_as",
            "used_on",
        ),
    }
)
WORKED_OUT = frozenset(
    {
        *(("clients", "level"), ("stages", "owed"), ("stages", "paid_on"), ("stages", "waived")),
        *(("proposals", "price"), ("proposals", "revised_on"), ("proposals", "answered_on")),
    }
)
"""What follows from something else."""

SECRET = re.compile(r"(^|_)(hash|token|secret|password)$|^(api|private|secret)_key$")


@cache
def kept_columns(mapper: Mapper[Any]) -> Mapping[str, str]:
    """Return the attributes whose changes are recorded, and their columns."""
    if is_untold(mapper):
        return {}
    return {
        attribute.key: column.name
        for attribute in mapper.column_attrs
        if isinstance(column := attribute.columns[0], sa.Column) and is_news(column)
    }


def is_untold(mapper: Mapper[Any]) -> bool:
    table = cast(sa.Table, mapper.local_table)
    return table.name in UNTOLD or table.info.get("history") is False


def is_news(column: "sa.Column[Any]") -> bool:
    return not (
        column.name in KEPT_BY_THE_APP
        or (column.table.name, column.name) in WORKED_OUT
        or SECRET.search(column.name)
        or isinstance(column.type, sa.LargeBinary)
        or column.info.get("history") is False
    )


@cache
def kept_lists(mapper: Mapper[Any]) -> tuple[RelationshipProperty[Any], ...]:
    """Return the lists of things that have rows of their own, such as a client's tags."""
    if is_untold(mapper):
        return ()
    return tuple(each for each in mapper.relationships if each.secondary is not None)


@cache
def removals_kept(mapper: Mapper[Any]) -> bool:
    """Tell whether rows of a model are kept when they go; never together with a secret."""
    if is_untold(mapper) or str(mapper.local_table) in TAKEN_BACK:
        return False
    return not any(SECRET.search(column.name) for column in mapper.local_table.columns)
