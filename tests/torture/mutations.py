"""Files that chance made: good lists, cards and backups, damaged in every way, with a fixed seed (T16).

`python -m tests.torture.mutations [NUMBER]`: first with defects that must be found.
"""

import csv
import math
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.backup.conftest import House
from tests.backup.past import build_past, revisions
from tests.backup.test_hostile_files import Forged
from tests.data import samples, test_cards
from wowcrm.backup import reading as backups
from wowcrm.backup.manifest import Refused
from wowcrm.backup.migrating import broken_links, one_transaction
from wowcrm.backup.restoring import restore
from wowcrm.data import reading, vcard
from wowcrm.data.carrying import carry_out
from wowcrm.data.models import ImportedRow
from wowcrm.data.reading import UnreadableFile
from wowcrm.data.rehearsing import rehearse
from wowcrm.db import db
from wowcrm.traders.models import Trader

SLOW, TIMES = 2.0, 5
"""Seconds of work that a small file may take at most, or how many times as long as a sound backup."""
PLANTED = 1500
"""Lists among which a planted defect must be found."""

LISTS = [
    getattr(samples, name).encode() for name in dir(samples) if name.isupper() and name[0] != "_"
]
LISTS += [samples.RUSSIAN.encode("cp1251"), samples.LATVIAN.encode("utf-16")]
CARDS = [
    getattr(test_cards, name).encode() for name in ("APPLE", "ANDROID", "MONICA", "FOUR", "GOOGLES")
]
TOKENS = [
    *(b'"', b'""', b"\r", b"\n", b"\r\n", b"\0", b",", b";", b"\t", b"'", b"=", b"@", b" ::: "),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xc3", b"\xe2\x80\xa8", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80"),
    *(b"9" * 400, b"1e999", b"-0", b"0000-00-00", b"29.02.1900", b"+371", b"sep=;", b"=1+1"),
    *(b"BEGIN:VCARD\n", b"END:VCARD\n", b"VERSION:2.1\n", b";ENCODING=QUOTED-PRINTABLE", b"=\r\n"),
    *(b";CHARSET=base64", b";TYPE=", b"\\", b"\\n", b"BDAY:--02-30\n", b"item1.X-ABLabel:_$!<"),
    *(b"{", b"}", b"[", b"null", b"1e400", b'{"a": 1}', b"\\u0000", b"\\ud800"),
]


def damaged(content: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """Change a file in one to eight places."""
    found = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        here = chance.randrange(len(found) + 1)
        span = slice(here, here + chance.choice((1, 1, 4, 40, 400)))
        match chance.randrange(8):
            case 0 if found:
                found[min(here, len(found) - 1)] ^= 1 << chance.randrange(8)
            case 1 | 2:
                found[here:here] = chance.choice(TOKENS)
            case 3:
                del found[span]
            case 4:
                found[here:here] = found[span] * chance.choice((1, 2, 50))
            case 5:
                other = chance.choice(others)
                at = chance.randrange(len(other))
                found[here:here] = other[at : at + 300]
            case 6:
                found[span] = chance.randbytes(span.stop - span.start)
            case 7 if chance.random() < 0.3:
                del found[here:]
    return bytes(found)


class Tally:
    """How often files were read or refused, and what went wrong."""

    def __init__(self, slow: float, most: float = math.inf) -> None:
        self.slow, self.most = slow, most
        self.read = self.refused = 0
        self.slowest = 0.0
        self.faults: list[str] = []

    def count(self, what: str, act: Callable[[], str], refusal: type[Exception]) -> None:
        wrong, took, read = self._tried(act, refusal)
        if took > self.slow:
            # A busy machine is slow at times; what takes long by itself does so each time.
            db.session.rollback()
            took = min(took, self._tried(act, refusal)[1])
        self.read += read
        self.refused += not read
        self.slowest = max(self.slowest, took)
        if took > self.slow:
            wrong = wrong or f"takes {took:.1f} s"
        if wrong:
            self.faults.append(f"{what} {wrong}")

    def _tried(self, act: Callable[[], str], refusal: type[Exception]) -> tuple[str, float, bool]:
        """Say what went wrong, how many seconds of work it took, and whether it was read."""
        began, read = time.process_time(), True
        try:
            wrong = act()
        except refusal as error:
            wrong, read = "" if str(error).endswith((".", "?")) else f"is refused: {error!r}", False
        except Exception as error:
            wrong, read = f"breaks us: {error!r:.300}", False
        return wrong, time.process_time() - began, read

    @property
    def has_enough(self) -> bool:
        """Whether as many faults were found as anybody asked for."""
        return len(self.faults) >= self.most


def lists(number: int, tally: Tally, chance: random.Random) -> None:
    """Bring damaged lists and cards in; whatever is read is on the report, row by row."""
    trader = db.session.scalars(sa.select(Trader)).first()
    assert trader
    for each in range(number):
        some, others = (LISTS, CARDS) if chance.random() < 0.6 else (CARDS, LISTS)
        content = damaged(chance.choice(some), [*some, *others], chance)

        def bring(content: bytes = content) -> str:
            brought = rehearse(trader, "any", content)
            promised = brought.rows
            carry_out(brought, trader.today())
            told = sa.select(sa.func.count()).where(ImportedRow.import_id == brought.id)
            found = db.session.scalar(told)
            same = found == promised == brought.rows
            return "" if same else f"has {promised} rows, and {found} of them on the report"

        tally.count(f"list {each}", bring, UnreadableFile)
        db.session.rollback()
        if tally.has_enough:
            break


STRANGE: list[Any] = [
    *(None, True, -1, 2**31, 2**63, 2**70, 1.5, "", "x" * 5000, "\0", "\ud800", [], [[]], {}),
    *(
        {"a": {"a": 1}},
        "1900-01-01",
        "2026-02-30",
        "2026-11-26T00:00:00+99:00",
        "nan",
        float("nan"),
    ),
]


def forged(original: Path, path: Path, chance: random.Random) -> None:
    """Change rows of a backup, so that nothing but the rows tells of it."""
    backup = Forged(original)
    for _ in range(chance.randint(1, 3)):
        table = chance.choice(sorted(backup.told["tables"]))
        content = backup.members[f"tables/{table}.jsonl"]
        if not content or chance.random() < 0.4:
            changed = damaged(content or b"\n", [content or b"{}"], chance)
            backup.put(table, changed, changed.count(b"\n"))
            continue
        try:
            rows = backup.rows(table)
        except ValueError:  # Damaged before.
            continue
        row = chance.choice(rows)
        if row:
            row[chance.choice(sorted(row))] = chance.choice(STRANGE)
        backup.say(table, rows)
    backup.write(path)


def archives(folder: Path, number: int, tally: Tally, chance: random.Random) -> None:
    """Bring damaged backups back, in their bytes or in their rows; what is taken is whole."""
    original, path = folder / "original.zip", folder / "damaged.zip"
    content = original.read_bytes()
    began = time.process_time()
    restore(original, replace=True)
    tally.slow = max(tally.slow, TIMES * (time.process_time() - began))
    for each in range(number):
        if each % 2:
            path.write_bytes(damaged(content, [content], chance))
        else:
            forged(original, path, chance)

        def bring_back() -> str:
            restore(path, replace=True)
            with one_transaction() as connection:
                return "points at nothing" if broken_links(connection) else ""

        tally.count(f"backup {each}", bring_back, Refused)
        db.session.rollback()
        if tally.has_enough:
            break


def torture(
    folder: Path, number: int, slow: float = math.inf, most: float = math.inf
) -> tuple[str, list[str]]:
    """Try so many lists, and a quarter as many backups; each may take so many seconds of work.

    End with so many faults in either.
    """
    house = House(folder / "house", None)
    house.data.mkdir()
    with house.inside():
        build_past(revisions()[-1])
        assert house.run("backup", str(folder / "original.zip")).exit_code == 0
        chance, brought, restored = random.Random(16), Tally(slow, most), Tally(slow, most)
        lists(number, brought, chance)
        archives(folder, -(-number // 4), restored, chance)
    told = [
        f"{each.read} {what} read and {each.refused} refused, slowest {each.slowest:.2f} s"
        for what, each in {"lists": brought, "backups": restored}.items()
    ]
    return "; ".join(told), brought.faults + restored.faults


def _bare(error: csv.Error, number: int) -> str:
    raise error


def _unasked(value: str, charset: str) -> bytes:
    return value.encode(charset)


DEFECTS: dict[str, tuple[Any, str, Any]] = {
    "quotation marks are no matter": (reading, "_in_words", _bare),
    "letters of a card are believed": (vcard, "_bytes_of", _unasked),
    "rows of a backup are believed": (
        backups,
        "_row",
        lambda line, _table: __import__("json").loads(line),
    ),
}


def main(number: int) -> int:
    missed = False
    for what, (module, name, mistake) in DEFECTS.items():
        with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, name, mistake)
            _, planted = torture(Path(folder), PLANTED, most=1)
        print(f"planted: {what}: {planted[0][:150] if planted else 'NOT FOUND'}", flush=True)
        missed |= not planted
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        figures, faults = torture(Path(folder), number, SLOW)
    print(f"T16: {figures}, {len(faults)} faults", end="")
    print(f" in {time.monotonic() - began:.0f} s", *faults[:10], sep="\n", flush=True)
    return 1 if missed or faults else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 4000))
