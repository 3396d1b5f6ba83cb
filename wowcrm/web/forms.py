"""The base of all forms: it tidies what was typed and guards against a doubled submit."""

import uuid
from datetime import date
from functools import cache
from typing import Any

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import request
from flask_babel import LazyString, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FormField, HiddenField, PasswordField
from wtforms.i18n import messages_path
from wtforms.validators import Length, ValidationError


def tidy(value: Any) -> Any:
    """Trim a text and drop what no database keeps (NUL); a blank is nothing."""
    # Members of a StrEnum are texts too, but stay what they are.
    if type(value) is not str:
        return value
    cleaned = value.replace("\x00", "").encode("utf-8", "ignore").decode()
    return cleaned.replace("\r\n", "\n").strip() or None


class Form(FlaskForm):
    """A form whose texts are trimmed; `once` names this very form, see `submit_once`."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound: Any, options: dict[str, Any]) -> Field:
            filters = [*unbound.kwargs.get("filters", [])]
            # A password is what was typed, blanks at its ends included; lists tidy their parts.
            if not issubclass(unbound.field_class, (PasswordField, FieldList, FormField)):
                filters.append(tidy)
            return unbound.bind(form=form, filters=filters, **options)

        def get_translations(self, form: object) -> NullTranslations:
            return _words_of_wtforms(get_locale())

    once = HiddenField(default=lambda: uuid.uuid4().hex, validators=[Length(max=64)])

    def populate_obj(self, obj: object) -> None:
        """Copy what was typed to the columns of the same names."""
        for name, field in self._fields.items():
            if name not in {"once", "csrf_token"}:
                field.populate_obj(obj, name)


@cache
def _words_of_wtforms(locale: Locale) -> NullTranslations:
    """Read what WTForms says in a language; Flask-WTF would read it for every form anew."""
    return Translations.load(messages_path(), [locale], domain="wtforms")


def submitted_key() -> str | None:
    """Return the key by which a form sent twice is known again."""
    key: str | None = tidy(request.form.get("once"))
    return key[:64] if key else None


TOO_LONG = _l("That is longer than I can keep: %(max)d characters at most.")


def short() -> Length:
    return Length(max=200, message=TOO_LONG)


def long() -> Length:
    return Length(max=20_000, message=TOO_LONG)


EARLIEST = date(1900, 1, 1)


class NotAhead:
    """Refuse a day that is still to come, or absurdly long ago; the form knows `today`."""

    def __init__(self, ahead: LazyString) -> None:
        self.ahead = ahead

    def __call__(self, form: Any, field: Field) -> None:
        if field.data and field.data > form.today:
            raise ValidationError(str(self.ahead))
        if field.data and field.data < EARLIEST:
            raise ValidationError(_("That is longer ago than either of you remembers."))
