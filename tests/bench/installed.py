"""What an installation weighs: WowCRM and all that it needs, counted from what is installed."""

import shutil
import subprocess
import tempfile
import time
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

from tests.bench.servers import ROOT


def needed(name: str = "wowcrm") -> list[Distribution]:
    """List the packages that WowCRM needs, itself left out."""
    found: dict[str, Distribution] = {}
    waiting = [name]
    while waiting:
        try:
            one = distribution(waiting.pop())
        except PackageNotFoundError:
            continue
        if one.metadata["Name"] not in found:
            found[one.metadata["Name"]] = one
            waiting += [need.name for need in map(Requirement, one.requires or []) if _wanted(need)]
    return [one for one in found.values() if one.metadata["Name"] != name]


def _wanted(need: Requirement) -> bool:
    return need.marker is None or need.marker.evaluate({"extra": ""})


def weight() -> tuple[int, float]:
    """Return how many packages there are, and their MB with WowCRM's own folders."""
    packages = needed()
    files = [Path(str(one.locate_file(file))) for one in packages for file in one.files or []]
    own = ("wowcrm", "templates", "static", "migrations")
    files += [file for name in own for file in (ROOT / name).rglob("*")]
    return len(packages), sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def timed_install() -> float:
    """Install into a new folder as `make run` does, from whatever index is set; seconds."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "wowcrm"
        left = shutil.ignore_patterns(".venv", ".git", "instance", "tests", "__pycache__")
        shutil.copytree(ROOT, copy, ignore=left)
        began = time.perf_counter()
        subprocess.run(["bash", ".ci/venv", "requirements.txt"], cwd=copy, check=True, timeout=600)
        return time.perf_counter() - began
