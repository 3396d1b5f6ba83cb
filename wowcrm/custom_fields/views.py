"""Custom fields: added in a moment, changed, put away, struck out."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.custom_fields import importing  # noqa: F401  so that files may hold them
from wowcrm.custom_fields.forms import ChangeForm, CustomFieldForm, choices_in
from wowcrm.custom_fields.models import CustomField, FieldKind
from wowcrm.custom_fields.narrowing import Range, options_of, range_of, words_of
from wowcrm.custom_fields.shelf import (
    MOST_FIELDS,
    archived_of,
    facts_in_list,
    facts_of,
    fields_of,
    used,
)
from wowcrm.data.cells import line
from wowcrm.db import db
from wowcrm.trash.trashing import delete as delete_row
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle

bp = Blueprint("custom_fields", __name__)
bp.add_app_template_global(facts_of, "own_facts")
bp.add_app_template_global(facts_in_list, "own_facts_in_list")
bp.add_app_template_global(options_of, "own_options")


@bp.app_template_global()
def own_words(fields: Sequence[CustomField], said: str) -> str | None:
    return words_of(current_trader, fields, said)


@bp.app_template_global()
def own_range(fields: Sequence[CustomField], said: str) -> Range | None:
    return range_of(current_trader, fields, said)


@bp.app_template_global()
def own_fields() -> list[CustomField]:
    """List the fields that the signed-in trader asks for."""
    return list(fields_of(current_trader))


@bp.route("/custom-fields", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """All fields, and the form that adds one."""
    form = _form()
    if form.validate_on_submit() and _may_be(form.name, form):
        field = CustomField(trader_id=current_trader.id, name=_name(form))
        field.kind = FieldKind(form.kind.data)
        field.choices, field.in_list = choices_in(form.choices.data), form.in_list.data
        db.session.add(field)
        db.session.flush()
        flash(_("“%(name)s” now stands in the form of every client.", name=field.name))
        return _settle()
    return answer("custom_fields/index.html", "custom_fields/_fields.html", form=form, **_shelf())


def _name(form: ChangeForm) -> str:
    """Take the name in one line, as a file has it."""
    return line(form.name.data or "")


def _form(**kwargs: Any) -> CustomFieldForm:
    return CustomFieldForm(kinds=[(kind.value, kind.word) for kind in FieldKind], **kwargs)


def _may_be(name: Any, form: Any, field: CustomField | None = None) -> bool:
    """Refuse a second field of the same name, and a fifty-first."""
    same = db.session.scalar(CustomField.called(current_trader, name.data))
    if same is not None and same is not field:
        name.errors = [*name.errors, _("There is a field of this name already.")]
    elif field is None and len(fields_of(current_trader)) >= MOST_FIELDS:
        form.form_errors.append(_("Fifty fields are more than anybody fills in."))
    return not name.errors and not form.form_errors


def _shelf() -> dict[str, Any]:
    fields, archived = fields_of(current_trader), archived_of(current_trader)
    return {"fields": fields, "archived": archived, "used": used([*fields, *archived])}


def _settle() -> ResponseReturnValue:
    db.session.flush()
    # Whether more is asked was read before the first field was there.
    db.session.expire(current_trader, ["asks_more"])
    return settle(
        "custom_fields/_fields.html",
        back=url_for(".index"),
        form=_form(formdata=None),
        **_shelf(),
    )


@bp.route("/custom-fields/<int:custom_field_id>/edit", methods=["GET", "POST"])
def edit(custom_field_id: int) -> ResponseReturnValue:
    field = mine(CustomField, custom_field_id)
    said = {"name": field.name, "choices": "\n".join(field.choices), "in_list": field.in_list}
    form = ChangeForm(data=said)
    if form.validate_on_submit() and _fits(field, form) and _may_be(form.name, form, field):
        field.name, field.in_list = _name(form), form.in_list.data
        if field.kind is FieldKind.CHOICE:
            field.choices = choices_in(form.choices.data)
        return _settle()
    return answer("custom_fields/edit.html", "custom_fields/_edit.html", form=form, field=field)


def _fits(field: CustomField, form: ChangeForm) -> bool:
    if field.kind is FieldKind.CHOICE and not choices_in(form.choices.data):
        form.choices.errors = [_("Write down what may be chosen, a line each.")]
        return False
    return True


@bp.post("/custom-fields/<int:custom_field_id>/archive")
def archive(custom_field_id: int) -> ResponseReturnValue:
    mine(CustomField, custom_field_id).archive(on=current_trader.today())
    return _settle()


@bp.post("/custom-fields/<int:custom_field_id>/bring-back")
def bring_back(custom_field_id: int) -> ResponseReturnValue:
    mine(CustomField, custom_field_id).bring_back()
    return _settle()


@bp.post("/custom-fields/<int:custom_field_id>/delete")
def delete(custom_field_id: int) -> ResponseReturnValue:
    """Strike out a field in which nothing is known; another is put away, so that nothing is lost."""
    field = mine(CustomField, custom_field_id)
    if used([field]):
        field.archive(on=current_trader.today())
        flash(_("Something is known in “%(name)s”, so it is put away.", name=field.name))
    else:
        said = _("“%(name)s” is deleted.", name=field.name)
        delete_row(field, said=said, place=url_for(".index"))
    return _settle()
