"""`wowcrm backup`, `wowcrm restore` and `wowcrm upgrade`."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from wowcrm import versions
from wowcrm.backup.manifest import Refused
from wowcrm.backup.nightly import backups_folder, nightly_backup
from wowcrm.backup.restoring import Occupied, restore
from wowcrm.backup.tables import counts
from wowcrm.backup.writing import BackupFailed, back_up
from wowcrm.data.commands import trader_of
from wowcrm.db import db, reading

SQLITE = b"SQLite format 3\x00"

existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--trader", "email", help="Only the data of this trader, by e-mail; no password.")
@click.option("--force", is_flag=True, help="Replace FILE if it is there already.")
def backup_command(file: Path | None, email: str | None, force: bool) -> None:
    """Write everything, files and settings included, to FILE: one zip that `restore` reads.

    Without FILE it is the backup of the day, in the data folder, and old ones are let go of.
    """
    if file is None:
        with _explained():
            made = nightly_backup(datetime.now(UTC))
        click.echo(f"Written to {made}." if made else "Today's backup is there already.")
        return
    if file.exists() and not force:
        raise click.ClickException(f"{file} is there already; --force replaces it.")
    trader = trader_of(email) if email else None
    with _explained():
        manifest = back_up(file, trader=trader)
    click.echo(f"Written to {file}: {manifest.rows} rows, {len(manifest.files)} files; checked.")
    for digest in manifest.missing:
        click.echo(f"Note: the content {digest} was not in the data folder.", err=True)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except BackupFailed as error:
        raise click.ClickException(f"No backup was made. {error}") from error


@click.command("restore")
@click.argument("file", type=existing)
@click.option("--replace", is_flag=True, help="Put it in the place of what is here.")
def restore_command(file: Path, replace: bool) -> None:
    """Bring FILE back, a backup or the copy made before an upgrade, of any earlier version."""
    try:
        with _as_backup(file) as path:
            if replace:
                _keep_what_is_here()
            done = restore(path, replace=replace)
    except (Refused, Occupied) as refusal:
        raise click.ClickException(f"{file}: {refusal} Nothing was changed.") from refusal
    except BackupFailed as error:
        raise click.ClickException(f"Nothing was changed. {error}") from error
    except (SQLAlchemyError, OSError) as error:
        why = getattr(error, "orig", None) or error
        raise click.ClickException(f"Nothing was changed: {why}") from error
    click.echo(f"Of {done.manifest.made_at:%Y-%m-%d %H:%M} UTC, version {done.manifest.version}.")
    _tell(done.before, done.after)
    if done.stopped:
        click.echo(f"{done.stopped} mails that waited are stopped: the outbox can send them again.")
    for digest in done.manifest.missing:
        click.echo(f"Note: it never held the content {digest}.", err=True)


@contextmanager
def _as_backup(file: Path) -> Iterator[Path]:
    """Turn a copy of a SQLite database into a backup, which can be checked and go anywhere."""
    with file.open("rb") as opened:
        if opened.read(len(SQLITE)) != SQLITE:
            yield file
            return
    with TemporaryDirectory(dir=Path(str(current_app.config["DATA_FOLDER"]))) as beside:
        # Copied first: to be opened at all it may have to be changed.
        copied = shutil.copyfile(file, Path(beside) / "copy.db")
        engine = sa.create_engine(f"sqlite:///{copied}", poolclass=NullPool)
        try:
            back_up(Path(beside) / "backup.zip", engine=engine)
        except BackupFailed as error:
            raise Refused("It is no database of WowCRM, or damaged.") from error
        finally:
            engine.dispose()
        yield Path(beside) / "backup.zip"


def _keep_what_is_here() -> None:
    """Back up what is about to be replaced; there is nothing to keep of an empty database."""
    if versions.found() is None:
        return
    into = backups_folder()
    into.mkdir(mode=0o700, exist_ok=True)
    kept = into / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}-before-restore.zip"
    back_up(kept)
    click.echo(f"What was here is kept in {kept}.")


@click.command("upgrade")
def upgrade_command() -> None:
    """Bring the database to the tables of this version, after a copy; back to before on failure.

    `wowcrm serve` does the same by itself.
    """
    before, rows = versions.found(), _counted()
    try:
        copy = versions.upgrade(current_app.config["DATA_FOLDER"])
    except versions.CopyFailed as error:
        raise click.ClickException(f"No upgrade without a sound copy first. {error}") from error
    except versions.UpgradeFailed as error:
        raise click.ClickException(f"Everything is as it was before: {error}.") from error
    except versions.FromTomorrow as error:
        raise click.ClickException(f"A newer version was here ({error}); install it.") from error
    except SQLAlchemyError as error:
        why = getattr(error, "orig", None) or error
        raise click.ClickException(f"Everything is as it was before: {why}") from error
    if before == versions.found():
        click.echo(f"The database is at the tables of this version already ({before}).")
        return
    if copy:
        click.echo(f"Copied to {copy} first.")
    click.echo(f"From {before or 'nothing'} to {versions.found()}.")
    _tell(rows, _counted())


def _counted() -> dict[str, int]:
    with reading(), db.engine.connect() as connection:
        return counts(connection)


def _tell(before: Mapping[str, int], after: Mapping[str, int]) -> None:
    """Print how many rows each table had and has, where that is more than nothing."""
    for table in sorted({*before, *after}):
        rows = before.get(table, 0), after.get(table, 0)
        if any(rows):
            click.echo(f"{table:24} {rows[0]:>9} -> {rows[1]:>9}")


COMMANDS = (backup_command, restore_command, upgrade_command)
