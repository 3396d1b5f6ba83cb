"""Services: written down once, offered, put away, struck out."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.reading_browser import ReadingBrowser
from wowcrm.db import db
from wowcrm.services.models import Service
from wowcrm.services.shelf import services_of
from wowcrm.traders.models import Trader

both_ways = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
D = Decimal


@pytest.fixture
def wages(nora: Trader) -> Service:
    service = Service(trader_id=nora.id, name="Wages", unit="payslip", price=D(12))
    db.session.add(service)
    db.session.commit()
    return service


def stored() -> list[Service]:
    return list(db.session.scalars(sa.select(Service).order_by(Service.id)))


@both_ways
def test_a_service_is_written_down(browser: ReadingBrowser, htmx: bool) -> None:
    data = {"name": "Monthly books", "price": "1,250.50", "unit": "month", "details": "By the 5th"}
    page = browser.post("/services", data=data, htmx=htmx)

    (service,) = stored()
    assert (service.name, service.price, service.unit) == ("Monthly books", D("1250.50"), "month")
    shown = page if htmx else browser.get("/services")
    assert "€1,250.50 per month" in shown.words
    assert "goes into a proposal by one tap" in shown.words


@both_ways
@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "Books", "price": "-1"}, "price"),
        ({"name": "Books", "price": "1e400"}, "price"),
        ({"name": "x" * 300}, "name"),
        ({"name": "Books", "unit": "x" * 40}, "unit"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    browser: ReadingBrowser, data: dict[str, str], field: str, htmx: bool
) -> None:
    page = browser.post("/services", data=data, htmx=htmx)

    assert page.status_code == 422
    assert page.page.first(f"#new-{field}")["aria-invalid"] == "true"
    assert stored() == []


@both_ways
def test_it_can_be_said_anew(browser: ReadingBrowser, wages: Service, htmx: bool) -> None:
    address = f"/services/{wages.id}/edit"
    assert browser.get(address, htmx=htmx).page.first("input[name=price]")["value"] == "12"
    assert browser.post(address, data={"name": ""}, htmx=htmx).status_code == 422
    browser.post(address, data={"name": "Wages", "price": "13,50"}, htmx=htmx)

    assert wages.price == D("13.50")
    assert browser.get(f"/services/{wages.id}", htmx=htmx).status_code == 200


@both_ways
def test_what_was_put_away_is_not_offered_until_it_is_brought_back(
    browser: ReadingBrowser, nora: Trader, wages: Service, htmx: bool
) -> None:
    browser.post(f"/services/{wages.id}/archive", htmx=htmx)
    assert services_of(nora) == []
    assert "1 put away" in browser.get("/services").words

    browser.post(f"/services/{wages.id}/bring-back", htmx=htmx)
    assert services_of(nora) == [wages]


@both_ways
def test_only_what_stands_in_no_proposal_is_struck_out(
    browser: ReadingBrowser, nora: Trader, wages: Service, htmx: bool
) -> None:
    wages.use(on=nora.today())
    browser.post(f"/services/{wages.id}/delete", htmx=htmx)
    assert wages.archived_on == nora.today()

    wages.used_on = None
    browser.post(f"/services/{wages.id}/delete", htmx=htmx)
    assert stored() == []


def test_they_stand_in_the_order_of_their_names(nora: Trader) -> None:
    for name in ("wages", "Ābols", "Books"):
        db.session.add(Service(trader_id=nora.id, name=name))
    db.session.commit()

    assert [service.name for service in services_of(nora)] == ["Ābols", "Books", "wages"]
