"""What a phone needs to know before WowCRM can stand on its home screen."""

import struct

from flask import Flask

from tests.reading_browser import ReadingBrowser


def test_the_manifest_is_open_kept_for_a_while_and_complete(stranger: ReadingBrowser) -> None:
    answer = stranger.get("/manifest.webmanifest")

    assert answer.status_code == 200
    assert answer.mimetype == "application/manifest+json"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert "Set-Cookie" not in answer.headers
    said = answer.json
    assert said is not None
    assert (said["id"], said["scope"], said["start_url"]) == ("/", "/", "/")
    assert said["name"] == said["short_name"] == "WowCRM"
    assert [each["url"] for each in said["shortcuts"]] == ["/add/touch", "/add/client"]
    kinds = {(each["sizes"], each["purpose"]) for each in said["icons"]}
    assert kinds == {(s, p) for s in ("192x192", "512x512") for p in ("any", "maskable")}


def test_its_pictures_are_as_large_as_it_says(stranger: ReadingBrowser) -> None:
    said = stranger.get("/manifest.webmanifest").json
    assert said is not None
    for each in said["icons"]:
        picture = stranger.get(each["src"])
        assert picture.mimetype == "image/png"
        width, height = struct.unpack(">II", picture.data[16:24])
        assert f"{width}x{height}" == each["sizes"]


def test_its_shortcuts_lead_to_pages(browser: ReadingBrowser, app: Flask) -> None:
    said = browser.get("/manifest.webmanifest").json
    assert said is not None
    for each in said["shortcuts"]:
        assert browser.get(each["url"]).status_code == 200


def test_every_page_names_it(stranger: ReadingBrowser, browser: ReadingBrowser) -> None:
    for page in (stranger.get("/sign-in").page, browser.get("/me").page):
        links = [link["href"] for link in page.all("link") if link.get("rel") == "manifest"]
        assert links == ["/manifest.webmanifest"]
