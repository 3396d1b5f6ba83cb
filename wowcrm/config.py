"""Settings of the installation, read from the environment; each has a default and a reason."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from wowcrm.paths import PACKAGE, is_checkout


class SettingError(ValueError):
    """A setting of the environment cannot be used; the message names it."""


@dataclass(frozen=True)
class Setting:
    name: str
    default: str
    reason: str


SETTINGS = (
    Setting(
        "WOWCRM_DATA",
        "instance/ in a checkout, the platform's user data folder when installed",
        "the one folder that holds the database, files, backups and the secret key",
    ),
    Setting(
        "DATABASE_URL",
        "SQLite in the data folder",
        "another database, such as postgresql://user@host/name",
    ),
    Setting("WOWCRM_OPEN_SIGNUP", "0", "1 lets further traders register after the first"),
    Setting("WOWCRM_HTTPS", "0", "1 when served over HTTPS: cookies are sent over HTTPS only"),
    Setting("WOWCRM_PROXIES", "0", "how many reverse proxies stand in front and may be believed"),
    Setting(
        "WOWCRM_HOSTS",
        "any",
        "the host names that requests may be for, parted by commas, such as `crm.example.com`",
    ),
    Setting(
        "WOWCRM_URL",
        "where you chose your digest",
        "the address of this installation, for links in mail, such as `https://crm.example.com`",
    ),
    Setting("WOWCRM_SMTP_HOST", "none", "the mail server; without one, mail waits in the outbox"),
    Setting("WOWCRM_SMTP_SECURITY", "starttls", "how it is spoken to: `starttls`, `tls` or `none`"),
    Setting("WOWCRM_SMTP_PORT", "587; 465 with tls, 25 with none", "the port it listens at"),
    Setting("WOWCRM_SMTP_USER", "none", "who signs in there"),
    Setting("WOWCRM_SMTP_PASSWORD", "none", "and with which password"),
    Setting("WOWCRM_SMTP_FROM", "WOWCRM_SMTP_USER", "the address that mail comes from"),
    Setting("WOWCRM_UPLOAD_MB", "20", "the largest file that may be uploaded, in megabytes"),
    Setting(
        "WOWCRM_FILES_MB",
        "2048",
        "how much room all files of one trader may take, in megabytes; 0 for no limit",
    ),
    Setting("WOWCRM_SECRET_KEY", "made on first start", "signs cookies; normally left to the app"),
)


def settings_from(environ: Mapping[str, str] = os.environ) -> dict[str, object]:
    """Turn the environment into Flask's configuration; raise SettingError for what is malformed."""
    data = data_folder(environ)
    https = flag(environ, "WOWCRM_HTTPS")
    return {
        "DATA_FOLDER": data,
        "SECRET_KEY": environ.get("WOWCRM_SECRET_KEY") or _kept_secret(data / "secret-key"),
        "SQLALCHEMY_DATABASE_URI": database_url(environ.get("DATABASE_URL"), data),
        "OPEN_SIGNUP": flag(environ, "WOWCRM_OPEN_SIGNUP"),
        "PROXIES": number(environ, "WOWCRM_PROXIES", 0),
        "TRUSTED_HOSTS": names(environ, "WOWCRM_HOSTS") or None,
        "URL": _address(environ),
        "SMTP": _mail_server(environ),
        "MAX_CONTENT_LENGTH": number(environ, "WOWCRM_UPLOAD_MB", 20) * 1024 * 1024,
        "ROOM_FOR_FILES": number(environ, "WOWCRM_FILES_MB", 2048) * 1024 * 1024,
        # A form may hold a long story; files are counted by MAX_CONTENT_LENGTH alone.
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "SESSION_COOKIE_NAME": "__Host-wowcrm" if https else "wowcrm",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=90),
        # The server knows when a session was last seen; its cookie need not be sent again for that.
        "SESSION_REFRESH_EACH_REQUEST": False,
        # A form left open over lunch must still be accepted: the token lives as long as the session.
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "en_GB",
        "HTTPS": https,
    }


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder that holds the trader's data, made if it is missing (mode 700)."""
    chosen = environ.get("WOWCRM_DATA")
    if chosen:
        path = Path(chosen).expanduser().resolve()
    elif is_checkout():
        path = PACKAGE.parent / "instance"
    else:
        from platformdirs import user_data_path

        path = user_data_path("wowcrm", appauthor=False)
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(f"WOWCRM_DATA: {path} cannot be used ({error.strerror})") from error
    return path


def database_url(given: str | None, data: Path) -> str:
    """Name the database as SQLAlchemy spells it; hosting platforms still say postgres://."""
    if not given:
        return f"sqlite:///{data / 'wowcrm.db'}"
    for scheme in ("postgres://", "postgresql://"):
        if given.startswith(scheme):
            return "postgresql+psycopg://" + given.removeprefix(scheme)
    return given


PORTS = {"starttls": 587, "tls": 465, "none": 25}


def _mail_server(environ: Mapping[str, str]) -> dict[str, object] | None:
    """Read how to speak to the mail server; none: this installation has none."""
    given = {name: environ.get(f"WOWCRM_SMTP_{name}", "").strip() for name in ("HOST", "USER")}
    if not given["HOST"]:
        return None
    security = environ.get("WOWCRM_SMTP_SECURITY", "").strip().lower() or "starttls"
    if security not in PORTS:
        raise SettingError(f"WOWCRM_SMTP_SECURITY must be starttls, tls or none, not {security!r}")
    port = number(environ, "WOWCRM_SMTP_PORT", PORTS[security])
    if not 0 < port < 65536:
        raise SettingError(f"WOWCRM_SMTP_PORT must be a number from 1 to 65535, not {port}")
    sender = environ.get("WOWCRM_SMTP_FROM", "").strip() or given["USER"]
    if not re.fullmatch(r"[!-?A-~]+@[!-?A-~]+", sender):
        raise SettingError("WOWCRM_SMTP_FROM must be an address such as crm@example.com")
    return {
        "host": given["HOST"],
        "port": port,
        "security": security,
        "user": given["USER"] or None,
        "password": environ.get("WOWCRM_SMTP_PASSWORD") or None,
        "sender": sender,
    }


def _address(environ: Mapping[str, str]) -> str | None:
    """Read where this installation is found, without a slash at its end."""
    given = environ.get("WOWCRM_URL", "").strip().rstrip("/")
    if given and not re.fullmatch(r"https?://[\w.:\[\]-]+(/[\w./-]*)?", given, re.ASCII):
        raise SettingError("WOWCRM_URL must be an address such as https://crm.example.com")
    return given or None


def flag(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "0").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"", "0", "false", "no", "off"}:
        return False
    raise SettingError(f"{name} must be 1 or 0, not {value!r}")


def number(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name) or str(default)
    if not value.isdecimal():
        raise SettingError(f"{name} must be a whole number, not {value!r}")
    return int(value)


def names(environ: Mapping[str, str], name: str) -> list[str]:
    return [one for one in re.split(r"[\s,]+", environ.get(name, "")) if one]


def _kept_secret(path: Path) -> str:
    """Read the key that signs cookies; the first start makes it, readable by its owner only."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_hex(32)
        file.write(key)
    return key
