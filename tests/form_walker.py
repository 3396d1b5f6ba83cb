"""Finds the forms on pages and fills them in, as a person would who takes every first choice."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.reading_browser import Answer, ReadingBrowser
from tests.reading_page import Element, Page

CONTACTS = b"Name,E-mail\nZane Liepa,zane@example.com\n"


@dataclass(frozen=True)
class Filled:
    """A form with something in every field."""

    endpoint: str
    action: str
    fields: dict[str, str]
    files: list[str] = field(default_factory=list)
    page: str = ""

    def send(
        self, browser: ReadingBrowser, changed: dict[str, str] | None = None, *, htmx: bool = False
    ) -> Answer:
        uploads = {name: (BytesIO(CONTACTS), "contacts.csv") for name in self.files}
        data = {**self.fields, **(changed or {}), **uploads}
        kind = "multipart/form-data" if self.files else "application/x-www-form-urlencoded"
        return browser.post(self.action, data=data, htmx=htmx, content_type=kind)


def forms_on(app: Flask, page: Page, where: str = "") -> Iterator[Filled]:
    """Yield every form of a page that changes something, filled in."""
    for form in page.all("form"):
        if form.get("method").lower() == "post":
            yield fill(app, page, form, where)


def fill(app: Flask, page: Page, form: Element, where: str) -> Filled:
    controls = [
        control
        for control in page.walk()
        if control.tag in {"input", "select", "textarea", "button"}
        and control.get("name")
        and "disabled" not in control
        and (control.inside("form") is form or (form.id and control.get("form") == form.id))
    ]
    fields: dict[str, str] = {}
    for control in controls:
        value = some_value(control)
        if value is not None:
            fields.setdefault(control["name"], value)
    files = [control["name"] for control in controls if control.get("type") == "file"]
    return Filled(endpoint_of(app, form["action"]), form["action"], fields, files, where)


def some_value(control: Element) -> str | None:
    """Return what a person might put in; None for what is left alone."""
    kind = control.get("type", "text") if control.tag == "input" else control.tag
    given = control.get("value")
    match kind:
        case "hidden" | "submit" | "button":
            return given
        case "select":
            options = [option.get("value", option.text) for option in control.all("option")]
            return next((option for option in options if option), "")
        case "radio":
            return given or None
        case "checkbox":
            return given or "on"
        case "email":
            return "somebody-new@example.com"
        case "date":
            # Where the traders of the tests are, it may be tomorrow already.
            return given or datetime.now(ZoneInfo("Europe/Riga")).date().isoformat()
        case "number":
            return given or control.get("min") or "1"
        case "password":
            return "correct horse battery"
        case "file" | "image" | "reset":
            return None
        case _:
            numeric = control.get("inputmode") in {"numeric", "decimal"}
            return given or ("1" if numeric else "Filled in")


def endpoint_of(app: Flask, address: str) -> str:
    """Name the view behind an address that takes forms; empty when there is none."""
    try:
        endpoint, _ = app.url_map.bind("localhost").match(address.partition("?")[0], "POST")
    except HTTPException:
        return ""
    return str(endpoint)
