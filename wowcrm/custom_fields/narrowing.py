"""A list narrowed by one of the trader's own fields: "12:gold", "12" for anything, "12:" for nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.custom_fields.models import NO, YES, CustomField, CustomValue, FieldKind, key_of
from wowcrm.traders.models import Trader

SAID = re.compile(r"([1-9][0-9]{0,9})(?::(.*))?", re.DOTALL)


@dataclass(frozen=True)
class Option:
    """One way to narrow a list: as the address says it, and in words."""

    said: str
    words: str


def options_of(field: CustomField) -> list[Option]:
    """Offer the ways to narrow a list by a field."""
    offered = [(choice, choice) for choice in field.choices if field.kind is FieldKind.CHOICE]
    if field.kind is FieldKind.YES_NO:
        offered = [(YES, _("Yes")), (NO, _("No"))]
    return [
        *(Option(f"{field.id}:{key_of(text)}", words) for text, words in offered),
        Option(f"{field.id}", _("Something is known")),
        Option(f"{field.id}:", _("Nothing is known")),
    ]


def words_of(fields: Sequence[CustomField], said: str) -> str | None:
    """Say in words by what a list is narrowed; None where that means nothing."""
    found = SAID.fullmatch(said)
    field = next((each for each in fields if found and each.id == int(found[1])), None)
    if field is None or found is None:
        return None
    named = {option.said: option.words for option in options_of(field)}
    return f"{field.name}: {named.get(said, found[2])}"


def fits(trader: Trader, said: str) -> sa.ColumnElement[bool]:
    """Say whether a client fits; an address that means nothing narrows nothing."""
    found = SAID.fullmatch(said)
    if found is None or int(found[1]) >= 2**31:
        return sa.true()
    mine = sa.select(CustomField.id).where(
        CustomField.trader_id == trader.id, CustomField.id == int(found[1])
    )
    known = sa.select(CustomValue.client_id).where(CustomValue.field_id.in_(mine))
    if not found[2]:
        inside = Client.id.in_(known)
        return inside if found[2] is None else ~inside
    return Client.id.in_(known.where(CustomValue.key == key_of(found[2])))
