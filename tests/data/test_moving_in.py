"""Everything as one JSON goes into an empty WowCRM, and is the same there; or nothing is changed."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import client_of
from tests.one_of_everything import everything as all_that_is_stored
from tests.one_of_everything import one_of_everything
from tests.reading_browser import ReadingBrowser
from wowcrm.belonging import models as all_models
from wowcrm.belonging import shape_of
from wowcrm.clients.models import Client, ContactDetail, DetailKind, Tag
from wowcrm.custom_fields.models import CustomField, CustomValue
from wowcrm.data.commands import import_command
from wowcrm.data.everything import everything
from wowcrm.data.moving_in import move_in
from wowcrm.data.whole import NotOurs, read_whole
from wowcrm.db import Owned, db
from wowcrm.files.models import Attachment
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.outbox.models import AHEAD, Mail, State
from wowcrm.search.index import find
from wowcrm.search.query import read
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader
from wowcrm.trash.models import Trashed

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


def written(trader: Trader) -> str:
    return "".join(everything(trader))


def empty(trader: Trader) -> None:
    """Take all that a trader has; who they are stays."""
    trader_id = trader.id
    db.session.rollback()
    for table in reversed(Client.metadata.sorted_tables):
        model = all_models().get(table.name)
        owned = model is not None and issubclass(model, Owned) and table.name != "sign_ins"
        if owned or table.name == "client_tags":
            db.session.execute(sa.delete(table))
    db.session.execute(sa.text("DELETE FROM search_documents"))
    db.session.commit()
    assert trader.id == trader_id


def moved(trader: Trader, text: str) -> None:
    move_in(trader, read_whole(text.encode()))
    commit(trader)


@pytest.fixture
def whole(nora: Trader, ben: Client, browser: ReadingBrowser) -> str:
    """What Nora's own file says, with something of hers in the trash; her account is empty then."""
    ben.details.append(ContactDetail(kind=DetailKind.EMAIL, value="b@x.lv", key="b@x.lv"))
    ben.tags.append(Tag(trader_id=nora.id, name="vip"))
    ben.needs.append(Need(summary="Figures by the 5th"))
    ben.touch(InteractionKind.CALL, "Asked about the xylophone", on=nora.today())
    gone = client_of(nora, "Zane Liepa")
    commit(nora)
    browser.post(f"/clients/{gone.id}/delete")
    text = written(nora)
    empty(nora)
    return text


def test_it_is_the_same_afterwards(nora: Trader, whole: str, browser: ReadingBrowser) -> None:
    moved(nora, whole)

    assert written(nora) == whole
    assert [each.name for each in find(nora, read("xylophone"), most=5)] == ["Ben Carter"]
    [trashed] = db.session.scalars(sa.select(Trashed))
    assert client_of(nora, "Õnne").id > trashed.rows["clients"][0]["id"], "that number is taken"
    browser.post(f"/trash/{trashed.id}/bring-back")
    assert set(db.session.scalars(sa.select(Client.name))) >= {"Zane Liepa", "Ben Carter"}


def row_of_every_kind(nora: Trader) -> None:
    """Make one of each, with lists where lists belong."""
    one_of_everything(nora)
    for table in Client.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, sa.JSON) and shape_of(column) is list:
                db.session.execute(sa.update(table).values({column.name: []}))
    db.session.execute(sa.update(Trashed).values(content={"rows": {}}, place="/trash"))
    db.session.commit()


def test_a_row_of_every_kind_goes_along(nora: Trader) -> None:
    row_of_every_kind(nora)
    for attachment in db.session.scalars(sa.select(Attachment)):
        db.session.delete(attachment)
    db.session.execute(sa.update(Mail).values(state=State.SENT, due_at=None))
    nora.currency = "EUR"
    # Only levels that are worked out stay as they are.
    commit(nora)
    text = written(nora)
    empty(nora)

    moved(nora, text)

    assert written(nora) == text


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    people=st.lists(st.tuples(words, words, words, words), max_size=4),
    settings_=st.tuples(words, st.integers(0, 400), st.none() | st.integers(0, 10**11)),
)
def test_whatever_was_written_is_the_same_afterwards(
    nora: Trader,
    people: list[tuple[str, str, str, str]],
    settings_: tuple[str, int, int | None],
) -> None:
    empty(nora)
    nora.business, nora.wow_lasts, nora.wow_budget = settings_  # type: ignore[assignment]
    field = CustomField(trader_id=nora.id, name="Size")
    db.session.add(field)
    for name, notes, need, told in people:
        client = client_of(nora, name, notes=notes)
        client.needs.append(Need(summary=need))
        client.tags.append(Tag(trader_id=nora.id, name=f"{told}{client.id}"))
        db.session.add(CustomValue(client_id=client.id, field=field, text=told))
    commit(nora)
    text = written(nora)
    empty(nora)

    moved(nora, text)

    assert written(nora) == text


def test_files_stay_behind_and_mails_are_not_sent_twice(
    nora: Trader, browser: ReadingBrowser
) -> None:
    row_of_every_kind(nora)
    state = AHEAD[0]
    db.session.execute(sa.update(Mail).values(state=state, due_at=datetime.now(UTC)))
    db.session.commit()
    text = written(nora)
    empty(nora)

    page = browser.get("/import/everything")
    assert "It goes into an empty WowCRM only" in page.words
    said = sent(browser, text, follow_redirects=True)

    assert "1 file stayed behind" in said.words
    assert "1 mail that waited is stopped" in said.words
    assert "1 client" in said.words
    assert db.session.scalars(sa.select(Mail.state)).all() == [State.CANCELLED]
    assert db.session.scalars(sa.select(Attachment)).all() == []


def sent(browser: ReadingBrowser, text: str, **how: Any) -> Any:
    data = {"file": (BytesIO(text.encode()), "wowcrm.json")}
    kind = "multipart/form-data"
    return browser.post("/import/everything", data=data, content_type=kind, **how)


def test_it_goes_into_an_empty_account_only(
    nora: Trader, whole: str, browser: ReadingBrowser
) -> None:
    client_of(nora, "Amira")
    before = all_that_is_stored()

    answer = sent(browser, whole)

    assert answer.status_code == 422
    assert "There is something here already (1 client)" in answer.words
    assert all_that_is_stored() == before
    assert browser.post("/import/everything").status_code == 422


def test_it_goes_nowhere_where_others_are(nora: Trader, whole: str, otto: Trader) -> None:
    with pytest.raises(NotOurs, match="Others work in this installation"):
        moved(nora, whole)


Change = Callable[[dict[str, Any]], object]


def first(told: dict[str, Any], table: str) -> dict[str, Any]:
    row: dict[str, Any] = told[table][0]
    return row


HOSTILE: dict[str, Change] = {
    "another format": lambda told: told.update(format="Other"),
    "another version": lambda told: told.update(version="next_year"),
    "no version": lambda told: told.pop("version"),
    "a table too few": lambda told: told.pop("needs"),
    "a table of the machine": lambda told: told.update(sign_ins=[]),
    "no list": lambda told: told.update(needs={"a": 1}),
    "no row": lambda told: told.update(needs=[7]),
    "a column too many": lambda told: first(told, "clients").update(password_hash="x"),
    "a column too few": lambda told: first(told, "clients").pop("notes"),
    "another trader's": lambda told: first(told, "clients").update(trader_id=77),
    "nobody's": lambda told: first(told, "clients").update(trader_id=None),
    "a foreign number": lambda told: first(told, "needs").update(client_id=10**6),
    "the same number twice": lambda told: told["clients"].append(first(told, "clients")),
    "a number below": lambda told: first(told, "clients").update(id=-1),
    "a huge number": lambda told: first(told, "clients").update(contact_every=10**30),
    "a large number": lambda told: first(told, "clients").update(contact_every=2**40),
    "words for a number": lambda told: first(told, "clients").update(contact_every="7"),
    "a number for words": lambda told: first(told, "clients").update(name=7),
    "truth for a number": lambda told: first(told, "clients").update(contact_every=True),
    "a list for words": lambda told: first(told, "clients").update(name=["Ben"]),
    "no name": lambda told: first(told, "clients").update(name=None),
    "NUL": lambda told: first(told, "clients").update(name="Ben\x00"),
    "half a letter": lambda told: first(told, "clients").update(name="Ben\ud800"),
    "no day": lambda told: first(told, "clients").update(client_since="2026-02-30"),
    "a moment of nowhere": lambda told: first(told, "clients").update(created_at="2026-02-03"),
    "no level": lambda told: first(told, "clients").update(level="best"),
    "no money": lambda told: first(told, "clients").update(value="NaN"),
    "all money": lambda told: first(told, "clients").update(value="1e999999"),
    "NUL in the trash": lambda told: first(told, "trashed").update(content={"rows": {"a": "\x00"}}),
    "endless trash": lambda told: first(told, "trashed").update(content={"rows": float("inf")}),
    "no trash": lambda told: first(told, "trashed").update(content=[]),
    "a way out": lambda told: first(told, "trashed").update(place="//evil.example.com/"),
    "two of a kind": lambda told: told["tags"].append({**first(told, "tags"), "id": 999}),
    "worn by nobody": lambda told: first(told, "client_tags").update(client_id=999),
    "no zone": lambda told: told["trader"].update(timezone="../etc/passwd"),
    "no language": lambda told: told["trader"].update(locale="xx-yy"),
    "no money of any land": lambda told: told["trader"].update(currency="<b>"),
    "forever": lambda told: told["trader"].update(wow_lasts=2**31 - 1),
    "a password": lambda told: told["trader"].update(password_hash="x"),
    "no trader": lambda told: told.update(trader=None),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_was_changed_by_hand_is_refused_and_nothing_is_changed(
    nora: Trader, whole: str, name: str
) -> None:
    told = json.loads(whole)
    HOSTILE[name](told)
    before = all_that_is_stored()

    with pytest.raises(NotOurs):
        moved(nora, json.dumps(told))

    assert all_that_is_stored() == before


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{", '"WowCRM"', "[" * 100_000, '{"format": "WowCRM"}', "\x00", "9" * 9999],
)
def test_what_is_no_such_file_is_refused(browser: ReadingBrowser, text: str) -> None:
    assert sent(browser, text).status_code == 422


def test_deep_nesting_is_refused(nora: Trader, whole: str) -> None:
    deep = '{"rows": ' + '{"a": ' * 900 + "1" + "}" * 900 + "}"
    told = json.loads(whole)
    told["trashed"][0]["content"] = "DEEP"
    before = all_that_is_stored()

    try:
        moved(nora, json.dumps(told).replace('"DEEP"', deep))
    except NotOurs:
        assert all_that_is_stored() == before


def test_whoever_brings_it_signs_in_as_before(nora: Trader, whole: str) -> None:
    told = json.loads(whole)
    told["trader"] |= {"id": 4711, "email": "otto@example.com", "business": "Lind & Co"}
    for rows in (rows for rows in told.values() if isinstance(rows, list)):
        for row in rows:
            if "trader_id" in row:
                row["trader_id"] = 4711
    number, email, password = nora.id, nora.email, nora.password_hash

    moved(nora, json.dumps(told))

    assert (nora.id, nora.email, nora.password_hash) == (number, email, password)
    assert nora.business == "Lind & Co"
    assert set(db.session.scalars(sa.select(Client.trader_id))) == {number}


def test_the_command_does_the_same(nora: Trader, whole: str, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    file.write_text(whole)

    def run() -> Result:
        return CliRunner().invoke(import_command, ["--everything", str(file)])

    done = run()
    assert done.exit_code == 0, done.output
    assert "Here now: 1 client" in done.output
    again = run()
    assert again.exit_code == 1
    assert "Nothing was changed" in again.output
    db.session.expire_all()
    assert written(nora) == whole
