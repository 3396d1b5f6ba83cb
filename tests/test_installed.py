"""The wheel, installed somewhere else, finds its templates, styles and migrations."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent

VISIT = """
import os, sys
from pathlib import Path
import wowcrm
from flask_migrate import upgrade
from wowcrm import create_app

assert Path(wowcrm.__file__).is_relative_to(sys.prefix), wowcrm.__file__
app = create_app()
with app.app_context():
    upgrade()
browser = app.test_client()
page = browser.get("/", follow_redirects=True)
assert page.status_code == 200, page.status
assert b"WowCRM" in page.data
style = page.text.split('<link rel="stylesheet" href="')[1].split('"')[0]
assert browser.get(style).status_code == 200, style
assert b"@layer" in browser.get(style).data
print("a page of", len(page.data), "bytes")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=HOUSE, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_what_is_needed_and_no_more(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    tops = {name.split("/")[0] for name in names}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"wowcrm"}
    for needed in ("templates/layouts/base.html", "static/css/_global.css", "migrations/env.py"):
        assert f"wowcrm/{needed}" in names
    assert not [name for name in names if "readme-" in name or "__pycache__" in name]


def test_the_wheel_works_in_a_clean_environment_elsewhere(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=False, symlinks=True)
    python = tmp_path / "env" / "bin" / "python"
    paths = {"base": str(tmp_path / "env"), "platbase": str(tmp_path / "env")}
    site = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    # The libraries are borrowed from here; a .pth in a borrowed folder is not obeyed, so the
    # checkout itself stays out of sight.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    visit = subprocess.run(
        [str(python), "-c", VISIT],
        cwd=elsewhere,
        env={"WOWCRM_DATA": str(tmp_path / "data"), "PATH": ""},
        capture_output=True,
        text=True,
    )

    assert visit.returncode == 0, visit.stderr
    assert (tmp_path / "data" / "wowcrm.db").stat().st_size > 0
