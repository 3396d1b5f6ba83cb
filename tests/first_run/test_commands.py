"""`wowcrm setup` and `wowcrm demo`, as somebody types them."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from wowcrm.cli import main
from wowcrm.first_run import demo
from wowcrm.first_run.demo import EMAIL

ANSWERS = ["--email", "Nora@Example.com", "--name", "Nora Lind", "--trade", "bookkeeper"]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, with nothing in it yet."""
    monkeypatch.setenv("WOWCRM_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four clients instead of sixty: telling all of them takes seconds."""
    known = demo.texts()
    monkeypatch.setattr(demo, "texts", lambda: known | {"clients": known["clients"][:4]})


def wowcrm(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, arguments, input=typed)


def rows(data: Path, what: str) -> list[tuple[object, ...]]:
    engine = sa.create_engine(f"sqlite:///{data / 'wowcrm.db'}")
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(sa.text(what))]
    engine.dispose()
    return found


def test_setup_makes_a_trader_with_everything(data: Path) -> None:
    answer = wowcrm(
        "setup",
        *ANSWERS,
        "--timezone",
        "Europe/Riga",
        "--business",
        "Lind Accounts",
        "--password-stdin",
        typed="correct horse battery\n",
    )

    assert answer.exit_code == 0, answer.output
    assert "nora@example.com" in answer.output
    assert "correct horse battery" not in answer.output
    assert rows(data, "SELECT email, business, trade, timezone FROM traders") == [
        ("nora@example.com", "Lind Accounts", "bookkeeper", "Europe/Riga")
    ]
    assert rows(data, "SELECT count(*) FROM checklists") == [(4,)]
    assert rows(data, "SELECT count(*) >= 40 FROM ideas") == [(1,)]


def test_setup_asks_for_the_password_twice_without_showing_it(data: Path) -> None:
    typed = "correct horse battery\ncorrect horse battery\n"
    answer = wowcrm("setup", *ANSWERS, typed=typed)

    assert answer.exit_code == 0, answer.output
    assert "correct" not in answer.output


@pytest.mark.parametrize(
    ("change", "typed", "code", "said"),
    [
        (["--password-stdin"], "short\n", 1, "At least 10 characters"),
        (["--password-stdin"], "", 1, "At least 10 characters"),
        (["--trade", "astronaut", "--password-stdin"], "", 2, "astronaut"),
        (["--timezone", "Mars/Base", "--password-stdin"], "", 2, "Mars/Base"),
        (["--email", "nowhere", "--password-stdin"], "", 2, "@"),
        (["--name", "  ", "--password-stdin"], "", 2, "name"),
    ],
)
def test_setup_refuses_what_it_cannot_use(
    data: Path, change: list[str], typed: str, code: int, said: str
) -> None:
    answer = wowcrm("setup", *ANSWERS, *change, typed=typed)

    assert answer.exit_code == code
    assert said in answer.output
    made = (data / "wowcrm.db").exists() and rows(data, "SELECT * FROM traders")
    assert not made


def test_setup_refuses_an_address_that_is_registered(data: Path) -> None:
    wowcrm("setup", *ANSWERS, "--password-stdin", typed="correct horse battery\n")

    answer = wowcrm("setup", *ANSWERS, "--password-stdin", typed="another horse entirely\n")

    assert answer.exit_code == 1
    assert "registered already" in answer.output
    assert rows(data, "SELECT count(*) FROM traders") == [(1,)]


@pytest.mark.usefixtures("few")
def test_demo_twice_is_one_business_and_a_new_password(data: Path) -> None:
    first = wowcrm("demo", "--password", "quiet morning tea")
    second = wowcrm("demo")

    assert first.exit_code == second.exit_code == 0, first.output + second.output
    assert "4 clients" in first.output
    assert f"{EMAIL} with the password quiet morning tea" in first.output
    assert "there already" in second.output
    assert rows(data, "SELECT count(*) FROM clients") == [(4,)]
    assert rows(data, "SELECT count(*) FROM traders") == [(1,)]


@pytest.mark.usefixtures("few")
def test_demo_keeps_away_from_real_traders_unless_told(data: Path) -> None:
    other = ["--email", "otto@example.com", "--name", "Otto", "--trade", "builder"]
    wowcrm("setup", *other, "--password-stdin", typed="correct horse battery\n")

    refused = wowcrm("demo")
    assert refused.exit_code == 1
    assert "nothing was changed" in refused.output
    assert rows(data, "SELECT count(*) FROM clients") == [(0,)]

    assert wowcrm("demo", "--force").exit_code == 0
    assert rows(data, "SELECT email FROM traders ORDER BY id") == [("otto@example.com",), (EMAIL,)]
