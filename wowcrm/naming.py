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
    "answers": _l("Answer"),
    "attachments": _l("File"),
    "bad_words": _l("Bad word"),
    "changes": _l("Change"),
    "checklists": _l("Checklist"),
    "client_tags": _l("Tag"),
    "clients": _l("Client"),
    "contact_details": _l("Way to reach them"),
    "delights": _l("Delight"),
    "actions": _l("Thing to do"),
    "deliveries": _l("Delivery that comes round"),
    "digests": _l("Digest"),
    "documents": _l("Paper"),
    "expectations": _l("Sheet of expectations"),
    "enquiries": _l("Enquiry"),
    "feeds": _l("Calendar"),
    "fit_questions": _l("Question to strangers"),
    "front_pages": _l("Your page"),
    "days_off": _l("Day off"),
    "groups": _l("Group"),
    "quiets": _l("Quiet time"),
    "touchpoint_looks": _l("Look at a touchpoint"),
    "working_hours": _l("Working hours"),
    "good_words": _l("Good word"),
    "ground_rules": _l("Ground rules"),
    "ideas": _l("Idea"),
    "important_dates": _l("Day that matters"),
    "imports": _l("File brought in"),
    "interactions": _l("Line of the story"),
    "level_changes": _l("Change of level"),
    "links": _l("Private link"),
    "mails": _l("Mail"),
    "milestones": _l("Milestone"),
    "needs": _l("Need"),
    "nudge_answers": _l("Answer on Today"),
    "offers": _l("Version that was sent"),
    "payments": _l("Payment"),
    "progress_notes": _l("Word on how it stands"),
    "promises": _l("Promise"),
    "proposals": _l("Proposal"),
    "ratings": _l("Point that was asked about"),
    "recoveries": _l("Complaint"),
    "referrals": _l("Referral"),
    "reminder_turns": _l("Turn of a reminder"),
    "reminders": _l("Reminder"),
    "renegotiations": _l("Day agreed anew"),
    "reports": _l("Account of the work"),
    "runs": _l("Checklist gone through"),
    "saved_views": _l("View"),
    "scope_changes": _l("Wish for more"),
    "services": _l("Service"),
    "stages": _l("Part of the price"),
    "standards": _l("Standard"),
    "surveys": _l("Question put to them"),
    "traders": _l("Settings"),
    "verdicts": _l("Word of your own"),
    "wordings": _l("Ready text"),
}

MANY: dict[str, LazyString] = {
    "answers": _l("answers"),
    "attachments": _l("files"),
    "bad_words": _l("bad words"),
    "changes": _l("changes"),
    "checks": _l("checks"),
    "client_tags": _l("tags"),
    "contact_details": _l("ways to reach them"),
    "delights": _l("delights"),
    "deliveries": _l("deliveries that come round"),
    "documents": _l("papers"),
    "expectations": _l("sheets of expectations"),
    "good_words": _l("good words"),
    "important_dates": _l("days that matter"),
    "interactions": _l("lines of the story"),
    "level_changes": _l("changes of level"),
    "links": _l("private links"),
    "mails": _l("mails"),
    "milestones": _l("milestones"),
    "needs": _l("needs"),
    "nudge_answers": _l("answers on Today"),
    "offers": _l("versions that were sent"),
    "payments": _l("payments"),
    "progress_notes": _l("words on how it stands"),
    "promises": _l("promises"),
    "proposals": _l("proposals"),
    "ratings": _l("points that were asked about"),
    "recoveries": _l("complaints"),
    "referrals": _l("referrals"),
    "reminder_turns": _l("turns of reminders"),
    "reminders": _l("reminders"),
    "renegotiations": _l("days agreed anew"),
    "reports": _l("accounts of the work"),
    "runs": _l("checklists gone through"),
    "scope_changes": _l("wishes for more"),
    "services": _l("services"),
    "stages": _l("parts of the price"),
    "surveys": _l("questions put to them"),
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
