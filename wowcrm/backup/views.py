"""The trader's own data as one file, and how safe everything is."""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from flask import Blueprint, Response, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.backup.health import backup_health, sqlite_may_harm
from wowcrm.backup.nightly import backups, backups_folder
from wowcrm.backup.writing import BackupFailed, back_up
from wowcrm.web.access import current_trader

bp = Blueprint("backup", __name__)


@bp.get("/backup")
def index() -> ResponseReturnValue:
    """Offer the file, and say when the installation was last backed up by itself."""
    return _page()


def _page(fault: str | None = None) -> ResponseReturnValue:
    page = render_template(
        "backup/index.html",
        health=backup_health(datetime.now(UTC)),
        number=len(backups()),
        sqlite=sqlite_may_harm(),
        fault=fault,
    )
    return page, 507 if fault else 200


@bp.get("/backup/download")
def download() -> ResponseReturnValue:
    """Everything of the trader's, written and checked before a byte of it is sent."""
    folder = backups_folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f".download-{uuid4().hex}"
    try:
        back_up(path, trader=current_trader)
    except BackupFailed:
        return _page(_("The file could not be written: is the disk full? Nothing was changed."))
    return _sent(path, f"wowcrm-{current_trader.today().isoformat()}.zip")


def _sent(path: Path, name: str) -> Response:
    """Send a file whose name is gone already, so that it cannot be left lying about."""
    file = path.open("rb")
    with suppress(PermissionError):  # where a file in use keeps its name, the night takes it
        path.unlink()
    response = send_file(file, "application/zip", as_attachment=True, download_name=name)
    response.content_length = os.fstat(file.fileno()).st_size
    return response
