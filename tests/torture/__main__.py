"""All tortures one after the other: `python -m tests.torture [--short] [NAME ...]`.

Each first shows that it finds the defects that are planted for it. `--short` takes minutes instead
of hours; names choose some of them.
"""

import argparse
import sys
from collections.abc import Callable

from tests.torture import backups, full_disk, kills, mails, upgrades, uploads

LONG: dict[str, Callable[[], int]] = {
    "kills": lambda: kills.main(1000),
    "full_disk": full_disk.main,
    "backups": lambda: backups.main(100),
    "upgrades": lambda: upgrades.main(50),
    "uploads": lambda: uploads.main(300),
    "mails": lambda: mails.main([]),
}
SHORT: dict[str, Callable[[], int]] = {
    "kills": lambda: kills.main(20),
    "full_disk": full_disk.main,
    "backups": lambda: backups.main(6),
    "upgrades": lambda: upgrades.main(22),
    "uploads": lambda: uploads.main(30),
    "mails": lambda: mails.main(["--mails", "200", "--kills", "20", "--seconds", "60"]),
}


def main() -> int:
    asked = argparse.ArgumentParser(prog="tests.torture", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help=", ".join(LONG))
    asked.add_argument("--short", action="store_true")
    given = asked.parse_args()
    tortures = SHORT if given.short else LONG
    failed = [name for name in given.names or LONG if tortures[name]() != 0]
    print(f"failed: {', '.join(failed)}" if failed else "all is well")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
