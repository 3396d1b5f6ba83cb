"""Who may reach what: these tests walk the map of addresses, and so grow with it."""

import io
import re
import zipfile

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from tests.conftest import browser_of
from tests.one_of_everything import (
    MARK,
    Rows,
    everything,
    key_of,
    one_of_everything,
    owned_models,
)
from tests.reading_browser import Answer, ReadingBrowser
from wowcrm.db import Owned, db
from wowcrm.traders.models import Trader

# What a stranger may open. Every other page asks who is there.
OPEN = {
    "static",
    "assets.bundle",
    # Private addresses: whoever has one, may.
    "answers.give",
    "documents.accept",
    "documents.decline",
    "documents.pdf",
    "documents.show",
    "digest.stop",
    "digest.tap",
    "feed.show",
    "front.received",
    "front.write",
    "first_run.invited",
    "first_run.welcome",
    "first_run.written",
    "manifest.show",
    "patterns.index",  # which is there in debug mode only
    "traders.health",
    "traders.robots",
    "traders.sign_in",
    "traders.sign_out",
}


@pytest.fixture
def noras(nora: Trader) -> Rows:
    return one_of_everything(nora)


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def arguments(rule: Rule, rows: Rows) -> dict[str, object]:
    """Fill a rule's arguments with the ids of rows; a new kind of argument needs a case here."""
    known: dict[str, object] = {key_of(model): row.id for model, row in rows.items()}
    # /nudge-answers/<answer_id> speaks of a row of nudge_answers, whatever it calls it.
    tables = {model.__tablename__: row.id for model, row in rows.items()}
    for segment, name in re.findall(r"([\w-]+)/<int:(\w+)>", rule.rule):
        if (table := segment.replace("-", "_")) in tables:
            known[name] = tables[table]
    known |= {"name": "x" * 12, "kind": "css", "filename": "css/_global.css"}
    known |= {"token": "x" * 32, "address": "x" * 12}
    missing = rule.arguments - set(known)
    assert not missing, f"{rule} has an argument nobody here knows: {missing}; add a case"
    return {name: known[name] for name in rule.arguments}


def addresses(app: Flask, rows: Rows, method: str = "") -> list[tuple[Rule, str]]:
    """Name every address, or every one that takes this method, with the ids of these rows."""
    with app.test_request_context():
        return [
            (rule, url_for(rule.endpoint, **{**arguments(rule, rows), **(rule.defaults or {})}))
            for rule in rules(app)
            if not method or method in (rule.methods or set())
        ]


def of_a_row(rule: Rule) -> bool:
    return any(name.endswith("_id") for name in rule.arguments)


@pytest.mark.parametrize("model", owned_models(), ids=lambda model: model.__name__)
def test_every_row_is_found_through_its_owner_and_nobody_else(
    model: type[Owned], noras: Rows, nora: Trader, otto: Trader
) -> None:
    assert db.session.scalars(model.of(nora)).all() == [noras[model]]
    assert db.session.scalars(model.of(otto)).all() == []


def test_otto_finds_nothing_of_noras(
    app: Flask, noras: Rows, ottos_browser: ReadingBrowser
) -> None:
    faults = trespasses(app, noras, ottos_browser)
    assert not faults, "\n".join(faults)


def trespasses(app: Flask, noras: Rows, otto: ReadingBrowser) -> list[str]:
    """Open and send every address that names a row of Nora's, as Otto."""
    otto.get("/")  # The first page of his day brings his own levels up to date.
    before = everything()
    faults = []
    for rule, address in addresses(app, noras):
        if not of_a_row(rule):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            for htmx in (False, True):
                answer = otto._ask(method, address, htmx=htmx)
                if answer.status_code != 404:
                    faults.append(f"{method} {address} answers {answer.status_code}, not 404")
                if MARK in answer.text:
                    faults.append(f"{method} {address} shows what is Nora's")
    if everything() != before:
        faults.append("something of Nora's was changed")
    return faults


def test_a_door_left_open_would_be_found(
    app: Flask, noras: Rows, ottos_browser: ReadingBrowser
) -> None:
    mine = {"mine": _anybodys}
    with pytest.MonkeyPatch.context() as patch:
        for module in {view.__module__ for view in app.view_functions.values()}:
            for name, replacement in mine.items():
                patch.setattr(f"{module}.{name}", replacement, raising=False)
        assert trespasses(app, noras, ottos_browser)


def _anybodys(model: type[Owned], id: int) -> Owned:
    return db.get_or_404(model, id)


def test_lists_show_otto_only_what_is_his(
    app: Flask, noras: Rows, ottos_browser: ReadingBrowser
) -> None:
    for rule, address in addresses(app, noras, "GET"):
        if not of_a_row(rule):
            assert MARK not in words_of(ottos_browser.get(address)), address


def words_of(answer: Answer) -> str:
    """Read a page, or all that is in a zip."""
    if answer.mimetype != "application/zip":
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def test_strangers_are_asked_who_they_are(
    app: Flask, noras: Rows, stranger: ReadingBrowser
) -> None:
    before = everything()
    opened = set()
    for rule, address in addresses(app, noras):
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = stranger._ask(method, address, htmx=False)
            asked = answer.status_code == 303 and "/sign-in" in answer.headers["Location"]
            if not asked:
                opened.add(rule.endpoint)
            assert MARK not in answer.text, address
            if rule.endpoint not in OPEN:
                answer = stranger._ask(method, address, htmx=True)
                assert answer.status_code == 401, f"{method} {address} with htmx"
                assert "/sign-in" in answer.headers["HX-Redirect"]
    assert opened <= OPEN, f"open to strangers: {opened - OPEN}"
    assert everything() == before


def test_numbers_of_nothing_are_not_found(app: Flask, noras: Rows, browser: ReadingBrowser) -> None:
    for rule, address in addresses(app, noras):
        if not of_a_row(rule):
            continue
        for id in ("0", "99999999999999999999", "abc"):
            strange = re.sub(r"/\d+(?=/|$)", f"/{id}", address)
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                code = browser._ask(method, strange, htmx=False).status_code
                assert code == 404, f"{method} {strange} answers {code}"


def test_a_session_ended_elsewhere_opens_nothing(
    app: Flask, nora: Trader, browser: ReadingBrowser
) -> None:
    other = browser_of(app, nora)
    assert other.get("/").status_code == 200

    for session in nora.sign_ins:
        session.end(at=nora.now())

    assert other.get("/").status_code == 303
    assert browser.get("/").status_code == 303
