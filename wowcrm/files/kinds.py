"""What is in a file, found from its first bytes: a name may say anything."""

import codecs
import re
from dataclasses import dataclass

HEAD = 4096
"""Bytes that are looked at."""

ANY_BYTES = "application/octet-stream"


@dataclass(frozen=True)
class Kind:
    """A kind of file that may be attached; `mime` is said when it is given out."""

    name: str
    mime: str = ANY_BYTES
    """Only what no browser runs has its own; the rest are bytes to be saved."""


PDF = Kind("pdf", "application/pdf")
IMAGE_TYPES = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "heic": "image/heic",
    "tiff": "image/tiff",
    "bmp": "image/bmp",
}
IMAGES = {name: Kind(name, mime) for name, mime in IMAGE_TYPES.items()}
TEXT = Kind("text", "text/plain; charset=utf-8")
MARKUP = Kind("text")
OFFICE = Kind("office")
ARCHIVE = Kind("zip")
SOUND = Kind("sound")
FILM = Kind("film")

BEGINNINGS: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", IMAGES["png"]),
    (b"\xff\xd8\xff", IMAGES["jpeg"]),
    (b"GIF87a", IMAGES["gif"]),
    (b"GIF89a", IMAGES["gif"]),
    (b"II*\x00", IMAGES["tiff"]),
    (b"MM\x00*", IMAGES["tiff"]),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OFFICE),
    (b"{\\rtf", OFFICE),
    (b"PK\x03\x04", ARCHIVE),
    (b"ID3", SOUND),
    (b"\xff\xfb", SOUND),
    (b"\xff\xf3", SOUND),
    (b"fLaC", SOUND),
    (b"OggS", SOUND),
)
HEIC = (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis", b"hevc", b"avif")
PACKED_OFFICE = re.compile(
    rb"\[Content_Types\]\.xml|_rels/\.rels|mimetypeapplication/(vnd\.oasis|epub)"
)
MARK_UP = re.compile(rb"<\s*[!?a-z]", re.I)


def kind_of(head: bytes) -> Kind | None:
    """Tell what a file is by its beginning; none: nothing that may be attached."""
    if not head:
        return None
    for beginning, kind in BEGINNINGS:
        if head.startswith(beginning):
            return OFFICE if kind is ARCHIVE and PACKED_OFFICE.search(head) else kind
    if head[4:8] == b"ftyp":
        return IMAGES["heic"] if head[8:12] in HEIC else FILM
    if head.startswith(b"RIFF"):
        return {b"WEBP": IMAGES["webp"], b"WAVE": SOUND}.get(head[8:12])
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return IMAGES["bmp"]
    return _text(head)


def _text(head: bytes) -> Kind | None:
    """Take words for words: UTF-8 or UTF-16, without signs that no text has; never a script."""
    if head.startswith(b"#!"):
        return None
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return MARKUP
    try:
        # The last letter may have been cut in two.
        codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        # Old letters and lists from other programs are in some other alphabet's bytes.
        return MARKUP if not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", head) else None
    if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head):
        return None
    return MARKUP if MARK_UP.search(head) else TEXT


def mime_of(kind: str, head: bytes) -> str:
    """Say what to give a file out as, by another look at it: what was found then may be old."""
    found = kind_of(head)
    return found.mime if found is not None and found.name == kind else ANY_BYTES
