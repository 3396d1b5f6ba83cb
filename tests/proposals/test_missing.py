"""What must be there before a proposal is sent, and what cannot be right in it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.letters import FIRST, days, terms_on
from wowcrm.proposals.missing import lacks_of, slips_of
from wowcrm.proposals.terms import Delivery, How, Item, Part, Terms, When

D = Decimal
DAY = date(2026, 5, 3)


def places(terms: Terms, **other: Any) -> list[str]:
    return [lack.place for lack in lacks_of(terms, DAY, **other)]


def words(terms: Terms) -> str:
    return " ".join(lack.words for lack in lacks_of(terms, DAY))


def test_a_whole_letter_lacks_nothing(database: None) -> None:
    assert lacks_of(terms_on(DAY), DAY) == []


def test_an_empty_letter_lacks_what_must_be_there(database: None) -> None:
    assert places(Terms("A year")) == [
        "items-0-what",
        "deliveries-0-what",
        "parts-0-figure",
        "needed",
    ]


def part(how: How, figure: str | None, **other: Any) -> Part:
    return Part(how=how, figure=None if figure is None else D(figure), **other)


@pytest.mark.parametrize(
    ("changed", "place", "said"),
    [
        ({"items": (Item("Figures"),)}, "items-0-price", "What does it cost?"),
        ({"items": (Item("", D(1), D(5)),)}, "items-0-what", "What is this line for?"),
        ({"items": (Item("Figures", None, D(5)),)}, "items-0-quantity", "How many?"),
        ({"items": (Item("Figures", D(1), D(0)),)}, "items-0-price", "a proposal needs a price"),
        ({"deliveries": (Delivery("", DAY + days(1), FIRST),)}, "deliveries-0-what", "ready then"),
        ({"deliveries": (Delivery("It", None, FIRST),)}, "deliveries-0-due_on", "By which day?"),
        ({"deliveries": (Delivery("It", DAY - days(1), FIRST),)}, "deliveries-0-due_on", "gone"),
        ({"parts": ()}, "parts-0-figure", "How is it paid?"),
        ({"parts": (part(How.SHARE, None),)}, "parts-0-figure", "How much?"),
        ({"parts": (part(How.SHARE, "90"),)}, "parts-0-figure", "€100 is missing"),
        ({"parts": (part(How.AMOUNT, "1000.01"),)}, "parts-0-figure", "they are €0.01 more"),
        (
            {"parts": (part(How.SHARE, "60"), part(How.SHARE, "60"))},
            "parts-1-figure",
            "do not add up to €1,000: they are €200 more",
        ),
        (
            {"parts": (part(How.REST, None), part(How.REST, None))},
            "parts-1-how",
            "Only one part can be the rest",
        ),
        (
            {"parts": (part(How.SHARE, "100"), part(How.REST, None))},
            "parts-1-figure",
            "nothing is left for this one",
        ),
        ({"parts": (part(How.REST, None, when=When.DAY),)}, "parts-0-due_on", "On which day?"),
        (
            {"parts": (part(How.REST, None, when=When.DAY, due_on=DAY - days(1)),)},
            "parts-0-due_on",
            "gone",
        ),
        (
            {"parts": (part(How.REST, None, when=When.MILESTONE, milestone="zz"),)},
            "parts-0-when",
            "When is it due now?",
        ),
        ({"needed": " \n - \n"}, "needed", "If nothing, say so"),
        ({"valid_until": DAY - days(1)}, "valid_until", "gone"),
    ],
)
def test_each_lack_is_said_beside_its_field(
    database: None, changed: dict[str, Any], place: str, said: str
) -> None:
    terms = terms_on(DAY, **changed)

    assert place in places(terms)
    assert said in words(terms)


def test_dates_in_the_wrong_order_are_never_right(database: None) -> None:
    terms = terms_on(
        DAY,
        deliveries=(
            Delivery("First figures", DAY + days(9), FIRST),
            Delivery("Middle", None),
            Delivery("Return", DAY + days(8)),
        ),
    )
    (slip,) = slips_of(terms)

    assert slip.place == "deliveries-2-due_on"
    assert "before “First figures”, 12 May 2026" in slip.words


def test_nobody_says_yes_after_the_first_delivery(database: None) -> None:
    assert slips_of(terms_on(DAY, valid_until=DAY + days(10))) == []
    (slip,) = slips_of(terms_on(DAY, valid_until=DAY + days(11)))

    assert slip.place == "valid_until"


def test_what_was_agreed_for_a_day_that_has_passed_may_stay(database: None) -> None:
    before = terms_on(DAY - days(20))
    later = replace(before, parts=(Part(how=How.REST),))

    assert "deliveries-0-due_on" in places(later)
    assert "deliveries-0-due_on" not in places(later, agreed=before)
    moved = replace(later, deliveries=(Delivery("First figures", DAY - days(5), FIRST),))
    assert "deliveries-0-due_on" in places(moved, agreed=before)
