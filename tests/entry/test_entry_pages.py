"""The "+": each entry with one required field, about a client who is known, found, or new."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.conftest import client_of
from tests.reading_browser import Answer, ReadingBrowser
from wowcrm.clients.models import Client, DetailKind
from wowcrm.clients.telling import tell_details
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.promises.models import Source
from wowcrm.timeline.models import Direction, Interaction, InteractionKind
from wowcrm.traders.models import Trader

CALLED = "Asked about the invoice"
ENTRIES = {
    "touch": {"summary": CALLED, "kind": "call", "direction": "out", "day": "today"},
    "promise": {"what": "The report", "due": "tomorrow"},
    "need": {"summary": "Books in order", "level": "", "essential": "y"},
    "delight": {"what": "A card for the new shop"},
}
each_entry = pytest.mark.parametrize("entry", ENTRIES)
with_and_without_htmx = pytest.mark.parametrize("htmx", [False, True])


def offered(answer: Answer) -> list[str]:
    return [label.text for label in answer.page.all("#offered label")]


def chosen(answer: Answer) -> list[str]:
    radios = answer.page.all("#offered input")
    return [radio["value"] for radio in radios if "checked" in radio]


def newest_touch() -> Interaction:
    found = db.session.scalar(sa.select(Interaction).order_by(Interaction.id.desc()).limit(1))
    assert found is not None
    return found


def count(model: type[Client | Need | Delight | Interaction]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def leads_to(answer: Answer, htmx: bool) -> str:
    assert answer.status_code == (200 if htmx else 303), answer.words
    return answer.headers["HX-Redirect" if htmx else "Location"]


# The ways


def test_the_plus_offers_what_can_be_written_down(browser: ReadingBrowser, nora: Trader) -> None:
    page = browser.get("/add").page

    links = {link["href"] for link in page.all("main a")}
    assert {"/add/touch?kind=call", "/add/touch?kind=note", "/add/need", "/add/delight"} <= links
    assert "/add/promise" in links
    assert "/clients/new" in links


def test_from_a_clients_page_the_client_is_filled_in(browser: ReadingBrowser, ben: Client) -> None:
    plus = browser.get(f"/clients/{ben.id}").page.first("a.bar__add")["href"]
    assert plus == f"/add?client={ben.id}"

    ways = browser.get(plus).page
    assert ways.first("h1").text == "What is new with Ben?"
    links = [link["href"] for link in ways.all("main a") if link["href"].startswith("/add/")]
    assert len(links) >= 7
    for link in links:
        answer = browser.get(link)
        if answer.status_code == 200:  # A referral leads on to the client's own page.
            assert not answer.page.all("#offered")
            assert answer.page.first("input[name=client]")["value"] == str(ben.id)


def test_the_kind_that_was_pressed_is_chosen(browser: ReadingBrowser, nora: Trader) -> None:
    page = browser.get("/add/touch?kind=visit").page
    radios = [each["value"] for each in page.all("input[name=kind]") if "checked" in each]
    assert radios == ["visit"]
    assert browser.get("/add/touch?kind=nonsense").status_code == 200


# Whom


def test_those_last_in_touch_are_offered_at_once(
    browser: ReadingBrowser, nora: Trader, ben: Client, onne: Client, today: date
) -> None:
    onne.last_contact_on, ben.last_contact_on = today, today - timedelta(days=3)
    for number in range(8):
        client_of(nora, f"Quiet {number}")
    assert offered(browser.get("/add/touch"))[:2] == ["Õnne Põld", "Ben Carter"]
    assert len(offered(browser.get("/add/touch"))) == 6


@with_and_without_htmx
def test_a_client_is_found_by_whatever_is_typed(
    browser: ReadingBrowser, nora: Trader, ben: Client, karlis: Client, htmx: bool
) -> None:
    tell_details(karlis, DetailKind.PHONE, [("+371 26 123 456", None)], nora)
    karlis.mark()
    ben.mark()
    commit(nora)

    for words in ("berz", "26123456"):
        answer = browser.get(f"/add/touch?whom={words}", htmx=htmx)
        add = f"Add “{words}” and write this down"
        assert offered(answer) == ["Kārlis Bērziņš", add]
    assert chosen(browser.get("/add/touch?whom=Marta", htmx=htmx)) == ["new"]


def test_the_find_box_works_without_scripts_and_keeps_what_was_typed(
    browser: ReadingBrowser, nora: Trader, ben: Client
) -> None:
    ben.mark()
    commit(nora)
    data = {**ENTRIES["touch"], "kind": "visit", "whom": "carter", "find": "1"}

    answer = browser.post("/add/touch", data=data)

    assert answer.status_code == 200
    assert offered(answer)[0] == "Ben Carter"
    assert answer.page.first("textarea[name=summary]").text.strip() == CALLED
    assert not answer.page.all(".field--wrong")
    assert count(Interaction) == 0


@each_entry
def test_otto_finds_his_own_clients_only(
    ottos_browser: ReadingBrowser, otto: Trader, nora: Trader, ben: Client, entry: str
) -> None:
    ben.mark()
    commit(nora)
    his = client_of(otto, "Ben Otter")
    his.mark()
    commit(otto)

    found = offered(ottos_browser.get(f"/add/{entry}?whom=ben"))
    assert found == ["Ben Otter", "Add “ben” and write this down"]
    assert offered(ottos_browser.get(f"/add/{entry}")) == ["Ben Otter"]
    before = count(Interaction)
    data = {**ENTRIES[entry], "client": str(ben.id)}
    assert ottos_browser.get(f"/add?client={ben.id}").status_code == 404
    assert ottos_browser.get(f"/add/{entry}?client={ben.id}").status_code == 404
    assert ottos_browser.post(f"/add/{entry}", data=data).status_code == 404
    assert ottos_browser.post(f"/add/{entry}?client={ben.id}", data=data).status_code == 404
    assert count(Interaction) == before


# Saved


@with_and_without_htmx
def test_a_touch_of_a_client_is_written_down(
    browser: ReadingBrowser, ben: Client, today: date, htmx: bool
) -> None:
    data = {**ENTRIES["touch"], "client": str(ben.id), "direction": "in", "day": "yesterday"}

    answer = browser.post("/add/touch", data=data, htmx=htmx)

    assert leads_to(answer, htmx) == f"/clients/{ben.id}"
    line = newest_touch()
    assert (line.client, line.summary, line.kind) == (ben, CALLED, InteractionKind.CALL)
    assert (line.direction, line.happened_on) == (Direction.IN, today - timedelta(days=1))
    assert "Written down for Ben." in browser.get(f"/clients/{ben.id}").words


def test_a_touch_may_be_of_another_day_and_chased(
    browser: ReadingBrowser, ben: Client, today: date
) -> None:
    day = today - timedelta(days=9)
    data = {**ENTRIES["touch"], "day": "other", "happened_on": day.isoformat(), "chased": "y"}

    browser.post(f"/add/touch?client={ben.id}", data=data)

    line = newest_touch()
    assert (line.happened_on, line.chased, line.direction) == (day, True, Direction.IN)


def test_a_promise_is_written_down(browser: ReadingBrowser, ben: Client, today: date) -> None:
    answer = browser.post("/add/promise", data={**ENTRIES["promise"], "client": str(ben.id)})

    (promise,) = ben.promises
    assert leads_to(answer, False) == f"/clients/{ben.id}/promises#promise-{promise.id}"
    assert (promise.what, promise.due_on) == ("The report", today + timedelta(days=1))
    assert "I will remind you." in browser.get(f"/clients/{ben.id}").words


def test_a_touch_carries_a_promise(browser: ReadingBrowser, ben: Client, today: date) -> None:
    data = {**ENTRIES["touch"], "day": "yesterday", "promised": "The invoice again", "due": "today"}

    browser.post(f"/add/touch?client={ben.id}", data=data)

    (promise,) = ben.promises
    assert (promise.what, promise.source) == ("The invoice again", Source.TOUCH)
    assert (promise.made_on, promise.due_on) == (today - timedelta(days=1), today)
    assert count(Interaction) == 2


def test_what_is_wrong_about_the_promise_keeps_the_touch_in_the_form(
    browser: ReadingBrowser, ben: Client
) -> None:
    data = {**ENTRIES["touch"], "promised": "The invoice", "due": "other"}
    answer = browser.post(f"/add/touch?client={ben.id}", data=data)

    assert answer.status_code == 422
    assert "Which day is it?" in answer.words
    assert CALLED in answer.text
    assert count(Interaction) == 0


def test_a_need_is_written_down(browser: ReadingBrowser, ben: Client) -> None:
    data = {**ENTRIES["need"], "client": str(ben.id), "level": "meets"}

    answer = browser.post("/add/need", data=data)

    assert leads_to(answer, False).startswith(f"/clients/{ben.id}/needs#need-")
    assert [(need.summary, need.level) for need in ben.needs] == [("Books in order", "meets")]


def test_a_surprise_is_planned_and_never_twice(browser: ReadingBrowser, ben: Client) -> None:
    data = {**ENTRIES["delight"], "client": str(ben.id)}

    assert leads_to(browser.post("/add/delight", data=data), False) == f"/clients/{ben.id}/delights"
    assert [delight.what for delight in ben.delights] == ["A card for the new shop"]
    again = browser.post("/add/delight", data=data)
    assert again.status_code == 422
    assert chosen(again) == [str(ben.id)]


@each_entry
@with_and_without_htmx
def test_somebody_new_is_added_with_what_is_written_down(
    browser: ReadingBrowser, nora: Trader, today: date, entry: str, htmx: bool
) -> None:
    data = {**ENTRIES[entry], "whom": "  Marta   Tamm ", "client": "new", "once": "7" * 32}

    answer = browser.post(f"/add/{entry}", data=data, htmx=htmx)

    marta = db.session.scalars(Client.of(nora)).one()
    assert (marta.name, marta.client_since) == ("Marta Tamm", today)
    assert leads_to(answer, htmx).startswith(f"/clients/{marta.id}")
    assert offered(browser.get(f"/add/{entry}?whom=tamm"))[0] == "Marta Tamm"

    before = (count(Client), count(Interaction), count(Need), count(Delight))
    assert browser.post(f"/add/{entry}", data=data).status_code == 303
    assert (count(Client), count(Interaction), count(Need), count(Delight)) == before


# Refused


@each_entry
@with_and_without_htmx
def test_without_a_client_nothing_is_saved_and_nothing_typed_is_lost(
    browser: ReadingBrowser, nora: Trader, ben: Client, entry: str, htmx: bool
) -> None:
    ben.mark()
    commit(nora)
    words = ENTRIES[entry].get("summary") or ENTRIES[entry]["what"]
    for whom, said in (
        ("", "Choose a client"),
        ("ben", "Which of them is it?"),
        ("Marta Tamm", "Nobody here is called “Marta Tamm” yet. Press once more"),
    ):
        answer = browser.post(f"/add/{entry}", data={**ENTRIES[entry], "whom": whom}, htmx=htmx)
        assert answer.status_code == 422
        assert said in answer.words
        assert words in answer.text
        assert answer.page.first("input[name=whom]").get("value") == whom
    assert chosen(answer) == ["new"]
    assert (count(Client), count(Interaction), count(Need), count(Delight)) == (1, 0, 0, 0)


@each_entry
@with_and_without_htmx
def test_without_words_the_client_stays_chosen(
    browser: ReadingBrowser, ben: Client, entry: str, htmx: bool
) -> None:
    data = {**ENTRIES[entry], "client": str(ben.id), "summary": " ", "what": ""}

    answer = browser.post(f"/add/{entry}", data=data, htmx=htmx)
    assert answer.status_code == 422
    assert chosen(answer) == [str(ben.id)]
    assert answer.page.all(".field--wrong")

    known = browser.post(f"/add/{entry}?client={ben.id}", data=data, htmx=htmx)
    assert known.status_code == 422
    assert known.page.first("input[name=client]")["value"] == str(ben.id)
    assert count(Interaction) == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": "other"}, "Which day was it?"),
        ({"day": "other", "happened_on": "soon"}, "I cannot read that day"),
        ({"day": "other", "happened_on": "2100-01-01"}, "still to come"),
        ({"kind": "level"}, "Not a valid"),
        ({"summary": "x" * 20_001}, "longer than I can keep"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    browser: ReadingBrowser, ben: Client, wrong: dict[str, str], said: str
) -> None:
    answer = browser.post(f"/add/touch?client={ben.id}", data={**ENTRIES["touch"], **wrong})

    assert answer.status_code == 422
    assert said in answer.words
    assert count(Interaction) == 0


def test_a_slip_in_the_address_chooses_nobody(browser: ReadingBrowser, ben: Client) -> None:
    for slip in ("abc", "-1", "7.5", "²", "9" * 30, ""):
        assert browser.get("/add/touch", query_string={"client": slip}).status_code == 200
    assert browser.get("/add/touch?client=4999999999").status_code == 404


def test_finding_asks_as_much_of_many_clients_as_of_few(
    browser: ReadingBrowser, nora: Trader, ben: Client, statements: list[str]
) -> None:
    def asked(address: str) -> int:
        browser.get(address)
        statements.clear()
        browser.get(address)
        return len(statements)

    few = [asked(address) for address in ("/add", "/add/touch", "/add/touch?whom=quiet")]
    for number in range(30):
        db.session.add(Client(trader_id=nora.id, name=f"Quiet {number}"))
    db.session.flush()
    commit(nora)
    many = [asked(address) for address in ("/add", "/add/touch", "/add/touch?whom=quiet")]
    assert many[:2] == few[:2]
    assert many[2] <= few[2]


# What the browser may forget


@with_and_without_htmx
def test_the_browser_is_told_which_form_was_saved(
    browser: ReadingBrowser, ben: Client, htmx: bool
) -> None:
    def cookies(answer: Answer) -> list[str]:
        return [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("saved=")]

    where, key = f"/add/touch?client={ben.id}", {"once": "ab12" * 8}
    refused = browser.post(where, data={**ENTRIES["touch"], **key, "summary": ""}, htmx=htmx)
    assert cookies(refused) == []
    saved = browser.post(where, data={**ENTRIES["touch"], **key}, htmx=htmx)
    assert [each.partition(";")[0] for each in cookies(saved)] == [f"saved={'ab12' * 8}"]
    assert "HttpOnly" not in cookies(saved)[0]
    again = browser.post(where, data={**ENTRIES["touch"], **key}, htmx=htmx)
    assert cookies(again)
    odd = browser.post(where, data={**ENTRIES["touch"], "once": "a;b=c"}, htmx=htmx)
    assert cookies(odd) == []
