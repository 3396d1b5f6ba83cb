"""Views of the list: those always there, and those that the trader has named."""

from urllib.parse import quote

import pytest
import sqlalchemy as sa

from tests.clients.test_listing import names
from tests.conftest import client_of
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client, SavedView, Tag
from wowcrm.db import db
from wowcrm.traders.models import Trader

NEW = "level=unknown&sort=newest"


@pytest.fixture
def two(nora: Trader) -> list[Client]:
    return [client_of(nora, name) for name in ("Ann", "Bea")]


@pytest.fixture
def kept(nora: Trader) -> SavedView:
    view = SavedView(trader_id=nora.id, name="New faces", query=NEW)
    db.session.add(view)
    db.session.commit()
    return view


def views(browser: ReadingBrowser, address: str = "/clients") -> dict[str, str]:
    links = browser.get(address).page.all(".narrow-by__views a")
    return {link.text: link["href"] for link in links}


def stored() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.execute(sa.select(SavedView.name, SavedView.query).order_by(SavedView.id))
    return [(name, query) for name, query in rows]


def test_the_drifting_are_always_one_press_away(browser: ReadingBrowser, two: list[Client]) -> None:
    assert views(browser) == {"Drifting": "/clients?quiet=30&sort=drifting"}
    page = browser.get("/clients?quiet=30&sort=drifting").page
    assert page.first(".narrow-by__views [aria-current]").text == "Drifting"
    assert not page.all(".narrow-by__keep")


def test_a_view_is_kept_under_its_name(
    browser: ReadingBrowser, two: list[Client], nora: Trader
) -> None:
    db.session.add(Tag(trader_id=nora.id, name="Garden"))
    db.session.commit()
    link = browser.get(f"/clients?{NEW}&after=1").page.first(".narrow-by__keep")
    assert link.text == "Save this view"
    page = browser.get(link["href"]).page
    assert page.first("input[name=name]")["value"] == "Needs not known yet, Newest"

    fields = {field["name"]: field["value"] for field in page.all("main input")}
    answer = browser.post(page.first("main form")["action"], data={**fields, "name": " New faces "})

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/clients?{NEW}")
    assert stored() == [("New faces", NEW)]
    assert views(browser)["New faces"] == f"/clients?{NEW}"
    assert names(browser.get(f"/clients?{NEW}")) == ["Bea", "Ann"]


def test_the_plain_list_is_nothing_to_keep(browser: ReadingBrowser, two: list[Client]) -> None:
    assert not browser.get("/clients").page.all(".narrow-by__keep")


def test_the_same_name_gives_way_to_the_new_view(browser: ReadingBrowser, kept: SavedView) -> None:
    browser.post("/saved-views/new", data={"name": "new FACES", "list": "quiet=90"})

    assert stored() == [("new FACES", "quiet=90")]


def test_a_view_is_renamed(browser: ReadingBrowser, kept: SavedView, two: list[Client]) -> None:
    link = browser.get(f"/clients?{NEW}").page.first(".narrow-by__keep")
    assert link["href"] == f"/saved-views/{kept.id}/edit"

    answer = browser.post(link["href"], data={"name": "Fresh"})

    assert answer.headers["Location"] == f"/clients?{NEW}"
    assert stored() == [("Fresh", NEW)]


def test_a_view_takes_the_name_of_another_over(
    browser: ReadingBrowser, kept: SavedView, nora: Trader
) -> None:
    other = SavedView(trader_id=nora.id, name="Quiet", query="quiet=60")
    db.session.add(other)
    db.session.commit()

    browser.post(f"/saved-views/{other.id}/edit", data={"name": "New faces"})
    browser.post(f"/saved-views/{other.id}/edit", data={"name": "NEW faces"})

    assert stored() == [("NEW faces", "quiet=60")]


def test_a_view_is_given_up_and_its_clients_stay(
    browser: ReadingBrowser, kept: SavedView, two: list[Client]
) -> None:
    answer = browser.post(f"/saved-views/{kept.id}/delete")

    assert answer.headers["Location"] == f"/clients?{NEW}"
    assert stored() == []
    assert names(browser.get("/clients")) == ["Ann", "Bea"]


@pytest.mark.parametrize("address", ["/saved-views/new", "/saved-views/{}/edit"])
@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "\x00"])
def test_a_view_needs_a_short_name(
    browser: ReadingBrowser, kept: SavedView, address: str, name: str
) -> None:
    answer = browser.post(address.format(kept.id), data={"name": name, "list": "quiet=30"})

    assert answer.status_code == 422
    assert answer.page.all(".field__error")
    assert stored() == [("New faces", NEW)]


@pytest.mark.parametrize("list", ["", "x", "level=nonsense", "q=%00", "near=1&after=2&place=9"])
def test_a_list_with_a_slip_in_it_is_kept_as_far_as_it_says_something(
    browser: ReadingBrowser, two: list[Client], list: str
) -> None:
    assert browser.get(f"/saved-views/new?list={quote(list)}").status_code == 200

    browser.post("/saved-views/new", data={"name": "Odd", "list": list})

    assert stored() == [("Odd", "")]
    assert len(names(browser.get(views(browser)["Odd"]))) == 2


def test_noras_views_are_not_ottos(
    browser: ReadingBrowser, ottos_browser: ReadingBrowser, kept: SavedView, otto: Trader
) -> None:
    client_of(otto, "Own")
    assert "New faces" not in views(ottos_browser)
    for what in ("edit", "delete"):
        answer = ottos_browser.post(f"/saved-views/{kept.id}/{what}", data={"name": "Mine"})
        assert answer.status_code == 404

    ottos_browser.post("/saved-views/new", data={"name": "New faces", "list": "sent=1"})

    assert stored() == [("New faces", NEW), ("New faces", "sent=1")]
    assert ottos_browser.get(f"/saved-views/{kept.id}/edit").status_code == 404


def test_a_view_sent_twice_is_kept_once(browser: ReadingBrowser, two: list[Client]) -> None:
    data = {"name": "Quiet", "list": "quiet=60", "once": "k1"}
    first = browser.post("/saved-views/new", data=data)
    browser.post("/saved-views/new", data={**data, "list": "quiet=90"})

    assert first.headers["Location"] == "/clients?quiet=60"
    assert stored() == [("Quiet", "quiet=60")]
