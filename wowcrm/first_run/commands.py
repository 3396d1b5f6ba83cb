"""`wowcrm setup` makes a trader, `wowcrm demo` a believable business to look at."""

import secrets
import sys

import click
import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email

from wowcrm.db import db
from wowcrm.first_run.catalogue import trades
from wowcrm.first_run.demo import EMAIL, make_demo
from wowcrm.first_run.start import EmailTaken, register
from wowcrm.first_run.zones import DEFAULT, is_zone
from wowcrm.history.recording import unrecorded
from wowcrm.levels.upkeep import commit
from wowcrm.traders.models import Trader
from wowcrm.traders.passwords import weakness


@click.command()
@click.option("--email", required=True, help="The address to sign in with.")
@click.option("--name", required=True, help="Your name, as clients know it.")
@click.option(
    "--trade",
    required=True,
    type=click.Choice([trade.slug for trade in trades()]),
    help="Chooses the standards, ideas and settings to begin with.",
)
@click.option("--business", help="The name of the business.")
@click.option("--timezone", default=DEFAULT, show_default=True, help="Such as Europe/Riga.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def setup(
    email: str,
    name: str,
    trade: str,
    business: str | None,
    timezone: str,
    password_stdin: bool,
) -> None:
    """Make a trader, with everything their trade begins with."""
    if not name.strip():
        raise click.BadParameter("a name is needed", param_hint="--name")
    if not is_zone(timezone):
        raise click.BadParameter(f"{timezone!r} is no time zone", param_hint="--timezone")
    address = _address(email)
    password = _password(password_stdin, address)
    try:
        trader = register(
            name=name.strip(),
            email=address,
            password=password,
            trade=trade,
            timezone=timezone,
            business=business,
            open_signup=True,
        )
    except EmailTaken:
        raise click.ClickException(
            f"{address} is registered already; nothing was changed."
        ) from None
    commit(trader)
    click.echo(f"{trader.name} can sign in as {trader.email}.")


@click.command()
@click.option("--force", is_flag=True, help="Even where other traders are registered.")
@click.option("--password", help="Nora's password; without it one is made up and printed.")
def demo(force: bool, password: str | None) -> None:
    """Make Nora's business: sixty clients over two years, up to today. Running it twice is safe."""
    others = db.session.scalar(
        sa.select(sa.func.count()).select_from(Trader).where(Trader.email != EMAIL)
    )
    if others and not force:
        raise click.ClickException(
            "There are traders in this database, so nothing was changed. Choose an empty one with"
            " WOWCRM_DATA or DATABASE_URL, or add the demonstration here with --force."
        )
    password = _strong(password or secrets.token_urlsafe(9), EMAIL)
    nora = db.session.scalar(Trader.by_email(EMAIL))
    if nora is None:
        # Nobody has changed anything: it was made up as it is.
        with unrecorded():
            nora, clients = make_demo(password)
            commit(nora)
        click.echo(f"Nora's business is ready: {len(clients)} clients over two years.")
    else:
        nora.change_password(password)
        commit(nora)
        click.echo("Nora's business was there already; she has a new password.")
    click.echo(f"Sign in as {EMAIL} with the password {password}")


def _address(email: str) -> str:
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise click.BadParameter(str(error), param_hint="--email") from None


def _password(from_stdin: bool, email: str) -> str:
    if from_stdin:
        return _strong(sys.stdin.readline().rstrip("\r\n"), email)
    return _strong(click.prompt("Password", hide_input=True, confirmation_prompt=True), email)


def _strong(password: str, email: str) -> str:
    weak = weakness(password, email=email)
    if weak:
        raise click.ClickException(f"{weak} Nothing was changed.")
    return password


COMMANDS = (setup, demo)
