"""Whatever a page deletes, the word that says so undoes: the rows are there as they were.

The walk finds every address that deletes, so it grows with the product. Whoever adds one lets the
view delete within `trashing(…)`: see wowcrm/trash/trashing.py.
"""

import re
from typing import Any

import pytest
from flask import Flask

from tests.one_of_everything import Rows, everything, one_of_everything
from tests.reading_browser import ReadingBrowser
from tests.test_access import addresses
from wowcrm.clients.models import Client
from wowcrm.custom_fields.models import CustomValue
from wowcrm.db import Base, Owned, db
from wowcrm.timeline.models import Interaction, InteractionKind
from wowcrm.traders.models import Trader
from wowcrm.trash.models import Trashed
from wowcrm.trash.returning import bring_back
from wowcrm.trash.trashing import delete
from wowcrm.work.models import Payment

State = dict[str, list[tuple[Any, ...]]]

# These end a session, or keep what they delete on a shelf of their own (as reminders do).
APART = {"account.end", "reminders.delete"}


def state() -> State:
    """Return all that is stored, but for the mark of each change."""
    found = everything()
    edition = list(Base.metadata.tables["traders"].c.keys()).index("edition")
    found["traders"] = [
        (*row[:edition], "", *row[edition + 1 :]) for row in map(tuple, found["traders"])
    ]
    return found


def deleting(app: Flask, rows: Rows) -> list[str]:
    """List the addresses that delete something."""
    found = [
        address
        for rule, address in addresses(app, rows, "POST")
        if re.search(r"/(delete|remove)$", rule.rule) and rule.endpoint not in APART
    ]
    assert len(found) >= 8, f"only {found}: the walk is broken"
    return found


def undo_of(browser: ReadingBrowser) -> str:
    """Read the address behind "Undo" on the page that comes next."""
    page = browser.get("/me").page
    [form] = [form for form in page.all("form") if "/bring-back" in form.get("action")]
    return form["action"]


def house(nora: Trader) -> Rows:
    """Make a row of everything, such that each can be deleted from a page."""
    rows = one_of_everything(nora)
    for client in db.session.scalars(Client.of(nora)):
        client.sample = True
        client.mark()
    for line in db.session.scalars(Interaction.of(nora)):
        # What acts wrote is taken back with them; a note was written by hand.
        line.kind = InteractionKind.NOTE
    # What is known in a field keeps it from being deleted.
    db.session.delete(rows.pop(CustomValue))
    db.session.commit()
    return rows


def faults(app: Flask, rows: Rows, browser: ReadingBrowser) -> list[str]:
    """Delete whatever a page can delete, and undo it, twice: at first things may settle."""
    found: list[str] = []
    for address in [*deleting(app, rows)] * 2:
        before = state()
        found = [fault for fault in found if not fault.startswith(address)]
        browser.post(address)
        if state() == before:
            found.append(f"{address} deleted nothing: the walk is broken")
            continue
        browser.post(undo_of(browser))
        browser.get("/me")
        if state() != before:
            found.append(f"{address} cannot be undone")
    return found


def test_whatever_is_deleted_is_there_again_after_undo(
    app: Flask, nora: Trader, browser: ReadingBrowser
) -> None:
    assert not faults(app, house(nora), browser)


def test_lines_that_are_not_minded_would_be_found(
    app: Flask, nora: Trader, browser: ReadingBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wowcrm.trash.watching.telling_tables", list)
    assert faults(app, house(nora), browser)


def test_keys_that_are_not_followed_would_be_found(
    app: Flask, nora: Trader, browser: ReadingBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wowcrm.trash.watching.children", dict)
    assert faults(app, house(nora), browser)


def test_what_a_delete_takes_along_comes_back_whatever_it_is_of(
    app: Flask, nora: Trader, database: None
) -> None:
    """Every model's row, deleted with all that the database takes along, comes back the same."""
    rows = one_of_everything(nora)
    for model, row in rows.items():
        if model is Trashed:
            continue
        before = state()
        with app.test_request_context():
            delete(row, said="gone")
            db.session.commit()
            assert state() != before, f"{model.__name__} was not deleted"
            newest = db.session.scalars(Trashed.newest(nora)).first()
            assert newest is not None
            number = newest.id
            bring_back(newest)
            db.session.commit()
        assert db.session.get(Trashed, number) is None
        after = state()
        assert unfolded(after, model) == unfolded(before, model), f"{model.__name__} is otherwise"
        rows = {each: db.session.get(each, mine.id) or mine for each, mine in rows.items()}


def unfolded(found: State, of: type[Owned]) -> State:
    """Leave out clients: what is worked out anew of made-up rows is not what was made up."""
    reckoned = {"clients", "stages"} if of is Payment else {"clients"}
    return {table: rows for table, rows in found.items() if table not in reckoned}
