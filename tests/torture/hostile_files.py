"""Files made to do harm, and files that chance made: read, or refused in a sentence (T16).

`python -m tests.torture.hostile_files [MUTATIONS]`: first with defects that must be found.
"""

import math
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from tests.backup.test_hostile_files import (
    Forged,
    a_bomb_that_does_not,
    a_bomb_that_says_so,
    a_manifest_without_end,
    many_names,
)
from tests.houses import move_in
from tests.test_serving import Served
from tests.torture import harm, mutations
from tests.torture.harm import HARM, Hostile
from tests.torture.house import BROKEN, Person, environ_of, served, watched

QUICK, MEMORY = 10.0, 64
"""Seconds of work and MiB that any file may take."""
HUGE = 2 * 1024**3
SHORT = (
    *("a second line of 18 MB", "the same, called CSV", "10,000 columns", "NUL in a cell"),
    *("a zip of 10,000 entries", "a quotation mark never closed", "\\r only", "UTF-32"),
    *("each line in letters of its own", "a mark of UTF-8", "a picture called CSV"),
    *("cards called CSV", "a card with a picture of 18 MB", "UTF-16 cut in a letter"),
)

FEW = [file for file in HARM if file.what in SHORT]

DEFECTS = {
    "what a file may do to memory is forgotten": """
from wowcrm.data import reading
refuse = reading._refuse_other_kinds
def unpacked(head):
    if head.startswith(b"\\x1f\\x8b"):
        import gzip, time
        held = b"0" * 200 * 1024**2 + gzip.decompress(gzip.compress(b"0"))
        time.sleep(0.2)
    return refuse(head)
reading._refuse_other_kinds = unpacked
""",
    "faults of a file are faults of ours": """
from wowcrm.data import reading
def bare(error, number):
    raise error
reading._in_words = bare
""",
    "rows are dropped in silence": """
from wowcrm.data.reading import Sheet
rows = Sheet.rows
Sheet.rows = lambda self: (line for line in rows(self) if line.number % 7)
""",
}


class Bringer(Person):
    """Somebody who brings any file, and waits for what becomes of it."""

    def __init__(self, running: Served, quick: float) -> None:
        super().__init__(running)
        self.quick = quick
        self.connection.timeout = 120
        self.sign_in()
        self.running = running
        self.faults: list[str] = []
        self.slowest, self.largest = (0.0, ""), (0.0, "")
        self.refused = self.imported = 0

    def bring(self, file: Hostile) -> None:
        """Bring a file: its report tells of every row, or a sentence says why there is none."""
        content = file.make()
        with watched(self.running) as seen:
            try:
                code, said = self._bring(content, file.name)
            except BROKEN as error:
                self.connection.close()
                code, said = 0, repr(error)
        self.weigh(file.what, seen.spent, seen.grown)
        if code == 303:
            self.imported += 1
            if said != str(file.rows):
                self.faults.append(f"{file.what}: {file.rows} rows, {said} of them on the report")
        elif file.rows is not None or code not in (413, 422) or not said.endswith((".", "?")):
            self.faults.append(f"{file.what}: {code}, {said!r:.200}")
        else:
            self.refused += 1

    def weigh(self, what: str, spent: float, grown: float) -> None:
        self.slowest = max(self.slowest, (spent, what))
        self.largest = max(self.largest, (grown, what))
        if spent > self.quick:
            self.faults.append(f"{what}: it took {spent:.1f} s of work")
        if grown > MEMORY:
            self.faults.append(f"{what}: memory grew by {grown:.0f} MiB")

    def _bring(self, content: bytes, name: str) -> tuple[int, str]:
        code = self.attach("/import", content, name, field="file")
        if code != 303:
            return code, sentence(self.said)
        where = re.findall(r"/imports/\d+", self.location)[0]
        if wrong := self._wait(where):
            return 422, wrong
        code, text = self.ask("POST", f"{where}/confirm", {})
        if code != 303:
            return code, sentence(text)
        if wrong := self._wait(where):
            return 422, wrong
        _, report = self.ask("GET", f"{where}/report.csv")
        return 303, str(len(report.splitlines()) - 1)

    def _wait(self, where: str) -> str:
        """Wait until nobody works on the file any more; return what was wrong with it."""
        until = time.monotonic() + 12 * QUICK
        while time.monotonic() < until:
            code, text = self.ask("GET", where)
            if code != 200:
                return f"{where} answers {code}"
            if "<progress" not in text:
                return sentence(text) if 'role="alert"' in text else ""
            time.sleep(0.05)
        return f"{where} does not come to an end"

    def stream(self, what: str, *headers: str) -> None:
        """Send two gigabytes without a line's end, as far as anybody listens."""
        with watched(self.running) as seen:
            sent, answer = self._stream(headers)
        self.weigh(what, seen.spent, seen.grown)
        self.refused += 1
        if not answer.startswith(b"HTTP/1.1 413") or sent > HUGE // 8:
            self.faults.append(f"{what}: {answer[:40]!r} after {sent:,} bytes")

    def _stream(self, headers: Sequence[str]) -> tuple[int, bytes]:
        connection = self.running.connect()
        connection.connect()
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        asked = ["POST /import HTTP/1.1", "Host: localhost", f"Cookie: {cookies}", *headers]
        connection.sock.sendall("\r\n".join([*asked, "", ""]).encode())
        piece, sent = b"100000\r\n" + b"x" * harm.MIB + b"\r\n", 0
        with suppress(OSError):
            while sent < HUGE:
                connection.sock.sendall(piece)
                sent += harm.MIB
        with suppress(OSError):
            return sent, connection.sock.recv(100)
        return sent, b""


def sentence(text: str) -> str:
    """Read what a page says is wrong."""
    found = re.search(r'(?:class="field__error"|role="alert")[^>]*>(.*?)</p>', text, re.DOTALL)
    found = found or re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else text[:200]


def command(data: Path, *arguments: str) -> tuple[int, str, float, float]:
    """Run a command; return its code, what it said, seconds of work, and MiB that it held at most."""
    with tempfile.TemporaryFile("w+") as out:
        plan = [sys.executable, "-m", "wowcrm", *arguments]
        process = subprocess.Popen(
            plan, env=environ_of(data), stdout=out, stderr=out, stdin=subprocess.DEVNULL
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        spent = used.ru_utime + used.ru_stime
        return process.returncode, out.read().strip(), spent, used.ru_maxrss / 1024


BACKUPS: dict[str, Callable[[Forged, Path], None]] = {
    "a backup that says it is a bomb": a_bomb_that_says_so,
    "a backup that does not": a_bomb_that_does_not,
    "a backup of 10,000 names": many_names,
    "a backup whose manifest has no end": a_manifest_without_end,
    "a workbook a thousand times its size": lambda _, path: _put(path, harm.workbook_bomb()),
    "a zip of 10,000 entries": lambda _, path: _put(path, harm.many_entries()),
    "two gigabytes of nothing": lambda _, path: _stretch(path),
}


def _put(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _stretch(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(HUGE)


def commands(data: Path, bringer: Bringer) -> None:
    """Give huge and hostile files to the commands, which take what is not sent to a server."""
    house, file = data / "house", data / "file"
    house.mkdir()
    move_in(house)
    _stretch(file)
    plain = data / "plain.csv"
    plain.write_bytes(harm.people(9))
    _judge(bringer, house, "two gigabytes without a line", ("import", str(plain)), file)
    good = data / "good.zip"
    assert command(house, "backup", str(good))[0] == 0
    for what, make in BACKUPS.items():
        make(Forged(good), file)
        _judge(bringer, house, what, ("restore", "--replace", str(good)), file)
    file.unlink()


def _judge(bringer: Bringer, house: Path, what: str, usual: tuple[str, ...], file: Path) -> None:
    """Weigh what a command does with a hostile file against what it does with a good one."""
    code, said, spent, held = command(house, *usual)
    if code != 0:
        bringer.faults.append(f"{usual}: {said}")
    code, said, more, most = command(house, *usual[:-1], str(file))
    bringer.weigh(what, max(more - spent, 0), most - held)
    bringer.refused += 1
    if code != 1 or "Traceback" in said or not said.endswith("."):
        bringer.faults.append(f"{what}: {code}, {said[-200:]!r}")


STREAMS = {
    "two gigabytes in one line, announced": (f"Content-Length: {HUGE}",),
    "two gigabytes in one line, in chunks": ("Transfer-Encoding: chunked",),
}


def torture(
    data: Path,
    files: Sequence[Hostile],
    *,
    whole: bool = False,
    quick: float = math.inf,
    defect: str = "",
) -> tuple[str, list[str]]:
    """Bring all of them to a server, and to commands; return figures, and what went wrong.

    Each may take so many seconds of work.
    """
    move_in(data)
    running = served(data, defect)
    try:
        bringer = Bringer(running, quick)
        # The first one brings in what reading needs.
        bringer.bring(Hostile("a plain list", "a.csv", lambda: harm.people(2000, "a"), 2000))
        bringer.slowest = bringer.largest = (0.0, "")
        for file in files:
            bringer.bring(file)
        for what, headers in STREAMS.items():
            bringer.stream(what, "Content-Type: multipart/form-data; boundary=x", *headers)
        if whole:
            commands(data, bringer)
        bringer.faults += _told_of_errors(data)
    finally:
        running.close()
    told = f"{bringer.imported} read and {bringer.refused} refused"
    slowest, largest = bringer.slowest, bringer.largest
    return (
        f"{told}, slowest {slowest[0]:.1f} s ({slowest[1]}), largest {largest[0]:+.0f} MiB"
        f" ({largest[1]})"
    ), bringer.faults


def _told_of_errors(data: Path) -> list[str]:
    """Read in the log what went wrong unseen."""
    log = (data / "log").read_text()
    return [line for line in log.splitlines() if "Traceback" in line or "Error" in line][:3]


def main(number: int) -> int:
    missed = False
    for what, defect in DEFECTS.items():
        with tempfile.TemporaryDirectory() as folder:
            _, planted = torture(Path(folder), FEW, defect=defect)
        print(f"planted: {what}: {planted[0] if planted else 'NOT FOUND'}", flush=True)
        missed |= not planted
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        figures, faults = torture(Path(folder), HARM, whole=True, quick=QUICK)
    print(f"T16: {figures}, {len(faults)} faults", end="")
    print(f" in {time.monotonic() - began:.0f} s", *faults, sep="\n", flush=True)
    return 1 if mutations.main(number) or missed or faults else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 4000))
