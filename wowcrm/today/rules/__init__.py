"""The rules of Today: each a query and a date that yield nudges. Adding one is adding a function."""

from collections.abc import Callable, Sequence
from datetime import date

from wowcrm.today.nudge import Nudge
from wowcrm.today.rules.checklists import checklist_due
from wowcrm.today.rules.reminders import reminder_due
from wowcrm.today.rules.service import need_below, needs_unknown, standard_missed
from wowcrm.today.rules.surprises import delight_due, reaction_missing, wow_fading
from wowcrm.today.rules.touch import date_ahead, keep_in_touch
from wowcrm.today.rules.word_of_mouth import ask, thank
from wowcrm.traders.models import Trader

RULES: Sequence[Callable[[Trader, date, int], list[Nudge]]] = (
    need_below,
    standard_missed,
    checklist_due,
    reminder_due,
    delight_due,
    reaction_missing,
    thank,
    keep_in_touch,
    date_ahead,
    wow_fading,
    needs_unknown,
    ask,
)
"""Most pressing first; moving up has its own place on the page."""
