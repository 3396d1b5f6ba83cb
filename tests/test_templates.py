"""What a reader of templates and stylesheets may rely on; each rule says what to do instead."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

HOUSE = Path(__file__).parent.parent
TEMPLATES = HOUSE / "templates"
JINJA = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)

PAGES = sorted(TEMPLATES.rglob("*.html"))
NAMES = [path.relative_to(TEMPLATES).as_posix() for path in PAGES]
FRAGMENTS = [name for name in NAMES if name.rpartition("/")[2].startswith("_")]
# Layouts are what pages extend, macros are called, e-mails are letters.
APART = ("layouts/", "shared/", "emails/")


def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_extends_nothing_and_begins_by_naming_its_needs(name: str) -> None:
    opening = re.match(r"\{#(.*?)#\}", source(name), re.DOTALL)

    assert "{% extends" not in source(name), "a name with an underscore is a fragment, not a page"
    assert opening, "begin with {# What it is. Needs: client. #}"
    assert "Needs: " in opening[1], "say what it needs: {# What it is. Needs: client. #}"


@pytest.mark.parametrize("name", [n for n in NAMES if n not in FRAGMENTS])
def test_a_page_extends_a_layout(name: str) -> None:
    if not name.startswith(APART):
        assert re.search(r'\{% extends "layouts/\w+\.html" %\}', source(name)), (
            "a page stands in a layout; a fragment begins with an underscore"
        )


@pytest.mark.parametrize("name", NAMES)
def test_a_template_trusts_nobody(name: str) -> None:
    for danger in (r"\|\s*safe\b", r"autoescape\s+false", r"\bstyle=", r"\bon[a-z]+=\"", "hx-on"):
        found = re.search(danger, source(name))
        assert not found, f"{found and found[0]!r}: escape, and put style and script in files"


class Words(HTMLParser):
    """Collects what people would read of a template from which Jinja was taken out."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._quiet = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._quiet = tag in {"script", "style", "code", "pre"}
        for name, value in attrs:
            if name in {"alt", "title", "placeholder", "aria-label"} and value:
                self.handle_data(value)

    def handle_endtag(self, tag: str) -> None:
        self._quiet = False

    def handle_data(self, data: str) -> None:
        # Parts of a class or an id, as small macros make them, are no words.
        words = [word for word in data.split() if word not in styled() and word.strip("-") == word]
        if not self._quiet and re.search(r"[^\W\d_]{2}", "".join(words).replace("WowCRM", "")):
            self.found.append(" ".join(data.split()))


def untranslated(text: str) -> Iterator[str]:
    """Yield the words of a template that do not pass through gettext."""
    text = re.sub(r"\{%-?\s*trans\b.*?\bendtrans\s*-?%\}", "", text, flags=re.DOTALL)
    text = re.sub(r"<(/?)\{\{.*?\}\}", r"<\1div", text)
    data = "".join(value for _, kind, value in JINJA.lex(text) if kind == "data")
    yield from Words(data).found
    tree = JINJA.parse(text)
    spoken = {
        id(const)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext", "ngettext"}
        for const in call.find_all(nodes.Const)
    }
    for const in tree.find_all(nodes.Const):
        words = const.value if isinstance(const.value, str) else ""
        if id(const) not in spoken and re.match(r"[A-Z][a-z]+(?: [a-z]|$)", words):
            yield words


@pytest.mark.parametrize("name", [n for n in NAMES if not n.startswith("patterns/")])
def test_every_word_passes_through_gettext(name: str) -> None:
    found = list(untranslated(source(name)))
    assert not found, f"write {{{{ _({found[0]!r}) }}}} instead"


@pytest.mark.parametrize(
    "planted",
    ["<p>Hello</p>", '<a href="/" title="Go home"></a>', '{{ post_button("Deliver it", "/") }}'],
)
def test_planted_words_are_found(planted: str) -> None:
    assert list(untranslated(planted))


@cache
def styled() -> dict[str, str]:
    """Every class of the stylesheets, and in which it is."""
    found: dict[str, str] = {}
    # A mail brings its style along.
    for path in sorted([*(HOUSE / "static/css").glob("*.css"), *TEMPLATES.glob("emails/*.css")]):
        text = re.sub(r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"", "", path.read_text(), flags=re.DOTALL)
        # Names stand in selectors: before a brace, not in declarations.
        for selector in re.findall(r"[^{};]+(?=\{)", text):
            for name in re.findall(r"\.([A-Za-z][\w-]*)", selector):
                found.setdefault(name, path.name)
    return found


def variants() -> list[str]:
    return [f"{name}--" for name in styled()]


def worn(text: str) -> Iterator[str]:
    """Yield the classes a template gives to elements; `card--*` where Jinja ends the name."""
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}", "*", text, flags=re.DOTALL)
    for value in re.findall(r'\bclass="([^"]*)"', text):
        yield from (name for name in value.split() if name.strip("*"))


@pytest.mark.parametrize("name", NAMES)
def test_every_class_of_a_template_has_its_style(name: str) -> None:
    for one in worn(source(name)):
        # A bare name whose variants are styled, or variants of a styled name, will do.
        form = re.escape(one).replace(r"\*", r"[\w-]*") + r"(--[\w-]+)?"
        assert any(re.fullmatch(form, known) for known in [*styled(), *variants()]), (
            f".{one} is in no stylesheet of static/css: style it or leave it out"
        )


def test_every_styled_class_is_worn() -> None:
    texts = [path.read_text() for path in PAGES]
    patterns = {one for text in texts for one in worn(text) if "*" in one}
    forms = [re.escape(one).replace(r"\*", r"[\w-]*") for one in patterns]
    code = [*(HOUSE / "static/js").glob("*.js"), *(HOUSE / "wowcrm").rglob("*.py")]
    words = set(re.findall(r"[\w-]+", " ".join([*texts, *(path.read_text() for path in code)])))
    # htmx puts its own on what it is busy with.
    bare = [
        f".{name} in {where}"
        for name, where in styled().items()
        if name not in words
        and not name.startswith("htmx-")
        and not any(re.fullmatch(form, name) for form in forms)
    ]
    assert not bare, "styled, but worn by nothing: " + ", ".join(bare)


def defined(sheet: str) -> set[str]:
    """Name the classes that a stylesheet defines: whose rules ask for the class alone."""
    text = re.sub(r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"", "", sheet, flags=re.DOTALL)
    selectors = ",".join(re.findall(r"[^{};]+(?=\{)", text)).split(",")
    found = (re.fullmatch(r"\.([A-Za-z][\w-]*)(::?[\w-]+)*", one.strip()) for one in selectors)
    return {one[1] for one in found if one}


def test_a_class_is_defined_in_one_stylesheet() -> None:
    where: dict[str, list[str]] = {}
    # On paper all looks different, and one sheet says how.
    for path in sorted({*(HOUSE / "static/css").glob("*.css")} - {HOUSE / "static/css/print.css"}):
        for name in defined(path.read_text()):
            where.setdefault(name, []).append(path.name)

    doubled = [f".{name} in {' and '.join(paths)}" for name, paths in where.items() if paths[1:]]
    assert not doubled, "two concepts, one word; name one after its own: " + ", ".join(doubled)


def test_a_planted_definition_is_found() -> None:
    sheet = "@layer concepts { .steps, .step:hover { margin: 0 } .card .btn { inline-size: 4rem } }"
    assert defined(sheet) == {"steps", "step"}
