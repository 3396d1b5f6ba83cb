"""Where templates, static files and migrations lie: in a checkout or in a wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Return the folder called `name`, from the wheel or from the checkout."""
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parent / name


def is_checkout() -> bool:
    """Tell whether this is a working copy of the project rather than an installed wheel."""
    return (PACKAGE.parent / "pyproject.toml").is_file()
