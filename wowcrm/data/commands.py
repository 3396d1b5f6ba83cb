"""`wowcrm import` and `wowcrm export`: the same as the pages, for the command line."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale

from wowcrm.data.carrying import carry_out
from wowcrm.data.everything import everything
from wowcrm.data.exporting import Dialect
from wowcrm.data.formats import FORMATS
from wowcrm.data.lists import LISTS, list_as_csv
from wowcrm.data.models import Import, ImportedRow, Outcome
from wowcrm.data.moving_in import move_in, told
from wowcrm.data.reading import UnreadableFile
from wowcrm.data.rehearsing import rehearse
from wowcrm.data.whole import NotOurs, read_whole
from wowcrm.db import db
from wowcrm.levels.upkeep import commit
from wowcrm.traders.models import Trader

whose = click.option(
    "--trader", "email", help="Which trader, by e-mail; needed where there are several."
)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@whose
@click.option(
    "--everything", "whole", is_flag=True, help="FILE is everything of another WowCRM, as JSON."
)
def import_command(file: Path, email: str | None, whole: bool) -> None:
    """Bring clients in from FILE, a list as CSV or cards as vCard.

    Exit code 0: all rows were used. 1: some could not be, or the whole file. 2: wrong use.
    """
    trader = trader_of(email)
    if whole:
        _move_in(trader, file)
        return
    most = current_app.config["MAX_CONTENT_LENGTH"]
    if file.stat().st_size > most:
        raise click.ClickException(
            f"{file.name} is larger than {most // 1024**2} MB (WOWCRM_UPLOAD_MB); nothing was changed."
        )
    with force_locale(trader.locale):
        try:
            with file.open("rb") as content:
                brought = rehearse(trader, file.name, content)
            carry_out(brought, trader.today())
        except UnreadableFile as refusal:
            raise click.ClickException(f"{refusal} Nothing was changed.") from None
        except OSError as error:
            raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from error
        commit(trader)
        _tell(brought)
    if brought.count(Outcome.UNUSABLE):
        sys.exit(1)


def _move_in(trader: Trader, file: Path) -> None:
    with force_locale(trader.locale):
        try:
            moved = move_in(trader, read_whole(file.read_bytes()))
        except NotOurs as refusal:
            raise click.ClickException(f"{refusal} Nothing was changed.") from None
        except OSError as error:
            raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from error
        commit(trader)
        for words in told(moved):
            click.echo(words)


def _tell(brought: Import) -> None:
    """Print how many rows became what, and every row that could not be used."""
    for outcome in Outcome:
        if brought.count(outcome):
            click.echo(f"{outcome.word}: {brought.count(outcome)}")
    unusable = sa.select(ImportedRow).where(
        ImportedRow.import_id == brought.id, ImportedRow.outcome == Outcome.UNUSABLE
    )
    for row in db.session.scalars(unusable.order_by(ImportedRow.id)):
        click.echo(f"{brought.file_name}:{row.line}: {row.words}", err=True)


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@whose
@click.option(
    "--as",
    "name",
    type=click.Choice([*FORMATS, *LISTS, "everything"]),
    default="csv",
    show_default=True,
    metavar="WHAT",
    help=f"Clients as {', '.join(FORMATS)}; one list, such as promises; or everything, as JSON.",
)
@click.option("--excel", is_flag=True, help="Write what a spreadsheet opens by a double-click.")
@click.option("--force", is_flag=True, help="Replace FILE if it is there already.")
def export_command(file: Path, email: str | None, name: str, excel: bool, force: bool) -> None:
    """Write all clients to FILE, or whatever --as names; - writes to the screen."""
    pieces = _pieces(trader_of(email), name, excel=excel)
    if str(file) == "-":
        for piece in pieces:
            click.echo(piece.encode(), nl=False)
        return
    if file.exists() and not force:
        raise click.ClickException(f"{file} is there already; --force replaces it.")
    try:
        with file.open("w", encoding="utf-8", newline="") as out:
            out.writelines(pieces)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
    click.echo(f"Written to {file}.")


def _pieces(trader: Trader, name: str, *, excel: bool) -> Iterator[str]:
    if name == "everything":
        return everything(trader)
    if name in LISTS:
        return list_as_csv(trader, name, Dialect.for_excel(trader) if excel else Dialect())
    return FORMATS["excel" if excel and name == "csv" else name].write(trader, None)


def trader_of(email: str | None) -> Trader:
    """Find the trader who is meant: the one named, or the only one there is."""
    if email:
        trader = db.session.scalar(Trader.by_email(email))
        if trader is None:
            raise click.BadParameter(f"no trader has the e-mail {email}", param_hint="--trader")
        return trader
    traders = db.session.scalars(sa.select(Trader).order_by(Trader.id).limit(2)).all()
    if not traders:
        raise click.UsageError("There is no trader yet; make one with `wowcrm setup`.")
    if len(traders) > 1:
        raise click.UsageError("There are several traders; say whose clients with --trader EMAIL.")
    return traders[0]


COMMANDS = (import_command, export_command)
