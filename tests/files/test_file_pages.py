"""Files that belong to a client: safe to put there, safe to give out, and never lost (T24)."""

import os
import shutil
import stat
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.conftest import client_of
from tests.reading_browser import Answer, ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.files import room, store
from wowcrm.files.attaching import attach, bare_name
from wowcrm.files.models import Attachment
from wowcrm.files.sweeping import forget, sweep
from wowcrm.levels.upkeep import commit
from wowcrm.promises.models import Promise
from wowcrm.proposals.sending import begin
from wowcrm.recoveries.raising import raise_complaint
from wowcrm.timeline.models import Interaction
from wowcrm.traders.models import Trader
from wowcrm.trash.models import Trashed

PDF = b"%PDF-1.7\nA contract\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.fixture(autouse=True)
def shelf(app: Flask, database: None, tmp_path: Path) -> Iterator[Path]:
    """A data folder of its own for what is in the files."""
    before = app.config["DATA_FOLDER"]
    app.config["DATA_FOLDER"] = tmp_path
    yield tmp_path / "files"
    app.config["DATA_FOLDER"] = before


def add(browser: ReadingBrowser, client: Client, *files: tuple[bytes, str], **more: Any) -> Answer:
    data = {"files": [(BytesIO(content), name) for content, name in files], **more}
    return browser.post(
        f"/clients/{client.id}/files", data=data, content_type="multipart/form-data"
    )


def files() -> list[Attachment]:
    return list(db.session.query(Attachment).order_by(Attachment.id))


def age(shelf: Path) -> None:
    """Let what lies there be old enough to be swept."""
    for path in shelf.rglob("*"):
        if path.is_file():
            os.utime(path, (1, 1))


def kept(shelf: Path) -> list[str]:
    return sorted(path.name for path in shelf.rglob("*") if path.is_file())


def test_a_file_is_kept_listed_and_given_out_as_a_download(
    ben: Client, browser: ReadingBrowser, shelf: Path
) -> None:
    assert add(browser, ben, (PDF, "Contract 2026.pdf"), (PNG, "Scan.png")).status_code == 303

    page = browser.get(f"/clients/{ben.id}/files").words
    assert "2 files are here" in page
    assert "Contract 2026.pdf" in page
    assert "Contract 2026.pdf" in browser.get(f"/clients/{ben.id}").words
    contract, _scan = files()
    answer = browser.get(f"/attachments/{contract.id}")
    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "Contract 2026.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert kept(shelf) == sorted({contract.digest, _scan.digest})
    lines = [line.summary for line in db.session.query(Interaction)]
    assert lines == ["Added a file: Contract 2026.pdf", "Added a file: Scan.png"]


def test_what_lies_there_is_for_nobody_else_and_no_name_leads_to_it(
    ben: Client, browser: ReadingBrowser, shelf: Path
) -> None:
    add(browser, ben, (PDF, "../../../evil/../passwd.pdf"))
    [attachment] = files()
    assert attachment.name == "passwd.pdf"
    [path] = [each for each in shelf.rglob("*") if each.is_file()]
    assert path == shelf / attachment.digest[:2] / attachment.digest
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(shelf.stat().st_mode) == 0o700
    with pytest.raises(ValueError, match="not the hash"):
        store.path_of("../../wowcrm.db")
    assert browser.get(f"/static/../files/{attachment.digest}").status_code == 404


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("C:\\Users\\Nora\\Scan.png", "Scan.png"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie: x=1.pdf"),
        ('quo"ted.pdf', "quo'ted.pdf"),
        ("..", "a file"),
        (".htaccess", "htaccess"),
        ("\u202efdp.exe", "fdp.exe"),
        ("Līgums ar Kārli.pdf", "Līgums ar Kārli.pdf"),
        (f"{'é' * 300}.pdf", f"{'é' * 116}.pdf"),
    ],
)
def test_a_name_is_only_a_name(told: str, name: str) -> None:
    assert bare_name(told) == name


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='x' onload='alert(1)'/>", "logo.svg"),
        (b"<html><script>alert(1)</script></html>", "page.html"),
        (b"<html><script>alert(1)</script></html>", "looks-like.png"),
    ],
)
def test_what_a_browser_could_run_is_given_out_as_bytes(
    ben: Client, browser: ReadingBrowser, content: bytes, name: str
) -> None:
    add(browser, ben, (content, name))
    [attachment] = files()
    answer = browser.get(f"/attachments/{attachment.id}")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("bad", [(b"", "empty.pdf"), (b"MZ\x90\0", "report.pdf"), (b"\0\1", "x")])
def test_one_that_is_refused_lets_none_in(
    ben: Client, browser: ReadingBrowser, bad: tuple[bytes, str]
) -> None:
    answer = add(browser, ben, (PDF, "good.pdf"), bad)
    assert answer.status_code == 422
    assert bad[1] in answer.words
    assert files() == []


def test_none_and_too_many_are_refused(ben: Client, browser: ReadingBrowser) -> None:
    assert "Choose a file first" in add(browser, ben).words
    many = [(PDF, f"{number}.pdf") for number in range(21)]
    answer = add(browser, ben, *many)
    assert answer.status_code == 422
    assert "more than 20 at once" in answer.words
    assert files() == []


@pytest.mark.parametrize("how", ["body", "parts", "field"])
def test_what_is_too_large_is_refused_quickly_and_without_much_memory(
    ben: Client, browser: ReadingBrowser, how: str
) -> None:
    browser.may_break = True
    if how == "body":
        large = FileStorage(BytesIO(PDF + b"x" * 21 * 1024**2), "large.pdf")
        data: dict[str, Any] = {"files": large}
    elif how == "parts":
        data = {f"field{number}": "x" for number in range(1100)}
    else:
        data = {"about": "x" * 3 * 1024**2}
    address = f"/clients/{ben.id}/files"
    boundary, body = encode_multipart(data)
    kind = f"multipart/form-data; boundary={boundary}"
    began = time.thread_time()
    tracemalloc.start()
    answer = browser.post(address, data=body, content_type=kind)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 413
    assert time.thread_time() - began < 1
    assert most < 32 * 1024**2
    assert files() == []


def test_the_same_content_is_kept_once(ben: Client, browser: ReadingBrowser, shelf: Path) -> None:
    add(browser, ben, (PDF, "one.pdf"), (PDF, "two.pdf"))
    assert len({each.digest for each in files()}) == 1
    assert len(kept(shelf)) == 1


def test_taken_off_it_waits_in_the_trash_and_comes_back(
    nora: Trader, ben: Client, browser: ReadingBrowser, shelf: Path
) -> None:
    add(browser, ben, (PDF, "one.pdf"))
    [attachment] = files()
    number = attachment.id

    browser.post(f"/attachments/{number}/delete")

    assert files() == []
    assert not db.session.query(Interaction).all()
    age(shelf)
    assert sweep(datetime.now(UTC)) == 0, "what is in the trash needs its content"
    [entry] = db.session.scalars(Trashed.of(nora))
    browser.post(f"/trash/{entry.id}/bring-back")
    assert browser.get(f"/attachments/{number}").data == PDF


def test_erased_from_the_trash_its_content_goes_at_once_unless_it_is_needed(
    nora: Trader, ben: Client, browser: ReadingBrowser, shelf: Path
) -> None:
    add(browser, ben, (PDF, "one.pdf"), (PDF, "same.pdf"), (PNG, "scan.png"))
    one, _same, scan = (each.id for each in files())
    png = db.session.get_one(Attachment, scan).digest
    for number in (one, scan):
        browser.post(f"/attachments/{number}/delete")
    for entry in [each.id for each in db.session.scalars(Trashed.of(nora))]:
        browser.post(f"/trash/{entry}/erase")

    assert len(kept(shelf)) == 1
    assert png not in kept(shelf)


def test_a_sweep_takes_what_nothing_speaks_of_and_is_a_day_old(
    ben: Client, browser: ReadingBrowser, shelf: Path
) -> None:
    add(browser, ben, (PDF, "one.pdf"))
    orphan = store.keep(BytesIO(PNG)).digest
    (shelf / ".left-behind.part").write_bytes(b"half")
    now = datetime.now(UTC)
    assert sweep(now) == 0, "it may belong to a form that is being saved"

    assert sweep(now + timedelta(days=2)) == 2

    assert orphan not in kept(shelf)
    assert kept(shelf) == [files()[0].digest]


@pytest.mark.parametrize("letting_go", ["at once", "by night"])
def test_a_content_that_somebody_is_adding_is_not_let_go_of(
    app: Flask, nora: Trader, ben: Client, shelf: Path, letting_go: str
) -> None:
    """Another one with the same content was erased, and this one is not saved yet."""
    digest = store.keep(BytesIO(PDF)).digest
    age(shelf)
    ben_id, kept_it, go_on = ben.id, Event(), Event()
    db.session.remove()

    def add_slowly() -> None:
        with app.test_request_context():
            client = db.session.get_one(Client, ben_id)
            attach(client, BytesIO(PDF), "one.pdf", on=date(2026, 11, 26))
            kept_it.set()
            assert go_on.wait(10)
            commit(client.trader)

    def let_go() -> int:
        with app.app_context():
            later = datetime.now(UTC) + timedelta(days=2)
            return forget({digest}) if letting_go == "at once" else sweep(later)

    with ThreadPoolExecutor(2) as pool:
        adding = pool.submit(add_slowly)
        assert kept_it.wait(10)
        gone = pool.submit(let_go)
        wait([gone], timeout=0.5)
        go_on.set()
        adding.result()
        assert gone.result() == 0
    assert kept(shelf) == [digest]
    assert [each.digest for each in files()] == [digest]


def test_a_content_that_becomes_young_again_is_not_swept(
    ben: Client, browser: ReadingBrowser, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was old when it was listed, and is somebody's new file when its turn comes."""
    digest = store.keep(BytesIO(PDF)).digest
    age(shelf)

    def listed() -> Iterator[Path]:
        yield store.path_of(digest)
        store.keep(BytesIO(PDF))

    monkeypatch.setattr(store, "stored", listed)
    assert sweep(datetime.now(UTC)) == 0
    assert kept(shelf) == [digest]


@pytest.fixture
def little_room(app: Flask) -> Iterator[int]:
    """Room for a thousand bytes a trader."""
    before = app.config["ROOM_FOR_FILES"]
    app.config["ROOM_FOR_FILES"] = 1000
    yield 1000
    app.config["ROOM_FOR_FILES"] = before


def pdf(size: int, letter: bytes = b"x") -> bytes:
    return PDF + letter * (size - len(PDF))


def test_a_trader_has_so_much_room_and_is_told_when_it_is_taken(
    ben: Client, amira: Client, browser: ReadingBrowser, shelf: Path, little_room: int
) -> None:
    assert add(browser, ben, (pdf(600), "one.pdf")).status_code == 303
    assert add(browser, amira, (pdf(300), "two.pdf")).status_code == 303
    before = kept(shelf)

    answer = add(browser, ben, (pdf(60, b"a"), "three.pdf"), (pdf(60, b"b"), "four.pdf"))

    assert answer.status_code == 422
    assert "all your files may take 1,000 bytes" in answer.words
    assert "900 bytes" in answer.words
    assert "trash" in answer.words
    assert len(files()) == 2
    assert kept(shelf) == before, "what is refused takes no room either"
    assert add(browser, ben, (pdf(100), "fits.pdf")).status_code == 303


def test_what_lies_in_the_trash_takes_room_until_it_is_erased(
    nora: Trader, ben: Client, browser: ReadingBrowser, little_room: int
) -> None:
    add(browser, ben, (pdf(900), "one.pdf"))
    browser.post(f"/attachments/{files()[0].id}/delete")

    assert add(browser, ben, (pdf(900), "two.pdf")).status_code == 422
    [entry] = db.session.scalars(Trashed.of(nora))
    browser.post(f"/trash/{entry.id}/erase")
    assert add(browser, ben, (pdf(900), "two.pdf")).status_code == 303


def test_the_room_of_others_is_their_own(
    otto: Trader,
    ben: Client,
    browser: ReadingBrowser,
    ottos_browser: ReadingBrowser,
    little_room: int,
) -> None:
    his = client_of(otto, "Zane")
    add(browser, ben, (pdf(900), "one.pdf"))
    assert add(ottos_browser, his, (pdf(900), "one.pdf")).status_code == 303


def test_a_disk_that_is_nearly_full_is_left_to_the_database(
    ben: Client, browser: ReadingBrowser, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")
    free = min(room.LEFT_TO_THE_DATABASE, usage.total // 20) + 50
    monkeypatch.setattr(room, "disk_usage", lambda _folder: usage._replace(free=free))

    answer = add(browser, ben, (pdf(60), "one.pdf"))
    assert answer.status_code == 422
    assert "disk is nearly full" in answer.words
    assert not kept(shelf)
    assert add(browser, ben, (pdf(40), "one.pdf")).status_code == 303


def test_room_is_asked_for_in_two_statements(
    nora: Trader, ben: Client, browser: ReadingBrowser, statements: list[str]
) -> None:
    for number in range(30):
        add(browser, ben, (pdf(100 + number), "one.pdf"))
    for each in files()[:10]:
        browser.post(f"/attachments/{each.id}/delete")
    nora.id  # noqa: B018  loads what the commit expired
    statements.clear()
    room.make_room(nora, 10)
    assert len(statements) == 2


def test_one_that_is_no_file_leaves_nothing_of_those_before_it(
    ben: Client, browser: ReadingBrowser, shelf: Path
) -> None:
    """Otherwise a disk could be filled with what no quota counts."""
    assert add(browser, ben, (PDF, "good.pdf"), (b"MZ\x90\0", "bad.pdf")).status_code == 422
    assert not kept(shelf)


def test_a_file_belongs_to_something_of_theirs_and_goes_with_it(
    nora: Trader, ben: Client, amira: Client, browser: ReadingBrowser
) -> None:
    promise = Promise(what="The plans", made_on=nora.today(), due_on=nora.today())
    ben.promises.append(promise)
    commit(nora)
    add(browser, ben, (PDF, "plans.pdf"), about=f"promise-{promise.id}")
    add(browser, ben, (PNG, "own.png"))
    assert [each.about for each in files()] == [f"promise-{promise.id}", None]
    about = {"about": f"promise-{promise.id}"}
    assert "own.png" not in browser.get(f"/clients/{ben.id}/files", query_string=about).words
    sections = browser.get(f"/clients/{ben.id}").page.all("section")
    [beside] = [each for each in sections if each.get("aria-labelledby") == "files"]
    assert "own.png" in beside.text
    assert "plans.pdf" not in beside.text

    add(browser, amira, (PDF, "not hers.pdf"), about=f"promise-{promise.id}")
    assert files()[-1].about is None, "a file is about something of the same client's"


def test_a_file_about_something_is_deleted_and_undone_with_it(
    app: Flask, nora: Trader, ben: Client, browser: ReadingBrowser
) -> None:
    from wowcrm.trash.returning import bring_back
    from wowcrm.trash.trashing import delete

    promise = Promise(what="The plans", made_on=nora.today(), due_on=nora.today())
    ben.promises.append(promise)
    commit(nora)
    add(browser, ben, (PDF, "plans.pdf"), about=f"promise-{promise.id}")
    with app.test_request_context():
        delete(promise, said="gone")
        commit(nora)
        assert files() == []
        bring_back(db.session.scalars(Trashed.of(nora)).one())
        commit(nora)
    assert [each.name for each in files()] == ["plans.pdf"]


@pytest.fixture(params=["a proposal", "a complaint"])
def thing(request: pytest.FixtureRequest, ben: Client, nora: Trader) -> tuple[str, str, str]:
    """Something of Ben's that files can be attached to: its name, its place and its title."""
    if request.param == "a proposal":
        proposal = begin(ben, "Bookkeeping")
        commit(nora)
        return proposal.about, f"/proposals/{proposal.id}", proposal.title
    recovery = raise_complaint(ben, "The figures were late", on=nora.today())
    commit(nora)
    return recovery.about, f"/recoveries/{recovery.id}", recovery.complaint


def test_proposals_and_complaints_have_files_of_their_own(
    ben: Client, browser: ReadingBrowser, shelf: Path, thing: tuple[str, str, str]
) -> None:
    about, place, title = thing
    page = browser.get(place).page
    (way,) = (a for a in page.all("a") if a.text == "Add a file")
    form = browser.get(way["href"])
    assert title in form.words, "it says what they are attached to"
    assert place in form.text, "and leads back there"

    assert add(browser, ben, (PDF, "Photo.pdf"), about=about).status_code == 303

    assert "Photo.pdf" in browser.get(place).words
    assert "Photo.pdf" in browser.get(way["href"]).words
    assert "Photo.pdf" not in browser.get(f"/clients/{ben.id}/files").words

    browser.post(f"{place}/delete")
    assert files() == []
    [entry] = db.session.query(Trashed)
    age(shelf)
    assert sweep(datetime.now(UTC)) == 0
    browser.post(f"/trash/{entry.id}/bring-back")
    assert "Photo.pdf" in browser.get(place).words


def test_nobody_else_has_any_of_it(
    otto: Trader, ben: Client, browser: ReadingBrowser, ottos_browser: ReadingBrowser
) -> None:
    add(browser, ben, (PDF, "one.pdf"))
    [attachment] = files()
    his = client_of(otto, "Zane")
    assert ottos_browser.get(f"/attachments/{attachment.id}").status_code == 404
    assert ottos_browser.post(f"/attachments/{attachment.id}/delete").status_code == 404
    answer = add(ottos_browser, his, (PDF, "x.pdf"), about=f"client-{ben.id}")
    assert answer.status_code == 404
    assert len(files()) == 1


def test_a_content_that_is_gone_is_said_to_be(
    ben: Client, browser: ReadingBrowser, shelf: Path
) -> None:
    add(browser, ben, (PDF, "one.pdf"))
    [attachment] = files()
    store.path_of(attachment.digest).unlink()
    assert browser.get(f"/attachments/{attachment.id}").status_code == 404
