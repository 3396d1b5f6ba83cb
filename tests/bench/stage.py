"""Product and floors, filled with the same people and running, on a folder thrown away after."""

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import floor, papers
from tests.bench.people import people
from tests.bench.seed import EMAIL, PASSWORD
from tests.bench.servers import ROOT, Server


@dataclass
class Stage:
    """The servers of one run, all with the same people."""

    number: int
    product: Server
    floor: Server
    twin: Server
    """A second floor: what it costs more or less than the first is noise."""
    deepest: int
    """The client before the last page of the list."""
    somebody: int
    paper: str
    """Where a paper of three pages is read."""

    def token(self) -> str:
        """Read the token against forgery from a page of the product."""
        return _token(self.product.visitor.get("/clients/new"))


def seed(folder: Path, number: int) -> None:
    """Make both databases, each in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.seed", str(folder), str(number)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=1800)
    floor.fill(folder / "floor.db", people(number))
    shutil.copy(folder / "floor.db", folder / "twin.db")


@contextmanager
def staged(folder: Path, number: int) -> Iterator[Stage]:
    """Start the servers and sign in; each is stopped afterwards by its own number."""
    started: list[Server] = []
    try:
        for name in ("floor", "twin"):
            started.append(Server(name, "tests.bench.floor", str(folder / f"{name}.db")))
        product = start_product(folder)
        started.append(product)
        sign_in(product)
        product.rest()
        yield Stage(number, product, started[0], started[1], *_places(folder / "wowcrm.db"))
    finally:
        for server in started:
            server.stop()


def start_product(folder: Path) -> Server:
    settings = {"WOWCRM_DATA": str(folder), "WOWCRM_UPLOAD_MB": "100"}
    return Server("product", "wowcrm", "serve", "--port", "0", **settings)


def sign_in(product: Server) -> None:
    visitor = product.visitor
    token = _token(visitor.get("/sign-in"))
    visitor.post("/sign-in", csrf_token=token, email=EMAIL, password=PASSWORD)
    if visitor.place.startswith("/sign-in"):
        raise RuntimeError("nobody could sign in")
    visitor.get("/")


def _token(page: bytes) -> str:
    found = re.search(rb'name="csrf_token"[^>]*? value="([^"]+)"', page)
    if found is None:
        raise RuntimeError("no token on this page")
    return found[1].decode()


def _places(path: Path) -> tuple[int, int, str]:
    db = sqlite3.connect(path)
    order = "SELECT id FROM clients ORDER BY sort_key DESC, id DESC LIMIT 1 OFFSET ?"
    deepest = db.execute(order, (26,)).fetchone()[0]
    busiest = (
        "SELECT client_id FROM interactions GROUP BY client_id ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    somebody = db.execute(busiest).fetchone()[0]
    link = db.execute("SELECT token FROM links WHERE about = ?", (papers.ABOUT,)).fetchone()[0]
    db.close()
    return deepest, somebody, f"/for-you/{link}"
