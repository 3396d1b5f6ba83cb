"""Values from which more follows: put back by a verb of their model, or not from here at all."""

from collections.abc import Callable, Mapping
from typing import Any

from wowcrm.clients.telling import tell_tags
from wowcrm.proposals.terms import Terms
from wowcrm.reminders.repeating import Repeat
from wowcrm.traders.models import Trader

Put = Callable[[Any, Any, Trader], None]
"""Is told the row, what the column held, and whose it is."""

AS_IT_WAS_SAID = frozenset(
    {
        *("answers", "ratings", "surveys"),
        *("deliveries", "milestones", "payments", "reminder_turns", "renegotiations", "stages"),
    }
)
"""What clients said, and what was agreed or came: told here, but nobody writes it anew."""

ALONG = frozenset(
    {
        *(("proposals", "title"), ("proposals", "currency"), ("reminders", "begins_on")),
        *(("reminders", "after_done"), ("promises", "origin")),
    }
)
"""Columns that follow when another is put back."""


def _say_again(delight: Any, what: str, trader: Trader) -> None:
    if delight.is_delivered:
        delight.correct(what=what, on=delight.delivered_on)
    else:
        delight.reword(what, on=trader.today())


def _remind(**wanted: Callable[[Any], Any]) -> Put:
    """Have a reminder changed in one thing."""

    def put(reminder: Any, value: Any, _trader: Trader) -> None:
        held = {
            name: getattr(reminder, name) for name in ("due_on", "hour", "repeat", "after_done")
        }
        held |= {name: read(value) for name, read in wanted.items()}
        reminder.change(reminder.what, **held)

    return put


VERBS: Mapping[tuple[str, str], Put] = {
    ("clients", "tags"): lambda client, names, trader: tell_tags(client, names or [], trader),
    ("delights", "what"): _say_again,
    ("progress_notes", "text"): lambda note, text, _: note.reword(text),
    ("promises", "what"): lambda promise, what, _: promise.correct(what, promise.due_on),
    ("promises", "due_on"): lambda promise, day, _: promise.correct(promise.what, day),
    ("proposals", "terms"): lambda proposal, terms, trader: proposal.write(
        Terms.read(terms), on=trader.today()
    ),
    ("recoveries", "complaint"): lambda recovery, words, _: recovery.reword(
        words, on=recovery.raised_on
    ),
    ("recoveries", "raised_on"): lambda recovery, day, _: recovery.reword(
        recovery.complaint, on=day
    ),
    ("reminders", "due_on"): _remind(due_on=lambda day: day),
    ("reminders", "repeats"): _remind(repeat=lambda rule: Repeat.read(rule) if rule else None),
}
