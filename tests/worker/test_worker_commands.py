"""`wowcrm worker` and `wowcrm serve`, as an installation runs them; and the settings of mail."""

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.houses import move_in
from tests.test_serving import Served
from wowcrm.config import SettingError, settings_from


def jobs(data: Path) -> dict[str, str | None]:
    with closing(sqlite3.connect(data / "wowcrm.db")) as connection:
        return dict(connection.execute("SELECT name, ended_at FROM jobs").fetchall())


def wait_for_a_pulse(data: Path, seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if jobs(data).get("pulse"):
            return True
        time.sleep(0.2)
    return False


def test_a_worker_works_until_it_is_told_to_stop(tmp_path: Path) -> None:
    move_in(tmp_path)
    worker = subprocess.Popen(
        [sys.executable, "-m", "wowcrm", "worker"],
        env={"WOWCRM_DATA": str(tmp_path), "PATH": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert worker.stdout
    assert "is at work" in worker.stdout.readline()
    assert wait_for_a_pulse(tmp_path)
    began = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=20) == 0
    worker.stdout.close()
    assert time.monotonic() - began < 10
    assert not list(tmp_path.glob("*-wal"))


def test_serving_brings_a_worker_along_unless_it_is_not_wished(tmp_path: Path) -> None:
    move_in(tmp_path)
    alone = Served("-m", "wowcrm", "serve", "--port", "0", "--no-worker", data=tmp_path)
    assert not wait_for_a_pulse(tmp_path, 2)
    assert alone.stop()[0] == 0
    alone.close()

    both = Served("-m", "wowcrm", "serve", "--port", "0", data=tmp_path)
    assert wait_for_a_pulse(tmp_path)
    code, took = both.stop()
    both.close()
    assert (code, took < 10) == (0, True)
    assert not list(tmp_path.glob("*-wal"))


@pytest.mark.parametrize(
    ("given", "port", "sender"),
    [
        ({"USER": "nora@example.com"}, 587, "nora@example.com"),
        ({"SECURITY": "TLS", "FROM": "crm@example.com"}, 465, "crm@example.com"),
        ({"SECURITY": "none", "FROM": "crm@example.com", "PORT": "2525"}, 2525, "crm@example.com"),
    ],
)
def test_a_mail_server_is_described_in_few_words(
    tmp_path: Path, given: dict[str, str], port: int, sender: str
) -> None:
    environ = {f"WOWCRM_SMTP_{name}": value for name, value in given.items()}
    found = settings_from({"WOWCRM_DATA": str(tmp_path), "WOWCRM_SMTP_HOST": "m", **environ})[
        "SMTP"
    ]
    assert isinstance(found, dict)
    assert (found["port"], found["sender"]) == (port, sender)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WOWCRM_SMTP_SECURITY", "ssl"),
        ("WOWCRM_SMTP_PORT", "0"),
        ("WOWCRM_SMTP_PORT", "smtp"),
        ("WOWCRM_SMTP_FROM", "me\r\nBcc: x@example.com"),
        ("WOWCRM_SMTP_FROM", ""),
        ("WOWCRM_URL", "crm.example.com"),
        ("WOWCRM_URL", "https://crm.example.com/?x=<y>"),
    ],
)
def test_a_setting_of_mail_that_cannot_be_used_is_named(
    tmp_path: Path, name: str, value: str
) -> None:
    environ = {
        "WOWCRM_DATA": str(tmp_path),
        "WOWCRM_SMTP_HOST": "m",
        "WOWCRM_SMTP_FROM": "a@b.example",
    }
    with pytest.raises(SettingError, match=name):
        settings_from({**environ, name: value})


def test_without_a_mail_server_there_is_none(tmp_path: Path) -> None:
    found = settings_from({"WOWCRM_DATA": str(tmp_path), "WOWCRM_SMTP_USER": "nora"})
    assert (found["SMTP"], found["URL"]) == (None, None)
