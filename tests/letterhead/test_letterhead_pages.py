"""The letterhead: what stands on papers, and how prices are reckoned."""

from decimal import Decimal

import pytest

from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client, ContactDetail, DetailKind
from wowcrm.letterhead.heading import foot_of, recipient_of, sender_of
from wowcrm.traders.models import Trader

FORM = {
    "address": "Brīvības iela 1\r\nRīga",
    "phone": "+371 20 000 000",
    "website": "lind.example",
    "registered_as": "SIA Lind, LV40000000000",
    "pays_to": "LV00 BANK 0000",
    "tax_name": "PVN",
    "tax_rate": "21",
    "prices_include_tax": "yes",
    "capacity": "6",
}


def test_it_is_kept_and_shown(nora: Trader, browser: ReadingBrowser) -> None:
    assert browser.post("/letterhead", data=FORM).status_code == 303
    assert (nora.tax_name, nora.tax_rate, nora.prices_include_tax) == ("PVN", Decimal(21), True)
    assert (nora.capacity, nora.address) == (6, "Brīvības iela 1\nRīga")

    page = browser.get("/letterhead")
    assert page.page.first("input[name=tax_rate]")["value"] == "21"
    assert "checked" in page.page.first("input[value=yes]")
    assert "SIA Lind, LV40000000000" in page.words


def test_all_of_it_may_be_blank(nora: Trader, browser: ReadingBrowser) -> None:
    browser.post("/letterhead", data=FORM)
    assert browser.post("/letterhead", data=dict.fromkeys(FORM, "")).status_code == 303

    assert (nora.tax_name, nora.tax_rate, nora.capacity) == (None, None, None)
    assert not nora.prices_include_tax


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"tax_rate": ""}, "tax_rate", "Which percentage is usual?"),
        ({"tax_name": ""}, "tax_name", "What is it called?"),
        ({"tax_rate": "101"}, "tax_rate", "from 0 to 100"),
        ({"tax_rate": "much"}, "tax_rate", "in figures"),
        ({"capacity": "0"}, "capacity", "One at least"),
        ({"capacity": "-3"}, "capacity", "from 0 to"),
        ({"capacity": "six"}, "capacity", "a whole number"),
        ({"address": "x" * 600}, "address", "longer than I can keep"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    nora: Trader,
    browser: ReadingBrowser,
    changed: dict[str, str],
    field: str,
    words: str,
    htmx: bool,
) -> None:
    page = browser.post("/letterhead", data={**FORM, **changed}, htmx=htmx)

    assert page.status_code == 422
    assert words in page.page.first(f"#{field}-error").text
    assert "LV00 BANK 0000" in page.text
    assert nora.pays_to is None


def test_nought_per_cent_is_a_rate(nora: Trader, browser: ReadingBrowser) -> None:
    assert browser.post("/letterhead", data={**FORM, "tax_rate": "0"}).status_code == 303
    assert nora.tax_rate == 0


def test_who_has_no_business_name_writes_in_their_own(nora: Trader) -> None:
    nora.business = None

    assert sender_of(nora).name == "Nora Lind"
    assert sender_of(nora).lines == ()
    assert foot_of(nora) == ()


def test_the_recipient_has_their_first_address(ben: Client) -> None:
    for street in ("Harbour Street 3\nRiverside", "Elsewhere"):
        ben.details.append(ContactDetail(kind=DetailKind.ADDRESS, value=street, key=street))
    ben.organisation = "Carter Cycles"

    assert recipient_of(ben).lines == ("Carter Cycles", "Harbour Street 3", "Riverside")
    ben.organisation = ben.name
    assert recipient_of(ben).lines == ("Harbour Street 3", "Riverside")


def test_it_is_found_under_me(browser: ReadingBrowser) -> None:
    links = [a["href"] for a in browser.get("/me").page.all("a")]

    assert "/letterhead" in links
    assert "/services" in links
