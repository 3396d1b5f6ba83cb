"""vCard as it is written, 2.1, 3.0 and 4.0: lines unfolded, properties taken apart, values unescaped.

What a property means is not known here; see `cards`.
"""

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

PROPERTY = re.compile(
    r"""(?:(?P<group>[\w-]+)\.)?(?P<name>[\w-]+)
    (?P<params>(?:;[^";:]*(?:"[^"]*"[^";:]*)*)*):""",
    re.VERBOSE,
)
PARAM = re.compile(r';([^";:=]*)(?:=((?:"[^"]*"|[^";:])*))?')
BASE64 = re.compile(r"[A-Za-z0-9+/=]+")
PICTURES = {"PHOTO", "LOGO", "SOUND", "KEY"}
"""Properties that hold much and say nothing in words; their values are not gathered."""
NO_WORDS = "…"
MOST_PROPERTIES = 2000
LONGEST_VALUE = 1_000_000
LONGEST_HEAD = 10_000
"""Letters before the value; with a million of them, looking for its beginning takes much memory."""


class TooLong(ValueError):
    """A card holds more than anybody knows of one person."""

    def __init__(self, line: int) -> None:
        super().__init__(f"the card on line {line} is too long")
        self.line = line


@dataclass(slots=True)
class Property:
    name: str
    value: str
    group: str = ""
    types: list[str] = field(default_factory=list)
    """What kinds it is of: "home", "cell"."""
    params: dict[str, str] = field(default_factory=dict)
    version: str = "3.0"

    @property
    def is_preferred(self) -> bool:
        return "pref" in self.types or "PREF" in self.params

    def parts(self) -> list[str]:
        """Take apart a value that has parts, such as a name or an address."""
        return [self._whole(part) if part else "" for part in _split(self.value, ";")]

    def listed(self) -> list[str]:
        """Take apart a value that is a list."""
        marks = ",;" if self.version == "2.1" else ","
        return [text for part in _split(self.value, marks) if (text := self.plain(part).strip())]

    def text(self) -> str:
        return self.plain(self.value)

    def _whole(self, part: str) -> str:
        # Since 3.0 a part may itself be a list.
        pieces = [part] if self.version == "2.1" else _split(part, ",")
        return " ".join(filter(None, (self.plain(piece).strip() for piece in pieces)))

    def plain(self, text: str) -> str:
        """Take off the marks that keep a value from being taken apart."""
        if "\\" not in text:
            return text
        if self.version == "2.1":
            return re.sub(r"\\([;,:\\])", r"\1", text)
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


@dataclass(slots=True)
class Card:
    line: int
    """The line of the file on which it begins."""
    version: str = "3.0"
    properties: list[Property] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    """Lines that are no property."""


def cards_in(lines: Iterable[tuple[int, str]], encoding: str) -> Iterator[Card]:
    """Give the cards of a file; one that is broken never costs the others."""
    card: Card | None = None
    inner = 0
    for number, text in unfolded(lines):
        bare = text.strip().upper()
        if bare == "BEGIN:VCARD":
            if card is not None and not _opens_inner(card):
                yield card
                card = None
            if card is None:
                card = Card(number)
            else:
                inner += 1
        elif bare == "END:VCARD":
            if inner:
                inner -= 1
            elif card is not None:
                yield card
                card = None
        elif card is not None and not inner and bare:
            _add(card, text, encoding)
    if card is not None:
        yield card


def _opens_inner(card: Card) -> bool:
    """Whether a card within the card is to come: an old way to name somebody's assistant."""
    return bool(card.properties) and card.properties[-1].name == "AGENT"


def _add(card: Card, text: str, encoding: str) -> None:
    if len(card.properties) + len(card.strange) >= MOST_PROPERTIES:
        raise TooLong(card.line)
    found = PROPERTY.match(text, 0, LONGEST_HEAD)
    if found is None:
        card.strange.append(text[:200])
        return
    name, value = found["name"].upper(), text[found.end() :]
    if name == "VERSION":
        card.version = value.strip()
        return
    types, params = _params(found["params"])
    if params.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
        value = _unquoted(value, params.get("CHARSET") or encoding)
    group = (found["group"] or "").lower()
    card.properties.append(Property(name, value, group, types, params, card.version))


def _params(text: str) -> tuple[list[str], dict[str, str]]:
    """Sort what is said of a property: its types, with or without TYPE= before them, and the rest."""
    types: list[str] = []
    params: dict[str, str] = {}
    for name, value in PARAM.findall(text):
        key, said = name.strip().upper(), value.replace('"', "")
        if not value and key in {"QUOTED-PRINTABLE", "BASE64"}:
            params["ENCODING"] = key
        elif not value:
            types.append(key.lower())
        elif key == "TYPE":
            types += [one.strip().lower() for one in said.split(",")]
        else:
            params[key] = said
    return types, params


def _unquoted(value: str, charset: str) -> str:
    """Read Quoted-Printable; what is no byte of it stays."""
    raw = quopri.decodestring(_bytes_of(value, charset))
    for each in (charset, "utf-8", "cp1252"):
        try:
            return raw.decode(each)
        except (ValueError, LookupError):
            continue
    return raw.decode("utf-8", "replace")


def _bytes_of(value: str, charset: str) -> bytes:
    """Spell a text in the letters that a card names; it may name what is no alphabet at all."""
    try:
        return value.encode(charset, "replace")
    except (ValueError, LookupError):
        return value.encode("utf-8", "replace")


def unfolded(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Put lines together that were broken: with a blank, with "=", or in the midst of a picture."""
    begun, pieces, size = 0, list[str](), 0
    soft = dropping = encoded = quoted = False
    for number, line in lines:
        bare = line.rstrip("\r\n")
        if pieces and soft:
            pieces[-1] = pieces[-1][:-1]
            pieces.append(bare)
        elif pieces and bare[:1] in (" ", "\t"):
            if not dropping:
                pieces.append(bare[1:])
        elif pieces and encoded and BASE64.fullmatch(bare):
            continue
        else:
            if pieces:
                yield begun, "".join(pieces)
            begun, pieces, size = number, [bare], 0
            head = bare.partition(":")[0].upper()
            dropping = encoded = _is_picture(head)
            if dropping:
                pieces = [_pictured(bare)]
            quoted = "QUOTED-PRINTABLE" in head
        size += 0 if dropping else len(bare) + 1
        if size > LONGEST_VALUE:
            raise TooLong(begun)
        soft = quoted and not dropping and bare.endswith("=")
    if pieces:
        yield begun, "".join(pieces)


def _is_picture(head: str) -> bool:
    return head.partition(";")[0].rpartition(".")[2] in PICTURES


def _pictured(line: str) -> str:
    """Keep the address of a picture; of a picture itself, that there is one."""
    head, _colon, value = line.partition(":")
    where = value[:500] if value[:4].lower() == "http" else NO_WORDS
    return f"{head.partition(';')[0]}:{where}"


def _split(text: str, marks: str) -> list[str]:
    """Part a text at marks that no backslash precedes."""
    if "\\" not in text:
        return re.split(f"[{marks}]", text)
    parts, begun, at = [], 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] in marks:
            parts.append(text[begun:at])
            begun = at + 1
        at += 1
    return [*parts, text[begun:]]
