"""What is still owed: payments poured over the stages of an engagement."""

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def pour(
    amounts: Mapping[Key, Decimal], payments: Sequence[tuple[Key | None, Decimal]]
) -> tuple[list[dict[Key, Decimal]], Decimal]:
    """Tell what is owed of each amount after each payment, and what was paid beyond all of it.

    A payment fills the stage that it was meant for; what flows over fills the others in order.
    """
    owed, beyond = dict(amounts), Decimal(0)
    after: list[dict[Key, Decimal]] = []
    for meant, paid in payments:
        for key in _order(owed, meant):
            taken = min(owed[key], paid)
            owed[key] -= taken
            paid -= taken
        beyond += paid
        after.append(dict(owed))
    return after, beyond


def _order(owed: Mapping[Key, Decimal], meant: Key | None) -> list[Key]:
    return sorted(owed, key=lambda key: key != meant)
