"""Flask-Migrate and Alembic, loaded only where migrations are made or run.

They take as long to load as all of ours together, and a start that finds its tables as they should
be needs neither.
"""

from typing import Any

import click
from flask import Flask

from wowcrm.db import db, is_described
from wowcrm.paths import folder


class Migrations:
    """What Flask-Migrate keeps of an app; the first question brings it in."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        from flask_migrate import Migrate

        Migrate(
            self._app,
            db,
            directory=str(folder("migrations")),
            render_as_batch=True,
            include_name=is_described,
        )
        return getattr(self._app.extensions["migrate"], name)


def init_app(app: Flask) -> None:
    app.extensions["migrate"] = Migrations(app)
    app.cli.add_command(command)


@click.command("db", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def command(context: click.Context, words: tuple[str, ...]) -> None:
    """Make or run migrations (`flask db --help` tells more)."""
    from flask_migrate.cli import db as commands

    commands.main(list(words), prog_name=context.command_path, obj=context.obj)
