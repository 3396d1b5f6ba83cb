"""The rules of Today: each a query and a date that yield nudges. Adding one is adding a function."""

from collections.abc import Callable, Sequence
from datetime import date

from wowcrm.today.nudge import Nudge
from wowcrm.today.rules.checklists import checklist_due
from wowcrm.today.rules.listening import complaint_open, time_to_ask
from wowcrm.today.rules.progress import progress_due
from wowcrm.today.rules.promises import promise_late, promise_soon
from wowcrm.today.rules.reminders import reminder_due
from wowcrm.today.rules.service import need_below, needs_unknown, standard_missed
from wowcrm.today.rules.surprises import delight_due, reaction_missing, wow_fading
from wowcrm.today.rules.touch import date_ahead, keep_in_touch
from wowcrm.today.rules.word_of_mouth import ask, thank
from wowcrm.today.rules.work import payment_due
from wowcrm.traders.models import Trader

RULES: Sequence[Callable[[Trader, date, int], list[Nudge]]] = (
    complaint_open,
    promise_late,
    need_below,
    standard_missed,
    promise_soon,
    checklist_due,
    reminder_due,
    delight_due,
    reaction_missing,
    payment_due,
    thank,
    keep_in_touch,
    progress_due,
    date_ahead,
    wow_fading,
    needs_unknown,
    ask,
    time_to_ask,
)
"""Most pressing first; moving up has its own place on the page."""
