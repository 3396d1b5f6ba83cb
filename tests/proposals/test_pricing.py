"""What a proposal comes to, and how it is split: to the cent, whatever the figures."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wowcrm.money import cents
from wowcrm.proposals.pricing import DoesNotAddUp, Tax, price_of, split
from wowcrm.proposals.terms import How, Item, Part, Terms

D = Decimal

amounts = st.decimals("-10000", "1000000", places=2)
totals = st.decimals("0.01", "10000000", places=2)
rates = st.none() | st.decimals(0, 100, places=2)
items = st.builds(
    Item,
    what=st.just("Figures"),
    quantity=st.none() | st.decimals(0, 1000, places=2),
    price=st.none() | amounts,
    tax_rate=rates,
)
lists = st.lists(items, max_size=12).map(tuple)


def terms(*lines: tuple[str, str, str | None], within: bool = False, tax: str = "VAT") -> Terms:
    made = [
        Item("x", D(n), D(price), tax_rate=D(rate) if rate else None) for n, price, rate in lines
    ]
    return Terms("A year", items=tuple(made), includes_tax=within, tax_name=tax)


def test_tax_is_added_where_prices_are_without_it() -> None:
    price = price_of(terms(("2", "100", "21"), ("1", "50", "12")))

    assert price.lines == (D("200.00"), D("50.00"))
    assert price.taxes == (Tax(D(12), D(50), D(6)), Tax(D(21), D(200), D(42)))
    assert (price.net, price.tax, price.total) == (D(250), D(48), D(298))


def test_tax_is_found_within_where_prices_include_it() -> None:
    price = price_of(terms(("1", "121", "21"), within=True))

    assert (price.net, price.tax, price.total) == (D(100), D(21), D(121))


def test_who_charges_no_tax_adds_none() -> None:
    price = price_of(terms(("3", "33.33", "21"), tax=""))

    assert (price.taxes, price.total) == ((), D("99.99"))


def test_tax_is_rounded_once_for_each_rate() -> None:
    # A third of a cent each: line by line nothing would be left of it.
    price = price_of(terms(*[("1", "0.02", "21")] * 10))

    assert price.tax == D("0.04")


def test_what_is_not_priced_yet_comes_to_nothing() -> None:
    price = price_of(Terms("A year", items=(Item("Figures"), Item("Calls", None, D(5)))))

    assert price.total == 0


@given(lists, st.booleans(), st.sampled_from(["VAT", None]))
def test_lines_and_taxes_add_up_to_the_total(
    lines: tuple[Item, ...], within: bool, tax: str | None
) -> None:
    price = price_of(Terms("A year", items=lines, includes_tax=within, tax_name=tax))

    added = D(0) if within else sum((one.tax for one in price.taxes), D(0))
    assert sum(price.lines, D(0)) + added == price.total
    assert price.net + price.tax == price.total
    for amount in (*price.lines, price.net, price.tax, price.total):
        assert amount == cents(amount)
    if tax:
        taken = sum((one.net + one.tax for one in price.taxes), D(0))
        assert taken == price.total


@given(lists)
def test_a_price_is_the_same_in_whatever_order_its_lines_stand(lines: tuple[Item, ...]) -> None:
    there = Terms("A year", items=lines, tax_name="VAT")
    back = replace(there, items=tuple(reversed(lines)))

    assert price_of(there).total == price_of(back).total


# Splitting

shares = st.lists(st.decimals("0.01", 100, places=2), min_size=1, max_size=12)


def share(figure: D) -> Part:
    return Part(how=How.SHARE, figure=figure)


def amount(figure: D) -> Part:
    return Part(how=How.AMOUNT, figure=figure)


@given(totals, st.integers(1, 12))
def test_equal_shares_differ_by_a_cent_at_most(total: D, number: int) -> None:
    each = cents(D(100) / number)
    parts = [share(each)] * (number - 1)
    sizes = split(total, [*parts, share(100 - each * (number - 1))])

    assert sum(sizes) == total
    assert max(sizes[: number - 1], default=D(0)) - min(sizes[: number - 1], default=D(0)) <= D(
        "0.01"
    )


@given(totals, shares)
def test_shares_of_a_hundred_are_the_whole(total: D, figures: list[D]) -> None:
    whole = sum(figures[:-1], D(0))
    assume(whole < 100)
    parts = [share(figure) for figure in [*figures[:-1], 100 - whole]]
    sizes = split(total, parts)

    assert sum(sizes) == total
    for size, part in zip(sizes, parts, strict=True):
        assert part.figure is not None
        assert abs(size - total * part.figure / 100) < D("0.01")
        assert size == cents(size)


@given(totals, st.lists(st.decimals(0, 100, places=2), max_size=6), st.data())
def test_the_rest_takes_what_the_others_leave(
    total: D, figures: list[D], data: st.DataObject
) -> None:
    assume(sum(figures) <= 90)
    fixed = data.draw(st.decimals(0, cents(total / 20), places=2)) if total > 1 else D(0)
    parts = [*map(share, figures), amount(fixed), Part(how=How.REST)]
    place = data.draw(st.integers(0, len(parts) - 1))
    parts.insert(place, parts.pop())
    sizes = split(total, parts)

    assert sum(sizes) == total
    assert min(sizes) >= 0


@given(totals, st.data())
def test_amounts_and_shares_together_lose_no_cent(total: D, data: st.DataObject) -> None:
    percent = data.draw(st.decimals("0.01", 99, places=2))
    fixed = cents(total - total * percent / 100)
    first = data.draw(st.decimals(0, percent, places=2))
    sizes = split(total, [share(first), amount(fixed), share(percent - first)])

    assert sum(sizes) == total
    assert sizes[1] == fixed


@pytest.mark.parametrize(
    ("parts", "missing"),
    [
        ([share(D(50)), share(D(40))], "10.00"),
        ([share(D(60)), share(D(60))], "-20.00"),
        ([amount(D(30))], "70.00"),
        ([amount(D(150)), Part(how=How.REST)], "-50.00"),
        ([amount(D("99.99"))], "0.01"),
        ([share(D(33)), share(D(33)), share(D(33))], "1.00"),
        ([], "100.00"),
    ],
)
def test_what_does_not_add_up_says_by_how_much(parts: list[Part], missing: str) -> None:
    with pytest.raises(DoesNotAddUp) as raised:
        split(D(100), parts)

    assert raised.value.missing == D(missing)


def test_the_rest_is_said_once() -> None:
    with pytest.raises(DoesNotAddUp):
        split(D(100), [Part(how=How.REST), Part(how=How.REST)])


def test_cents_go_to_those_who_lost_most() -> None:
    thirds = [share(D("33.33")), share(D("33.33")), share(D("33.34"))]

    assert split(D("0.10"), thirds) == (D("0.03"), D("0.03"), D("0.04"))
    assert split(D(100), [share(D("33.33")), share(D("66.67"))]) == (D("33.33"), D("66.67"))
