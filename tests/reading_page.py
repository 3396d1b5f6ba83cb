"""A page as a tree, read strictly: what a browser would quietly mend is a fault here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html.parser import HTMLParser

VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
ENDS_P = re.compile(
    "address|article|aside|blockquote|details|dialog|div|dl|fieldset|figure|footer|form|h[1-6]"
    "|header|hr|main|nav|ol|p|pre|section|table|ul"
)
SELECTOR = re.compile(r"([a-z0-9]+)?((?:[.#][\w-]+|\[[\w-]+(?:=[^\]]*)?\])*)", re.IGNORECASE)


class Misread(AssertionError):
    """The page is not what its author thinks it is."""


@dataclass(eq=False)
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)
    line: int = 0

    @property
    def id(self) -> str:
        return self.attributes.get("id", "")

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """What a person reads, with single spaces."""
        return " ".join("".join(self.strings()).split())

    def __getitem__(self, attribute: str) -> str:
        return self.attributes[attribute]

    def __contains__(self, attribute: str) -> bool:
        return attribute in self.attributes

    def get(self, attribute: str, default: str = "") -> str:
        return self.attributes.get(attribute, default)

    def strings(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in {"script", "style", "template"}:
                # Neighbouring blocks are separate words.
                yield " "
                yield from child.strings()
                yield " "

    def walk(self) -> Iterator["Element"]:
        """Yield every element below this one, in the order of the page."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.walk()

    def ancestors(self) -> Iterator["Element"]:
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def inside(self, tag: str) -> "Element | None":
        """The nearest element called `tag` around this one."""
        return next((above for above in self.ancestors() if above.tag == tag), None)

    def all(self, selector: str) -> list["Element"]:
        """Find by tag, #id, .class, [attribute=value], and descent: `form.card input[name=idea]`."""
        *above, last = selector.split()
        found = [element for element in self.walk() if _matches(element, last)]
        for part in reversed(above):
            found = [e for e in found if any(_matches(a, part) for a in e.ancestors())]
        return found

    def first(self, selector: str) -> "Element":
        found = self.all(selector)
        if not found:
            raise Misread(f"nothing on the page is {selector!r}:\n{self.text[:2000]}")
        return found[0]

    def __str__(self) -> str:
        written = "".join(f' {name}="{value}"' for name, value in self.attributes.items())
        return f"<{self.tag}{written}> on line {self.line}"


def _matches(element: Element, part: str) -> bool:
    tag, marks = _understood(part)
    if tag and element.tag != tag:
        return False
    for kind, name, value in marks:
        if kind == "#" and element.id != name:
            return False
        if kind == "." and name not in element.classes:
            return False
        if kind == "[" and (name not in element or value not in {None, element[name]}):
            return False
    return True


@cache
def _understood(part: str) -> tuple[str, list[tuple[str, str, str | None]]]:
    """Take a part of a selector apart: its tag, and its marks with what they ask for."""
    found = SELECTOR.fullmatch(part)
    if found is None:
        raise ValueError(f"{part!r} is more than this small reader understands")
    marks: list[tuple[str, str, str | None]] = []
    for mark in re.findall(r"[.#][\w-]+|\[[^\]]+\]", found[2]):
        name, equals, value = mark[1:].removesuffix("]").partition("=")
        marks.append((mark[0], name, value.strip("\"'") if equals else None))
    return (found[1] or "").lower(), marks


class Page(Element):
    """An HTML answer: the root of the tree, and what was wrong with how it was written."""

    def __init__(self, html: str) -> None:
        super().__init__(tag="")
        self.elements: list[Element] = []
        self.is_whole = "<html" in html[:500].lower()
        self.faults: list[str] = []
        reader = _Reader(self)
        reader.feed(html)
        reader.close()
        self.faults += [f"{left} is never closed" for left in reader.unclosed[1:]]

    def walk(self) -> Iterator[Element]:
        """Yield every element in the order in which they were read."""
        return iter(self.elements)


@lru_cache(maxsize=64)
def page_of(html: str) -> Page:
    """Read a page; one and the same page is asked about many times."""
    return Page(html)


class _Reader(HTMLParser):
    """Builds the tree of a page; mends nothing."""

    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.faults = page.faults
        self.elements = page.elements
        self.unclosed: list[Element] = [page]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._add(tag, attrs)
        if not VOID.fullmatch(tag):
            self.unclosed.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._add(tag, attrs)
        if not VOID.fullmatch(tag) and tag != "svg" and element.inside("svg") is None:
            self.faults.append(f"{element} closes itself, which HTML reads as left open")

    def handle_endtag(self, tag: str) -> None:
        top = self.unclosed[-1]
        if top.tag == tag:
            self.unclosed.pop()
        elif any(element.tag == tag for element in self.unclosed):
            self.faults.append(f"</{tag}> on line {self.getpos()[0]} while {top} is still open")
            while self.unclosed.pop().tag != tag:
                pass
        else:
            self.faults.append(f"</{tag}> on line {self.getpos()[0]} closes nothing")

    def handle_data(self, data: str) -> None:
        self.unclosed[-1].children.append(data)

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> Element:
        above = self.unclosed[-1]
        element = Element(tag, {n: v or "" for n, v in attrs}, above, line=self.getpos()[0])
        above.children.append(element)
        self.elements.append(element)
        if len(attrs) != len(element.attributes):
            self.faults.append(f"{element} says an attribute twice")
        if ENDS_P.fullmatch(tag) and (above.tag == "p" or above.inside("p")):
            self.faults.append(f"{element} stands in a <p>, which it ends")
        return element
