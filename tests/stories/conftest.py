"""A real server and a real browser; the stories use nothing else."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Playwright, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.stories.person import Person
from wowcrm.db import db

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
# Chromium is not to ask anybody on the net about anything.
QUIET = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]

Meet = Callable[..., Person]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "stories" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    found = find_chromium()
    if found is None and not Path(playwright.chromium.executable_path).exists():
        pytest.fail('no Chromium here: `make test` installs one; or run pytest -m "not browser"')
    browser = playwright.chromium.launch(executable_path=found, args=[*QUIET, *sandbox()])
    yield browser
    browser.close()


def find_chromium() -> str | None:
    """Find the system's browser; none means Playwright's own."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, (shutil.which(name) for name in names if name)), None)


def sandbox() -> list[str]:
    """Chromium's sandbox refuses to run as root, as containers do."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


class Hushed(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the stories are about what people see."""


@pytest.fixture
def site(app: Flask, database: None) -> Iterator[str]:
    """The address of the app, served as it is for people: with its guard against forgery on."""
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Hushed)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def meet(site: str, chromium: Browser) -> Iterator[Meet]:
    """Meet somebody at a screen: `meet("phone")`, `meet("desktop", scripts=False)`."""
    contexts = []

    def meet(size: str = "phone", *, scripts: bool = True, dark: bool = False) -> Person:
        # What a test has set up is saved, and its session holds nobody up.
        db.session.commit()
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            has_touch=size == "phone",
            is_mobile=size == "phone",
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/Riga",
        )
        contexts.append(context)
        return Person(context.new_page(), site, scripts=scripts)

    yield meet
    for context in contexts:
        context.close()


@pytest.fixture(params=[*SIZES, "without scripts"])
def nora_at_her_screen(request: pytest.FixtureRequest, meet: Meet) -> Person:
    """Nora, on her phone, at her desk, and on an old phone that runs no scripts."""
    if request.param == "without scripts":
        return meet("phone", scripts=False)
    return meet(request.param)
