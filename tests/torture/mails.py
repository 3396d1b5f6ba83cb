"""Workers killed while mails are due (T14): `python -m tests.torture.mails`.

On SQLite, or on the server that DATABASE_URL names; first with defects that must be found, unless
it is told how much to do.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.conftest import throwaway_database
from tests.torture.mail import DEFECTS, Outcome, torture


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="tests.torture.mails", description=__doc__)
    asked.add_argument("--mails", type=int, default=2000)
    asked.add_argument("--traders", type=int, default=100)
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--seconds", type=float, default=1500)
    asked.add_argument(
        "--prove", action="store_true", help="Show only that each planted defect is seen."
    )
    given = asked.parse_args(arguments)
    if given.prove or not arguments:
        unseen = max(prove(defect) for defect in DEFECTS)
        if unseen or given.prove:
            return unseen
    outcome = run(given.mails, given.traders, given.kills, given.seconds)
    for fault in outcome.faults:
        print(f"WRONG: {fault}", flush=True)
    return 1 if outcome.faults else 0


def prove(defect: str) -> int:
    """Plant a defect, and be content only if the counts show it."""
    outcome = run(200, 20, 20, 25, defect)
    print(f"{defect}: {', '.join(outcome.faults) or 'NOT SEEN'}", flush=True)
    return 0 if outcome.faults else 1


def run(mails: int, traders: int, kills: int, seconds: float, defect: str = "") -> Outcome:
    given = os.environ.get("DATABASE_URL")
    with tempfile.TemporaryDirectory() as folder, throwaway_database(given) as url:
        if url:
            os.environ["DATABASE_URL"] = url
        try:
            outcome = torture(
                Path(folder),
                mails=mails,
                traders=traders,
                kills=kills,
                seconds=seconds,
                defect=defect,
            )
        finally:
            if given:
                os.environ["DATABASE_URL"] = given
    print(f"{'PostgreSQL' if url else 'SQLite'}: {outcome}", flush=True)
    return outcome


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
