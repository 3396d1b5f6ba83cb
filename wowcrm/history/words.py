"""Changes in the trader's words: what a column is called, and what stood in it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import format_currency
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from wowcrm.db import Base, Money
from wowcrm.naming import kind_word
from wowcrm.plain import NotPlain, reader_of
from wowcrm.traders.models import Trader
from wowcrm.when import day

LABELS = {
    "archived_on": _l("Put away on"),
    "asked_on": _l("Asked on"),
    "chased": _l("They had to chase you"),
    "client_since": _l("Client since"),
    "consent_on": _l("May be quoted since"),
    "contact_every": _l("In touch at least every so many days"),
    "contacts_at_most": _l("Contacts at most"),
    "contacts_within": _l("Within so many days"),
    "could_exceed_by": _l("How it could be exceeded"),
    "delivered_on": _l("Delivered on"),
    "found_us_by": _l("How they found you"),
    "given": _l("How you speak of them"),
    "happened_on": _l("Day"),
    "job_title": _l("Work as"),
    "judged_on": _l("Judged on"),
    "name": _l("Name"),
    "notes": _l("Notes"),
    "organisation": _l("Where they work"),
    "summary": _l("Words"),
    "tags": _l("Tags"),
    "terms": _l("What is offered"),
    "value": _l("Value"),
    "what": _l("What"),
}
BY_TABLE = {("clients", "value"): _l("Their work, a year"), ("needs", "level"): _l("How it goes")}


def label(table: str, column: str) -> str:
    """Say what a column is called; names are the domain's, so the bare name reads as well."""
    told = BY_TABLE.get((table, column)) or LABELS.get(column)
    if told is None:
        found = Base.metadata.tables[table].columns.get(column)
        keys = () if found is None else tuple(found.foreign_keys)
        if keys:
            return kind_word(keys[0].column.table.name)
    return str(told or column.replace("_", " ").capitalize())


def worded(
    table: str, column: str, value: Any, trader: Trader, titles: Mapping[Any, str] | None = None
) -> str:
    """Say what stood in a column; nothing is nothing. `titles` names rows that keys point at."""
    if value is None or value in ("", []):
        return ""
    found = Base.metadata.tables[table].columns.get(column)
    if found is None:
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    for key in found.foreign_keys:
        return (titles or {}).get((key.column.table.name, value)) or _("one that is gone")
    if (table, column) == ("proposals", "terms"):
        return _offered(value)
    try:
        typed = reader_of(found.type)(value)
    except NotPlain:
        return str(value)
    return _spoken(found.type, typed, trader)


def _offered(terms: Any) -> str:
    """Name what a proposal offered, by its lines: "Bookkeeping: Figures, Yearly accounts"."""
    told = terms if isinstance(terms, dict) else {}
    lines = [str(item.get("what")) for item in told.get("items") or () if item.get("what")]
    return ": ".join(filter(None, [str(told.get("title") or ""), ", ".join(lines)]))


def _spoken(kind: sa.types.TypeEngine[Any], value: Any, trader: Trader) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return day(trader.day_of(value))
    if isinstance(value, date):
        return day(value, trader.today())
    if isinstance(kind, Money) and isinstance(value, Decimal):
        return format_currency(value, trader.currency)
    if isinstance(value, list) and all(isinstance(each, (str, int)) for each in value):
        return ", ".join(map(str, value))
    if isinstance(value, (list, dict)):
        return _("something else")
    return str(getattr(value, "short", None) or getattr(value, "word", None) or value)
