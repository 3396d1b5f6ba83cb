"""All tortures one after the other: `python -m tests.torture [--short] [NAME ...]`.

Each first shows that it finds the defects that are planted for it; the longest comes last. `--short` takes minutes instead
of hours; names choose some of them.
"""

import argparse
import sys
import time
import traceback
from collections.abc import Callable

from tests.torture import (
    backups,
    beside,
    full_disk,
    hostile_files,
    imports,
    kills,
    mails,
    round_trip,
    twins,
    upgrades,
    uploads,
    windows,
)

LONG: dict[str, Callable[[], int]] = {
    "full_disk": full_disk.main,
    "backups": lambda: backups.main(100),
    "upgrades": lambda: upgrades.main(50),
    "uploads": lambda: uploads.main(300),
    "hostile_files": lambda: hostile_files.main(4000),
    "round_trip": lambda: round_trip.main(10_000),
    "windows": lambda: windows.main(1000),
    "imports": lambda: imports.main(100),
    "beside": lambda: beside.main(100_000),
    "twins": lambda: twins.main(50_000),
    "kills": lambda: kills.main(1000),
    "mails": lambda: mails.main([]),
}
SHORT: dict[str, Callable[[], int]] = {
    "full_disk": full_disk.main,
    "backups": lambda: backups.main(6),
    "upgrades": lambda: upgrades.main(22),
    "uploads": lambda: uploads.main(30),
    "hostile_files": lambda: hostile_files.main(200),
    "round_trip": lambda: round_trip.main(500),
    "windows": lambda: windows.main(50),
    "imports": lambda: imports.main(10),
    "beside": lambda: beside.main(20_000),
    "twins": lambda: twins.main(5000),
    "kills": lambda: kills.main(20),
    "mails": lambda: mails.main(["--mails", "200", "--kills", "20", "--seconds", "60"]),
}


def main() -> int:
    asked = argparse.ArgumentParser(prog="tests.torture", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help=", ".join(LONG))
    asked.add_argument("--short", action="store_true")
    given = asked.parse_args()
    tortures = SHORT if given.short else LONG
    if unknown := set(given.names) - set(LONG):
        asked.error(f"no torture is called {', '.join(sorted(unknown))}")
    failed = [name for name in given.names or LONG if not endured(name, tortures[name])]
    print(f"failed: {', '.join(failed)}" if failed else "all is well")
    return 1 if failed else 0


def endured(name: str, torture: Callable[[], int]) -> bool:
    """Carry one out, and say in a line how it went; one that breaks never costs the others."""
    began = time.monotonic()
    try:
        well = torture() == 0
    except Exception:
        traceback.print_exc()
        well = False
    took = time.monotonic() - began
    print(f"== {name}: {'endured' if well else 'FAILED'} in {took / 60:.1f} min", flush=True)
    return well


if __name__ == "__main__":
    sys.exit(main())
