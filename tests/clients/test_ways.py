"""Ways to reach a client, and how two spellings of one are known again."""

import pytest

from wowcrm.clients.models import Client, ContactDetail, DetailKind
from wowcrm.clients.reach import key_of, ways_to

PHONE, EMAIL = DetailKind.PHONE, DetailKind.EMAIL
ADDRESS, WEBSITE = DetailKind.ADDRESS, DetailKind.WEBSITE


@pytest.mark.parametrize(
    ("kind", "value", "key"),
    [
        (PHONE, "26 123 456", "+37126123456"),
        (PHONE, "+371 (26) 123-456", "+37126123456"),
        (PHONE, "0044 20 7946 0018", "+442079460018"),
        (PHONE, "112", "112"),
        (PHONE, "ext. 12, ask for Jana", "12"),
        (PHONE, "ask at the bar", "ask at the bar"),
        (EMAIL, "Ben@Example.COM", "ben@example.com"),
        (ADDRESS, "Brīvības  iela 1\nRīga", "brivibas iela 1 riga"),
    ],
)
def test_two_spellings_share_a_key(kind: DetailKind, value: str, key: str) -> None:
    assert key_of(kind, value, "LV") == key


@pytest.mark.parametrize(
    ("kind", "value", "links"),
    [
        (PHONE, "26 123 456", ["tel:+37126123456", "https://wa.me/37126123456"]),
        (PHONE, "67 000 000", ["tel:+37167000000"]),
        (PHONE, "12-34", ["tel:1234"]),
        (PHONE, "ask at the bar", []),
        (EMAIL, "o'neil+a&b@example.com", ["mailto:o%27neil+a%26b@example.com"]),
        (
            ADDRESS,
            "Elm St 1\nRiga",
            ["https://www.openstreetmap.org/search?query=Elm%20St%201%20Riga"],
        ),
        (WEBSITE, "example.com", ["https://example.com"]),
        (WEBSITE, "HTTP://example.com", ["HTTP://example.com"]),
        (WEBSITE, "javascript:alert(1)", ["https://javascript:alert(1)"]),
    ],
)
def test_a_detail_can_be_pressed(
    ben: Client, kind: DetailKind, value: str, links: list[str]
) -> None:
    ben.details = [ContactDetail(kind=kind, value=value, key=key_of(kind, value, "LV"))]

    assert [way.url for way in ways_to(ben)] == links
