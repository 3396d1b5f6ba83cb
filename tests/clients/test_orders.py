"""Orders of the list, what narrows it further, and the way through it client by client."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.clients.test_listing import crowd, names
from tests.conftest import client_of
from tests.reading_browser import Answer, ReadingBrowser
from wowcrm.clients.listing import PAGE, choose
from wowcrm.clients.models import Client
from wowcrm.clients.narrowing import Narrowing, Sort
from wowcrm.db import db
from wowcrm.levels.upkeep import commit
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader


@pytest.fixture
def four(nora: Trader, today: date) -> list[Client]:
    """Clients last in touch 10, 45 and 100 days ago, and one never."""
    waits = {"Ann": 45, "Bea": 100, "Cem": None, "Dov": 10}
    worth = {"Ann": 300, "Bea": None, "Cem": 900, "Dov": 50}
    return [
        client_of(
            nora,
            name,
            value=worth[name] and Decimal(worth[name] or 0),
            last_contact_on=None if days is None else today - timedelta(days=days),
        )
        for name, days in waits.items()
    ]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["Ann", "Bea", "Cem", "Dov"]),
        ("drifting", ["Bea", "Ann", "Dov", "Cem"]),
        ("value", ["Cem", "Ann", "Dov", "Bea"]),
        ("newest", ["Dov", "Cem", "Bea", "Ann"]),
        ("nonsense", ["Ann", "Bea", "Cem", "Dov"]),
    ],
)
def test_the_list_comes_in_the_order_asked_for(
    browser: ReadingBrowser, four: list[Client], sort: str, expected: list[str]
) -> None:
    assert names(browser.get(f"/clients?sort={sort}")) == expected
    assert names(browser.get(f"/clients?sort={sort}", htmx=True)) == expected


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [
        ("30", ["Ann", "Bea"]),
        ("60", ["Bea"]),
        ("90", ["Bea"]),
        ("never", ["Cem"]),
        ("31", ["Ann", "Bea", "Cem", "Dov"]),
    ],
)
def test_the_list_is_narrowed_by_days_without_contact(
    browser: ReadingBrowser, four: list[Client], quiet: str, expected: list[str]
) -> None:
    assert names(browser.get(f"/clients?quiet={quiet}")) == expected


def test_thirty_days_ago_is_thirty_days_without_contact(
    browser: ReadingBrowser, nora: Trader, today: date
) -> None:
    client_of(nora, "Just", last_contact_on=today - timedelta(days=30))
    client_of(nora, "Not yet", last_contact_on=today - timedelta(days=29))

    assert names(browser.get("/clients?quiet=30")) == ["Just"]


def test_the_list_is_narrowed_to_those_who_sent_somebody(
    browser: ReadingBrowser, four: list[Client]
) -> None:
    four[1].referrals_given = 2
    db.session.commit()

    answer = browser.get("/clients?sent=1")

    assert names(answer) == ["Bea"]
    assert "Sent us somebody" in answer.page.first(".narrow-by__chosen").text


def test_what_narrows_adds_up_and_is_taken_back_one_by_one(
    browser: ReadingBrowser, four: list[Client]
) -> None:
    page = browser.get("/clients?quiet=30&sort=drifting&level=unknown").page

    chosen = {chip.text: chip["href"] for chip in page.all(".narrow-by__chosen .chip")}
    assert chosen == {
        "Not in touch for 30 days": "/clients?level=unknown&sort=drifting",
        "Longest not in touch": "/clients?level=unknown&quiet=30",
    }
    kept = {each["name"]: each["value"] for each in page.all("input[form=find]")}
    assert kept == {"level": "unknown", "quiet": "30", "sort": "drifting"}


@pytest.mark.parametrize("sort", [*Sort])
@pytest.mark.parametrize("extra", ["", "&level=meets", "&quiet=30"])
def test_pages_in_any_order_show_everybody_once(
    browser: ReadingBrowser, nora: Trader, today: date, sort: Sort, extra: str
) -> None:
    crowd(nora, 3 * PAGE + 50)
    # Many share a day or a sum, and many have none.
    for every, days, worth in ((3, 40, 100), (4, 50, 200), (7, 60, 300)):
        db.session.execute(
            sa.update(Client)
            .where(Client.id % every == 0)
            .values(last_contact_on=today - timedelta(days=days), value=Decimal(worth))
        )
    db.session.commit()
    everybody = {c.name: c for c in db.session.scalars(Client.of(nora))}
    found: list[str] = []
    address = f"/clients?sort={sort}{extra}"
    while address:
        page = browser.get(address)
        found += names(page)
        more = page.page.all("#more-clients a")
        address = more[0]["href"] if more else ""

    fitting = [
        c
        for c in everybody.values()
        if ("meets" not in extra or c.level == "meets") and ("quiet" not in extra or c.value)
    ]
    assert sorted(found) == sorted(c.name for c in fitting)
    assert len(fitting) > 20
    ranks = {
        Sort.NAME: lambda c: (c.sort_key, c.id),
        Sort.DRIFTING: lambda c: (c.last_contact_on or date.max, c.id),
        Sort.VALUE: lambda c: (-(c.value or 0), -c.id),
        Sort.NEWEST: lambda c: -c.id,
    }
    assert found == [c.name for c in sorted(fitting, key=ranks[sort])]


@pytest.mark.parametrize("sort", [*Sort])
def test_any_order_asks_as_much_of_many_clients_as_of_few(
    browser: ReadingBrowser, nora: Trader, statements: list[str], sort: Sort
) -> None:
    address = f"/clients?sort={sort}&quiet=never&level=meets"
    crowd(nora, 20)
    browser.get(address)
    statements.clear()
    browser.get(address)
    few = len(statements)
    crowd(nora, 5_000)
    statements.clear()
    browser.get(address)

    assert len(statements) <= few


@pytest.mark.parametrize("sort", [*Sort])
def test_every_order_is_read_from_an_index(nora: Trader, sort: Sort) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("asks SQLite how it would answer")
    crowd(nora, 300)
    narrowing = Narrowing(sort=sort)
    someone = db.session.scalars(Client.of(nora).limit(1)).one()
    place = sort.order.place_of(someone)
    for part in sort.order.parts(choose(nora, narrowing), place):
        query = part.limit(PAGE).compile(db.engine, compile_kwargs={"literal_binds": True})
        plan = db.session.execute(sa.text(f"EXPLAIN QUERY PLAN {query}")).all()
        said = " ".join(row.detail for row in plan)
        assert "USING INDEX ix_clients_by" in said, said
        assert "TEMP B-TREE" not in said, said


# Through the list, client by client


def way(answer: Answer, rel: str) -> str:
    found = answer.page.all(f".neighbours a[rel={rel}]")
    return found[0]["href"] if found else ""


def opened(browser: ReadingBrowser, address: str, name: str) -> Answer:
    """Open a client from a list, as a person would."""
    page = browser.get(address).page
    row = next(link for link in page.all(".client-row__name") if link.text == name)
    return browser.get(row["href"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Ann", "Bea", "Cem", "Dov"]),
        ("?sort=drifting", ["Bea", "Ann", "Dov", "Cem"]),
        ("?sort=value", ["Cem", "Ann", "Dov", "Bea"]),
        ("?quiet=30&sort=drifting", ["Bea", "Ann"]),
        ("?level=unknown&sort=newest", ["Dov", "Cem", "Bea", "Ann"]),
    ],
)
def test_next_and_previous_walk_through_the_list(
    browser: ReadingBrowser, four: list[Client], query: str, expected: list[str]
) -> None:
    page = opened(browser, f"/clients{query}", expected[0])
    seen = [page.page.first("h1").text]
    assert not way(page, "prev")
    while onwards := way(page, "next"):
        page = browser.get(onwards)
        seen.append(page.page.first("h1").text)
    assert seen == expected
    while backwards := way(page, "prev"):
        page = browser.get(backwards)
        seen.append(page.page.first("h1").text)
    assert seen == expected + expected[-2::-1]


def test_a_client_opened_from_elsewhere_stands_in_no_list(
    browser: ReadingBrowser, four: list[Client]
) -> None:
    assert not browser.get(f"/clients/{four[0].id}").page.all(".neighbours")


def test_tabs_keep_the_list_and_the_next_client_opens_at_the_same_tab(
    browser: ReadingBrowser, four: list[Client]
) -> None:
    page = opened(browser, "/clients?sort=drifting", "Bea")
    needs = next(tab["href"] for tab in page.page.all(".tabs__tab") if "Needs" in tab.text)

    onwards = way(browser.get(needs), "next")

    assert onwards.startswith(f"/clients/{four[0].id}/needs?")
    page = browser.get(onwards)
    assert page.page.first("h1").text == "Ann"
    assert page.page.first(".tabs__tab[aria-current]").text == "Needs & standards"


def test_whoever_is_rung_keeps_the_place_they_were_opened_at(
    browser: ReadingBrowser, nora: Trader, four: list[Client], today: date
) -> None:
    page = opened(browser, "/clients?sort=drifting", "Bea")
    here = page.request.full_path
    four[1].log(InteractionKind.CALL, "Rang at last", on=today)
    commit(nora)

    page = browser.get(here)

    assert browser.get(way(page, "next")).page.first("h1").text == "Ann"
    back = page.page.first(".neighbours__list")["href"]
    assert names(browser.get(back.partition("#")[0]))[0] == "Ann"


def test_back_to_the_list_shows_the_row_among_those_around_it(
    browser: ReadingBrowser, nora: Trader
) -> None:
    crowd(nora, 100 + 3 * PAGE)
    middle = db.session.scalars(Client.of(nora).where(Client.name == "Client 00100")).one()
    page = browser.get(f"/clients/{middle.id}?list=sort%3Dname")

    address, _, anchor = page.page.first(".neighbours__list")["href"].partition("#")
    back = browser.get(address)

    assert anchor == f"client-{middle.id}"
    assert any(element.id == anchor for element in back.page.walk())
    shown = names(back)
    assert shown[0] == f"Client {100 - PAGE // 2:05d}"
    assert shown[PAGE // 2] == "Client 00100"
    earlier = browser.get(back.page.first(".paging a")["href"])
    assert names(earlier)[0] == f"Client {100 - 2 * (PAGE // 2):05d}"
    assert back.page.first("#more-clients a")["href"]


def test_a_search_says_which_of_how_many(browser: ReadingBrowser, four: list[Client]) -> None:
    page = opened(browser, "/clients?q=ann", "Ann")

    assert "1 of 1" in page.page.first(".neighbours").text
    assert not way(page, "next")
    assert not way(page, "prev")


def test_neighbours_cost_two_queries_however_many_clients_there_are(
    browser: ReadingBrowser, nora: Trader, statements: list[str]
) -> None:
    crowd(nora, 5_000)
    middle = db.session.scalars(Client.of(nora).where(Client.name == "Client 02500")).one().id
    browser.get(f"/clients/{middle}")
    statements.clear()
    browser.get(f"/clients/{middle}")
    without = len(statements)
    statements.clear()
    browser.get(f"/clients/{middle}?list=level%3Dunknown%26sort%3Dname")

    assert len(statements) == without + 2


def test_ottos_clients_are_in_no_list_of_noras(
    browser: ReadingBrowser, otto: Trader, four: list[Client]
) -> None:
    client_of(otto, "Annabel")

    page = opened(browser, "/clients", "Ann")

    assert browser.get(way(page, "next")).page.first("h1").text == "Bea"


@pytest.mark.parametrize(
    "said",
    [
        *(
            "x",
            "sort%3Dx",
            "place%3D9",
            "sort%3Dvalue%26place%3DNaN",
            "sort%3Dvalue%26place%3D1e99",
        ),
        *("sort%3Ddrifting%26place%3D2026-02-30", "sort%3Ddrifting%26place%3D-", "tag%3D99999999"),
        *("q%3D%00", "q%3D%25%22", "%26%26%3D", "list%3Dlist%253D"),
    ],
)
def test_a_list_with_a_slip_in_it_still_shows_the_client(
    browser: ReadingBrowser, four: list[Client], said: str
) -> None:
    page = browser.get(f"/clients/{four[0].id}?list={said}")

    assert page.status_code == 200
    back = page.page.first(".neighbours__list")["href"].partition("#")[0]
    assert browser.get(back).status_code == 200


@pytest.mark.parametrize("query", ["near=x", "near=99999", "sort=value&after=1&place=-", "quiet="])
def test_a_place_nobody_stands_at_shows_the_list_from_its_beginning(
    browser: ReadingBrowser, four: list[Client], query: str
) -> None:
    assert len(names(browser.get(f"/clients?{query}"))) >= 1


def test_an_act_without_scripts_leads_back_into_the_list(
    browser: ReadingBrowser, four: list[Client]
) -> None:
    page = opened(browser, "/clients?sort=drifting", "Bea")
    here = {"Referer": f"http://localhost{page.request.full_path}"}
    bea, ann = four[1].id, four[0].id

    answer = browser.post(f"/clients/{bea}/touches", data={"summary": "Rang"}, headers=here)

    onwards = browser.get(answer.headers["Location"])
    assert onwards.page.first("h1").text == "Bea"
    assert browser.get(way(onwards, "next")).page.first("h1").text == "Ann"
    other = browser.post(f"/clients/{ann}/touches", data={"summary": "Rang"}, headers=here)
    assert other.headers["Location"] == f"/clients/{ann}"


@pytest.mark.parametrize("came", ["http://[", "/clients/99?list=%ff", "x?list=sort%3Dname", ""])
def test_whence_an_act_came_may_be_nonsense(
    browser: ReadingBrowser, four: list[Client], came: str
) -> None:
    answer = browser.post(
        f"/clients/{four[0].id}/touches", data={"summary": "Rang"}, headers={"Referer": came}
    )

    assert answer.headers["Location"] == f"/clients/{four[0].id}"
