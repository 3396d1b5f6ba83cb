"""Uploads of every hostile kind to a real server: refused quickly, kept safely (T24).

`python -m tests.torture.uploads [NUMBER]`: first with a defect that must be found.
"""

import math
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.houses import move_in
from tests.torture.house import PDF, Person, memory, served

QUICK = 5.0
"""Seconds within which a refusal is there."""
MEMORY = 32

DEFECT = """
import wowcrm.files.views as views
send_file = views.send_file
def inline(*arguments, **named):
    named.update(as_attachment=False, mimetype="text/html")
    return send_file(*arguments, **named)
views.send_file = inline
"""

NAMES = (
    "../../evil.pdf",
    "a\\..\\b.svg",
    "\u202egpj.exe",
    "x" * 300 + ".html",
    "",
    "ņ.pdf",
    "a;b=c.js",
)
CONTENTS = (
    PDF,
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"<!doctype html><script>alert(1)</script>",
    b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    b"GIF89a/*<script>alert(1)</script>*/",
    b"%PDF-1.7\n<script>alert(1)</script>",
    b"MZ\x90\0",
    b"\x7fELF",
    b"#!/bin/sh\n",
    b"\0" * 4096,
    b"words",
)
SAFE = re.compile(
    r"application/(pdf|octet-stream)|image/(png|jpeg|gif|webp|heic|tiff|bmp)|text/plain.*"
)


class Uploader:
    """Somebody who sends whatever they like."""

    def __init__(self, data: Path, quick: float, defect: str = "") -> None:
        move_in(data)
        self.quick = quick
        self.running = served(data, defect)
        self.person = Person(self.running)
        self.person.sign_in()
        self.person.ask("POST", "/clients/new", {"name": "Ben"})
        self.where = f"{self.person.location}/files"
        self.faults: list[str] = []
        self.slowest = 0.0
        self.chance = random.Random(42)

    def send(self, content: bytes, name: str, *allowed: int) -> None:
        began = time.monotonic()
        try:
            code = self.person.attach(self.where, content, name)
        except (OSError, ConnectionError):
            # Too large to be read at all: the answer may be gone with the connection.
            code = 413
        took = time.monotonic() - began
        self.slowest = max(self.slowest, took)
        if code not in allowed:
            self.faults.append(f"{len(content)} bytes called {name!r:.30} answer {code}")
        if code == 413:
            self.person.connection.close()
            if took > self.quick:
                self.faults.append(f"it took {took:.1f} s to refuse {len(content)} bytes")

    def large(self) -> None:
        self.send(PDF + b"x" * self.chance.choice((21, 40, 90)) * 1024**2, "large.pdf", 413)

    def just_right(self) -> None:
        self.send(PDF + b"x" * 18 * 1024**2, "right.pdf", 303)

    def strange(self) -> None:
        content, name = self.chance.choice(CONTENTS), self.chance.choice(NAMES)
        self.send(content, name, 303, 422)

    def many_parts(self) -> None:
        boundary = b'\r\n--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb'
        self.send(PDF + boundary * 20_000, "parts.pdf", 303, 413)

    def look(self) -> int:
        """Give everything out again, and look at how."""
        _, page = self.person.ask("GET", self.where)
        numbers = set(re.findall(r"/attachments/(\d+)", page))
        for number in numbers:
            self.person.connection.request(
                "GET",
                f"/attachments/{number}",
                headers={"Cookie": "; ".join(f"{k}={v}" for k, v in self.person.cookies.items())},
            )
            answer = self.person.connection.getresponse()
            answer.read()
            headers = answer.headers
            if not headers["Content-Disposition"].startswith("attachment"):
                self.faults.append(f"file {number} is shown instead of saved")
            if headers["X-Content-Type-Options"] != "nosniff":
                self.faults.append(f"file {number} may be taken for something else")
            if not SAFE.fullmatch(headers["Content-Type"]):
                self.faults.append(f"file {number} is given out as {headers['Content-Type']}")
        return len(numbers)


def torture(
    data: Path, number: int, quick: float = math.inf, defect: str = ""
) -> tuple[str, list[str]]:
    """Send so many files; a refusal may take so many seconds."""
    uploader = Uploader(data, quick, defect)
    try:
        acts: tuple[Callable[[], None], ...] = (
            *(uploader.large, uploader.just_right, uploader.many_parts),
            *[uploader.strange] * 7,
        )
        for act in acts[:4]:
            act()
        before = memory(uploader.running)
        for _ in range(number):
            uploader.chance.choice(acts)()
        grown = memory(uploader.running) - before
        if grown > MEMORY:
            uploader.faults.append(f"memory grew by {grown:.0f} MiB")
        looked_at = uploader.look()
    finally:
        uploader.running.close()
    outside = list(data.rglob("*evil*"))
    uploader.faults += [f"{path} was written" for path in outside]
    slowest = f"slowest {uploader.slowest:.1f} s"
    return f"{looked_at} files kept, {slowest}, {grown:+.0f} MiB", uploader.faults


def main(number: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        _, planted = torture(Path(folder), 10, defect=DEFECT)
    print(
        f"planted: files are shown as pages: {planted[0] if planted else 'NOT FOUND'}", flush=True
    )
    with tempfile.TemporaryDirectory() as folder:
        figures, faults = torture(Path(folder), number, QUICK)
    print(f"T24: {number} uploads, {figures}, {len(faults)} faults", *faults[:10], sep="\n")
    return 0 if planted and not faults else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
