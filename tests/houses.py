"""Installations of their own on SQLite, for tests that are not about how one is made."""

import atexit
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

PASSWORD = "correct horse battery"


def move_in(data: Path, email: str = "nora@example.com", name: str = "Nora") -> None:
    """Make an installation with one trader, by its commands; the next like it is a copy."""
    shutil.copytree(_furnished(email, name), data, dirs_exist_ok=True)


@cache
def _furnished(email: str, name: str) -> Path:
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    environ = {key: value for key, value in os.environ.items() if not key.startswith("WOWCRM_")}
    environ.pop("DATABASE_URL", None)
    answers = ["--email", email, "--name", name, "--trade", "tutor", "--password-stdin"]
    subprocess.run(
        [sys.executable, "-m", "wowcrm", "setup", *answers],
        input=PASSWORD,
        env={**environ, "WOWCRM_DATA": folder.name},
        check=True,
        capture_output=True,
        text=True,
    )
    return Path(folder.name)
