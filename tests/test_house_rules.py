"""What a reader of this house may rely on; each rule says what to do instead."""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
MODULES = {
    ".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((HOUSE / "wowcrm").rglob("*.py"))
}

# From the ground up: the first pattern that fits says where a module stands.
LAYERS = {
    "ground": (
        r"wowcrm\.(paths|config|db|sqlite|when|money|levels\.level|traders\.passwords|documents\.paper"
        r"|expectations\.rhythm|proposals\.terms|proposals\.pricing|work\.pouring|reminders\.repeating"
        r"|hours\.week|hours\.replying)"
    ),
    "people": r"wowcrm\.(traders|journey|timeline)\.models",
    "clients": r"wowcrm\.clients\.models(\.\w+)?",
    "concepts": r"wowcrm\.\w+\.models",
    "roof": r"wowcrm|wowcrm\.(blueprints|cli|__main__)",
    "web": r"wowcrm\.web(\.\w+)?",
    # The "+" writes in the words of the concepts, and so with their forms.
    "entry": r"wowcrm\.entry\.forms",
    "forms": r"wowcrm\.(\w+\.forms|proposals\.rows|clients\.meanwhile)",
    "views": r"wowcrm\.\w+\.\w*views",
    "across": r"wowcrm\.\w+(\.\w+)*",
}
STANDS_ON = {
    "ground": {"ground"},
    "people": {"ground"},
    "clients": {"ground", "people", "clients"},
    "concepts": {"ground", "people", "clients"},
    "across": {"ground", "people", "clients", "concepts", "across"},
    "web": {"ground", "people", "clients", "concepts", "across", "web"},
    "entry": {"ground", "people", "clients", "web", "forms"},
    "forms": {"ground", "web"},
    "views": {"ground", "people", "clients", "concepts", "across", "web"},
    "roof": set(LAYERS),
}


def layer(module: str) -> str:
    return next(name for name, form in LAYERS.items() if re.fullmatch(form, module))


def imports(source: str) -> Iterator[tuple[str, int]]:
    """Yield every module that a source imports while it runs, with the line."""
    todo: list[ast.AST] = [ast.parse(source)]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            todo += node.orelse
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner if inner in MODULES else node.module), node.lineno
        todo += ast.iter_child_nodes(node)


def misplaced(module: str, source: str) -> Iterator[str]:
    own_package = module.rpartition(".")[0]
    here = layer(module)
    for name, line in imports(source):
        if not name.startswith("wowcrm"):
            continue
        there = layer(name)
        if there == "views" and module != "wowcrm.blueprints":
            yield f"{module}:{line} imports {name}; only blueprints.py imports views"
        elif there not in STANDS_ON[here] and not (
            name.rpartition(".")[0] == own_package and here in {"forms", "views"}
        ):
            yield (
                f"{module}:{line} imports {name}, but {here} stands only on"
                f" {', '.join(sorted(STANDS_ON[here]))}; go through the client, pass it as an"
                " argument, or move the act to where both are known"
            )


def test_modules_import_only_what_they_stand_on() -> None:
    found = [fault for name, path in MODULES.items() for fault in misplaced(name, path.read_text())]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("wowcrm.clients.models", "from wowcrm.delights.models import Delight"),
        ("wowcrm.needs.models", "from wowcrm.delights.models import Delight"),
        ("wowcrm.today.nudges", "from wowcrm.web.access import current_trader"),
        ("wowcrm.needs.views", "from wowcrm.clients.views import bp"),
        ("wowcrm.needs.views", "from wowcrm.clients.forms import ClientForm"),
        ("wowcrm.db", "def late():\n    import wowcrm.clients.models"),
    ],
)
def test_a_planted_import_is_found(module: str, line: str) -> None:
    assert list(misplaced(module, line))


def test_models_know_nothing_of_the_web() -> None:
    found = [
        f"{module}:{line} imports {name}; take on=, by= or trader as an argument instead"
        for module, path in MODULES.items()
        if layer(module) in {"ground", "people", "clients", "concepts"} and module != "wowcrm.db"
        for name, line in imports(path.read_text())
        if re.match(r"(flask|flask_login|flask_wtf|flask_htmx|wtforms|werkzeug)(\.|$)", name)
    ]
    assert not found, "\n".join(found)


def test_only_the_answer_and_commands_commit() -> None:
    may = {"wowcrm.levels.upkeep", "wowcrm.web.htmx", "wowcrm.cli"}
    found = [
        f"{module}:{node.lineno} commits; change objects and let the view save them"
        for module, path in MODULES.items()
        if module not in may and layer(module) != "views"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("session.commit")
    ]
    assert not found, "\n".join(found)


def project() -> dict[str, list[str]]:
    written = tomllib.loads((HOUSE / "pyproject.toml").read_text())
    return {
        "core": written["project"]["dependencies"],
        "postgres": written["project"]["optional-dependencies"]["postgres"],
    }


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=~!;\[ ]", name)[0]).lower()


def test_what_is_imported_is_a_declared_dependency() -> None:
    declared = {normal(name) for names in project().values() for name in names}
    # Flask brings these, and says so in its own documentation.
    declared |= {"werkzeug", "jinja2", "markupsafe", "click", "itsdangerous", "babel", "alembic"}
    provided = packages_distributions()
    found = [
        f"{module}:{line} imports {name}; name its package in pyproject.toml"
        for module, path in MODULES.items()
        for name, line in imports(path.read_text())
        if (top := name.partition(".")[0]) in provided
        and top != "wowcrm"
        and not declared & {normal(package) for package in provided[top]}
    ]
    assert not found, "\n".join(found)


def test_every_dependency_is_pinned_and_the_two_files_agree() -> None:
    def pins(name: str) -> dict[str, str]:
        return dict(re.findall(r"^([\w.-]+)==(\S+)", (HOUSE / name).read_text(), re.MULTILINE))

    run, dev = pins("requirements.txt"), pins("requirements-dev.txt")
    missing = [name for name in project()["core"] if normal(name) not in run]
    assert not missing, f"not pinned: {missing}; run `make lock`"
    differing = {name: (run[name], dev.get(name)) for name in run if run[name] != dev.get(name)}
    assert not differing, f"the two files differ: {differing}; run `make lock`"


def texts() -> Iterator[tuple[Path, str]]:
    """Yield every file of the project that people wrote, with its text."""
    written = {".py", ".html", ".txt", ".css", ".js", ".md", ".toml", ".mako", ".svg", ""}
    for top in sorted(HOUSE.iterdir()):
        if top.name in {"instance", "dist", "look"} or (top.name[0] == "." and top.name != ".ci"):
            continue
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.suffix in written and path.is_file() and "vendor" not in path.parts:
                yield path, path.read_text(encoding="utf-8")


def test_nothing_names_a_place_on_somebodys_machine() -> None:
    place = re.compile(r"(?<![\w.])/(?:wor[k]|roo[t]|hom[e]|Users)/\w|\.\./share[d]|file:/{2}/\w")
    found = [
        f"{path.relative_to(HOUSE)}: {match[0]}"
        for path, text in texts()
        for match in place.finditer(text)
    ]
    assert not found, "\n".join(found)


def test_requirements_name_no_index() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (HOUSE / name).read_text()
        assert not re.search(r"^\s*(--(?!hash)|#)|://", text, re.MULTILINE), name


def test_the_readme_lists_the_settings_as_they_are() -> None:
    from wowcrm.config import SETTINGS

    rows = re.findall(
        r"^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$", (HOUSE / "README.md").read_text(), re.M
    )
    assert rows == [(one.name, one.default, one.reason) for one in SETTINGS]
