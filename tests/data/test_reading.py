import codecs
import random
import tracemalloc
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.data import samples
from wowcrm.data import reading
from wowcrm.data.columns import recognise
from wowcrm.data.reading import Sheet, UnreadableFile, read
from wowcrm.data.synonyms import Field


def rows(sheet: Sheet) -> list[list[str]]:
    return [line.cells for line in sheet.rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [samples.GOOGLE, samples.BULGARIAN, samples.ESTONIAN])
def test_unicode_is_recognised_with_and_without_its_mark(text: str, encoding: str) -> None:
    sheet = read(text.encode(encoding))

    assert sheet.encoding.replace("-", "") in encoding.replace("-", "")
    assert sheet.header == read(text.encode()).header
    assert rows(sheet) == rows(read(text.encode()))


@pytest.mark.parametrize(
    ("text", "encoding", "likely"),
    [
        (samples.BULGARIAN, "cp1251", "cp1251"),
        (samples.BULGARIAN, "cp1251", "cp1252"),
        (samples.RUSSIAN, "cp1251", "cp1252"),
        (samples.OUTLOOK_COM, "cp1251", "cp1252"),
        (samples.LATVIAN, "cp1257", "cp1257"),
        (samples.LATVIAN, "cp1257", "cp1252"),
        (samples.OUTLOOK_DESKTOP, "cp1257", "cp1252"),
        ("Vardas;Pavardė\r\nŽilvinas;Šarūnas\r\nEglė;Žukauskaitė\r\n", "cp1257", "cp1257"),
        (samples.ESTONIAN, "cp1257", "cp1257"),
        (samples.ESTONIAN, "cp1252", "cp1252"),
        (samples.GERMAN, "cp1252", "cp1252"),
        ("Name,Notes\r\nAndré,à côté de chez Zoë\r\n", "cp1252", "cp1252"),
        ("Name,Notes\r\nMaría,“curly” — 50 €\r\n", "cp1252", "cp1252"),
        ("Name,Notes\r\nSøren Ærø,på Ålborg\r\n", "cp1252", "cp1252"),
        ("Name,Notes\r\nKārlis,\r\n", "cp1257", "cp1257"),
    ],
)
def test_old_encodings_are_told_apart(text: str, encoding: str, likely: str) -> None:
    sheet = read(text.encode(encoding), likely=likely)

    assert rows(sheet) == rows(read(text.encode()))
    assert sheet.header == read(text.encode()).header


def test_encoding_and_separator_may_be_given() -> None:
    content = "Name;Notes\r\nKārlis;a,b\r\n".encode("cp1257")

    assert rows(read(content, encoding="cp1257", separator=";")) == [["Kārlis", "a,b"]]
    assert rows(read(content, encoding="cp1252", separator=",")) == [["Kârlis;a", "b"]]


def test_a_given_encoding_that_does_not_fit_is_said() -> None:
    with pytest.raises(UnreadableFile, match="letters of this file"):
        read("Name\nKārlis".encode("cp1257"), encoding="utf-8")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_among_the_others(separator: str) -> None:
    others = "".join(each for each in ",;|" if each != separator)
    content = separator.join(["Name", "E-mail", "Notes"]) + "\n"
    content += separator.join(["Ben", "ben@example.com", f"tea{others}cake"]) + "\n"

    sheet = read(content.encode())

    assert sheet.separator == separator
    assert rows(sheet) == [["Ben", "ben@example.com", f"tea{others}cake"]]


def test_excels_first_line_names_the_separator_and_is_no_row() -> None:
    sheet = read(b"sep=;\r\nName;Notes\r\nBen;a,b\r\n")

    assert (sheet.separator, sheet.header) == (";", ("Name", "Notes"))
    assert [line.number for line in sheet.rows()] == [3]


def test_one_column_needs_no_separator() -> None:
    sheet = read(b"E-mail\nben@example.com\namira@example.com\n")

    assert sheet.header == ("E-mail",)
    assert rows(sheet) == [["ben@example.com"], ["amira@example.com"]]


def test_linkedins_note_above_the_columns_is_skipped() -> None:
    sheet = read(samples.LINKEDIN.encode("utf-8-sig"))

    assert sheet.header[:2] == ("First Name", "Last Name")
    assert [line.number for line in sheet.rows()] == [5, 7]


def test_line_numbers_are_those_of_the_file() -> None:
    sheet = read(b'\n\nName,Notes\nBen,"two\nlines"\n\n,\nAmira,"a\r\nb\r\nc"\nOnne,x\n')

    assert [(line.number, line.cells[0]) for line in sheet.rows()] == [
        (4, "Ben"),
        (8, "Amira"),
        (11, "Onne"),
    ]


@pytest.mark.parametrize("ending", ["\r", "\n", "\r\n"])
def test_every_kind_of_line_ending_is_read(ending: str) -> None:
    content = ending.join(["Name,Notes", "Ben,tea", "Amira,"])

    assert rows(read(content.encode())) == [["Ben", "tea"], ["Amira", ""]]


def zipped(name: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (codecs.BOM_UTF8 + b" \r\n\r\n", "This file is empty."),
        (codecs.BOM_UTF16_LE, "This file is empty."),
        (b",,,\n,,\n", "This file is empty."),
        (b"Name,E-mail\r\n", "no rows under them"),
        (b"Name,E-mail\r\n,\r\n\r\n", "no rows under them"),
        (b'Name,Notes\nBen,tea\nAmira,"never closed\nOnne,x\n', "line 3 do not match"),
        (b'Name,Notes\nBen,"tea"and cake\n', "line 2 do not match"),
        (b'Name,Notes\nBen,"' + 60_000 * b"abc\n", "line 2 has a cell that never ends"),
        (b"Name,Notes\nBen,te\0a\n", "Line 2 holds NUL bytes"),
        (b"Name\n" + b"x" * 1_100_000 + b"\n", "Line 2 is far too long"),
        (b",".join(b"c%d" % i for i in range(10_000)) + b"\nBen\n", "has 10,000 columns"),
        (b"Name,Notes\nBen" + 10_000 * b"," + b"\n", "has 10,001 columns"),
        (zipped("xl/workbook.xml"), "spreadsheet or a zip file"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "This is a spreadsheet"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "This is a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This is a picture"),
        (b"\x1f\x8b\x08\0\0\0", "packed file"),
        (b"<!DOCTYPE html><table>", "web page"),
        (bytes(range(256)) * 20, "letters of this file|NUL bytes"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=sentence) as refusal:
        list(read(content).rows())

    assert str(refusal.value).endswith(".") or str(refusal.value).endswith("?")
    assert "\n" not in str(refusal.value)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    sheet = read(b"Name\n" + b"Ben\n" * 4)

    with pytest.raises(UnreadableFile, match="more than 3 rows"):
        list(sheet.rows())


def test_rows_without_a_cell_do_not_go_on_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 3)

    with pytest.raises(UnreadableFile, match="more than 3 rows"):
        list(read(b"Name,E-mail\nBen,\n" + b",\n" * 9).rows())


def test_a_large_file_is_never_held_twice() -> None:
    row = "Õnne,onne@example.ee," + "x" * 900 + "\n"
    content = ("Name,E-mail,Notes\n" + row * 10_000).encode()
    tracemalloc.start()
    sheet = read(content)
    count = sum(1 for line in sheet.rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 10_000
    assert peak < 0.3 * len(content)


pieces = st.sampled_from(
    ["Name", "E-mail", ",", ";", "\t", '"', "\n", "\r", "'", "=", "Ķ", "ж", "\ufeff", "sep=;", "\0"]
)


@given(st.one_of(st.binary(max_size=400), st.lists(pieces).map(lambda p: "".join(p).encode())))
@example(b"\xff\xfe\x00")
@example(b"sep=;")
def test_nothing_but_our_own_refusal_is_ever_raised(content: bytes) -> None:
    with suppress(UnreadableFile):
        for line in read(content).rows():
            assert line.number >= 1


def test_random_bytes_are_refused_or_read() -> None:
    chance = random.Random(2026)
    for _ in range(200):
        content = chance.randbytes(chance.randrange(3000))
        with suppress(UnreadableFile):
            list(read(content).rows())


def test_rows_whose_columns_nobody_named() -> None:
    sheet = read(b"Ben Carter;ben@example.com\nAmira;amira@example.com;+44 20 7946 0018\n")

    assert sheet.header == ("", "", "")
    assert [line.number for line in sheet.rows()] == [1, 2]
    columns = recognise(sheet.header, [line.cells for line in sheet.rows()])
    assert [m and m.field for m in columns.meanings] == [Field.NAME, Field.EMAIL, Field.PHONE]
