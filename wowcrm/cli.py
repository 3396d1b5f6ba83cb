"""The `wowcrm` command."""

import logging
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from typing import ParamSpec, TypeVar

import click
from flask import Flask, current_app

from wowcrm import create_app, versions
from wowcrm.config import SettingError
from wowcrm.db import db
from wowcrm.serving import CannotListen, serve

P = ParamSpec("P")
R = TypeVar("R")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wowcrm")
def main() -> None:
    """WowCRM: consistent service, and an unexpected Wow for your clients."""


def application() -> Flask:
    """Build the application; a setting that cannot be used ends the command with exit code 2."""
    try:
        return create_app()
    except SettingError as error:
        raise click.UsageError(str(error)) from error


def upgrade(app: Flask) -> None:
    """Bring the database up to date, and say where the copy lies that was made before."""
    try:
        copy = versions.upgrade(app.config["DATA_FOLDER"])
    except versions.CopyFailed as error:
        raise click.ClickException(f"No upgrade without a sound copy first. {error}") from error
    if copy:
        click.echo(
            f"The database was brought up to date; it was copied to {copy} before.", err=True
        )


def with_database(command: Callable[P, R]) -> Callable[P, R]:
    """Run a command within the application, its database up to date."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        app = application()
        with app.app_context():
            upgrade(app)
            return command(*args, **kwargs)

    return run


@main.command(name="serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@with_database
def serve_command(host: str, port: int) -> None:
    """Serve WowCRM until it is told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        serve(
            current_app._get_current_object(),  # type: ignore[attr-defined]
            host,
            port,
            ready=lambda url: click.echo(f"WowCRM is at {url} (Ctrl+C stops it)"),
        )
    except CannotListen as error:
        raise click.ClickException(
            f"Cannot listen on {error}. Choose another with --port."
        ) from error
    finally:
        db.engine.dispose()


for module in ("wowcrm.first_run.commands", "wowcrm.data.commands"):
    if find_spec(module):
        for command in import_module(module).COMMANDS:
            command.callback = with_database(command.callback)
            main.add_command(command)
