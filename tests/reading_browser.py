"""A browser that reads: every HTML answer any test receives is parsed and checked."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, cast

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.reading_page import Element, Misread, Page, page_of
from wowcrm.db import db

HTMX_PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
CHANGES = {"hx-post", "hx-put", "hx-patch", "hx-delete"}


class Answer(TestResponse):
    """What the server said; `page` is the tree of it, for asking about its parts."""

    @property
    def page(self) -> Page:
        return page_of(self.get_data(as_text=True))

    @property
    def words(self) -> str:
        """What a person reads on the page, with single spaces."""
        return self.page.text


class ReadingBrowser(FlaskClient):
    """Flask's test client, signed in as nobody, that refuses a page with a fault in it."""

    reads = True
    """Off while a test shows hostile text, which may look like a fault of the templates."""

    may_break = False
    """On while a test is about what happens when something breaks."""

    def __init__(self, application: Flask, *args: Any, **kwargs: Any) -> None:
        super().__init__(application, *args, **kwargs)
        self.response_wrapper = Answer

    def get(self, *args: Any, htmx: bool = False, **kwargs: Any) -> Answer:
        return self._ask("GET", *args, htmx=htmx, **kwargs)

    def post(self, *args: Any, htmx: bool = False, **kwargs: Any) -> Answer:
        return self._ask("POST", *args, htmx=htmx, **kwargs)

    def _ask(self, method: str, *args: Any, htmx: bool, **kwargs: Any) -> Answer:
        headers = {**(HTMX_PARTIAL if htmx else {}), **kwargs.pop("headers", {})}
        return cast(Answer, self.open(*args, method=method, headers=headers, **kwargs))

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask within a context of its own, as a server does, and read the answer.

        Flask would reuse the test's context, and with it the person remembered in `g`. The test's
        own session is saved first, so that the request sees the set-up and no lock is held; the
        commit also expires it, so that the test sees afterwards what the request has changed.
        """
        if has_app_context():
            db.session.commit()
        with self.application.app_context():
            answer = super().open(*args, **{"buffered": True, **kwargs})
        assert answer.status_code != 500 or self.may_break, (
            f"{answer.request.path} broke: see the log"
        )
        # The few words with which a redirect is sent are the framework's, and nobody reads them.
        shown = answer.mimetype == "text/html" and not 300 <= answer.status_code < 400
        if self.reads and shown and answer.get_data():
            read(answer.get_data(as_text=True), where=answer.request.path)
        return answer


def read(html: str, where: str = "") -> Page:
    """Read a page as strictly as a validator and a screen reader together; raise Misread."""
    if faults := faults_of(html):
        raise Misread(f"{where} reads badly:\n" + "\n".join(f"- {fault}" for fault in faults))
    return page_of(html)


@lru_cache(maxsize=64)
def faults_of(html: str) -> list[str]:
    """Name what is wrong with a page; a walk meets some pages, such as 404, again and again."""
    page = page_of(html)
    rules = [*RULES, *(WHOLE_PAGE_RULES if page.is_whole else [])]
    return [*page.faults, *(fault for rule in rules for fault in rule(page))]


Rule = Callable[[Page], Iterator[str]]


def ids_are_unique(page: Page) -> Iterator[str]:
    seen: set[str] = set()
    for element in page.walk():
        if element.id and element.id in seen:
            yield f"{element}: the id is there already"
        seen.add(element.id)


def forms_say_where_they_go(page: Page) -> Iterator[str]:
    for form in page.all("form"):
        if form.get("method") == "dialog":
            continue
        if not form.get("action") or form.get("method").lower() not in {"get", "post"}:
            yield f"{form}: say action and method, so that it works without JavaScript"
        if form.inside("form"):
            yield f"{form}: stands in another form, which browsers drop"
        if "hx-post" in form and form["hx-post"] != form.get("action"):
            yield f"{form}: hx-post and action lead to different places"
        if "hx-post" in form and form.get("method").lower() != "post":
            yield f"{form}: hx-post upgrades a form that is not method=post"


def htmx_is_spelt_out(page: Page) -> Iterator[str]:
    for element in page.walk():
        changes = CHANGES & element.attributes.keys()
        if (changes or "hx-get" in element) and "hx-target" not in element:
            yield f"{element}: say hx-target on the element that acts"
        if changes and not (element.tag == "form" or "formaction" in element):
            yield f"{element}: only a real form changes things; put hx-post on it"
        for name, value in element.attributes.items():
            if name.startswith(("hx-on", "on")) or value.lstrip().lower().startswith("javascript:"):
                yield f"{element}: no inline script; behaviour stands in static/js"
            if name.startswith(("hx-vals", "hx-headers")) and value.startswith("js:"):
                yield f"{element}: js: values need unsafe-eval"
            if name == "hx-trigger" and "[" in value:
                yield f"{element}: trigger filters need unsafe-eval"


def styles_and_scripts_stand_in_files(page: Page) -> Iterator[str]:
    for element in page.walk():
        if "style" in element or element.tag == "style":
            yield f"{element}: no inline style; write a class in static/css"
        if element.tag == "script" and "src" not in element:
            yield f"{element}: no inline script; write a module in static/js"


def controls_have_names(page: Page) -> Iterator[str]:
    labelled = {label.get("for") for label in page.all("label")}
    for element in page.walk():
        named = bool(element.get("aria-label").strip() or element.get("aria-labelledby").strip())
        if element.tag == "img" and "alt" not in element:
            yield f"{element}: an image needs alt, if only an empty one"
        if element.tag == "button" and element.get("type") not in {"submit", "button", "reset"}:
            yield f"{element}: say the button's type"
        if element.tag == "a" and not element.get("href"):
            yield f"{element}: a link needs an href"
        if element.tag in {"a", "button", "summary"} and not (named or _spoken(element)):
            yield f"{element}: says nothing to somebody who cannot see it"
        if element.tag in {"a", "button"} and (element.inside("a") or element.inside("button")):
            yield f"{element}: stands in another link or button"
        if (
            element.tag in {"input", "select", "textarea"}
            and element.get("type") not in {"hidden", "submit", "button", "image", "reset"}
            and not (named or element.inside("label") or (element.id and element.id in labelled))
        ):
            yield f"{element}: needs a label"
        if element.tag == "svg" and not ("aria-hidden" in element or element.get("role") == "img"):
            yield f"{element}: is either aria-hidden or role=img with a name"


def _spoken(element: Element) -> bool:
    return bool(element.text) or any(
        inner.get("alt") or inner.get("aria-label") for inner in element.walk()
    )


LEAKS = re.compile(
    r"\{\{|\}\}|\{%|%\}|\bUndefined\b|\bNone\b(?! [a-z])|<[a-z_.]+ object at|&(?:lt|gt|amp|quot|#\d+);"
    r"|<(?:Trader|Client|Need|Delight|Standard|Idea)\b|%\(\w+\)[sd]|\bDecimal\(|datetime\.date"
)


SHOWN = {"value", "href", "action", "placeholder", "title", "aria-label", "alt"}


def nothing_leaks(page: Page) -> Iterator[str]:
    for element in [page, *page.walk()]:
        if element.tag in {"script", "style", "textarea", "code"}:
            continue
        for text in (child for child in element.children if isinstance(child, str)):
            if not text.isspace() and (leak := LEAKS.search(text)):
                yield f"{element}: shows {leak[0]!r} in {' '.join(text.split())[:80]!r}"
        for name in SHOWN & element.attributes.keys():
            value = element[name]
            if value == "None" or "{{" in value or "/None" in value:
                yield f"{element}: {name} is {value!r}"


def pointers_point_somewhere(page: Page) -> Iterator[str]:
    ids = {element.id for element in page.walk() if element.id}
    lists = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "form", "list")
    for element in page.walk():
        wanted = [i for name in lists for i in element.get(name).split()]
        wanted += [element.get(n) for n in ("popovertarget", "commandfor") if n in element]
        wanted += [
            element.get(name)[1:]
            for name in ("hx-target", "href")
            if re.fullmatch(r"#[\w-]+", element.get(name))
        ]
        for id in wanted:
            if id not in ids:
                yield f"{element}: nothing on the page has the id {id!r}"


def the_page_introduces_itself(page: Page) -> Iterator[str]:
    if not page.first("html").get("lang"):
        yield "<html> does not say its language"
    if not any(title.text for title in page.all("title")):
        yield "the page has no title"
    if len(page.all("h1")) != 1:
        yield f"the page has {len(page.all('h1'))} h1 headings instead of one"
    if len(page.all("main")) != 1:
        yield f"the page has {len(page.all('main'))} <main> instead of one"


RULES: list[Rule] = [
    ids_are_unique,
    forms_say_where_they_go,
    htmx_is_spelt_out,
    styles_and_scripts_stand_in_files,
    controls_have_names,
    nothing_leaks,
]
WHOLE_PAGE_RULES: list[Rule] = [pointers_point_somewhere, the_page_introduces_itself]
