"""A trader's own backup holds what is theirs, whoever else lives in the installation."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.backup.conftest import Build
from tests.backup.test_round_trips import set_up
from tests.conftest import browser_of
from tests.one_of_everything import MARK, one_of_everything, owned_models
from tests.reading_browser import ReadingBrowser
from wowcrm.backup.nightly import backups_folder
from wowcrm.backup.reading import check
from wowcrm.backup.tables import LEFT_OUT
from wowcrm.belonging import owned_by
from wowcrm.db import Base, db
from wowcrm.traders.models import Trader


@pytest.fixture(autouse=True)
def shelf(app: Flask, database: None, tmp_path: Path) -> Any:
    before = app.config["DATA_FOLDER"]
    app.config["DATA_FOLDER"] = tmp_path
    yield tmp_path
    app.config["DATA_FOLDER"] = before


def unpacked(content: bytes) -> dict[str, list[dict[str, Any]]]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {
            name.removeprefix("tables/").removesuffix(".jsonl"): [
                json.loads(line) for line in archive.read(name).splitlines()
            ]
            for name in archive.namelist()
            if name.startswith("tables/")
        }


def test_the_keys_lead_to_the_same_owner_as_the_models(nora: Trader, otto: Trader) -> None:
    """What is chosen by foreign keys is what `Model.of` chooses, for every model."""
    rows = one_of_everything(nora)
    one_of_everything(otto, "Ottos own")
    for model in owned_models():
        whose = owned_by(Base.metadata.tables[model.__tablename__], nora.id)
        assert whose is not None, f"{model.__name__} belongs to nobody"
        found = db.session.scalars(sa.select(model).where(whose)).unique().all()
        assert found == [rows[model]], model.__name__


def test_the_browser_gives_everything_of_noras_and_nothing_of_ottos(
    nora: Trader, otto: Trader, browser: ReadingBrowser
) -> None:
    noras = one_of_everything(nora)
    one_of_everything(otto, "Ottos own")
    browser.get("/")  # which works out where everybody stands

    answer = browser.get("/backup/download")

    assert answer.mimetype == "application/zip"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=wowcrm-")
    told = unpacked(answer.data)
    assert "Ottos own" not in str(told)
    missing = [
        model.__name__
        for model, row in noras.items()
        if model.__tablename__ not in LEFT_OUT
        and row.id not in [each["id"] for each in told[model.__tablename__]]
    ]
    assert not missing
    [trader] = told["traders"]
    assert (trader["email"], trader["password_hash"]) == ("nora@example.com", "!")
    assert "argon2" not in str(told)
    assert list(backups_folder().iterdir()) == [], "the file is gone once it was sent"


def test_what_the_browser_gave_makes_a_house_of_its_own(
    build: Build, nora: Trader, otto: Trader, browser: ReadingBrowser, tmp_path: Path
) -> None:
    one_of_everything(nora)
    one_of_everything(otto, "Ottos own")
    file = tmp_path / "noras.zip"
    file.write_bytes(browser.get("/backup/download").data)
    manifest = check(file)
    assert manifest.whose == "nora@example.com"
    db.session.remove()

    own = build("own")
    done = own.run("restore", str(file))

    assert done.exit_code == 0, done.output
    assert MARK in str(own.contents())
    assert "Ottos own" not in str(own.contents())
    chosen = own.run("password", "--password-stdin", typed="Tulpe-91 am Fenster\n")
    assert chosen.exit_code == 0, chosen.output
    again = own.run("restore", str(file), "--replace")
    assert again.exit_code == 0, again.output

    others = build("others")
    set_up(others, "otto@example.com", "Otto")
    refused = others.run("restore", str(file), "--replace")
    assert refused.exit_code == 1
    assert "nora@example.com only, and here are others: otto@example.com" in refused.output


def test_the_page_says_how_safe_everything_is(
    app: Flask, nora: Trader, browser: ReadingBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wowcrm.backup.views.sqlite_may_harm", lambda: "3.40.1")
    page = browser.get("/backup").words
    assert "There is none yet" in page
    assert "kept by SQLite 3.40.1" in page
    assert "keep a backup on another machine" in page

    browser.get("/backup/download")
    assert "There is none yet" in browser.get("/backup").words, "a copy elsewhere is not one here"

    from datetime import UTC, datetime

    from wowcrm.backup.nightly import nightly_backup

    nightly_backup(datetime.now(UTC))
    page = browser.get("/backup").words
    assert "The last one was made today" in page
    assert "1 is kept" in page


def test_a_full_disk_is_said_plainly(
    nora: Trader, browser: ReadingBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("wowcrm.backup.writing.os.fsync", full)
    browser.may_break = True
    answer = browser.get("/backup/download")
    assert answer.status_code == 507
    assert "could not be written: is the disk full?" in answer.words
    assert list(backups_folder().iterdir()) == []


def test_a_stranger_gets_nothing(app: Flask, stranger: ReadingBrowser) -> None:
    assert stranger.get("/backup/download").status_code == 303


def test_traders_do_not_wait_for_each_other(app: Flask, nora: Trader, otto: Trader) -> None:
    """Two downloads at once are two files."""
    for trader in (nora, otto):
        browser = browser_of(app, trader)
        [row] = unpacked(browser.get("/backup/download").data)["traders"]
        assert row["email"] == trader.email
