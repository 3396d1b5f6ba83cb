from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from wowcrm.clients.models import Client
from wowcrm.data.commands import export_command, import_command
from wowcrm.db import db
from wowcrm.traders.models import Trader


@pytest.fixture
def contacts(tmp_path: Path) -> Path:
    file = tmp_path / "contacts.csv"
    file.write_text("Name,E-mail\nBen,ben@example.com\nKārlis,\n", encoding="utf-8")
    return file


def bring(*arguments: object) -> Result:
    db.session.commit()
    return CliRunner().invoke(import_command, [str(each) for each in arguments])


def take(*arguments: object) -> Result:
    db.session.commit()
    return CliRunner().invoke(export_command, [str(each) for each in arguments])


def names(trader: Trader) -> list[str]:
    return list(db.session.scalars(sa.select(Client.name).where(Client.trader_id == trader.id)))


def test_clients_come_in_from_the_command_line(nora: Trader, contacts: Path) -> None:
    result = bring(contacts)

    assert (result.exit_code, result.stdout) == (0, "New: 2\n")
    assert names(nora) == ["Ben", "Kārlis"]
    assert bring(contacts).stdout == "Already here: 2\n"


def test_rows_that_cannot_be_used_are_named_and_end_in_1(nora: Trader, tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_text("Name,Notes\nBen,\n,lost\n")

    result = bring(file)

    assert result.exit_code == 1
    assert result.stderr == "c.csv:3: There is no name, e-mail or phone in this row.\n"
    assert names(nora) == ["Ben"]


def test_a_file_that_cannot_be_read_ends_in_1(nora: Trader, tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_bytes(b"%PDF-1.7")

    result = bring(file)

    assert result.exit_code == 1
    assert "This is a PDF; please export the list as CSV. Nothing was changed." in result.stderr


def test_a_file_that_is_too_large_ends_in_1(
    app: Flask, nora: Trader, contacts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 10)

    result = bring(contacts)

    assert result.exit_code == 1
    assert "nothing was changed" in result.stderr


def test_wrong_use_ends_in_2(database: None, contacts: Path, tmp_path: Path) -> None:
    assert "wowcrm setup" in bring(contacts).stderr
    assert bring(contacts).exit_code == 2
    assert bring(tmp_path / "nothing.csv").exit_code == 2
    assert bring().exit_code == 2


def test_with_several_traders_one_is_named(nora: Trader, otto: Trader, contacts: Path) -> None:
    assert bring(contacts).exit_code == 2
    assert bring(contacts, "--trader", "nobody@example.com").exit_code == 2
    assert bring(contacts, "--trader", "OTTO@example.com").exit_code == 0
    assert (names(nora), names(otto)) == ([], ["Ben", "Kārlis"])


def test_clients_go_out_and_come_back_unchanged(
    nora: Trader, contacts: Path, tmp_path: Path
) -> None:
    bring(contacts)
    file = tmp_path / "out.csv"

    assert take(file).exit_code == 0
    assert file.read_bytes().count(b"\r\n") == 3
    assert bring(file).stdout == "Already here: 2\n"
    assert take("-").stdout_bytes == file.read_bytes()


def test_a_file_is_not_replaced_unasked(nora: Trader, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    file.write_text("precious")

    assert take(file).exit_code == 1
    assert file.read_text() == "precious"
    assert take(file, "--force", "--excel").exit_code == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert take(tmp_path / "no" / "folder.csv").exit_code == 1
