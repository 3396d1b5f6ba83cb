"""Reminders: all of them on one page, one as a card, and what can be done to it."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wowcrm.reminders.forms import ReminderForm, SnoozeForm
from wowcrm.reminders.models import Reminder
from wowcrm.reminders.shelves import beside, coming_page, due_page, shelf_of
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle, wants_fragment

bp = Blueprint("reminders", __name__)
bp.add_app_template_global(beside, "reminders_of")

PAGES = {"due": due_page, "coming": coming_page}


@bp.app_template_global()
def snooze_form() -> SnoozeForm:
    return SnoozeForm(formdata=None, today=current_trader.today())


@bp.get("/reminders")
def index() -> ResponseReturnValue:
    """What is due, what is to come, what was done; to htmx the next page of one of these."""
    today, name = current_trader.today(), request.args.get("list", "")
    if wants_fragment() and name in PAGES:
        page = PAGES[name](current_trader, today, request.args.get("after"))
        return render_template("reminders/_page.html", page=page, name=name)
    return answer(
        "reminders/index.html",
        "reminders/_reminders.html",
        shelf=shelf_of(current_trader, today),
    )


@bp.get("/reminders/<int:reminder_id>")
def show(reminder_id: int) -> ResponseReturnValue:
    """One by itself; to htmx as it was, after an edit was given up."""
    return _card(mine(Reminder, reminder_id))


@bp.route("/reminders/<int:reminder_id>/edit", methods=["GET", "POST"])
def edit(reminder_id: int) -> ResponseReturnValue:
    reminder = mine(Reminder, reminder_id)
    if not reminder.is_open:
        return redirect(url_for(".show", reminder_id=reminder.id), code=303)
    form = ReminderForm(today=current_trader.today(), reminder=reminder)
    if request.method == "GET" or not form.validate():
        return answer("reminders/edit.html", "reminders/_edit.html", form=form, reminder=reminder)
    reminder.change(form.what.data or "", **form.describes())
    return _settle(reminder)


@bp.post("/reminders/<int:reminder_id>/do")
def do(reminder_id: int) -> ResponseReturnValue:
    """Done; a page that was open for long speaks of a day that may be done already."""
    reminder = mine(Reminder, reminder_id)
    meant = request.args.get("due")
    if meant is None or reminder.due_on is None or meant == reminder.due_on.isoformat():
        reminder.do(on=current_trader.today())
    return _settle(reminder)


@bp.post("/reminders/<int:reminder_id>/undo")
def undo(reminder_id: int) -> ResponseReturnValue:
    reminder = mine(Reminder, reminder_id)
    reminder.undo()
    return _settle(reminder)


@bp.post("/reminders/<int:reminder_id>/snooze")
def snooze(reminder_id: int) -> ResponseReturnValue:
    reminder = mine(Reminder, reminder_id)
    form = SnoozeForm(today=current_trader.today())
    if not form.validate():
        return _card(reminder, form=form, snoozing=form)
    reminder.snooze(form.day)
    return _settle(reminder)


@bp.post("/reminders/<int:reminder_id>/wake")
def wake(reminder_id: int) -> ResponseReturnValue:
    """Take back that it was put off."""
    reminder = mine(Reminder, reminder_id)
    reminder.wake()
    return _settle(reminder)


@bp.post("/reminders/<int:reminder_id>/delete")
def delete(reminder_id: int) -> ResponseReturnValue:
    reminder = mine(Reminder, reminder_id)
    reminder.delete(on=current_trader.today())
    return _settle(reminder)


@bp.post("/reminders/<int:reminder_id>/restore")
def restore(reminder_id: int) -> ResponseReturnValue:
    reminder = mine(Reminder, reminder_id)
    reminder.restore()
    return _settle(reminder)


def _card(reminder: Reminder, **context: Any) -> ResponseReturnValue:
    return answer("reminders/show.html", "reminders/_reminder.html", reminder=reminder, **context)


def _settle(reminder: Reminder) -> ResponseReturnValue:
    return settle(
        "reminders/_reminder.html",
        back=url_for(".index", _anchor=reminder.about),
        trigger="client-changed",
        reminder=reminder,
        acted=True,
    )
