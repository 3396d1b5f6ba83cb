"""What is in a file is found from what is in it, whatever it is called."""

import pytest

from wowcrm.files.kinds import ANY_BYTES, kind_of, mime_of

OFFICE_ZIP = (
    b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00" + b"\0" * 14 + b"[Content_Types].xml"
)


@pytest.mark.parametrize(
    ("head", "name", "mime"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "pdf", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "png", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpeg", "image/jpeg"),
        (b"GIF89a\x01\0\x01\0", "gif", "image/gif"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "webp", "image/webp"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "heic", "image/heic"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "film", ANY_BYTES),
        (b"RIFF\x24\0\0\0WAVEfmt ", "sound", ANY_BYTES),
        (OFFICE_ZIP, "office", ANY_BYTES),
        (b"PK\x03\x04" + b"\0" * 30 + b"photo.jpg", "zip", ANY_BYTES),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 8, "office", ANY_BYTES),
        ("Cienījamais Kārli!\n".encode(), "text", "text/plain; charset=utf-8"),
        ("ž".encode() * 2048 + "ž".encode()[:1], "text", "text/plain; charset=utf-8"),
        ("Cienījamais Kārli!\n".encode("cp1257"), "text", ANY_BYTES),
        ("Hello".encode("utf-16"), "text", ANY_BYTES),
        (b"BEGIN:VCARD\r\nVERSION:3.0", "text", "text/plain; charset=utf-8"),
        # Words that a browser might run are given out as bytes.
        (b"<html><script>alert(1)</script>", "text", ANY_BYTES),
        (b'<?xml version="1.0"?><svg onload="alert(1)">', "text", ANY_BYTES),
        (b"  \n<svg xmlns='http://www.w3.org/2000/svg'>", "text", ANY_BYTES),
        (b"harmless at first <script>alert(1)</script>", "text", ANY_BYTES),
    ],
)
def test_what_may_be_attached(head: bytes, name: str, mime: str) -> None:
    kind = kind_of(head)
    assert kind is not None
    assert (kind.name, kind.mime) == (name, mime)
    assert mime_of(name, head) == mime


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"MZ\x90\0\x03\0\0\0",
        b"\x7fELF\x02\x01\x01\0",
        b"\xcf\xfa\xed\xfe\x07\0\0\x01",
        b"\xca\xfe\xba\xbe\0\0\0\x34",
        b"#!/bin/sh\nrm -rf /\n",
        b"\0\x01\x02\x03random bytes",
        b"RIFF\x24\0\0\0AVI LIST",
        b"L\0\0\0\x01\x14\x02\0",
    ],
)
def test_what_may_not(head: bytes) -> None:
    assert kind_of(head) is None


def test_what_changed_since_is_bytes() -> None:
    assert mime_of("png", b"<svg onload=alert(1)>") == ANY_BYTES
