"""Every pattern of ours takes time in step with its text, whatever the text is (T23)."""

import ast
import re
from collections.abc import Iterator
from functools import cache, partial
from itertools import product
from pathlib import Path

import pytest

from tests.steepness import SLACK, is_steep, least
from wowcrm.search.query import LONGEST_WORD, MOST_WORDS, read

HOUSE = Path(__file__).parent.parent / "wowcrm"
WAYS = {"sub", "split", "match", "fullmatch", "search", "findall", "finditer"}
TINY, SHORT, LONG = 24, 1250, 5000
"""What doubles its time with each letter takes too long for 24 of them."""
LETTERS = ("a", "1", " ", "<", "@", ".", "-", ":", ";", '"', "\\")

ENDS = ("\x01", "\x01@")
"""What no pattern ends with: letters of any kind do not come to it, or not beyond it."""

Pattern = re.Pattern[str] | re.Pattern[bytes]


def patterns(source: str) -> Iterator[tuple[int, Pattern, set[str]]]:
    """Find every pattern that is written out in a source: its line, and in which ways it is asked."""
    tree = ast.parse(source)
    names = {
        id(node.value): ast.unparse(node.targets[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
    }
    for node in ast.walk(tree):
        way = _way_of_re(node)
        if way and isinstance(node, ast.Call) and node.args:
            try:
                text = ast.literal_eval(node.args[0])
            except ValueError:
                continue
            asked = {way} if way != "compile" else _asked(source, names.get(id(node), ""))
            yield node.lineno, re.compile(text, _flags(node)), asked


def _way_of_re(node: ast.AST) -> str | None:
    function = node.func if isinstance(node, ast.Call) else None
    if not isinstance(function, ast.Attribute) or ast.unparse(function.value) != "re":
        return None
    return function.attr if function.attr in WAYS | {"compile"} else None


def _asked(source: str, name: str) -> set[str]:
    """Say how a pattern is asked by its name; those in a table are asked about a whole text."""
    used = rf"\b{re.escape(name)}\.(\w+)\("
    return set(re.findall(used, source + everywhere())) & WAYS if name else {"fullmatch"}


@cache
def everywhere() -> str:
    return "\n".join(path.read_text() for path in sorted(HOUSE.rglob("*.py")))


def _flags(node: ast.Call) -> int:
    said = [*node.args[1:], *(keyword.value for keyword in node.keywords)]
    names = re.findall(r"\bre\.([A-Z]+)\b", " ".join(map(ast.unparse, said)))
    return sum({getattr(re, name).value for name in names})


def worst(length: int) -> list[str]:
    """Make texts of one letter after another, and of two in turn, that end as nothing else does."""
    pairs = [(one, two) for one, two in product(LETTERS, LETTERS)]
    texts = [f"{one}{two * length}{end}" for one, two in pairs for end in ENDS]
    return texts + [f"{f'{one}{two}' * (length // 2)}\x01" for one, two in pairs if one < two]


def ask(pattern: Pattern, way: str, text: str) -> None:
    given: str | bytes = text if isinstance(pattern.pattern, str) else text.encode()
    if way == "sub":
        pattern.sub(given[:0], given)  # type: ignore[arg-type]
    else:
        found = getattr(pattern, way)(given)
        if way == "finditer":
            list(found)


def slow_on(pattern: Pattern, way: str) -> str | None:
    """Return the beginning of a text on which a pattern takes much more than four times as long."""
    act = partial(ask, pattern, way)
    for tiny, short, long in zip(worst(TINY), worst(SHORT), worst(LONG), strict=True):
        if least(act, tiny, 1) > SLACK:
            return tiny[:4]
        if least(act, long, 1) > SLACK and is_steep(act, short, long):
            return long[:4]
    return None


def test_no_pattern_takes_long_on_any_text() -> None:
    slow = []
    asked = 0
    for path in sorted(HOUSE.rglob("*.py")):
        for line, pattern, ways in patterns(path.read_text()):
            asked += len(ways)
            slow += [
                f"{path.relative_to(HOUSE)}:{line} {pattern.pattern!r} .{way} is slow on {text!r}…"
                for way in ways
                if (text := slow_on(pattern, way))
            ]
    assert asked > 80, "hardly a pattern was found: the walk is broken"
    assert not slow, "\n".join(
        [*slow, "Say it possessively (\\s*+), or look for the rare part first."]
    )


@pytest.mark.parametrize(
    "line",
    [
        r're.search(r"\s+$", text)',
        r're.fullmatch(r"(a+)+", text)',
        r're.sub(r"<\s*/?\s*x", "", text)',
        'SLOW = re.compile(r"[^@]+@")\nSLOW.findall(text)',
    ],
)
def test_a_slow_pattern_would_be_found(line: str) -> None:
    [(_line, pattern, ways)] = patterns(line)
    assert any(slow_on(pattern, way) for way in ways)


def test_a_search_looks_at_so_much_and_no_more() -> None:
    """Ten thousand letters in the box are no more work than the first few."""
    for typed in (
        "a " * 5000,
        "é" * 10_000,
        "1 " * 5000,
        "+" * 10_000,
        "a" * 10_000,
        '"*: ' * 2500,
    ):
        query = read(typed)
        assert len(query.words) <= MOST_WORDS
        assert all(len(word) <= LONGEST_WORD for word in query.words)
        assert len(query.digits) <= 200
