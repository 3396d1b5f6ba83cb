"""Take the README's pictures, from a demo in a folder of its own: `make pictures`."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from tests.stories.conftest import QUIET, find_chromium, sandbox

PASSWORD = "a picture says more"
PICTURES = Path(__file__).parent.parent / "pictures"
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=900)


@contextmanager
def served_demo() -> Iterator[str]:
    """Serve a believable business, and yield its address."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "WOWCRM_DATA": folder}
        wowcrm = [sys.executable, "-m", "wowcrm"]
        demo = [*wowcrm, "demo", "--password", PASSWORD]
        subprocess.run(demo, env=environ, check=True)
        server = subprocess.Popen(
            [*wowcrm, "serve", "--port", "0"],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert server.stdout is not None
            yield next(word for word in server.stdout.readline().split() if "://" in word)
        finally:
            server.terminate()
            server.wait(20)


def at_home(browser: Browser, address: str, size: ViewportSize) -> Page:
    """Open Nora's Today on a screen of this size."""
    context = browser.new_context(
        viewport=size,
        is_mobile=size is PHONE,
        device_scale_factor=2,
        reduced_motion="reduce",
        locale="en-GB",
    )
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.locator("input[type=email]").fill("nora@example.com")
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/")
    return page


def a_typical_client(desk: Page) -> str:
    """Choose a client from the list whose name is neither very short nor very long."""
    links = [
        (link.get_attribute("href"), link.inner_text()) for link in desk.locator("main a").all()
    ]
    return next(
        page[0]
        for href, words in links
        # The way back to the list is no part of the picture.
        if href and (page := re.match(r"/clients/\d+(?=\?|$)", href))
        if 8 < len(words.split("\n")[0]) < 14
    )


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with served_demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=[*QUIET, *sandbox()]
        )
        at_home(browser, address, PHONE).screenshot(path=PICTURES / "today.png")
        desk = at_home(browser, address, DESK)
        desk.goto(f"{address}/clients?level=exceeds")
        desk.goto(address + a_typical_client(desk))
        desk.wait_for_load_state("networkidle")
        desk.screenshot(path=PICTURES / "client.png")
        browser.close()


if __name__ == "__main__":
    main()
