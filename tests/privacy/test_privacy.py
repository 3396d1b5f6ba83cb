"""Somebody asks what is kept about them, or to be forgotten."""

import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from tests.conftest import browser_of, client_of
from tests.one_of_everything import everything, one_of_everything
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client, ContactDetail, DetailKind
from wowcrm.db import db
from wowcrm.expectations.sharing import draft_of, keep, share, sheet_of
from wowcrm.feed.models import Shown
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.outbox.models import Mail
from wowcrm.privacy.models import Receipt
from wowcrm.privacy.scrubbing import without
from wowcrm.progress.models import ProgressNote
from wowcrm.promises.models import Promise
from wowcrm.proposals.sending import begin
from wowcrm.recoveries.raising import raise_complaint
from wowcrm.referrals.models import Referral
from wowcrm.reminders.models import Reminder
from wowcrm.search.index import find
from wowcrm.search.query import read
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader
from wowcrm.trash.models import Trashed

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
SURE = {"sure": "1"}


@pytest.fixture(autouse=True)
def shelf(app: Flask, database: None, tmp_path: Path) -> Iterator[Path]:
    before = app.config["DATA_FOLDER"]
    app.config["DATA_FOLDER"] = tmp_path
    yield tmp_path / "files"
    app.config["DATA_FOLDER"] = before


@pytest.fixture
def xaver(nora: Trader, amira: Client, today: date, browser: ReadingBrowser) -> Client:
    """Somebody with a name that stands nowhere else, whom Amira sent, with a life here."""
    client = client_of(nora, "Xaver Quill", given="Xaver", notes="Plays the Zither")
    client.details.append(
        ContactDetail(kind=DetailKind.EMAIL, value="xaver@quill.test", key="xaver@quill.test")
    )
    for words in ("Figures for Xaver", "Something of Quill's"):
        client.needs.append(Need(summary=words))
    sent = Referral(name="Xaver Quill", contact="xaver@quill.test", received_on=today)
    amira.referrals.append(sent)
    db.session.flush()
    sent.log_arrival()
    sent.convert(client, on=today)
    client.touch(InteractionKind.CALL, "Xaver rang", on=today)
    commit(nora)
    client.notes = "Plays the Zither, says Quill"
    sent.note = "Quill is a friend"
    commit(nora)
    browser.post(
        f"/clients/{client.id}/files",
        data={"files": [(BytesIO(PNG), "xaver.png")]},
        content_type="multipart/form-data",
    )
    browser.post(f"/needs/{client.needs[0].id}/delete")
    everything_since(nora, client, browser, today)
    browser.post("/import", data={"file": (BytesIO(CSV), "people.csv")})
    browser.post(f"/imports/{newest_import()}/confirm")
    return client


def everything_since(nora: Trader, client: Client, browser: ReadingBrowser, on: date) -> None:
    """Agree, promise, work, ask, complain, remind and write: all with a name in it."""
    Promise.make(client, "Figures for Quill", due_on=on, on=on)
    proposal = begin(client, "Books of Quill")
    raise_complaint(client, "Quill waited for the figures", on=on)
    note = ProgressNote(client=client, proposal=proposal, text="Quill's books grow", written_on=on)
    reminder = Reminder(trader_id=nora.id, client=client, what="Ring Quill", begins_on=on)
    to_them = mail(nora, "Dear Quill", to="xaver@quill.test", client=client)
    digest = mail(nora, "Three need you, first of all Xaver Quill", to="nora@example.com")
    shown = Shown(
        trader_id=nora.id,
        uid="promise-1",
        starts=on.isoformat(),
        summary="Xaver Quill: Figures",
        print="x",
        changed_at=datetime.now(UTC),
    )
    db.session.add_all([note, reminder, to_them, digest, shown])
    db.session.flush()
    note.log_arrival()
    commit(nora)
    keep(client, draft_of(client))
    share(sheet_of(client), on=on)
    commit(nora)


def mail(nora: Trader, words: str, *, to: str, client: Client | None = None) -> Mail:
    return Mail(
        trader_id=nora.id,
        client=client,
        kind="digest",
        to_address=to,
        subject=words,
        text=words,
        html=f"<p>{words}</p>",
        message_id=f"<{uuid4().hex}@example.com>",
    )


CSV = b"Name,E-mail\nXaver Quill,xaver@quill.test\nZane Liepa,zane@example.com\n"


def newest_import() -> int:
    from wowcrm.data.models import Import

    return max(number for (number,) in db.session.query(Import.id))


def holding(word: str) -> list[str]:
    """Name the tables in which a word stands."""
    found = everything()
    found["search"] = list(
        map(tuple, db.session.connection().exec_driver_sql("SELECT * FROM search_documents"))
    )
    return [table for table, rows in found.items() if word in str(rows).casefold()]


def test_whoever_is_erased_stands_nowhere_any_more(
    nora: Trader, xaver: Client, amira: Client, browser: ReadingBrowser, shelf: Path
) -> None:
    number = xaver.id
    assert len(holding("quill")) > 8

    data = {**SURE, "reference": "Letter of 3 May"}
    answer = browser.post(f"/clients/{number}/erase", data=data, follow_redirects=True)

    assert "Xaver Quill is erased for good" in answer.words
    for word in ("xaver", "quill", "zither"):
        assert holding(word) == []
    assert [path for path in shelf.rglob("*") if path.is_file()] == []
    assert db.session.get(Client, number) is None
    assert [each.name for each in amira.referrals] == ["—"]
    assert [line.summary for line in db.session.scalars(amira.interactions.select())] == [
        "Sent you —",
        "— became a client",
    ]
    assert amira.referrals_given == 1
    assert [each.name for each in find(nora, read("Zane"), most=3)] == ["Zane Liepa"]
    assert db.session.scalars(Trashed.of(nora)).all() == []


def test_the_receipt_says_what_went_and_nothing_about_them(
    nora: Trader, xaver: Client, browser: ReadingBrowser
) -> None:
    number = xaver.id
    browser.post(f"/clients/{number}/erase", data={**SURE, "reference": "Letter of 3 May"})
    browser.get("/me")  # which takes the message that still names them

    receipt = db.session.scalars(Receipt.of(nora)).one()
    shown = browser.get(f"/receipts/{receipt.id}").words

    assert "Letter of 3 May" in shown
    assert f"Client no. {number}" in shown
    assert "1 file" in shown
    assert "2 needs" in shown, "the one in the trash is counted too"
    assert "1 mail" in shown
    assert "named them; a dash stands there now" in shown
    assert "Quill" not in shown
    assert f"E-{receipt.id:04d}" in browser.get("/receipts").words


def test_nobody_is_erased_by_a_slip(xaver: Client, browser: ReadingBrowser) -> None:
    number = xaver.id
    page = browser.get(f"/clients/{number}/erase")
    assert page.status_code == 200
    answer = browser.post(f"/clients/{number}/erase", data={"reference": "x"})
    assert answer.status_code == 422
    assert "Nothing was erased" in answer.words
    assert db.session.get(Client, number) is not None


def test_where_else_they_may_be_named_is_shown_beforehand(
    nora: Trader, xaver: Client, ben: Client, browser: ReadingBrowser
) -> None:
    ben.touch(InteractionKind.NOTE, "Is a cousin of Xaver Quill", on=nora.today())
    commit(nora)
    page = browser.get(f"/clients/{xaver.id}/erase")
    assert "Ben Carter" in page.words
    assert "Amira Haddad" in page.words


def test_somebody_in_the_trash_is_erased_with_a_receipt_too(
    nora: Trader, xaver: Client, amira: Client, browser: ReadingBrowser, shelf: Path
) -> None:
    number = xaver.id
    browser.post(f"/clients/{number}/delete")
    entry = next(
        each.id for each in db.session.scalars(Trashed.newest(nora)) if each.kind == "clients"
    )

    browser.post(f"/trash/{entry}/erase", follow_redirects=True)

    for word in ("xaver", "quill", "zither"):
        assert holding(word) == []
    assert [path for path in shelf.rglob("*") if path.is_file()] == []
    receipt = db.session.scalars(Receipt.of(nora)).one()
    assert receipt.client_number == number
    assert [each.name for each in amira.referrals] == ["—"]


def test_others_in_the_trash_are_left_but_for_what_named_them(
    nora: Trader, xaver: Client, amira: Client, browser: ReadingBrowser
) -> None:
    amiras = amira.id
    browser.post(f"/clients/{amiras}/delete")

    browser.post(f"/clients/{xaver.id}/erase", data=SURE)

    assert holding("xaver") == []
    [entry] = db.session.scalars(Trashed.of(nora))
    browser.post(f"/trash/{entry.id}/bring-back")
    back = db.session.get_one(Client, amiras)
    assert [(each.name, each.client_id) for each in back.referrals] == [("—", None)]


def test_erasing_one_of_everything_leaves_nothing_of_it(
    app: Flask, nora: Trader, otto: Trader
) -> None:
    """Whatever models there are: what belongs to the client goes, what is another's stays."""
    rows = one_of_everything(nora, "Quillish")
    one_of_everything(otto, "Ottos own")
    client = rows[Client]
    browser = browser_of(app, nora)
    browser.get("/")
    ottos = str(everything()).count("Ottos own")

    browser.post(f"/clients/{client.id}/erase", data=SURE)

    left = {
        table: [row for row in found if "Quillish" in str(row)]
        for table, found in everything().items()
    }
    theirs = {table for table, found in left.items() if found}
    allowed = {
        # These are Nora's own, and none of them is about the client.
        *("checklists", "ideas", "imports", "saved_views", "standards", "tags", "trashed"),
        *("receipts", "traders", "sign_ins", "nora"),
    }
    assert theirs <= {*allowed, *own_tables()}, theirs
    assert str(everything()).count("Ottos own") == ottos


def own_tables() -> set[str]:
    """Tables whose rows belong to a trader and not to any client."""
    from wowcrm.belonging import way_up
    from wowcrm.db import Base

    return {
        name for name, table in Base.metadata.tables.items() if way_up(table, "clients") is None
    } - {"imported_rows", "mails", "referrals"}


def test_everything_about_somebody_is_one_file_that_people_can_read(
    nora: Trader, xaver: Client, browser: ReadingBrowser
) -> None:
    answer = browser.get(f"/clients/{xaver.id}/everything")
    assert answer.mimetype == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"]
    archive = zipfile.ZipFile(BytesIO(answer.data))
    names = archive.namelist()
    assert names[:2] == ["everything.txt", "everything.json"]
    assert archive.read(next(name for name in names if name.endswith("xaver.png"))) == PNG
    text = archive.read("everything.txt").decode()
    for words in (
        "Everything kept about Xaver Quill",
        "Notes: Plays the Zither, says Quill",
        "Value: xaver@quill.test",
        "Xaver rang",
        "Something of Quill's",
        "What: Figures for Quill",
        "Title: Books of Quill",
        "Complaint: Quill waited for the figures",
        "Text: Quill's books grow",
        "What: Ring Quill",
        "Subject: Dear Quill",
    ):
        assert words in text, words
    assert "first of all Xaver" not in text, "the trader's own mail is theirs"
    paper = next(name for name in names if name.startswith("papers/expectations"))
    assert archive.read(paper).startswith(b"%PDF-")
    assert not re.search("<p>|message_id|Message id|Digest:|Claim:|Headers:", text)
    told = json.loads(archive.read("everything.json"))
    assert told["clients"][0]["name"] == "Xaver Quill"
    assert told["referrals"][0]["name"] == "Xaver Quill", "what others' records say of them"
    assert "token" not in str(told)


def test_names_are_taken_out_as_whole_words() -> None:
    names = ["Ben Carter", "Ben"]
    assert without("Sent you Ben Carter", names) == "Sent you —"
    assert without("BEN says Bent is no Benjamin", names) == "— says Bent is no Benjamin"
    assert without("Carter, Ben", names) == "—, —"
    assert without("Kārlis", ["Kārlis (Riga)", "+371"]) == "—"
