"""Write a backup: one zip of plain JSON lines and files, whole and checked, or none at all.

Rows are read in one transaction, so that they fit together though others go on saving, and a few
at a time, so that memory does not grow with them. What is written is independent of the database
and of the machine: a backup of SQLite is brought back into PostgreSQL, and the other way round.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from wowcrm.backup.manifest import NAME, Manifest, Member, Refused, our_version
from wowcrm.backup.reading import check
from wowcrm.backup.tables import described, in_backups, last_numbers, revision_of
from wowcrm.belonging import owned_by
from wowcrm.db import db, reading
from wowcrm.files import store
from wowcrm.plain import plain
from wowcrm.traders.models import Trader

AT_ONCE = 200
LARGE_AT_ONCE = 5
"""Rows that may hold whole files are read fewer at a time."""

NO_PASSWORD = "!"
"""Fits no password, and is no hash of any."""


class BackupFailed(Exception):
    """No backup was made; the message says why."""


def back_up(
    into: Path, *, trader: Trader | None = None, engine: sa.Engine | None = None
) -> Manifest:
    """Write a backup of everything, or of one trader's data only; replace what is there.

    A trader's own holds no password, since it lies wherever their downloads lie.
    """
    part = into.with_name(f".{into.name}.{os.getpid()}.part")
    try:
        with open(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            _write(file, trader, engine or db.engine)
            file.flush()
            os.fsync(file.fileno())
        manifest = check(part)
        part.replace(into)
    except (OSError, SQLAlchemyError) as error:
        why = getattr(error, "orig", None) or getattr(error, "strerror", None) or error
        raise BackupFailed(f"{into}: {why}") from error
    except Refused as error:
        raise BackupFailed(f"{into}: what was written cannot be read again. {error}") from error
    finally:
        with suppress(OSError):
            part.unlink()
    return manifest


def _write(file: IO[bytes], trader: Trader | None, engine: sa.Engine) -> None:
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
        _one_moment(engine) as connection,
    ):
        revision = revision_of(connection)
        if revision is None:
            raise BackupFailed("There is nothing in the database yet.")
        metadata = described(connection)
        last = last_numbers(connection, metadata)
        tables = {}
        for table in in_backups(metadata):
            chosen = _chosen(table, trader)
            if chosen is not None:
                written = _table(archive, connection, table, chosen, bare=trader is not None)
                tables[table.name] = Member(*written, last.get(table.name))
        files, missing = _files(archive, connection, metadata, trader)
        manifest = Manifest(
            version=our_version(),
            revision=revision,
            made_at=datetime.now(UTC),
            whose=trader.email if trader else None,
            tables=tables,
            files=files,
            missing=missing,
        )
        archive.writestr(_entry(NAME), manifest.written())


@contextmanager
def _one_moment(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Read everything as it stands at one moment, while others go on."""
    level = "REPEATABLE READ" if engine.dialect.name == "postgresql" else None
    with reading(), engine.connect() as connection:
        if level:
            connection = connection.execution_options(isolation_level=level)
        yield connection


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _chosen(table: sa.Table, trader: Trader | None) -> sa.Select[Any] | None:
    """Choose the rows of a table; none where it holds nothing that is the trader's."""
    chosen = sa.select(table).order_by(*table.primary_key.columns)
    if trader is None:
        return chosen
    whose = owned_by(table, trader.id)
    return None if whose is None else chosen.where(whose)


def _table(
    archive: zipfile.ZipFile,
    connection: sa.Connection,
    table: sa.Table,
    chosen: sa.Select[Any],
    *,
    bare: bool,
) -> tuple[int, int, str]:
    """Write the rows of a table, and return how many, how large, and the hash of it."""
    rows, size, digest = 0, 0, hashlib.sha256()
    with archive.open(_entry(f"tables/{table.name}.jsonl"), "w", force_zip64=True) as member:
        for some in (
            connection.execution_options(yield_per=_at_once(table)).execute(chosen).partitions()
        ):
            lines = "".join(map(_bare_line if bare else _line, some)).encode()
            member.write(lines)
            digest.update(lines)
            rows, size = rows + len(some), size + len(lines)
    return rows, size, digest.hexdigest()


def _at_once(table: sa.Table) -> int:
    large = any(isinstance(c.type, (sa.LargeBinary, sa.JSON)) for c in table.columns)
    return LARGE_AT_ONCE if large else AT_ONCE


def _line(row: sa.Row[Any]) -> str:
    return json.dumps(row._asdict(), ensure_ascii=False, default=plain) + "\n"


def _bare_line(row: sa.Row[Any]) -> str:
    held = row._asdict()
    if "password_hash" in held:
        held["password_hash"] = NO_PASSWORD
    return json.dumps(held, ensure_ascii=False, default=plain) + "\n"


def _files(
    archive: zipfile.ZipFile,
    connection: sa.Connection,
    metadata: sa.MetaData,
    trader: Trader | None,
) -> tuple[dict[str, int], list[str]]:
    """Write the contents that these rows speak of, and those that wait in the trash."""
    files: dict[str, int] = {}
    missing: list[str] = []
    for digest in _digests(connection, metadata, trader):
        path = store.find(digest)
        if path is None:
            missing.append(digest)
            continue
        with (
            path.open("rb") as source,
            archive.open(_entry(f"files/{digest}"), "w", force_zip64=True) as member,
        ):
            while piece := source.read(store.CHUNK):
                member.write(piece)
        files[digest] = path.stat().st_size
    return files, missing


def _digests(connection: sa.Connection, metadata: sa.MetaData, trader: Trader | None) -> list[str]:
    found: set[str] = set()
    attachments, trashed = (metadata.tables.get(name) for name in ("attachments", "trashed"))
    if attachments is not None:
        chosen = _chosen(attachments, trader)
        assert chosen is not None, "files belong to somebody"
        found.update(connection.scalars(chosen.with_only_columns(attachments.c.digest)))
    if trashed is not None:
        waiting = _chosen(trashed, trader)
        assert waiting is not None, "what is deleted belonged to somebody"
        contents = waiting.with_only_columns(trashed.c.content)
        for content in connection.execution_options(yield_per=LARGE_AT_ONCE).scalars(contents):
            found.update(row["digest"] for row in content.get("rows", {}).get("attachments", ()))
    return sorted(digest for digest in found if store.DIGEST.fullmatch(digest))
