"""Stylesheets and scripts without a build: all of a kind as one file, named by its content."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Request, Response, abort, current_app, request, url_for
from markupsafe import Markup, escape

from wowcrm.paths import folder
from wowcrm.web.access import public

bp = Blueprint("assets", __name__)

ONE_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Bundle:
    """Many small files, served as one; `name` changes whenever a byte of them does."""

    body: str
    name: str


@bp.after_app_request
def keep_named_files(answer: Response) -> Response:
    """Let browsers keep a file for ever when its address names its content."""
    if request.endpoint == "static" and "v" in request.args and answer.status_code == 200:
        keep_for_ever(answer)
    return answer


def is_asset() -> bool:
    """Tell whether a file is asked for that is the same for everybody, rather than a page."""
    return request.endpoint in {"static", "assets.bundle", "manifest.show"}


def asset(path: str) -> str:
    """Address a file of static/ so that it may be kept for ever: its content is in the address."""
    changed = _changed(folder("static") / path) if current_app.debug else 0
    return _address_of_file(path, changed, request.root_path)


def draw_icon(name: str, label: str = "") -> Markup:
    """Draw a symbol of the sprite; without a label, a word stands beside it."""
    return _icon(name, escape(label), asset("img/icons.svg"))


def stylesheets() -> Markup:
    """Link every file of static/css, as one request."""
    return Markup('<link rel="stylesheet" href="{}">').format(_address("css"))


def scripts() -> Markup:
    """Load htmx and every module of static/js, as one request; a module waits for the page."""
    return Markup('<script type="module" src="{}"></script>').format(_address("js"))


@bp.get("/static/wowcrm-<name>.<any(css, js):kind>")
@public
def bundle(name: str, kind: str) -> Response:
    """Serve all stylesheets or all scripts; an old name is answered with today's, unkept."""
    found = bundled(kind)
    if len(name) != len(found.name):
        abort(404)
    media = "text/css" if kind == "css" else "text/javascript"
    answer = Response(found.body, content_type=f"{media}; charset=utf-8")
    if name == found.name:
        keep_for_ever(answer)
    else:
        answer.cache_control.no_cache = True
    return answer


class Packed:
    """What was packed of today's bundles, once for all; everything else is packed as it comes."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self._kept.get(key)

    def set(self, key: str, packed: bytes) -> None:
        if not key.endswith(";"):
            self._kept[key] = packed


def pack_once(app: Flask) -> None:
    """Have Flask-Compress, which asks for this as it begins, keep what it packed of the bundles."""
    app.config.update(COMPRESS_CACHE_BACKEND=Packed, COMPRESS_CACHE_KEY=_name_of_bundle)


def _name_of_bundle(asked: Request) -> str:
    told = asked.view_args or {}
    is_ours = asked.endpoint == "assets.bundle" and told["name"] == bundled(told["kind"]).name
    return f"{told['name']}.{told['kind']}" if is_ours else ""


@bp.after_app_request
def close_file(answer: Response) -> Response:
    """Have a file closed when it is sent; once compressed, the server no longer sees a file."""
    close = getattr(answer.response, "close", None)
    if answer.direct_passthrough and close:
        answer.call_on_close(close)
    return answer


def keep_for_ever(answer: Response) -> None:
    """Let browsers keep an answer whose address changes with its content."""
    answer.cache_control.no_cache = None
    answer.cache_control.public = True
    answer.cache_control.max_age = ONE_YEAR
    answer.cache_control.immutable = True


def bundled(kind: str) -> Bundle:
    """Return all stylesheets ("css") or all scripts ("js") in name order."""
    return _read(kind, max(map(_changed, _files(kind))) if current_app.debug else 0)


def _address(kind: str) -> str:
    return url_for("assets.bundle", name=bundled(kind).name, kind=kind)


def _files(kind: str) -> list[Path]:
    """List the files of a bundle: what others wrote first, ours in name order."""
    static = folder("static")
    return [*static.glob(f"vendor/*/*.min.{kind}"), *sorted((static / kind).glob(f"*.{kind}"))]


def _changed(file: Path) -> int:
    return file.stat().st_mtime_ns


# Files are read once; while developing, whenever one of them has `changed` since.


@lru_cache(maxsize=8)
def _read(kind: str, changed: int) -> Bundle:
    body = "\n".join(_FRAMES[kind](file.read_text(encoding="utf-8")) for file in _files(kind))
    return Bundle(body, hashlib.sha256(body.encode()).hexdigest()[:12])


@lru_cache(maxsize=256)
def _address_of_file(path: str, changed: int, _root: str) -> str:
    name = hashlib.sha256((folder("static") / path).read_bytes()).hexdigest()[:10]
    return url_for("static", filename=path, v=name)


@lru_cache(maxsize=1024)
def _icon(name: str, label: Markup, sprite: str) -> Markup:
    said = Markup('role="img" aria-label="{}"').format(label) if label else 'aria-hidden="true"'
    return Markup('<svg class="icon" {} focusable="false"><use href="{}#{}"></use></svg>').format(
        Markup(said), sprite, name
    )


# What a browser does not need: comments, space that parts nothing, the last semicolon of a rule,
# the nought of 0.5. Strings stay as they are.
_BLANK = r"(?:\s|/\*.*?\*/)"
_SPACE = re.compile(
    r"""(?P<kept>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
    rf"|{_BLANK}*;{_BLANK}*(?=}})|(?<![\w.#-])0(?=\.\d)"
    rf"|{_BLANK}*(?P<mark>[{{}};,]){_BLANK}*|(?<=:){_BLANK}+|(?P<space>{_BLANK}+)",
    re.DOTALL,
)


def _tightened(found: re.Match[str]) -> str:
    return found["kept"] or found["mark"] or (" " if found["space"] else "")


# Comments on lines of their own, and what stands before the first word of a line.
_MARGIN = re.compile(r"^\s*(?://.*\n)?", re.MULTILINE)

# Each script keeps its names to itself; stylesheets name their layer themselves.
_FRAMES: dict[str, Callable[[str], str]] = {
    "css": lambda text: _SPACE.sub(_tightened, text).strip(),
    "js": lambda text: f"{{\n{_MARGIN.sub('', text)}}}",
}
