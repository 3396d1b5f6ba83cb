"""Clients with hostile words in every place: export, import elsewhere, export, byte by byte (T17).

`python -m tests.torture.round_trip [CLIENTS]`: first with a defect that must be found.
"""

import csv
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.backup.conftest import House
from tests.data.test_formulas import RISKY
from tests.data.test_round_trip import live
from tests.houses import move_in
from wowcrm.custom_fields.models import FieldKind
from wowcrm.data import exporting
from wowcrm.db import db
from wowcrm.traders.models import Trader

AT_ONCE = 500
WORDS = [
    *(
        "Ben",
        "Õnne",
        "Kārlis",
        "Иван",
        "名前",
        "שלום",
        "👩‍🌾",
        "e\u0301",
        "a,b",
        "a;b",
        "a\\:::b",
        "x ::: y",
    ),
    *(
        '"',
        '""',
        "'",
        "''",
        "'=x",
        "\\",
        "=SUM(A1)",
        "+1+1",
        "-2+3",
        "@x",
        "＝1",
        "；",
        "|",
        "sep=;",
    ),
    *("=cmd|' /C calc'!A0", "+371 26123456", "1e999", "NaN", "<b>", "{{ 7*7 }}", "%s", "\u202eabc"),
]
NUMBER = re.compile(rb"^\d+-[0-9a-f]{8}", re.MULTILINE)
LIVE = set("0123456789 ().-/+")
"""What a cell may hold that begins like a formula: a phone, or a number."""


def words(chance: random.Random, most: int = 4) -> str:
    first = chance.choice([*(each for each in RISKY if each.isprintable()), "", "", "'"])
    some = " ".join(chance.choices(WORDS, k=chance.randint(1, most)))
    return " ".join(f"{first}{some}".split())


def person(chance: random.Random) -> dict[str, Any]:
    """Make up somebody of whom a lot is known, in the worst of words."""

    def perhaps(make: Callable[[], Any]) -> Any:
        return make() if chance.random() < 0.6 else None

    def day() -> date:
        return date(1900, 1, 1) + timedelta(chance.randrange(70_000))

    texts = ("given", "family", "organisation", "job_title", "found_us_by")
    return {
        "columns": {
            "name": words(chance),
            **{each: perhaps(lambda: words(chance)) for each in texts},
            "notes": perhaps(lambda: "\n".join(words(chance) for _ in range(chance.randint(1, 3)))),
            "client_since": perhaps(day),
            "archived_on": perhaps(day),
            "value": perhaps(lambda: Decimal(chance.randrange(10**8)) / 100),
            "contact_every": perhaps(lambda: chance.randint(1, 3650)),
        },
        "addresses": [
            (words(chance), perhaps(lambda: words(chance))) for _ in range(chance.randrange(3))
        ],
        "dates": [(words(chance), day()) for _ in range(chance.randrange(3))],
        "tags": [words(chance, 2) for _ in range(chance.randrange(3))],
        "own": {
            FieldKind.TEXT: perhaps(lambda: words(chance)),
            FieldKind.NUMBER: chance.choice([None, "0", "-1.5", "1000000"]),
            FieldKind.DAY: chance.choice([None, "2027-05-03", "1900-01-01"]),
            FieldKind.CHOICE: chance.choice([None, "=Large", "'Small", "+371", "a ::: b"]),
            FieldKind.YES_NO: chance.choice([None, "yes", "no"]),
            FieldKind.LINK: chance.choice([None, "https://example.com/?a=1,2;3"]),
        },
    }


def installation(folder: Path) -> House:
    folder.mkdir(mode=0o700)
    move_in(folder)
    return House(folder, None)


def populate(house: House, number: int) -> None:
    chance = random.Random(17)
    names = [words(chance, 2) for _ in FieldKind]
    with house.inside():
        trader = db.session.scalars(sa.select(Trader)).one()
        live(trader, [person(chance) for _ in range(number)], names)


def torture(folder: Path, number: int) -> tuple[str, list[str]]:
    """Take clients from one house to another, as each kind of list; compare what both write."""
    one, faults, size = installation(folder / "one"), list[str](), 0
    populate(one, number)
    for kind in ("csv", "excel"):
        first, second, third = (folder / f"{kind}-{n}.csv" for n in (1, 2, 3))
        other = installation(folder / f"other-{kind}")
        more = ("--excel",) if kind == "excel" else ()
        steps = (
            (one, ("export", str(first), *more)),
            (other, ("import", str(first))),
            (other, ("export", str(second), *more)),
            (other, ("import", str(second))),
            (other, ("export", str(third), *more)),
        )
        for house, step in steps:
            done = house.run(*step)
            if done.exit_code:
                faults.append(f"{kind}: {step[0]}: {done.output[-300:]}")
        size += first.stat().st_size
        faults += [f"{kind}: {each}" for each in compared(first, second)]
        faults += [f"{kind}, again: {each}" for each in compared(second, third)]
        faults += [f"{kind}: {each!r} is live" for each in running_cells(first)][:3]
    return f"{number:,} clients in two kinds of list, {size / 1e6:.1f} MB", faults


def compared(one: Path, other: Path) -> list[str]:
    """Say where two files part, but for the numbers: they name the installation."""
    first, second = (NUMBER.sub(b"", file.read_bytes()) for file in (one, other))
    if first == second:
        return []
    lines = zip(first.splitlines(), second.splitlines(), strict=False)
    for number, (a, b) in enumerate(lines, start=1):
        if a != b:
            same = next(
                (n for n, pair in enumerate(zip(a, b, strict=False)) if len({*pair}) > 1), 0
            )
            here = slice(max(same - 20, 0), same + 40)
            return [
                f"line {number}: {a[here].decode(errors='replace')!r} became {b[here].decode(errors='replace')!r}"
            ]
    return ["one is longer"]


def running_cells(file: Path) -> list[str]:
    """Find cells that a spreadsheet would work out."""
    text = file.read_text(encoding="utf-8-sig")
    separator = max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    return [cell for row in rows for cell in row if cell[:1] in RISKY and cell and set(cell) - LIVE]


def main(number: int) -> int:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(exporting, "guard", lambda cell: cell)
        _, planted = torture(Path(folder), 200)
    print(f"planted: cells as they are: {planted[0][:150] if planted else 'NOT FOUND'}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        figures, faults = torture(Path(folder), number)
    print(f"T17: {figures}, {len(faults)} faults", end="")
    print(f" in {time.monotonic() - began:.0f} s", *faults[:10], sep="\n")
    return 0 if planted and not faults else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
