"""Erase a person for good: everything of theirs, and what others' records say of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.data.models import Import, ImportedRow
from wowcrm.db import db
from wowcrm.history.recording import unrecorded
from wowcrm.privacy.copies import forget_mails, scrub_copies
from wowcrm.privacy.in_trash import erase_everywhere
from wowcrm.privacy.models import Receipt
from wowcrm.privacy.scrubbing import Place, scrub
from wowcrm.search.index import refresh
from wowcrm.trash.models import Trashed
from wowcrm.trash.watching import stand_of

Digests = set[str]
"""Contents to be removed once this is saved: see files.sweeping."""


def erase(client: Client, *, on: date, reference: str | None) -> tuple[Receipt, Digests]:
    """Erase a client; nothing of it comes back. What is left is the receipt."""
    db.session.flush()
    standing = stand_of([client])
    counts = Counter({table: len(rows) for table, rows in standing.rows.items() if rows})
    digests = {row["digest"] for row in standing.rows.get("attachments", {}).values()}
    places = [(table, key) for table, key, _column in standing.loose]
    names = _names(vars(client))
    trader_id, number = client.trader_id, client.id
    counts["mails"] = forget_mails(places)
    places = [place for place in places if place[0] != "mails"]
    with unrecorded():
        _forget_samples([key[0] for table, key in places if table == "imported_rows"])
        reworded = scrub(places, names, trader_id)
        db.session.delete(client)
        db.session.flush()
    refresh([number])
    made = Receipt(
        trader_id=trader_id,
        client_number=number,
        erased_on=on,
        reference=reference,
        reworded=reworded,
    )
    return _finish(made, names, counts, digests)


def erase_from_trash(trashed: Trashed, *, on: date) -> tuple[Receipt | None, Digests]:
    """Erase what lies in the trash; for a person there is a receipt, as above."""
    people = trashed.rows.get("clients", [])
    digests = {row["digest"] for row in trashed.rows.get("attachments", ())}
    if not people:
        db.session.delete(trashed)
        db.session.flush()
        return None, digests
    names = [name for person in people for name in _names(person)]
    places: list[Place] = [
        (table, tuple(key)) for table, key, *_rest in trashed.content.get("emptied", ())
    ]
    trader_id = trashed.trader_id
    counts = Counter({"mails": forget_mails(places)})
    places = [place for place in places if place[0] != "mails"]
    with unrecorded():
        _forget_samples([key[0] for table, key in places if table == "imported_rows"])
        reworded = scrub(places, names, trader_id)
        gone, contents = erase_everywhere(trader_id, {person["id"] for person in people}, names)
        counts += gone
        digests |= contents
    number = int(people[0]["id"])
    made = Receipt(trader_id=trader_id, client_number=number, erased_on=on, reworded=reworded)
    return _finish(made, names, counts, digests)


def _finish(
    receipt: Receipt, names: Sequence[str], counts: Counter[str], digests: Digests
) -> tuple[Receipt, Digests]:
    """Look through the trash, the outbox and the calendar as well, and write the receipt."""
    gone, contents = erase_everywhere(receipt.trader_id, {receipt.client_number}, names)
    scrub_copies(receipt.trader_id, names)
    receipt.counts = dict(counts + gone)
    db.session.add(receipt)
    db.session.flush()
    return receipt, digests | contents


def _names(person: Mapping[str, Any]) -> list[str]:
    return [name for name in (person.get("name"), person.get("given")) if name]


def _forget_samples(rows: Iterable[int]) -> None:
    """Let the files in which somebody came forget the rows that they showed beforehand."""
    brought = sa.select(ImportedRow.import_id).where(ImportedRow.id.in_(list(rows)))
    for each in db.session.scalars(sa.select(Import).where(Import.id.in_(brought))):
        columns = [{**column, "samples": []} for column in each.rehearsal.get("columns", ())]
        each.rehearsal = {**each.rehearsal, "columns": columns, "rows": [], "troubles": []}
