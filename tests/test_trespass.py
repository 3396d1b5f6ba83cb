"""Otto uses his own forms, with numbers of Nora's rows in every field (T21)."""

from collections.abc import Iterator

import sqlalchemy as sa
from flask import Flask

from tests.conftest import browser_of
from tests.form_walker import Filled, forms_on
from tests.one_of_everything import MARK, Rows, key_of, one_of_everything, owned_models
from tests.reading_browser import ReadingBrowser
from tests.test_access import addresses
from wowcrm.db import Owned, db
from wowcrm.traders.models import Trader


def test_numbers_of_noras_rows_in_ottos_forms_do_nothing(
    app: Flask, nora: Trader, otto: Trader
) -> None:
    noras = one_of_everything(nora)
    his = one_of_everything(otto, "Ottos own")
    browser = browser_of(app, otto)
    before = stored(nora)
    faults: list[str] = []
    for form in forms_of(app, his, browser):
        for data in tampered(form, noras, nora):
            answer = form.send(browser, data)
            if MARK in answer.text:
                faults.append(f"{form.action} shows what is Nora's with {data}")
            if answer.status_code >= 500:
                faults.append(f"{form.action} answers {answer.status_code} with {data}")
        faults += [f"{form.action}: {fault}" for fault in mixed(nora, otto)]
        if stored(nora) != before:
            faults.append(f"{form.action} changed what is Nora's")
            before = stored(nora)
    assert not faults, "\n".join(faults)


def test_a_mixed_up_row_would_be_found(nora: Trader, otto: Trader) -> None:
    noras = one_of_everything(nora)
    his = one_of_everything(otto, "Ottos own")
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


def tampered(form: Filled, noras: Rows, nora: Trader) -> Iterator[dict[str, str]]:
    """Put Nora's numbers where numbers stand, and beside what the form asks."""
    beside = {key_of(model): str(row.id) for model, row in noras.items()}
    beside |= {"trader_id": str(nora.id), "trader": str(nora.id), "id": "1", "level": "exceeds"}
    extra = {name: value for name, value in beside.items() if name not in form.fields}
    yield {**extra, "once": "beside"}
    numbers = [name for name, value in form.fields.items() if value.isdecimal()]
    for id in sorted({str(row.id) for row in noras.values()}):
        if numbers:
            yield {**dict.fromkeys(numbers, id), "once": f"numbers {id}"}


def ids_of(model: type[Owned], trader: Trader) -> set[int]:
    return {row.id for row in db.session.scalars(model.of(trader)).unique()}


def mixed(nora: Trader, otto: Trader) -> Iterator[str]:
    """Name the rows of one trader that point at a row of the other."""
    db.session.rollback()
    models = {model.__tablename__: model for model in owned_models()}
    for trader, other in ((nora, otto), (otto, nora)):
        foreign = {table: ids_of(model, other) for table, model in models.items()}
        foreign["traders"] = {other.id}
        for table, model in models.items():
            mine = ids_of(model, trader)
            for key in sa.inspect(model).local_table.foreign_keys:
                rows = db.session.execute(sa.select(model.id, key.parent)).all()
                to = key.column.table.name
                for id, target in rows:
                    if id in mine and target in foreign.get(to, set()):
                        yield f"row {id} of {table} ({trader.name}) points at {to} {target}"


def stored(trader: Trader) -> dict[str, list[str]]:
    """Return all that belongs to a trader, as text."""
    db.session.rollback()
    return {
        model.__tablename__: sorted(
            str(db.session.execute(sa.select(model.__table__).where(model.id == id)).one())
            for id in ids_of(model, trader)
        )
        for model in owned_models()
        if model.__name__ != "SignIn"
    }
