"""Take an action: the reminder, standard or idea that it is, and the note of why; and back again."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from wowcrm.actions.models import Action, ActionKind
from wowcrm.db import db
from wowcrm.delights.models import FITS, Delight, Idea
from wowcrm.reminders.models import Reminder
from wowcrm.standards.models import Check, Checklist, Standard
from wowcrm.traders.models import Trader

ANYBODY = FITS[-1]


def remind(trader: Trader, about: str, what: str, *, due_on: date, on: date) -> Action:
    """Decide to do something on a day."""
    reminder = Reminder(trader_id=trader.id, what=what, due_on=due_on, begins_on=due_on)
    return _take(trader, about, what, ActionKind.REMINDER, on, reminder=reminder)


def promise(trader: Trader, about: str, what: str, checklist: Checklist, *, on: date) -> Action:
    """Decide to do something the same way for everyone from now on."""
    standard = Standard(promise=what)
    checklist.standards.append(standard)
    return _take(trader, about, what, ActionKind.STANDARD, on, standard=standard)


def note_idea(trader: Trader, about: str, what: str, *, on: date) -> Action:
    """Keep something for the day on which it would make somebody smile."""
    idea = Idea(trader_id=trader.id, text=what, fits=[ANYBODY])
    return _take(trader, about, what, ActionKind.IDEA, on, idea=idea)


def _take(
    trader: Trader,
    about: str,
    what: str,
    kind: ActionKind,
    on: date,
    **made: Reminder | Standard | Idea,
) -> Action:
    action = Action(trader_id=trader.id, about=about, what=what, kind=kind, taken_on=on, **made)
    db.session.add(action)
    db.session.flush()
    return action


def take_back(action: Action, *, on: date) -> None:
    """Take back an action with what it made; what was used meanwhile is only put away."""
    if action.reminder is not None and action.reminder.is_open:
        action.reminder.delete(on=on)
    if action.standard is not None:
        _withdraw(action.standard, on)
    if action.idea is not None:
        used = sa.select(Delight.id).where(Delight.idea_id == action.idea.id).limit(1)
        if db.session.scalar(used) is None:
            db.session.delete(action.idea)
        else:
            action.idea.retire(on=on)
    db.session.delete(action)


def _withdraw(standard: Standard, on: date) -> None:
    checked = sa.select(Check.id).where(Check.standard_id == standard.id).limit(1)
    if db.session.scalar(checked) is None:
        standard.checklist.standards.remove(standard)
    else:
        standard.retire(on=on)


def actions_about(trader: Trader, subjects: Iterable[str]) -> dict[str, list[Action]]:
    """Find what was done about each of these, the newest first; one query."""
    chosen = (
        Action.of(trader)
        .where(Action.about.in_(list(subjects)))
        .options(joinedload(Action.reminder))
        .order_by(Action.id.desc())
    )
    found: dict[str, list[Action]] = defaultdict(list)
    for action in db.session.scalars(chosen):
        found[action.about].append(action)
    return found
