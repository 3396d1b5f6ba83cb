"""Files of clients made to do harm: what each is, how it is called, and how many rows it truly has."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple

MIB = 1024**2
MOST = 19 * MIB
"""Bytes of the largest files: just below what may be uploaded."""
NAMES = b"Name,E-mail,Notes\n"


class Hostile(NamedTuple):
    what: str
    name: str
    make: Callable[[], bytes]
    rows: int | None = None
    """Rows that its report must tell of; none: it is refused."""


def of(size: int, piece: bytes) -> bytes:
    return piece * (size // len(piece))


def people(number: int, mark: str = "p") -> bytes:
    rows = (f"Person {mark} {n},{mark}{n}@example.com,tea\n" for n in range(number))
    return NAMES + "".join(rows).encode()


def packed_bomb() -> bytes:
    """A gigabyte of nothing."""
    file = io.BytesIO()
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=9) as packing:
        for _ in range(1024):
            packing.write(b"0" * MIB)
    return file.getvalue()


def workbook_bomb() -> bytes:
    """A workbook a thousand times as large when it is unpacked."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            for _ in range(1024):
                member.write(b"<c/>" * (MIB // 4))
    return file.getvalue()


def many_entries() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(10_000):
            archive.writestr(f"clients/{number}.csv", "Name\nBen\n")
    return file.getvalue()


def picture_bomb() -> bytes:
    """A picture that says it is fifty thousand pixels wide and as high."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    size = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(64 * MIB), 9)
    mark = b"\x89PNG\r\n\x1a\n"
    return mark + chunk(b"IHDR", size) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def mixed() -> bytes:
    """Each line in letters of its own."""
    lines = ["Kārlis", "Õnne", "Иван", "Ben", "Zoë"]
    codecs = ["cp1257", "utf-8", "cp1251", "utf-8", "cp1252"]
    rows = [
        f"{each},{n}@example.com,".encode(c)
        for n, (each, c) in enumerate(zip(lines, codecs, strict=True))
    ]
    return NAMES + b"\n".join(rows) + b"\n"


def card(*lines: str) -> bytes:
    return "\r\n".join(("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", "")).encode()


def wide(columns: int, rows: int) -> bytes:
    names = ",".join(["Name", *(f"Thing {n}" for n in range(1, columns))])
    return names.encode() + b"\n" + (b"x" + b",y" * (columns - 1) + b"\n") * rows


HARM = (
    Hostile("one line of 19 MB", "line.csv", lambda: of(MOST, b"x")),
    Hostile("one line of 60 MB", "line.csv", lambda: of(60 * MIB, b"x")),
    Hostile("a second line of 18 MB", "line.csv", lambda: NAMES + of(18 * MIB, b"x")),
    Hostile("a gigabyte in one of gzip", "people.csv.gz", packed_bomb),
    Hostile("the same, called CSV", "people.csv", packed_bomb),
    Hostile("a workbook a thousand times its size", "people.xlsx", workbook_bomb),
    Hostile("the same, called CSV", "people.csv", workbook_bomb),
    Hostile("a zip of 10,000 entries", "people.zip", many_entries),
    Hostile("10,000 columns", "wide.csv", lambda: wide(10_000, 20)),
    Hostile("500 columns of 2,000 rows", "wide.csv", lambda: wide(500, 2000), 2000),
    Hostile("19 MB of commas", "commas.csv", lambda: of(MOST, b",")),
    Hostile("19 MB of blank lines", "blank.csv", lambda: of(MOST, b"\n")),
    Hostile("19 MB of quotation marks", "quotes.csv", lambda: of(MOST, b'"')),
    Hostile("19 MB of open quotation marks", "quotes.csv", lambda: NAMES + of(MOST - 99, b'"\n')),
    Hostile("19 MB of rows without a cell", "blank.csv", lambda: NAMES + of(MOST - 99, b",\n")),
    Hostile(
        "a quotation mark never closed", "quote.csv", lambda: people(9) + b'"Ben,b@example.com\n'
    ),
    Hostile(
        "19 MB behind a quotation mark",
        "quote.csv",
        lambda: NAMES + b'Ben,b@example.com,"' + of(MOST - 99, b"tea\n"),
    ),
    Hostile("more rows than may be", "many.csv", lambda: b"Name\n" + of(MOST - 99, b"Ben\n")),
    Hostile("NUL in a cell", "nul.csv", lambda: people(9) + b"Be\0n,b@example.com,\n"),
    Hostile(
        "NUL in the last of 60,000 rows", "nul.csv", lambda: people(60_000, "n") + b"Be\0n,,\n"
    ),
    Hostile("19 MB of NUL", "nul.csv", lambda: bytes(MOST)),
    Hostile("each line in letters of its own", "mixed.csv", mixed, 5),
    Hostile(
        "broken UTF-8 after 60,000 rows",
        "u.csv",
        lambda: people(60_000, "u") + b"\xc3\x28\x98,,",
        60_001,
    ),
    Hostile("a mark of UTF-8", "bom.csv", lambda: b"\xef\xbb\xbf" + people(9, "b"), 9),
    Hostile("two marks of UTF-8", "bom.csv", lambda: b"\xef\xbb\xbf" * 2 + people(9, "c"), 9),
    Hostile("UTF-16 with its mark", "u16.csv", lambda: people(9, "d").decode().encode("utf-16"), 9),
    Hostile("UTF-16 without", "u16.csv", lambda: people(9, "e").decode().encode("utf-16-be"), 9),
    Hostile("UTF-16 cut in a letter", "u16.csv", lambda: people(9).decode().encode("utf-16")[:-1]),
    Hostile("UTF-32", "u32.csv", lambda: people(9).decode().encode("utf-32")),
    Hostile("a mark and nothing else", "bom.csv", lambda: b"\xff\xfe"),
    Hostile("\\r only", "mac.csv", lambda: people(900, "r").replace(b"\n", b"\r"), 900),
    Hostile("every end of line by turns", "ends.csv", lambda: NAMES + b"A,,\rB,,\nC,,\r\nD,,", 4),
    Hostile("a picture called CSV", "people.csv", picture_bomb),
    Hostile("a program called vCard", "people.vcf", lambda: b"MZ\x90\0" + bytes(range(256)) * 40),
    Hostile("a database called CSV", "people.csv", lambda: b"SQLite format 3\0" + bytes(9000)),
    Hostile("a page called CSV", "people.csv", lambda: b"<!doctype html><table><tr><td>Ben"),
    Hostile("a list called a workbook", "people.xlsx", lambda: people(9, "x"), 9),
    Hostile("cards called CSV", "people.csv", lambda: card("FN:Ben V", "EMAIL:v@example.com"), 1),
    Hostile(
        "cells as long as may be",
        "long.csv",
        lambda: NAMES + b"".join(b"L%d," % n + b"a@" * 60_000 + b",\n" for n in range(60)),
        60,
    ),
    Hostile(
        "phones as long as may be",
        "long.csv",
        lambda: b"Name,Phone\n" + b"".join(b"P%d," % n + b"+1" * 60_000 + b"\n" for n in range(60)),
        60,
    ),
    Hostile(
        "days as long as may be",
        "long.csv",
        lambda: (
            b"Name,Birthday\n" + b"".join(b"T%d," % n + b"1." * 60_000 + b"\n" for n in range(60))
        ),
        60,
    ),
    Hostile(
        "names as long as may be",
        "long.csv",
        lambda: b"Name\n" + b"".join(b"%d " % n + b"N " * 60_000 + b"\n" for n in range(60)),
        60,
    ),
    Hostile(
        "a card with a picture of 18 MB",
        "ben.vcf",
        lambda: card("FN:Ben Pictured", "PHOTO;ENCODING=b:" + "A" * 18 * MIB),
        1,
    ),
    Hostile(
        "a card with 300,000 addresses",
        "ben.vcf",
        lambda: card("FN:Ben Manifold", *(f"EMAIL:m{n}@example.com" for n in range(300_000))),
    ),
    Hostile("19 MB of short lines", "ben.vcf", lambda: b"BEGIN:VCARD\n" + of(MOST - 99, b"X:y\n")),
    Hostile(
        "19 MB of lines that are none", "x.vcf", lambda: b"BEGIN:VCARD\n" + of(MOST - 99, b"x\n")
    ),
    Hostile(
        "8,000 cards with properties of their own",
        "ben.vcf",
        lambda: b"".join(
            card(f"FN:Own {n}", *(f"X-P{n}-{m}:x" for m in range(9))) for n in range(8000)
        ),
        8000,
    ),
    Hostile(
        "cards in cards, 100,000 deep",
        "deep.vcf",
        lambda: b"BEGIN:VCARD\nFN:Ben Deep\nAGENT:\n" + b"BEGIN:VCARD\n" * 100_000,
        1,
    ),
    Hostile(
        "a card of soft ends of lines",
        "soft.vcf",
        lambda: card("FN:Ben Soft", "NOTE;ENCODING=QUOTED-PRINTABLE:" + "=\r\n" * 2 * MIB),
    ),
    Hostile("a card of folds", "fold.vcf", lambda: card("FN:Ben", "NOTE:x" + "\r\n x" * 4 * MIB)),
    Hostile("an address of 9 MB of parts", "x.vcf", lambda: card("FN:Ben", "ADR:" + ";" * 9 * MIB)),
    Hostile("a name of 900,000 parts", "x.vcf", lambda: card("FN:Ben", "N:" + ";" * 900_000), 1),
    Hostile("a property of 900,000 marks", "x.vcf", lambda: card("FN:Ben", "N" + ";" * 900_000), 1),
    Hostile(
        "a card in letters that are none",
        "x.vcf",
        lambda: card("FN;CHARSET=base64;ENCODING=QUOTED-PRINTABLE:Ben=20Strange"),
        1,
    ),
    Hostile("a card that ends nowhere", "x.vcf", lambda: b"BEGIN:VCARD\nFN:Ben Endless\n", 1),
)
