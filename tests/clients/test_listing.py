"""The list of clients: found, narrowed and paged."""

from datetime import date

import pytest
import sqlalchemy as sa

from tests.conftest import client_of
from tests.reading_browser import Answer, ReadingBrowser
from wowcrm.clients.listing import MOST_COUNTED, PAGE
from wowcrm.clients.models import Client, Tag, client_tags, fold
from wowcrm.db import NEVER, db
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.search.index import rebuild
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader


def names(answer: Answer) -> list[str]:
    return [name.text for name in answer.page.all(".client-row__name")]


def crowd(trader: Trader, number: int, tag: Tag | None = None) -> None:
    """Write down many clients at once, with their levels already known."""
    levels = list(ServiceLevel)
    rows = [
        {
            "trader_id": trader.id,
            "name": f"Client {each:05d}",
            "sort_key": fold(f"Client {each:05d}"),
            "level": levels[each % 4],
            "level_until": NEVER,
        }
        for each in range(number)
    ]
    ids = db.session.scalars(sa.insert(Client).returning(Client.id), rows).all()
    if tag:
        db.session.execute(
            sa.insert(client_tags), [{"client_id": id, "tag_id": tag.id} for id in ids]
        )
    db.session.commit()


@pytest.fixture
def garden(nora: Trader) -> Tag:
    tag = Tag(trader_id=nora.id, name="Garden")
    db.session.add(tag)
    db.session.commit()
    return tag


def test_names_are_in_order_whatever_their_letters(browser: ReadingBrowser, nora: Trader) -> None:
    for name in ("Zoe", "Õnne", "łukasz", "Łucja", "Karl", "Kārlis", "Otto", "Ømer"):
        client_of(nora, name)

    assert names(browser.get("/clients")) == [
        *("Karl", "Kārlis", "Łucja", "łukasz", "Ømer", "Õnne", "Otto", "Zoe")
    ]


@pytest.mark.parametrize("words", ["berz", "BĒRZ", "karlis b", "mežs", "mez", "kārlis mežs"])
def test_a_client_is_found_by_part_of_the_name_or_organisation(
    browser: ReadingBrowser, ben: Client, karlis: Client, words: str
) -> None:
    karlis.organisation = "SIA Mežs un Dēls"
    karlis.mark()
    commit(karlis.trader)

    assert names(browser.get("/clients", query_string={"q": words})) == ["Kārlis Bērziņš"]
    assert names(browser.get("/clients", query_string={"q": words}, htmx=True)) == [
        "Kārlis Bērziņš"
    ]


@pytest.mark.parametrize("words", ["%", "_", "zzz", "\\", "'; drop table clients"])
def test_what_nobody_is_called_finds_nobody(
    browser: ReadingBrowser, ben: Client, words: str
) -> None:
    answer = browser.get("/clients", query_string={"q": words})

    assert names(answer) == []
    assert "Nobody here is like that." in answer.words


def test_the_list_is_narrowed_by_level_and_tag(
    browser: ReadingBrowser, nora: Trader, garden: Tag
) -> None:
    crowd(nora, 8, garden)
    crowd(nora, 4)

    assert len(names(browser.get("/clients?level=meets"))) == 3
    assert len(names(browser.get(f"/clients?level=meets&tag={garden.id}"))) == 2
    strip = browser.get("/clients").page.first(".clients__levels").text
    assert "3 not met 3 met 3 exceeded 3 unknown" in strip


def test_so_many_at_a_level_are_not_counted_to_the_last(
    browser: ReadingBrowser, nora: Trader
) -> None:
    crowd(nora, 4 * (MOST_COUNTED + 1))
    few = db.session.scalars(Client.of(nora).where(Client.level == ServiceLevel.BELOW).limit(1))
    for client in few:
        client.level = ServiceLevel.MEETS
    db.session.commit()

    strip = browser.get("/clients").page.first(".clients__levels").text
    assert f"{MOST_COUNTED} not met" in strip
    assert f"{MOST_COUNTED}+ met" in strip


def test_ottos_tag_narrows_to_nobody(browser: ReadingBrowser, otto: Trader, ben: Client) -> None:
    tag = Tag(trader_id=otto.id, name="Rich")
    db.session.add(tag)
    db.session.flush()
    db.session.execute(sa.insert(client_tags), [{"client_id": ben.id, "tag_id": tag.id}])

    assert names(browser.get(f"/clients?tag={tag.id}")) == []
    assert "Rich" not in browser.get("/clients").page.first("#find").text


def test_pages_follow_each_other_and_keep_what_narrows(
    browser: ReadingBrowser, nora: Trader, garden: Tag
) -> None:
    crowd(nora, 2 * PAGE + 7, garden)
    crowd(nora, 3)
    found: list[str] = []
    address = f"/clients?tag={garden.id}"
    while address:
        page = browser.get(address)
        found += names(page)
        more = page.page.all("#more-clients a")
        address = more[0]["href"] if more else ""
        assert not address or f"tag={garden.id}" in address

    assert found == [f"Client {each:05d}" for each in range(2 * PAGE + 7)]


def test_a_search_shows_the_best_and_asks_for_another_word(
    browser: ReadingBrowser, nora: Trader
) -> None:
    crowd(nora, PAGE + 3)
    rebuild()

    answer = browser.get("/clients?q=client")
    assert len(names(answer)) == PAGE
    assert "another word finds the rest" in answer.text
    assert "another word" not in browser.get("/clients?q=client+00001").text


def test_a_search_says_where_it_found_the_word(
    browser: ReadingBrowser, ben: Client, nora: Trader, today: date
) -> None:
    ben.log(InteractionKind.CALL, "Asked about the kiln again", on=today)
    commit(nora)

    assert "Asked about the kiln again" in browser.get("/clients?q=kiln").text
    assert "Asked about" not in browser.get("/clients?q=ben").text


def test_the_next_page_joins_the_list_by_htmx(browser: ReadingBrowser, nora: Trader) -> None:
    crowd(nora, PAGE + 3)
    more = browser.get("/clients").page.first("#more-clients a")["hx-get"]

    answer = browser.get(more, htmx=True)

    assert not answer.page.all("section")
    assert len(names(answer)) == 3


def test_a_page_after_somebody_who_is_gone_begins_again(
    browser: ReadingBrowser, ben: Client, otto: Trader
) -> None:
    ottos = client_of(otto, "Zzz")

    assert names(browser.get("/clients?after=999999")) == ["Ben Carter"]
    assert names(browser.get(f"/clients?after={ottos.id}")) == ["Ben Carter"]


@pytest.mark.parametrize("query", ["level=x", "tag=x", "tag=99999999999999", "after=-1", "level="])
def test_an_address_with_a_slip_in_it_lists_everybody(
    browser: ReadingBrowser, ben: Client, query: str
) -> None:
    assert names(browser.get(f"/clients?{query}")) == ["Ben Carter"]


def test_the_list_asks_as_much_of_many_clients_as_of_few(
    browser: ReadingBrowser, nora: Trader, garden: Tag, statements: list[str]
) -> None:
    crowd(nora, 10, garden)
    browser.get("/clients")
    statements.clear()
    browser.get("/clients")
    few = len(statements)
    crowd(nora, 10_000)
    statements.clear()
    browser.get("/clients")

    assert len(statements) == few


def test_nobody_yet_offers_a_way_to_begin(browser: ReadingBrowser, today: date) -> None:
    answer = browser.get("/clients")

    assert "Who do you look after?" in answer.words
    assert "/clients/new" in {a["href"] for a in answer.page.all("#clients a")}
