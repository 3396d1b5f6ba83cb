"""Everything about one person, for them to read: words, figures and files, in one zip."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.db import Base, db
from wowcrm.documents.models import Document
from wowcrm.files import store
from wowcrm.history.bookkeeping import KEPT_BY_THE_APP, SECRET
from wowcrm.history.words import label, worded
from wowcrm.naming import many_word
from wowcrm.plain import plain
from wowcrm.trash.watching import stand_of

IN_MEMORY = 1 << 20
OWN_WORDS = frozenset({"nudge_answers"})
"""Tables that say what the trader did not want to be reminded of; nothing of the person."""
DRAWN = frozenset({("documents", "content"), ("offers", "terms"), ("mails", "html")})
"""What nobody reads as it is stored: papers lie beside it as they were sent."""
INWARD = frozenset({"claim", "digest", "headers", "message_id", "most_tries", "origin", "place"})
"""Columns by which the app finds its way."""

Rows = list[dict[str, Any]]


def everything_about(client: Client) -> IO[bytes]:
    """Write all that is kept about a client, and what others' records say of them."""
    found = _found(client)
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  whoever sends it closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("everything.txt", "".join(_text(client, found)))
        told = {table: [_bare(row) for row in rows] for table, rows in found.items()}
        archive.writestr("everything.json", json.dumps(told, ensure_ascii=False, indent=2))
        for document in db.session.scalars(client.documents.select().order_by(Document.id)):
            archive.writestr(f"papers/{_file_name(document)}", _drawn(document))
        for row in found.get("attachments", ()):
            if path := store.find(row["digest"]):
                archive.write(path, f"files/{row['id']}-{row['name']}")
    out.seek(0)
    return out


def _drawn(document: Document) -> bytes:
    # A heavy library, brought in where somebody asks for a paper.
    from wowcrm.documents.press import as_pdf

    return as_pdf(document)


def _file_name(document: Document) -> str:
    number = f"{document.year}-{document.number:03d}-v{document.version}"
    return f"{document.kind}-{number}.pdf"


def _found(client: Client) -> dict[str, Rows]:
    """Gather the rows by table: the client first, then what there is most to read of."""
    standing = stand_of([client])
    rows = {
        table.name: list(standing.rows[table.name].values())
        for table in Base.metadata.sorted_tables
        if standing.rows.get(table.name) and table.name not in OWN_WORDS
    }
    for name, key, _column in standing.loose:
        table = Base.metadata.tables[name]
        parts = zip(table.primary_key.columns, key, strict=True)
        row = db.session.execute(
            table.select().where(*(column == part for column, part in parts))
        ).one()
        rows.setdefault(name, []).append(dict(row._mapping))
    return {"clients": rows.pop("clients"), **rows}


def _bare(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in row.items() if not SECRET.search(name)}


def _text(client: Client, found: Mapping[str, Rows]) -> Iterator[str]:
    today = client.trader.today()
    yield _("Everything kept about %(name)s on %(day)s", name=client.name, day=today) + "\n"
    yield f"{client.trader.business or client.trader.name}\n"
    for table, rows in found.items():
        title = _("The person") if table == "clients" else many_word(table).capitalize()
        yield f"\n\n{title}\n{'=' * len(title)}\n"
        for row in rows:
            yield "\n" + "".join(_lines(client, table, row))


def _lines(client: Client, table: str, row: Mapping[str, Any]) -> Iterator[str]:
    for name, value in row.items():
        column = Base.metadata.tables[table].c[name]
        hidden = name in KEPT_BY_THE_APP - {"created_at"} or SECRET.search(name)
        if (
            hidden
            or name in INWARD
            or (table, name) in DRAWN
            or column.foreign_keys
            or name == "about"
        ):
            continue
        if isinstance(value, dict):
            words = json.dumps(value, ensure_ascii=False)
        else:
            words = worded(table, name, plain(value), client.trader)
        if words:
            yield f"{label(table, name)}: {words}\n"
