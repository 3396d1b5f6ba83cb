"""What a browser sees: when it paints, when the rows stand, and what it had to fetch."""

import os
import shutil
import time
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

QUIET = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
ROWS = 25
PATIENCE = 15.0
WATCH = f"""
const look = () => {{
  const rows = document.querySelectorAll(".client-row, .contact-row");
  if (rows.length >= {ROWS} && rows[{ROWS - 1}].getBoundingClientRect().height > 0) {{
    window.rowsStood = performance.now();
  }} else {{
    requestAnimationFrame(look);
  }}
}};
requestAnimationFrame(look);
"""


@dataclass
class Seen:
    """What a first visit with an empty cache took: times in ms, a run each; bytes as sent."""

    paints: list[float] = field(default_factory=list)
    rows: list[float] = field(default_factory=list)
    requests: int = 0
    received: int = 0
    unpacked: int = 0
    strangers: int = 0
    """Requests that went anywhere else."""

    @property
    def paint(self) -> float:
        return median(self.paints)

    @property
    def stood(self) -> float:
        return median(self.rows)


def look_at(pages: dict[str, tuple[str, str]], *, runs: int, elsewhere: str) -> dict[str, Seen]:
    """Open each page (its address and a cookie) anew, in turns; every run begins with nothing.

    One comes to it from another site, as people do: a browser that was just started hands the
    process it has ready to any page but those that ask for one of their own
    (Cross-Origin-Opener-Policy); from elsewhere, every page gets a new one.
    """
    seen = {name: Seen() for name in pages}
    path = next(
        filter(None, map(shutil.which, (os.environ.get("CHROMIUM") or "", "chromium"))), None
    )
    safe = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=[*QUIET, *safe])
        for url, cookie in pages.values():
            _visit(browser, url, cookie, Seen(), elsewhere)
        for _ in range(runs):
            for name, (url, cookie) in pages.items():
                _visit(browser, url, cookie, seen[name], elsewhere)
        browser.close()
    return seen


def _visit(browser: Browser, url: str, cookie: str, seen: Seen, elsewhere: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 4000})
    if cookie:
        name, _, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": url}])
    page = context.new_page()
    page.goto(elsewhere, wait_until="load")
    seen.requests = seen.received = seen.unpacked = 0
    host = url.split("/")[2]

    def count(said: dict[str, Any]) -> None:
        if said["request"]["url"].startswith(("data:", "blob:")):
            return
        seen.requests += 1
        seen.strangers += host not in said["request"]["url"]

    def weigh(said: dict[str, Any]) -> None:
        seen.received += int(said["encodedDataLength"])

    def unpack(said: dict[str, Any]) -> None:
        seen.unpacked += int(said["dataLength"])

    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.requestWillBeSent", count)
    wire.on("Network.loadingFinished", weigh)
    wire.on("Network.dataReceived", unpack)
    page.add_init_script(WATCH)
    page.goto(url, wait_until="load")
    seen.rows.append(_moment(page, "window.rowsStood"))
    painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    seen.paints.append(_moment(page, painted))
    context.close()


def _moment(page: Page, of: str) -> float:
    """Wait until the page can tell when something was: a first paint may come after the load."""
    # Not wait_for_function, which evaluates text in the page, as our policy forbids.
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := page.evaluate(of):
            return float(found)
        page.wait_for_timeout(10)
    raise RuntimeError(f"this never came: {of}")
