"""What every answer says to the browser about itself."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.reading_browser import ReadingBrowser
from wowcrm import create_app
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.traders.models import Trader


@pytest.fixture
def over_https(
    app: Flask, database: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ReadingBrowser]:
    """A second app on the same data, as it is served over HTTPS."""
    monkeypatch.setenv("WOWCRM_DATA", str(app.config["DATA_FOLDER"]))
    monkeypatch.setenv("WOWCRM_HTTPS", "1")
    https = create_app({"SERVER_NAME": "localhost", "PREFERRED_URL_SCHEME": "https"})
    browser = ReadingBrowser(https)
    browser.environ_base["wsgi.url_scheme"] = "https"
    yield browser
    with https.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("page", ["/me", "/nothing", "/healthz", "/robots.txt", "/sign-out"])
def test_every_answer_is_guarded(browser: ReadingBrowser, page: str) -> None:
    headers = browser.get(page).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'self';")
    for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "data:" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "charset=utf-8" in headers["Content-Type"]
    assert "Strict-Transport-Security" not in headers
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("page", ["/me", "/sign-in", "/clients", "/nothing"])
def test_pages_are_kept_nowhere(browser: ReadingBrowser, page: str) -> None:
    assert "no-store" in browser.get(page).headers["Cache-Control"]


def test_files_are_kept_nowhere_either(browser: ReadingBrowser, ben: Client) -> None:
    for file in ("/backup/download", f"/clients/{ben.id}/everything", "/export/everything"):
        assert browser.get(file).headers["Cache-Control"] == "private, no-store"


def test_the_cookie_is_for_this_site_and_not_for_scripts(
    nora: Trader, stranger: ReadingBrowser
) -> None:
    cookie = stranger.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_over_https_cookies_are_bound_to_this_very_host(
    nora: Trader, over_https: ReadingBrowser
) -> None:
    answer = over_https.get("/sign-in", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-wowcrm=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_signing_in_over_https_needs_the_page_that_the_form_came_from(
    nora: Trader, over_https: ReadingBrowser
) -> None:
    page = over_https.get("/sign-in", base_url="https://localhost").page
    data = {
        "email": "nora@example.com",
        "password": "correct horse battery",
        "csrf_token": page.first("meta[name=csrf-token]")["content"],
    }
    foreign = {"Referer": "https://evil.example/"}
    answer = over_https.post("/sign-in", base_url="https://localhost", data=data, headers=foreign)
    assert answer.status_code == 403
    own = {"Referer": "https://localhost/sign-in"}
    answer = over_https.post("/sign-in", base_url="https://localhost", data=data, headers=own)
    assert answer.status_code == 303
    cookies = answer.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {
        "__Host-wowcrm",
        "__Host-wowcrm-device",
    }
    assert all("Secure" in cookie and "HttpOnly" in cookie for cookie in cookies)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "localhost:80@evil.example",
        "localhost evil.example",
        "[::1",
        "",
        "LOCALHOST",
        "127.0.0.1",
        "xn--e1afmkfd.example",
    ],
)
def test_no_other_host_gets_into_a_page(
    app: Flask, nora: Trader, stranger: ReadingBrowser, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SERVER_NAME", None)
    stranger.reads = False
    for page in ("/sign-in", "/me", "/nothing"):
        answer = stranger.get(
            page,
            headers={
                "Host": host,
                "X-Forwarded-Host": "evil.example",
                "Forwarded": "host=evil.example",
            },
        )
        assert answer.status_code < 500
        assert "evil" not in answer.text
        assert "evil" not in str(answer.headers)


def test_only_the_hosts_that_are_named_are_answered(
    app: Flask, nora: Trader, stranger: ReadingBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SERVER_NAME", None)
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["crm.example.com"])
    answer = stranger.get("/sign-in", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert answer.text == "Nothing is served under this name.\n"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert stranger.get("/sign-in", headers={"Host": "crm.example.com"}).status_code == 200
