"""What to call a row and its kind, for models yet to come as well."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from wowcrm.belonging import models
from wowcrm.db import Base

TITLES = (
    *(
        "name",
        "title",
        "summary",
        "what",
        "complaint",
        "promise",
        "words",
        "text",
        "value",
        "label",
    ),
)
"""Columns that say best what a row is, the first that it has."""

LONGEST = 120

KINDS: dict[str, LazyString] = {
    "attachments": _l("File"),
    "bad_words": _l("Bad word"),
    "changes": _l("Change"),
    "checklists": _l("Checklist"),
    "client_tags": _l("Tag"),
    "clients": _l("Client"),
    "contact_details": _l("Way to reach them"),
    "delights": _l("Delight"),
    "documents": _l("Paper"),
    "good_words": _l("Good word"),
    "ideas": _l("Idea"),
    "important_dates": _l("Day that matters"),
    "interactions": _l("Line of the story"),
    "level_changes": _l("Change of level"),
    "links": _l("Private link"),
    "needs": _l("Need"),
    "promises": _l("Promise"),
    "nudge_answers": _l("Answer on Today"),
    "referrals": _l("Referral"),
    "runs": _l("Checklist gone through"),
    "saved_views": _l("View"),
    "standards": _l("Standard"),
    "traders": _l("Settings"),
    "verdicts": _l("Word of your own"),
}

MANY: dict[str, LazyString] = {
    "attachments": _l("files"),
    "bad_words": _l("bad words"),
    "changes": _l("changes"),
    "checks": _l("checks"),
    "client_tags": _l("tags"),
    "contact_details": _l("ways to reach them"),
    "delights": _l("delights"),
    "documents": _l("papers"),
    "good_words": _l("good words"),
    "important_dates": _l("days that matter"),
    "interactions": _l("lines of the story"),
    "level_changes": _l("changes of level"),
    "links": _l("private links"),
    "needs": _l("needs"),
    "nudge_answers": _l("answers on Today"),
    "promises": _l("promises"),
    "referrals": _l("referrals"),
    "runs": _l("checklists gone through"),
    "verdicts": _l("words of your own"),
}


def kind_word(table: str) -> str:
    """Say what kind of thing a table's rows are: "Good word"."""
    if table in KINDS:
        return str(KINDS[table])
    model = models().get(table)
    return _spoken(model.__name__ if model else table)


def many_word(table: str) -> str:
    """Say what several of them are: "good words"; tables are named by the plural."""
    return str(MANY.get(table) or table.replace("_", " "))


def counted(table: str, number: int) -> str:
    """Say how many there are of a kind: "1 need", "12 lines of the story"."""
    if number != 1:
        return f"{number} {many_word(table)}"
    word = kind_word(table)
    return f"1 {word[:1].lower()}{word[1:]}"


def _spoken(name: str) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return words.strip().replace("_", " ").capitalize()


@cache
def title_column(table: str) -> str | None:
    """Find the column that says what a row is; else the first that holds words."""
    columns = Base.metadata.tables[table].columns
    texts = [
        column.name
        for column in columns
        if isinstance(column.type, sa.String) and not isinstance(column.type, sa.Enum)
    ]
    told = [name for name in TITLES if name in texts]
    told += [name for name in texts if not name.endswith(("key", "token", "digest", "about"))]
    return next(iter(told), None)


def title_of(table: str, values: Mapping[str, Any]) -> str:
    """Say which row it is, in a few words of its own."""
    column = title_column(table)
    words = " ".join(str(values.get(column) or "").split()) if column else ""
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
