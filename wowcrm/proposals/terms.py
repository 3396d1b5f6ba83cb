"""What a proposal says: what is done, by when, for how much, and how it is paid. Plain values.

They are kept as JSON: once as a draft that is still written on, and once, frozen, for each version
that was sent. What is not written yet is none.
"""

import secrets
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self


class How(StrEnum):
    """How the size of a part of the price is said."""

    SHARE = "share"
    """Per cent of the price."""
    AMOUNT = "amount"
    REST = "rest"
    """Whatever the others leave."""


class When(StrEnum):
    """When a part of the price is due."""

    ACCEPTED = "accepted"
    DAY = "day"
    MILESTONE = "milestone"


def new_key() -> str:
    """Make the name by which a line is known again in the next version."""
    return secrets.token_hex(4)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the price."""

    what: str
    quantity: Decimal | None = Decimal(1)
    price: Decimal | None = None
    """For one."""
    unit: str | None = None
    details: str | None = None
    tax_rate: Decimal | None = None
    """Per cent; none: no tax."""
    service_id: int | None = None
    """The reusable service that it was taken from."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is done by which day; it becomes a milestone when the client accepts."""

    what: str
    due_on: date | None = None
    key: str = field(default_factory=new_key)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the price and when it is due; it becomes a stage when the client accepts."""

    what: str | None = None
    how: How = How.REST
    figure: Decimal | None = None
    """Per cent or an amount, as `how` says."""
    when: When = When.ACCEPTED
    due_on: date | None = None
    milestone: str | None = None
    """The key of the delivery with which it is due."""
    key: str = field(default_factory=new_key)


@dataclass(frozen=True, slots=True)
class Terms:
    title: str = ""
    opening: str | None = None
    items: tuple[Item, ...] = ()
    excluded: str | None = None
    """What is not included, a line each."""
    deliveries: tuple[Delivery, ...] = ()
    parts: tuple[Part, ...] = ()
    needed: str | None = None
    """What the trader needs from the client, a line each."""
    valid_until: date | None = None
    includes_tax: bool = False
    """Whether the prices of the items include the tax."""
    tax_name: str | None = None

    def kept(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        kept: dict[str, Any] = _plain(asdict(self))
        return kept

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Self:
        """Make it again from what was kept."""
        given = dict(kept)
        given["items"] = tuple(_item(each) for each in given.get("items", ()))
        given["deliveries"] = tuple(_delivery(each) for each in given.get("deliveries", ()))
        given["parts"] = tuple(_part(each) for each in given.get("parts", ()))
        given["valid_until"] = _day(given.get("valid_until"))
        return cls(**given)

    def delivery(self, key: str | None) -> Delivery | None:
        return next((each for each in self.deliveries if each.key == key), None)

    def moved(self, by: timedelta) -> Self:
        """Return the same for another client, so many days later, its lines under new names."""
        keys = {each.key: new_key() for each in self.deliveries}
        return replace(
            self,
            deliveries=tuple(
                replace(each, key=keys[each.key], due_on=_later(each.due_on, by))
                for each in self.deliveries
            ),
            parts=tuple(
                replace(
                    each,
                    key=new_key(),
                    due_on=_later(each.due_on, by),
                    milestone=keys.get(each.milestone or ""),
                )
                for each in self.parts
            ),
            valid_until=_later(self.valid_until, by),
        )


def lines_of(text: str | None) -> tuple[str, ...]:
    """Part a text into its lines, without the dashes that people begin them with."""
    lines = (line.strip().removeprefix("-").removeprefix("•").strip() for line in _lines(text))
    return tuple(line for line in lines if line)


def _lines(text: str | None) -> list[str]:
    return (text or "").splitlines()


def _later(day: date | None, by: timedelta) -> date | None:
    return day + by if day else None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, StrEnum):
        return value.value
    return str(value) if isinstance(value, Decimal | date) else value


def _item(kept: dict[str, Any]) -> Item:
    amounts = {name: _decimal(kept.get(name)) for name in ("quantity", "price", "tax_rate")}
    return Item(**{**kept, **amounts})


def _delivery(kept: dict[str, Any]) -> Delivery:
    return Delivery(**{**kept, "due_on": _day(kept.get("due_on"))})


def _part(kept: dict[str, Any]) -> Part:
    return Part(
        **{
            **kept,
            "how": How(kept["how"]),
            "when": When(kept["when"]),
            "figure": _decimal(kept.get("figure")),
            "due_on": _day(kept.get("due_on")),
        }
    )


def _decimal(kept: str | None) -> Decimal | None:
    return None if kept is None else Decimal(kept)


def _day(kept: str | None) -> date | None:
    return None if kept is None else date.fromisoformat(kept)
