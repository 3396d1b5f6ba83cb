"""The floor: the least that a list of contacts can cost, with Flask, Jinja and sqlite3 alone.

No sign-in, no tokens, no users, no ORM: what WowCRM costs is told as a multiple of this.
"""

import csv
import io
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from flask import Flask, Response, g, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as Redirect

from tests.bench.people import Person
from wowcrm.serving import serve

SCHEMA = """
CREATE TABLE companies (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE contacts (
    id INTEGER PRIMARY KEY, owner INTEGER NOT NULL, given TEXT NOT NULL, family TEXT NOT NULL,
    email TEXT, phone TEXT, company_id INTEGER REFERENCES companies, notes TEXT
);
CREATE INDEX contacts_by_name ON contacts (owner, family, given, id);
CREATE INDEX contacts_by_email ON contacts (owner, email);
CREATE VIRTUAL TABLE words USING fts5 (given, family, email, phone, notes);
CREATE TABLE imported (given TEXT, family TEXT, email TEXT, phone TEXT, company TEXT, notes TEXT);
CREATE INDEX imported_by_name ON imported (family, given);
CREATE INDEX imported_by_email ON imported (email);
"""
PUT = (
    "INSERT INTO contacts (owner, given, family, email, phone, company_id, notes)"
    " VALUES (1, ?, ?, ?, ?, ?, ?)"
)
WORDS = "INSERT INTO words (rowid, given, family, email, phone, notes) VALUES (?, ?, ?, ?, ?, ?)"
LIST = (
    "SELECT c.id, c.given, c.family, c.email, c.phone, k.name AS company"
    " FROM contacts c LEFT JOIN companies k ON k.id = c.company_id"
)
EXPORTED = (
    "SELECT c.id, c.given, c.family, c.email, c.phone, k.name, c.notes, c.owner, c.company_id"
    " FROM contacts c LEFT JOIN companies k ON k.id = c.company_id ORDER BY c.id"
)
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Contacts</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/static/css/base.css"></head>
<body><main><h1>Contacts</h1><p class="count">{{ count }} contacts</p>
<form method="get" action="/search"><input type="search" name="q" aria-label="Find a contact"></form>
<table class="contacts"><thead><tr><th>Name</th><th>E-mail</th><th>Phone</th><th>Company</th></tr></thead>
<tbody>
{% for contact in contacts %}
<tr class="contact-row contact-row--plain" id="contact-{{ contact.id }}">
  <td class="contact-row__cell contact-row__name"><a class="contact-row__link" href="/contacts/{{ contact.id }}">{{ contact.given }} {{ contact.family }}</a></td>
  <td class="contact-row__cell contact-row__email"><a class="contact-row__link" href="mailto:{{ contact.email }}">{{ contact.email }}</a></td>
  <td class="contact-row__cell contact-row__phone"><a class="contact-row__link" href="tel:{{ contact.phone }}">{{ contact.phone }}</a></td>
  <td class="contact-row__cell contact-row__company">{{ contact.company or "" }}</td>
  <td class="contact-row__cell contact-row__acts">
    <a class="contact-row__act contact-row__act--edit" href="/contacts/{{ contact.id }}/edit" aria-label="Edit {{ contact.given }}">Edit</a>
    <a class="contact-row__act contact-row__act--note" href="/contacts/{{ contact.id }}/notes" aria-label="Write a note on {{ contact.given }}">Note</a>
  </td>
</tr>
{% endfor %}
</tbody></table></main></body></html>
"""


def create_floor(path: Path) -> Flask:
    app = Flask(__name__, static_folder=str(Path(__file__).parents[2] / "static"))
    app.config.update(MAX_CONTENT_LENGTH=100 * 1024**2, PROXIES=0)  # what the server asks for

    def database() -> sqlite3.Connection:
        if "db" not in g:
            g.db = connect(path)
        found: sqlite3.Connection = g.db
        return found

    @app.teardown_appcontext
    def _close(_error: BaseException | None) -> None:
        if "db" in g:
            g.db.close()

    @app.get("/")
    def index() -> str:
        rows = database().execute(
            f"{LIST} WHERE c.owner = 1 ORDER BY c.family, c.given, c.id LIMIT 25"
        )
        count = database().execute("SELECT count(*) FROM contacts WHERE owner = 1").fetchone()[0]
        return render_template_string(PAGE, contacts=rows.fetchall(), count=count)

    @app.get("/search")
    def search() -> str:
        said = " ".join(f'"{word}"*' for word in request.args["q"].split())
        found = f"{LIST} WHERE c.id IN (SELECT rowid FROM words WHERE words MATCH ? LIMIT 25)"
        rows = database().execute(found, (said,)).fetchall()
        return render_template_string(PAGE, contacts=rows, count=len(rows))

    @app.post("/contacts")
    def create() -> Redirect:
        names = ("given", "family", "email", "phone", "notes")
        given, family, email, phone, notes = (request.form.get(name, "") for name in names)
        db = database()
        db.execute("BEGIN IMMEDIATE")
        made = db.execute(PUT, (given, family, email, phone, None, notes)).lastrowid
        db.execute(WORDS, (made, given, family, email, phone, notes))
        db.execute("COMMIT")
        return redirect(f"/contacts/{made}", code=303)

    @app.post("/import")
    def bring() -> str:
        text = io.TextIOWrapper(request.files["file"].stream, encoding="utf-8", newline="")
        rows = csv.reader(text)
        next(rows)
        db = database()
        db.execute("BEGIN IMMEDIATE")
        db.executemany("INSERT INTO imported VALUES (?, ?, ?, ?, ?, ?)", rows)
        db.execute("COMMIT")
        return "imported"

    @app.get("/export")
    def export() -> ResponseReturnValue:
        return Response(exported(path), mimetype="text/csv")

    return app


def connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA busy_timeout = 5000")
    db.execute("PRAGMA synchronous = FULL")
    return db


def exported(path: Path) -> Iterator[str]:
    db = connect(path)
    rows = db.execute(EXPORTED)
    while some := rows.fetchmany(1000):
        piece = io.StringIO()
        csv.writer(piece).writerows(some)
        yield piece.getvalue()
    db.close()


def fill(path: Path, people: Iterable[Person]) -> None:
    """Make the floor's database, with the same people as the product's."""
    db = connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.executescript(SCHEMA)
    db.execute("BEGIN IMMEDIATE")
    companies: dict[str, int] = {}
    for id, person in enumerate(people, 1):
        company = companies.setdefault(person.organisation, len(companies) + 1)
        given, family, email, phone, notes = person.plain
        db.execute(PUT, (given, family, email, phone, company, notes))
        db.execute(WORDS, (id, given, family, email, phone, notes))
    db.executemany(
        "INSERT INTO companies VALUES (?, ?)", [(n, name) for name, n in companies.items()]
    )
    db.execute("COMMIT")
    db.close()


if __name__ == "__main__":
    serve(create_floor(Path(sys.argv[1])), "127.0.0.1", 0, ready=lambda url: print(url, flush=True))
