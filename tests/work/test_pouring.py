"""Payments poured over stages: nothing is lost, nothing is made."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from wowcrm.work.pouring import pour

D = Decimal
money = st.decimals("0.01", 5000, places=2)
stages = st.dictionaries(st.sampled_from("abcdef"), money)
payments = st.lists(st.tuples(st.none() | st.sampled_from("abcdefx"), money), max_size=8)


def owed_of(amounts: dict[str, D], paid: list[tuple[str | None, D]]) -> dict[str, D]:
    after, _beyond = pour(amounts, paid)
    return after[-1] if after else amounts


def test_a_payment_fills_the_stage_it_was_meant_for() -> None:
    assert owed_of({"a": D(100), "b": D(50)}, [("b", D(20))]) == {"a": 100, "b": 30}


def test_what_flows_over_fills_the_others_in_order() -> None:
    amounts = {"a": D(100), "b": D(50), "c": D(25)}

    assert owed_of(amounts, [("b", D(160))]) == {"a": 0, "b": 0, "c": 15}


def test_a_payment_without_a_stage_fills_the_first() -> None:
    assert owed_of({"a": D(100), "b": D(50)}, [(None, D(120))]) == {"a": 0, "b": 30}


def test_what_was_paid_beyond_all_is_known() -> None:
    _after, beyond = pour({"a": D(100)}, [("a", D(70)), ("a", D(45))])

    assert beyond == 15


@given(stages, payments)
def test_what_is_owed_and_what_was_paid_are_the_whole(
    amounts: dict[str, D], paid: list[tuple[str | None, D]]
) -> None:
    after, beyond = pour(amounts, paid)
    owed = after[-1] if after else amounts
    came = sum((amount for _, amount in paid), D(0))

    assert sum(amounts.values(), D(0)) - sum(owed.values(), D(0)) + beyond == came
    assert all(0 <= owed[key] <= amounts[key] for key in amounts)
    assert beyond == 0 or not any(owed.values())
