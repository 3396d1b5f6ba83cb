"""Workers killed at random, the short version; `make torture` is the long one (T14)."""

import os
import re
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parent.parent.parent


def test_killed_workers_send_every_mail_and_digest_once() -> None:
    how = ["--mails", "120", "--traders", "12", "--kills", "12", "--seconds", "120"]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.torture.mails", *how],
        cwd=HOUSE,
        env={name: value for name, value in os.environ.items() if not name.startswith("WOWCRM_")},
        capture_output=True,
        text=True,
        check=False,
    )

    print(ran.stdout)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    kills = re.search(r"(\d+) kills", ran.stdout)
    assert kills
    assert int(kills[1]) >= 12
