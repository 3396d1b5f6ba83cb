"""A list narrowed by one of the trader's own fields.

"12:gold", "12" for anything, "12:" for nothing; of numbers and days "12:3..5", "12:3..", "12:..5".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.clients.narrowing import BETWEEN
from wowcrm.custom_fields.models import NO, YES, CustomField, CustomValue, FieldKind, key_of
from wowcrm.custom_fields.reading import NotThat, read, said
from wowcrm.data.habits import Habits
from wowcrm.db import db
from wowcrm.traders.models import Trader

SAID = re.compile(r"([1-9][0-9]{0,9})(?::(.*))?", re.DOTALL)
FIGURES = r"^-?[0-9]{1,40}(\.[0-9]{1,40})?$"
"""Numbers as they are kept; other words may have come from elsewhere."""


@dataclass(frozen=True)
class Option:
    """One way to narrow a list: as the address says it, and in words."""

    said: str
    words: str


@dataclass(frozen=True)
class Range:
    """Numbers or days from one to another; either end may be missing."""

    field: CustomField
    typed: tuple[str, str]
    ends: tuple[str | None, str | None] = (None, None)
    """The ends as such values are kept."""
    refusal: str | None = None
    """Why what was typed cannot be an end."""

    def words(self, today: date) -> str:
        if self.refusal:
            return f"{BETWEEN.join(self.typed)}? {self.refusal}"
        first, last = (end and said(self.field.kind, end, today) for end in self.ends)
        if first and last:
            return _("%(first)s to %(last)s", first=first, last=last)
        return _("from %(first)s", first=first) if first else _("up to %(last)s", last=last)

    def fits(self) -> sa.ColumnElement[bool]:
        """Whether a value lies in it; what cannot be read narrows nothing."""
        of_field = CustomValue.field_id == self.field.id
        if self.field.kind is FieldKind.DAY:
            return sa.and_(
                of_field, *self._compared(sa.type_coerce(CustomValue.text, sa.String), str)
            )
        # Asked in this order, as PostgreSQL refuses to take words for a number.
        number = sa.case(
            (CustomValue.text.regexp_match(FIGURES), sa.cast(CustomValue.text, sa.Double))
        )
        return sa.and_(of_field, *self._compared(number, float))

    def _compared(
        self, value: sa.ColumnElement[Any], kind: type
    ) -> Sequence[sa.ColumnElement[bool]]:
        first, last = self.ends
        least = [] if first is None else [value >= kind(first)]
        return least if last is None else [*least, value <= kind(last)]


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


def words_of(trader: Trader, fields: Sequence[CustomField], said: str) -> str | None:
    """Say in words by what a list is narrowed; None where that means nothing."""
    found = SAID.fullmatch(said)
    field = next((each for each in fields if found and each.id == int(found[1])), None)
    if field is None or found is None:
        return None
    if (asked := range_of(trader, [field], said)) is not None:
        return f"{field.name}: {asked.words(trader.today())}"
    named = {option.said: option.words for option in options_of(field)}
    return f"{field.name}: {named.get(said, found[2])}"


def range_of(trader: Trader, fields: Sequence[CustomField], said: str) -> Range | None:
    """Read the range by which a list is narrowed, if it is one."""
    found = SAID.fullmatch(said)
    if found is None or BETWEEN not in (found[2] or ""):
        return None
    field = next((each for each in fields if each.id == int(found[1])), None)
    if field is None or not field.is_ranged:
        return None
    first, _between, last = found[2].partition(BETWEEN)
    habits = Habits.of(trader.timezone, trader.today())
    try:
        ends = read(field, first, habits), read(field, last, habits)
    except NotThat as refusal:
        return Range(field, (first, last), refusal=str(refusal))
    return Range(field, (first, last), ends) if any(ends) else None


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
    if BETWEEN in found[2]:
        fields = db.session.scalars(CustomField.of(trader).where(CustomField.id.in_(mine))).all()
        if (asked := range_of(trader, fields, said)) is not None:
            return Client.id.in_(sa.select(CustomValue.client_id).where(asked.fits()))
        if fields and fields[0].is_ranged:
            return Client.id.in_(known)
    return Client.id.in_(known.where(CustomValue.key == key_of(found[2])))
