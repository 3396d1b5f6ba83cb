"""Several clients at once: tagged, put away together, brought back, taken along."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from tests.clients.test_listing import crowd, names
from tests.conftest import client_of
from tests.reading_browser import Answer, ReadingBrowser
from wowcrm.clients.models import Client, Tag
from wowcrm.clients.selection import MOST, pack, unpack
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.timeline.models import Interaction
from wowcrm.traders.models import Trader

ACTS = ["tag", "untag", "archive", "bring-back", "export"]


@pytest.fixture
def three(nora: Trader) -> list[Client]:
    return [client_of(nora, name) for name in ("Ann", "Bea", "Cem")]


def act(browser: ReadingBrowser, what: str, clients: list[Client], **fields: str) -> Answer:
    data = {"client": [str(client.id) for client in clients], **fields}
    return browser.post(f"/clients/select/{what}", data=data)


def worn(client: Client) -> list[str]:
    db.session.refresh(client)
    return [tag.name for tag in client.tags]


def put_away(clients: list[Client]) -> list[bool]:
    for client in clients:
        db.session.refresh(client)
    return [client.is_archived for client in clients]


def lines(client: Client) -> list[str]:
    return [
        *db.session.scalars(client.interactions.select().with_only_columns(Interaction.summary))
    ]


def test_the_list_leads_to_the_same_clients_to_tick(
    browser: ReadingBrowser, three: list[Client]
) -> None:
    three[0].archive(on=date(2026, 1, 1))
    db.session.commit()
    link = browser.get("/clients?archived=1&sort=newest").page.first(".narrow-by__select")["href"]

    page = browser.get(link).page

    assert [label.text for label in page.all("label.client-row__name")] == ["Ann"]
    assert page.first("input[name=list]")["value"] == "archived=1&sort=newest"


def test_all_shown_are_ticked_at_once(browser: ReadingBrowser, three: list[Client]) -> None:
    ticks = browser.get("/clients/select").page.all("input[name=client]")
    assert [("checked" in tick) for tick in ticks] == [False] * 3

    everybody = next(
        link for link in browser.get("/clients/select").page.all("a") if "Tick all" in link.text
    )
    assert everybody.text == "Tick all 3 shown"
    ticks = browser.get(f"/clients/select{everybody['href']}").page.all("input[name=client]")
    assert [("checked" in tick) for tick in ticks] == [True] * 3


def test_a_tag_is_put_on_all_who_are_ticked(browser: ReadingBrowser, three: list[Client]) -> None:
    answer = act(browser, "tag", three[:2], tags="Garden, riga ", list="level=unknown")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/clients?level=unknown")
    assert [worn(client) for client in three] == [["Garden", "riga"], ["Garden", "riga"], []]
    assert "2 clients are tagged." in browser.get("/clients").text
    act(browser, "tag", three, tags="garden")
    assert [worn(client) for client in three] == [
        ["Garden", "riga"],
        ["Garden", "riga"],
        ["Garden"],
    ]


def test_a_tag_is_taken_off_again(browser: ReadingBrowser, three: list[Client]) -> None:
    act(browser, "tag", three, tags="Garden, Riga")

    act(browser, "untag", three[1:], tags="GARDEN, nobody's")

    assert [worn(client) for client in three] == [["Garden", "Riga"], ["Riga"], ["Riga"]]
    assert db.session.scalars(sa.select(Tag.name)).all() == ["Garden", "Riga"]


def test_putting_away_together_can_be_undone_together(
    browser: ReadingBrowser, three: list[Client]
) -> None:
    answer = act(browser, "archive", three[:2], list="sort=newest")

    assert put_away(three) == [True, True, False]
    assert "Put away" in lines(three[0])
    page = browser.get(answer.headers["Location"]).page
    assert [link.text for link in page.all(".client-row__name")] == ["Cem"]
    assert "2 clients are put away." in page.first(".put-away").text
    form = page.first(".put-away form")
    fields = {field["name"]: field["value"] for field in form.all("input")}

    again = browser.post(form["action"], data=fields)

    assert again.headers["Location"] == "/clients?sort=newest"
    assert put_away(three) == [False, False, False]
    assert "Brought back" in lines(three[0])
    assert "Brought back" not in lines(three[2])
    assert not browser.get(answer.headers["Location"]).page.all(".put-away")


def test_undo_leaves_alone_who_was_put_away_before(
    browser: ReadingBrowser, three: list[Client]
) -> None:
    act(browser, "archive", three[:1])
    answer = act(browser, "archive", three[:2])

    form = browser.get(answer.headers["Location"]).page.first(".put-away form")
    browser.post(form["action"], data={f["name"]: f["value"] for f in form.all("input")})

    assert put_away(three) == [True, False, False]


def test_those_put_away_are_brought_back(browser: ReadingBrowser, three: list[Client]) -> None:
    act(browser, "archive", three)

    answer = act(browser, "bring-back", three[1:], list="archived=1")

    assert answer.headers["Location"] == "/clients?archived=1"
    assert put_away(three) == [True, False, False]


def test_the_ticked_are_taken_along_as_a_file(browser: ReadingBrowser, three: list[Client]) -> None:
    answer = act(browser, "export", three[1:])

    assert answer.mimetype == "text/csv"
    assert re.search(
        r'attachment; filename="clients-[\d-]+\.csv"', answer.headers["Content-Disposition"]
    )
    assert [row.split(",")[1] for row in answer.text.split("\r\n")[:-1]] == ["Name", "Bea", "Cem"]


@pytest.mark.parametrize("what", ACTS)
@pytest.mark.parametrize("ids", [[], ["x"], ["0", "-1"], ["999999999999"], ["1.5"]])
def test_without_anybody_ticked_the_page_says_so(
    browser: ReadingBrowser, three: list[Client], what: str, ids: list[str]
) -> None:
    answer = browser.post(f"/clients/select/{what}", data={"client": ids, "tags": "Garden"})

    assert answer.status_code == 422
    assert "Tick the clients whom you mean first." in answer.words


@pytest.mark.parametrize("tags", ["", " , ", "x" * 51, ",".join(f"t{n}" for n in range(31))])
def test_a_tag_that_cannot_be_keeps_the_ticks(
    browser: ReadingBrowser, three: list[Client], tags: str
) -> None:
    answer = act(browser, "tag", three[:2], tags=tags)

    assert answer.status_code == 422
    assert answer.page.all("#tags-error")
    ticks = answer.page.all("input[name=client]")
    assert [("checked" in tick) for tick in ticks] == [True, True, False]
    assert worn(three[0]) == []


@pytest.mark.parametrize("what", ACTS)
def test_otto_reaches_nobody_of_noras(
    ottos_browser: ReadingBrowser, otto: Trader, three: list[Client], what: str
) -> None:
    if what == "bring-back":
        three[0].archive(on=date(2026, 1, 1))
        db.session.commit()
    before = [(worn(client), lines(client)) for client in three], put_away(three)
    own = client_of(otto, "Own")

    answer = act(ottos_browser, what, [*three, own], tags="Mine", list=f"near={three[0].id}")

    assert "Ann" not in answer.text
    assert ([(worn(client), lines(client)) for client in three], put_away(three)) == before
    if what == "tag":
        assert worn(own) == ["Mine"]
    packed = pack(client.id for client in three)
    assert (
        ottos_browser.post(
            f"/clients/select/{what}", data={"those": packed, "tags": "x"}
        ).status_code
        == 422
    )
    assert "put away." not in ottos_browser.get(f"/clients?away={packed}").words


def test_otto_cannot_put_on_noras_tag(
    browser: ReadingBrowser, ottos_browser: ReadingBrowser, otto: Trader, three: list[Client]
) -> None:
    act(browser, "tag", three, tags="Garden")
    own = client_of(otto, "Own")

    act(ottos_browser, "tag", [own], tags="garden")

    tags = db.session.scalars(sa.select(Tag).order_by(Tag.id)).all()
    assert [tag.trader_id for tag in tags] == [three[0].trader_id, otto.id]


@pytest.mark.parametrize("what", ["tag", "untag", "archive", "bring-back"])
def test_a_selection_sent_twice_is_done_once(
    browser: ReadingBrowser, three: list[Client], what: str
) -> None:
    first = act(browser, what, three, tags="Garden", once="k1")
    said = [lines(client) for client in three]

    second = act(browser, what, three, tags="Garden", once="k1")

    assert second.headers["Location"] == first.headers["Location"]
    assert [lines(client) for client in three] == said


def test_many_at_once_cost_few_queries_and_no_more_than_the_most(
    browser: ReadingBrowser, nora: Trader, statements: list[str]
) -> None:
    crowd(nora, MOST + 20)
    db.session.execute(sa.update(Client).values(level=ServiceLevel.UNKNOWN))
    ids = [str(id) for id in db.session.scalars(sa.select(Client.id).order_by(Client.id))]

    def cost(number: int, what: str) -> int:
        statements.clear()
        browser.post(f"/clients/select/{what}", data={"client": ids[:number], "tags": str(number)})
        # Each client has a line of their own.
        return sum("INTO interactions" not in statement for statement in statements)

    assert cost(300, "tag") <= cost(30, "tag") + 5
    few = cost(30, "archive")
    assert cost(MOST + 20, "archive") <= few + 8
    gone = db.session.scalar(
        sa.select(sa.func.count()).select_from(Client).where(Client.archived_on.is_not(None))
    )
    assert gone == MOST


def test_more_than_a_page_is_chosen_page_by_page(browser: ReadingBrowser, nora: Trader) -> None:
    crowd(nora, MOST + 20)
    page = browser.get("/clients/select?sort=newest").page
    assert len(page.all("input[name=client]")) == MOST

    rest = browser.get(page.first(".paging a")["href"]).page

    assert len(rest.all("input[name=client]")) == 20


def test_nobody_to_choose_from_leads_back(browser: ReadingBrowser, three: list[Client]) -> None:
    assert "Nobody here is like that." in browser.get("/clients/select?level=below").words


@pytest.mark.parametrize("ids", [[], [1], [5, 900, 7], [2**31 - 1, 1]])
def test_numbers_come_out_as_they_were_packed(ids: list[int]) -> None:
    assert unpack(pack(ids)) == sorted(ids)


@pytest.mark.parametrize("packed", ["", "x", "1..2", "-5", "f" * 5000, "1.-1", "80000000"])
def test_what_nobody_packed_is_nobody(browser: ReadingBrowser, nora: Trader, packed: str) -> None:
    assert all(0 < number < 2**31 for number in unpack(packed))
    assert browser.get(f"/clients?away={packed}").status_code == 200


def test_names_on_the_list_stay_links(browser: ReadingBrowser, three: list[Client]) -> None:
    assert names(browser.get("/clients")) == ["Ann", "Bea", "Cem"]
