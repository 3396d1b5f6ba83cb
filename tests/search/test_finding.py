"""One box over names, organisations, e-mails, phones, notes and story; on both databases."""

from datetime import date, timedelta
from io import BytesIO

import pytest

from tests.reading_browser import ReadingBrowser
from wowcrm.clients.listing import ids_of, list_clients
from wowcrm.clients.models import Client, ContactDetail, DetailKind
from wowcrm.clients.narrowing import Narrowing
from wowcrm.db import db
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.search.index import find, rebuild
from wowcrm.search.query import read
from wowcrm.timeline.models import Interaction, InteractionKind
from wowcrm.traders.models import Trader


def names(trader: Trader, typed: str, most: int = 20) -> list[str]:
    return [client.name for client in find(trader, read(typed), most=most)]


def written(trader: Trader, name: str, **columns: object) -> Client:
    client = Client(trader_id=trader.id, name=name, **columns)
    db.session.add(client)
    commit(trader)
    return client


def reached(client: Client, kind: DetailKind, value: str, key: str) -> None:
    client.details.append(ContactDetail(kind=kind, value=value, key=key))
    client.mark()
    commit(client.trader)


@pytest.fixture
def liga(nora: Trader) -> Client:
    liga = written(nora, "Līga Bērziņa", organisation="Pārn Keraamika", notes="Loves cardamom")
    reached(liga, DetailKind.EMAIL, "Liga@Kera.example", "liga@kera.example")
    reached(liga, DetailKind.PHONE, "+371 26 123 456", "+37126123456")
    liga.log(InteractionKind.CALL, "Asked about the kiln", on=date(2026, 1, 2))
    liga.needs.append(Need(summary="Monthly figures"))
    commit(nora)
    return liga


@pytest.mark.parametrize(
    "typed",
    [
        "berz",
        "BĒRZ",
        "liga b",
        "berzina liga",
        "parn",
        "keraam",
        "liga@kera.example",
        "kera",
        "26123456",
        "26 123 456",
        "+371 26123456",
        "371 261",
        "026123456",
        "cardam",
        "kiln",
        "monthly fig",
    ],
)
def test_found_by_the_beginning_of_any_word(liga: Client, nora: Trader, typed: str) -> None:
    assert names(nora, typed) == ["Līga Bērziņa"]


@pytest.mark.parametrize("typed", ["erz", "berz kask", "99999", "x", '"', "berz*x", "NOT kiln zzz"])
def test_what_is_not_there_is_not_found(liga: Client, nora: Trader, typed: str) -> None:
    assert names(nora, typed) == []


def test_cyrillic_is_found_by_its_beginning(nora: Trader) -> None:
    written(nora, "Ольга Смирнова")

    assert names(nora, "ольга") == names(nora, "СМИР") == ["Ольга Смирнова"]


def test_names_come_before_stories(liga: Client, nora: Trader) -> None:
    kilner = written(nora, "Kiln Brothers")

    assert names(nora, "kiln") == [kilner.name, liga.name]


def test_those_last_in_touch_come_first(nora: Trader, today: date) -> None:
    old, new = written(nora, "Ben Old"), written(nora, "Ben New")
    old.log(InteractionKind.CALL, "x", on=today - timedelta(days=50))
    new.log(InteractionKind.CALL, "x", on=today)
    commit(nora)
    gone = written(nora, "Ben Gone")
    gone.log(InteractionKind.CALL, "x", on=today)
    gone.archive(on=today)
    commit(nora)

    assert names(nora, "ben") == ["Ben New", "Ben Old", "Ben Gone"]


def test_a_change_is_found_at_once_and_the_old_word_no_more(liga: Client, nora: Trader) -> None:
    liga.name = "Līga Kalniņa"
    liga.mark()
    commit(nora)

    assert names(nora, "kalnina") == ["Līga Kalniņa"]
    assert names(nora, "berzina") == []


def test_a_struck_line_is_not_found_any_more(liga: Client, nora: Trader) -> None:
    line = db.session.scalars(
        liga.interactions.select().where(Interaction.kind == InteractionKind.CALL)
    ).one()
    liga.forget(line)
    commit(nora)

    assert names(nora, "kiln") == []


def test_a_deleted_client_is_not_found_nor_who_takes_their_number(
    liga: Client, nora: Trader
) -> None:
    db.session.delete(liga)
    commit(nora)
    assert names(nora, "berz") == []

    written(nora, "Ben")
    assert names(nora, "berz") == []


def test_what_others_have_written_never_fills_the_page(
    liga: Client, nora: Trader, otto: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wowcrm.search.index.LOOKED_AT", 2)
    assert names(nora, "berz") == names(nora, "līga") == [liga.name]
    for number in range(4):
        written(otto, f"Līga Bērziņa {number}")

    assert names(nora, "berz") == names(nora, "līga") == [liga.name]


def test_many_who_match_hide_nobody_whom_the_list_chooses(
    nora: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wowcrm.search.index.LOOKED_AT", 2)
    first = written(nora, "Ann Carter", archived_on=date(2026, 1, 2))
    others = [written(nora, f"Ben Carter {number}") for number in range(4)]

    away = Narrowing(q="carter", archived=True)
    assert [one.id for one in list_clients(nora, away).clients] == [first.id]
    assert ids_of(nora, away) == [first.id]
    assert set(ids_of(nora, Narrowing(q="carter"))) == {one.id for one in others}
    assert ids_of(nora, Narrowing(q="!")) == []


def test_otto_finds_nothing_of_noras(liga: Client, nora: Trader, otto: Trader) -> None:
    written(otto, "Otto's Bērziņš")

    assert names(otto, "berz") == ["Otto's Bērziņš"]
    assert names(nora, "berz") == ["Līga Bērziņa"]
    assert names(nora, f"t{otto.id}") == names(nora, f"t{nora.id}") == []


def test_no_more_are_returned_than_asked_for(nora: Trader) -> None:
    for number in range(5):
        written(nora, f"Ben {number}")

    assert len(names(nora, "ben", most=3)) == 3


def test_a_rebuilt_index_finds_the_same(liga: Client, nora: Trader) -> None:
    rebuild()
    db.session.commit()

    assert names(nora, "berz") == ["Līga Bērziņa"]
    assert names(nora, "kiln") == ["Līga Bērziņa"]


def test_finding_takes_as_many_statements_for_many_as_for_few(
    nora: Trader, statements: list[str]
) -> None:
    def cost() -> int:
        statements.clear()
        names(nora, "zeb")
        return len(statements)

    written(nora, "Zebra 0")
    few = cost()
    for number in range(30):
        written(nora, f"Zebra {number}")

    assert cost() <= few


def test_imported_clients_are_found(browser: ReadingBrowser, nora: Trader) -> None:
    file = (BytesIO("Name,Email\nKārlis Bērziņš,karlis@example.com\n".encode()), "contacts.csv")
    rehearsed = browser.post("/import", data={"file": file}, content_type="multipart/form-data")
    browser.post(f"{rehearsed.location}/confirm")

    assert names(nora, "berz") == names(nora, "karlis@ex") == ["Kārlis Bērziņš"]
