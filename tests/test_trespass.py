"""Otto uses his own forms, with numbers of Nora's rows in every field (T21)."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import sqlalchemy as sa
from flask import Flask

from tests.conftest import browser_of
from tests.form_walker import Filled, forms_on
from tests.one_of_everything import MARK, Rows, key_of, one_of_everything, owned_models
from tests.reading_browser import ReadingBrowser
from tests.rows import kept
from tests.test_access import addresses
from wowcrm.db import db
from wowcrm.traders.models import SignIn, Trader

Numbers = dict[str, str]


def test_numbers_of_noras_rows_in_ottos_forms_do_nothing(
    app: Flask, nora: Trader, otto: Trader
) -> None:
    noras = one_of_everything(nora)
    his = one_of_everything(otto, "Ottos own")
    numbers = {key_of(model): str(row.id) for model, row in noras.items()}
    noras_own = {"trader_id": str(nora.id), "trader": str(nora.id)}
    forms = forms_of(app, his, browser_of(app, otto))
    before = stored(nora)
    faults: list[str] = []
    with kept() as put_back:
        for form in forms:
            # What one form has deleted, the next one still finds.
            put_back()
            db.session.add_all([nora, otto])
            browser = browser_of(app, otto)
            for data in tampered(form, numbers, noras_own):
                answer = form.send(browser, data)
                if MARK in answer.text:
                    faults.append(f"{form.action} shows what is Nora's with {data}")
                if answer.status_code >= 500:
                    faults.append(f"{form.action} answers {answer.status_code} with {data}")
            faults += [f"{form.action}: {fault}" for fault in mixed(nora, otto)]
            if stored(nora) != before:
                faults.append(f"{form.action} changed what is Nora's")
    assert not faults, "\n".join(faults)


def test_a_mixed_up_row_would_be_found(nora: Trader, otto: Trader) -> None:
    noras = one_of_everything(nora)
    his = one_of_everything(otto, "Ottos own")
    assert owned(nora) == {model.__tablename__: {row.id} for model, row in noras.items()}
    assert not list(mixed(nora, otto))

    delight = next(row for model, row in his.items() if model.__name__ == "Delight")
    idea = next(row for model, row in noras.items() if model.__name__ == "Idea")
    delight.idea_id = idea.id  # type: ignore[attr-defined]
    db.session.commit()

    assert list(mixed(nora, otto))


def forms_of(app: Flask, his: Rows, browser: ReadingBrowser) -> list[Filled]:
    """Find one form for each thing that Otto can do, but for leaving."""
    found: dict[str, Filled] = {}
    for _, address in addresses(app, his, "GET"):
        answer = browser.get(address)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            for form in forms_on(app, answer.page, address):
                found.setdefault(form.endpoint, form)
    return [form for name, form in found.items() if name != "traders.sign_out"]


def tampered(form: Filled, rows: Numbers, noras_own: Numbers) -> Iterator[Numbers]:
    """Put Nora's numbers where numbers stand, and beside what the form asks."""
    plainly = {name.removesuffix("_id"): id for name, id in rows.items()}
    beside = plainly | rows | noras_own | {"id": "1", "level": "exceeds"}
    extra = {name: value for name, value in beside.items() if not form.fields.get(name)}
    yield {**extra, "once": "beside"}
    numbers = [name for name, value in form.fields.items() if value.isdecimal()]
    for id in sorted(set(rows.values())):
        if numbers:
            yield {**dict.fromkeys(numbers, id), "once": f"numbers {id}"}


@cache
def all_of(trader: Trader) -> sa.CompoundSelect[str, int]:
    """Ask for the number of each row that belongs to a trader, and for its table."""
    return sa.union_all(
        *(
            model.of(trader)
            .with_only_columns(sa.literal(model.__tablename__), model.id)
            .order_by(None)
            for model in owned_models()
        )
    )


@cache
def all_pointers() -> sa.CompoundSelect[str, int, str, int]:
    """Ask which row of which table points at which of which."""
    return sa.union_all(
        *(
            sa.select(
                sa.literal(model.__tablename__),
                model.id,
                sa.literal(key.column.table.name),
                key.parent,
            )
            for model in owned_models()
            for key in sa.inspect(model).local_table.foreign_keys
        )
    )


def owned(trader: Trader) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for table, id in db.session.execute(all_of(trader)):
        found[table].add(id)
    return found


def mixed(nora: Trader, otto: Trader) -> Iterator[str]:
    """Name the rows of one trader that point at a row of the other."""
    db.session.rollback()
    rows = {trader: owned(trader) | {"traders": {trader.id}} for trader in (nora, otto)}
    for table, id, to, target in db.session.execute(all_pointers()):
        for trader, other in ((nora, otto), (otto, nora)):
            if id in rows[trader].get(table, set()) and target in rows[other].get(to, set()):
                yield f"row {id} of {table} ({trader.name}) points at {to} {target}"


def stored(trader: Trader) -> dict[str, list[str]]:
    """Return all that belongs to a trader, as text."""
    db.session.rollback()
    tables = {model.__tablename__: sa.inspect(model).local_table for model in owned_models()}
    return {
        name: sorted(
            str(row) for row in db.session.execute(sa.select(tables[name])) if row.id in ids
        )
        for name, ids in owned(trader).items()
        if name != SignIn.__tablename__
    }
