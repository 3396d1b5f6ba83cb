"""Stylesheets and scripts: one file each, kept for ever under a name that changes with them."""

import re
import zlib
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup

from wowcrm.paths import folder
from wowcrm.web.assets import _MARGIN, _SPACE, _tightened, asset, draw_icon, scripts, stylesheets


def address(app: Flask, kind: str) -> str:
    with app.test_request_context():
        found = re.search(r'(?:href|src)="([^"]+)"', stylesheets() if kind == "css" else scripts())
    assert found
    return found[1]


def vendored(kind: str) -> list[Path]:
    return [*folder("static").glob(f"vendor/*/*.{kind}")]


@pytest.mark.parametrize("kind", ["css", "js"])
def test_all_files_of_a_kind_come_as_one(app: Flask, kind: str) -> None:
    answer = app.test_client().get(address(app, kind))

    assert answer.status_code == 200
    for file in [*(folder("static") / kind).glob(f"*.{kind}"), *vendored(kind)]:
        text = file.read_text()
        sent = _SPACE.sub(_tightened, text) if kind == "css" else _MARGIN.sub("", text)
        assert sent.strip() in answer.text
    assert "immutable" in answer.headers["Cache-Control"]
    assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_a_bundle_is_packed_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, old = address(app, "js"), re.sub(r"wowcrm-\w+", "wowcrm-000000000000", address(app, "js"))
    packed: list[int] = []

    def pack(data: bytes, level: int) -> bytes:
        packed.append(level)
        return zlib.compress(data, level, wbits=31)

    monkeypatch.setattr("flask_compress.flask_compress.compression.gzip.compress", pack)
    bodies = set()
    for wanted in (ours, ours, old, ours):
        answer = app.test_client().get(wanted, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        bodies.add(zlib.decompress(answer.data, wbits=31))

    assert len(bodies) == 1
    assert len(packed) <= 2, "once for all, and each time for a name that is not today's"


def test_the_order_of_layers_comes_first(app: Flask) -> None:
    text = app.test_client().get(address(app, "css")).text
    assert text.startswith("@layer values,reset,base,layout")


def test_an_old_name_gets_todays_file_and_is_not_kept(app: Flask) -> None:
    old = re.sub(r"wowcrm-\w+", "wowcrm-000000000000", address(app, "css"))
    answer = app.test_client().get(old)

    assert answer.status_code == 200
    assert "immutable" not in answer.headers["Cache-Control"]


def test_other_names_are_nothing(app: Flask) -> None:
    assert app.test_client().get("/static/wowcrm-x.css").status_code == 404


def test_a_file_named_by_its_content_is_kept(app: Flask) -> None:
    with app.test_request_context():
        icons = asset("img/icons.svg")

    for wanted, kept in ((icons, True), (icons.partition("?")[0], False)):
        with app.test_client().get(wanted) as answer:
            rule = answer.headers.get("Cache-Control", "")
            assert ("immutable" in rule) is kept
            assert ("no-cache" in rule) is not kept


def test_no_kept_file_brings_a_cookie(app: Flask, browser: FlaskClient) -> None:
    with browser.session_transaction() as session:
        session.permanent = True

    assert "Set-Cookie" not in browser.get(address(app, "css")).headers


def test_every_stylesheet_names_its_layer() -> None:
    layers = set()
    for file in sorted((folder("static") / "css").glob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.S)
        order = re.search(r"@layer ([\w, ]+);", text)
        if order:
            layers |= set(order[1].split(", "))
        outside = re.sub(r"@keyframes [\w-]+ \{(?:[^{}]|\{[^{}]*\})*\}|@layer [\w, ]+;", "", text)
        opened = re.findall(r"^@layer (\w+) \{", outside, re.M)

        assert opened, f"{file.name}: put its rules in a layer"
        assert set(opened) <= layers, f"{file.name}: {opened} is not in the order of _global.css"
        assert not re.findall(r"^[^@\s}]", outside, re.M), f"{file.name}: a rule stands outside"
        assert outside.count("{") == outside.count("}"), f"{file.name}: a brace is missing"


def test_colours_are_named_once() -> None:
    for file in (folder("static") / "css").glob("*.css"):
        if file.name not in {"_global.css", "print.css"}:
            raw = re.findall(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(|oklch\(\d", file.read_text(), re.I)
            assert not raw, f"{file.name}: {raw}: use a colour of _global.css"


def test_nothing_is_important() -> None:
    for file in (folder("static") / "css").glob("*.css"):
        assert "!important" not in file.read_text(), f"{file.name}: layers decide, not !important"


def test_scripts_are_small_and_stand_alone() -> None:
    for file in (folder("static") / "js").glob("*.js"):
        text = file.read_text()
        assert text.startswith("// "), f"{file.name}: begin with what it does"
        assert text.count("\n") <= 50, f"{file.name}: two behaviours? make two files"
        assert not re.search(r"\b(import|eval|innerHTML)\b(?!\")", text), file.name


def test_every_icon_that_is_used_is_in_the_sprite() -> None:
    sprite = (folder("static") / "img" / "icons.svg").read_text()
    has = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    for file in folder("templates").rglob("*.html"):
        used = set(re.findall(r'\b(?:icon|draw)\("([\w-]+)"', file.read_text()))
        used |= set(re.findall(r'\bicon="([\w-]+)"', file.read_text()))
        assert used <= has, f"{file.name}: {used - has} is not in static/img/icons.svg"


def test_what_an_icon_says_is_escaped_once(app: Flask) -> None:
    with app.test_request_context():
        said = Markup("Call {}").format("O'Brien")
        assert 'aria-label="Call O&#39;Brien"' in draw_icon("phone", said)
        assert 'aria-label="&lt;b&gt;"' in draw_icon("phone", "<b>")
        assert 'aria-hidden="true"' in draw_icon("phone")


def test_stylesheets_go_out_without_comments_and_idle_space(app: Flask) -> None:
    body = app.test_client().get(address(app, "css")).text
    sheets = "\n".join(path.read_text() for path in sorted(folder("static").glob("css/*.css")))

    assert len(body) < 0.85 * len(sheets)
    assert "/*" not in body
    assert "  " not in body
    strings = re.compile(r'"[^"]*"')
    without = re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL)
    assert strings.findall(body) == strings.findall(without)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("a { color : red ; }", "a{color :red}"),
        (
            "/* a; */ .a > .b ,\n.c :hover { x: calc(1px + 2px) }",
            ".a > .b,.c :hover{x:calc(1px + 2px)}",
        ),
        ("a { b: 0.5rem -0.5rem 10.5px #0.5 }", "a{b:.5rem -0.5rem 10.5px #0.5}"),
        ('a::after { content: " ; /* no */ " }', 'a::after{content:" ; /* no */ "}'),
        (
            "@media (min-width: 9rem) and (hover) { a { b: c d; } }",
            "@media (min-width:9rem) and (hover){a{b:c d}}",
        ),
    ],
)
def test_only_what_nobody_reads_is_left_out(written: str, sent: str) -> None:
    assert _SPACE.sub(_tightened, written).strip() == sent


def test_only_margins_and_comments_of_scripts_are_left_out() -> None:
    written = "// Why.\n// And how.\n\nconst a = () => {\n  // Here.\n  return 'b // c';\n};\n"
    assert _MARGIN.sub("", written) == "const a = () => {\nreturn 'b // c';\n};\n"
    for file in (folder("static") / "js").glob("*.js"):
        spans = [line for line in file.read_text().splitlines() if line.count("`") % 2]
        assert not spans, f"{file.name}: no text goes over lines, its margins would be lost"
