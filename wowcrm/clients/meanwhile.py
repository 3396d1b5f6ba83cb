"""Two windows on one client: what was saved meanwhile is never silently overwritten.

The form remembers how each part stood when it was opened. What was changed only elsewhere stays as
it is there; what was changed both there and here is shown, and the trader chooses.
"""

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from wowcrm.clients.forms import ClientForm, tag_names
from wowcrm.clients.telling import Day

LISTS = dict(ClientForm.DETAILS)

Parts = dict[str, str]


def parts_of(form: ClientForm) -> Parts:
    """Say in words what each part of a form holds."""
    found: dict[str, list[Any]] = {name: [form[name].data] for name in ClientForm.COLUMNS}
    for name, kind in LISTS.items():
        found[name] = [f"{value} ({label})" if label else value for value, label in form.told(kind)]
    found["dates"] = [" ".join(_words_of(day)) for day in form.told_dates()]
    found["group"] = [form.names_of_groups.get(form.group.data)]
    found["tags"] = tag_names(form.tags.data)
    return {name: ", ".join(map(_word, held)) for name, held in found.items()}


def _words_of(day: Day) -> Iterator[str]:
    yield from (str(part) for part in day[:4] if part)
    if day.once:
        yield _("once")
    if day.lead:
        yield _("(%(days)s days before)", days=day.lead)


def _word(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def remember(form: ClientForm, now: Parts) -> None:
    """Have the form know how everything stands as it is shown."""
    form.seen.data = json.dumps({name: _mark(words) for name, words in now.items()})


def _mark(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def left_alone(form: ClientForm, now: Parts) -> set[str]:
    """Return the parts that were not touched here, and so stay as they stand."""
    seen, typed = _seen(form), parts_of(form)
    return {name for name in now if seen.get(name) == _mark(typed[name])}


def clashes(form: ClientForm, now: Parts) -> bool:
    """Tell whether something was changed both here and elsewhere; the form then says what."""
    seen, typed = _seen(form), parts_of(form)
    both = [
        name
        for name, words in now.items()
        if name in seen and seen[name] not in (_mark(words), _mark(typed[name]))
        if typed[name] != words
    ]
    for name in both:
        _show(form, name, now[name] or _("nothing"))
    if both:
        # Whoever has read it and saves again means it.
        form.seen.data = json.dumps({**seen, **{name: _mark(now[name]) for name in both}})
        form.form_errors.insert(
            0,
            _(
                "This was changed in another window meanwhile, and nothing was saved yet. Below is"
                " what you wrote, with what stands there now. Save once more to keep yours."
            ),
        )
    return bool(both)


def _show(form: ClientForm, name: str, words: str) -> None:
    said = _("Now it says: “%(words)s”", words=words)
    if name in LISTS or name == "dates":
        form.form_errors.append(f"{LIST_WORDS[name]()} {said}")
    else:
        form[name].errors = [*form[name].errors, said]


LIST_WORDS = {
    "phones": lambda: _("Phones."),
    "emails": lambda: _("E-mails."),
    "addresses": lambda: _("Addresses."),
    "websites": lambda: _("Websites."),
    "dates": lambda: _("Days that matter."),
}


def _seen(form: ClientForm) -> dict[str, str]:
    """Read how the parts stood when the form was opened; nothing where it does not say."""
    try:
        found = json.loads(form.seen.data or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
