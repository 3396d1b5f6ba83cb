"""The trader's own fields on a form about a client: what stands in them, and what was typed."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.custom_fields.models import CustomField, CustomValue
from wowcrm.custom_fields.reading import NotThat, read
from wowcrm.custom_fields.shelf import fields_of
from wowcrm.data.habits import Habits
from wowcrm.db import db
from wowcrm.traders.models import Trader


@dataclass
class Asked:
    """One field on a form."""

    field: CustomField
    text: str = ""
    value: str | None = None
    errors: list[str] = dataclasses.field(default_factory=list)
    sent: bool = False
    """Whether the form that was sent had this field, and it was touched there."""
    seen: str = ""
    """What stood in it when the form was shown."""

    @property
    def name(self) -> str:
        return f"own-{self.field.id}"

    @property
    def choices(self) -> list[str]:
        """What may be chosen; what was told before and is offered no more stays choosable."""
        offered = list(self.field.choices)
        return [*offered, self.text] if self.text and self.text not in offered else offered


class OwnFields:
    """All fields of a trader on one form; `sent` is what came back from it."""

    def __init__(
        self, trader: Trader, client: Client | None = None, sent: Mapping[str, str] | None = None
    ) -> None:
        self.asked = [Asked(each) for each in fields_of(trader)]
        known = values_of(client) if client is not None and self.asked else {}
        habits = Habits.of(trader.timezone, trader.today())
        for each in self.asked:
            if each.field.id in known:
                each.text = each.value = known[each.field.id].text
            each.seen = each.text
            if sent is not None and each.name in sent:
                _hear(each, sent[each.name], habits, seen=sent.get(f"{each.name}-seen"))

    def __bool__(self) -> bool:
        return bool(self.asked)

    @property
    def is_valid(self) -> bool:
        return not any(each.errors for each in self.asked)

    @property
    def is_told(self) -> bool:
        """Whether anything was typed, or is wrong."""
        return any(each.text or each.errors for each in self.asked)

    def tell(self, client: Client) -> None:
        """Keep what was typed; a blank takes away what was known."""
        tell(client, ((each.field, each.value) for each in self.asked if each.sent))


def _hear(asked: Asked, text: str, habits: Habits, *, seen: str | None) -> None:
    now, told = asked.text, text.strip()
    if seen is not None and told == seen.strip() != now:
        # It was not touched here, but changed in another window: that stays.
        return
    asked.sent = True
    if seen is not None and now not in (seen.strip(), told):
        asked.errors.append(
            _(
                "Another window changed this meanwhile. Now it says: “%(words)s” Save once more to"
                " keep yours.",
                words=now or _("nothing"),
            )
        )
    if text.strip() == asked.text and asked.value is not None:
        # What is known already stays, though the field may have become choosier since.
        return
    asked.text, asked.value = text.strip(), None
    try:
        asked.value = read(asked.field, text, habits)
    except NotThat as refusal:
        asked.errors.append(str(refusal))


def values_of(client: Client) -> dict[int, CustomValue]:
    """Return what is known of a client, by the number of the field."""
    known = sa.select(CustomValue).where(CustomValue.client_id == client.id)
    return {value.field_id: value for value in db.session.scalars(known)}


def tell(client: Client, told: Iterable[tuple[CustomField, str | None]]) -> None:
    """Make what is known of a client in some fields what was told; the client has a number."""
    known: dict[int, CustomValue] | None = None
    for field, text in told:
        known = values_of(client) if known is None else known
        value = known.get(field.id)
        if text is None and value is not None:
            db.session.delete(value)
        elif text is not None and value is None:
            db.session.add(CustomValue(client_id=client.id, field=field, text=text))
        elif text is not None and value is not None and value.text != text:
            value.text = text
        client.mark()
