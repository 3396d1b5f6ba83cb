"""The `wowcrm` command."""

import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from flask import Flask, current_app
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from wowcrm import checkup, create_app, versions
from wowcrm.backup import commands as backup
from wowcrm.config import SettingError
from wowcrm.data import commands as data
from wowcrm.db import db, reading
from wowcrm.first_run import commands as first_run
from wowcrm.serving import PATIENCE, CannotListen, serve
from wowcrm.traders.door import forget_tries
from wowcrm.traders.passwords import weakness
from wowcrm.worker.loop import Worker

LOG = "%(asctime)s %(levelname)s %(name)s %(message)s"

P = ParamSpec("P")
R = TypeVar("R")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wowcrm")
def main() -> None:
    """WowCRM: consistent service, and an unexpected Wow for your clients."""
    # What is written here, database and backups, is for nobody else on this machine to read.
    os.umask(0o077)


@contextmanager
def application() -> Iterator[Flask]:
    """Work within the application; a setting that cannot be used ends the command with code 2."""
    try:
        app = create_app()
    except SettingError as error:
        raise click.UsageError(str(error)) from error
    except ImportError as error:
        if (error.name or "").startswith("wowcrm"):
            raise
        raise click.UsageError(
            f"DATABASE_URL needs a driver that is not installed: {error.name}."
        ) from error
    except ArgumentError as error:
        # Never the address itself: it may hold a password.
        raise click.UsageError(f"DATABASE_URL cannot be used ({type(error).__name__}).") from error
    with app.app_context():
        try:
            yield app
        finally:
            # The last connection to go leaves one file, with no journal beside it.
            db.session.remove()
            db.engine.dispose()


def upgrade(app: Flask) -> None:
    """Bring the database up to date, and say where the copy lies that was made before."""
    try:
        copy = versions.upgrade(app.config["DATA_FOLDER"])
    except versions.CopyFailed as error:
        raise click.ClickException(f"No upgrade without a sound copy first. {error}") from error
    except versions.UpgradeFailed as error:
        raise click.ClickException(f"Everything is as it was before: {error}.") from error
    except SQLAlchemyError as error:
        why = getattr(error, "orig", None) or type(error).__name__
        raise click.ClickException(f"The database cannot be used: {why}") from error
    except versions.FromTomorrow as error:
        raise click.ClickException(
            f"The database was last used by a newer version of WowCRM ({error}), and this one cannot"
            " read it. Nothing was changed; please install that version again."
        ) from error
    if copy:
        click.echo(
            f"The database was brought up to date; it was copied to {copy} before.", err=True
        )


def with_database(command: Callable[P, R]) -> Callable[P, R]:
    """Run a command within the application, its database up to date."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with application() as app:
            upgrade(app)
            return command(*args, **kwargs)

    return run


@main.command(name="serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--worker/--no-worker",
    "works",
    default=True,
    help="Send mail and do the nightly work as well, or leave that to `wowcrm worker`.",
)
@with_database
def serve_command(host: str, port: int, works: bool) -> None:
    """Serve WowCRM until it is told to stop."""
    logging.basicConfig(level=logging.INFO, format=LOG)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    worker = Worker(app)

    def ready(url: str) -> None:
        click.echo(f"WowCRM is at {url} (Ctrl+C stops it)")
        if works:
            worker.start()

    try:
        serve(app, host, port, ready=ready, told=worker.stop)
    except CannotListen as error:
        raise click.ClickException(
            f"Cannot listen on {error}. Choose another with --port."
        ) from error
    worker.wait(PATIENCE)


@main.command()
@with_database
def worker() -> None:
    """Send mail and do the nightly work until told to stop; any number may run side by side."""
    logging.basicConfig(level=logging.INFO, format=LOG)
    working = Worker(current_app._get_current_object())  # type: ignore[attr-defined]
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: working.stop())
    click.echo("A worker of WowCRM is at work (Ctrl+C stops it)")
    working.run()
    working.wait(PATIENCE)


@main.command()
def check() -> None:
    """Look the installation over; exit code 1 if something is wrong. Nothing is changed."""
    wrong = False
    with application(), reading():
        for finding in checkup.findings():
            wrong = wrong or finding.wrong
            click.echo(f"{'WRONG' if finding.wrong else 'ok   '}  {finding.words}")
    if wrong:
        raise SystemExit(1)


@main.command()
@data.whose
@click.option("--password-stdin", is_flag=True, help="Read the new password from standard input.")
@with_database
def password(email: str | None, password_stdin: bool) -> None:
    """Choose a new password for a trader who forgot theirs; signs them out everywhere."""
    trader = data.trader_of(email)
    if password_stdin:
        new = sys.stdin.readline().rstrip("\r\n")
    else:
        new = click.prompt("New password", hide_input=True, confirmation_prompt=True)
    fault = weakness(new, email=trader.email)
    if fault:
        raise click.ClickException(f"{fault} Nothing was changed.")
    trader.change_password(new)
    trader.end_sign_ins(at=datetime.now(UTC))
    forget_tries(trader.email)
    db.session.commit()
    click.echo(f"{trader.email} has a new password, and is signed out everywhere.")


def with_application(command: Callable[P, R]) -> Callable[P, R]:
    """Run a command within the application, its database as it is found."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with application():
            return command(*args, **kwargs)

    return run


def _add(
    command: click.Command, within: Callable[[Callable[..., object]], Callable[..., object]]
) -> None:
    """Let a command run within the application, so that it need not know how that is made."""
    placed = copy(command)
    assert placed.callback is not None
    placed.callback = within(placed.callback)
    main.add_command(placed)


for its_command in (first_run.setup, first_run.demo, *data.COMMANDS):
    _add(its_command, with_database)
for its_command in backup.COMMANDS:
    _add(its_command, with_application)
