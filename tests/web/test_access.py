"""Where somebody is led after signing in: never anywhere else than into this house (T22)."""

from urllib.parse import urljoin, urlsplit

import pytest

from tests.conftest import NORAS_PASSWORD
from tests.reading_browser import ReadingBrowser
from wowcrm.traders.models import Trader
from wowcrm.web.access import safe_next

BY_LINK = ["enquire", "answer", "for-you", "tap", "digest/stop"]
HERE = "http://localhost/sign-in"

ELSEWHERE = [
    "https://evil.example",
    "http://evil.example/",
    "HTTPS://EVIL.EXAMPLE",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2e%2e",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "/\x00/evil.example",
    "\u00a0//evil.example",
    "/\u2028/evil.example",
    "/\u200b/evil.example",
    "/\ufeff/evil.example",
    "http:evil.example",
    "http:/evil.example",
    "http:///evil.example",
    "https:\\\\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "mailto:nora@example.com",
    "evil.example",
    "evil.example/clients",
    ".evil.example",
    "@evil.example",
    "localhost@evil.example",
    "http://localhost@evil.example/",
    "http://localhost.evil.example/",
    "http://localhost/",
    "ftp://evil.example",
    "/clients\r\nSet-Cookie: a=b",
    "/clients\r\n\r\n<script>",
    "?next=//evil.example",
    "#//evil.example",
    "",
    "/" + "a" * 3000,
]
STRANGE_BUT_OURS = [
    "/..//evil.example",
    "/.//evil.example",
    "/%2F/evil.example",
    "/%5cevil.example",
    "/%09/evil.example",
    "/@evil.example",
    "/:80",
    "/;//evil.example",
    "/?u=//evil.example",
    "/#//evil.example",
    "/http://evil.example",
]


def test_there_are_payloads_enough() -> None:
    assert len(ELSEWHERE) >= 40


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_elsewhere(target: str) -> None:
    assert safe_next(target, "/") == "/"


@pytest.mark.parametrize("target", STRANGE_BUT_OURS)
def test_a_strange_path_stays_in_this_house(target: str) -> None:
    led = urljoin(HERE, safe_next(target, "/"))
    assert urlsplit(led).netloc == "localhost"


@pytest.mark.parametrize("target", [*ELSEWHERE, *STRANGE_BUT_OURS])
def test_signing_in_leads_nowhere_else(nora: Trader, stranger: ReadingBrowser, target: str) -> None:
    if "\x00" in target or "\n" in target:
        stranger.reads = False
    page = stranger.get("/sign-in", query_string={"next": target})
    action = next(form for form in page.page.all("form"))["action"]
    answer = stranger.post(
        "/sign-in",
        query_string={"next": target},
        data={"email": "nora@example.com", "password": NORAS_PASSWORD, "next": target},
    )
    assert answer.status_code == 303
    for place in (urljoin(HERE, answer.headers["Location"]), urljoin(HERE, action)):
        assert urlsplit(place).netloc == "localhost"
        assert "\n" not in place
    assert [name for name, value in answer.headers if value == "a=b"] == []


@pytest.mark.parametrize(
    "target", ["/", "/clients?level=below&q=B%C4%93rzi%C5%86%C5%A1", "/clients/7/needs"]
)
def test_a_place_of_ours_is_gone_to(nora: Trader, stranger: ReadingBrowser, target: str) -> None:
    answer = stranger.post(
        "/sign-in",
        query_string={"next": target},
        data={"email": "nora@example.com", "password": NORAS_PASSWORD},
    )
    assert answer.headers["Location"] == target


def test_a_stranger_comes_back_to_what_they_wanted_to_see(
    nora: Trader, stranger: ReadingBrowser
) -> None:
    answer = stranger.get("/clients?level=below")
    assert answer.headers["Location"] == "/sign-in?next=/clients?level%3Dbelow"


def test_a_part_of_a_page_leads_back_to_the_whole_page(
    nora: Trader, stranger: ReadingBrowser
) -> None:
    answer = stranger.post(
        "/needs/1/judge", htmx=True, headers={"HX-Current-URL": "http://localhost/clients/1/needs"}
    )
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/clients/1/needs"


@pytest.mark.parametrize(
    "referrer", ["http://evil.example//evil.example", "http://[", "javascript:alert(1)", "x" * 9000]
)
def test_a_made_up_referrer_leads_home(
    nora: Trader, stranger: ReadingBrowser, referrer: str
) -> None:
    answer = stranger.post("/clients/new", headers={"Referer": referrer})
    assert answer.status_code == 303
    assert answer.headers["Location"] in {"/sign-in", "/sign-in?next=/"}


@pytest.mark.parametrize("place", BY_LINK)
def test_nothing_is_found_at_what_is_no_address(stranger: ReadingBrowser, place: str) -> None:
    """PostgreSQL refuses to look for a NUL, and says so with an error."""
    assert stranger.get(f"/{place}/%00").status_code == 404
    assert stranger.post(f"/{place}/%00").status_code == 404
