"""Cards as the address books of this world write them; every person is made up."""

import base64
from itertools import islice

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import client_of
from wowcrm.clients.models import Client
from wowcrm.data.brought import Brought
from wowcrm.data.candidates import Candidate, Occasion, Way
from wowcrm.data.cards import Cards
from wowcrm.data.carrying import carry_out
from wowcrm.data.contents import Content
from wowcrm.data.models import ImportedRow
from wowcrm.data.reading import UnreadableFile
from wowcrm.data.rehearsing import rehearse
from wowcrm.data.vcard import cards_in
from wowcrm.db import db
from wowcrm.traders.models import Trader

PICTURE = base64.b64encode(b"\xff\xd8\xff" + bytes(range(256)) * 12).decode()
FOLDED = "\r\n ".join(PICTURE[at : at + 74] for at in range(0, len(PICTURE), 74))

APPLE = f"""BEGIN:VCARD\r
VERSION:3.0\r
PRODID:-//Apple Inc.//iOS 17.4//EN\r
N:Bērziņš;Kārlis;;Dr.;\r
FN:Dr. Kārlis Bērziņš\r
NICKNAME:Kārlītis\r
ORG:SIA Kāpa;Garden\r
TITLE:Owner\r
EMAIL;type=INTERNET;type=HOME;type=pref:karlis@example.com\r
item1.EMAIL;type=INTERNET:garden@kapa.example\r
item1.X-ABLabel:Garden shop\r
TEL;type=CELL;type=VOICE;type=pref:26 123 456\r
TEL;type=WORK;type=FAX:+371 67 000 111\r
item2.ADR;type=WORK;type=pref:;;Brīvības iela 1\\, 2. stāvs;Rīga;;LV-1010;Latvija\r
item2.X-ABADR:lv\r
item3.URL;type=pref:https\\://kapa.example\r
item3.X-ABLabel:_$!<HomePage>!$_\r
X-SOCIALPROFILE;type=linkedin;x-user=karlis:https://www.linkedin.com/in/karlis\r
BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-12\r
item4.X-ABDATE;type=pref:2010-06-20\r
item4.X-ABLabel:_$!<Anniversary>!$_\r
item5.X-ABRELATEDNAMES;type=pref:Anna\r
item5.X-ABLabel:_$!<Spouse>!$_\r
NOTE:Likes tea.\\nHas two dogs\\; both old.\r
CATEGORIES:Garden,Riga\r
PHOTO;ENCODING=b;TYPE=JPEG:{FOLDED}\r
X-ABUID:5AD380FD-B2DE-4261-BA99-DE1D1DB52FBE\\:ABPerson\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:3.0\r
N:;;;;\r
FN:Lind Accounts\r
ORG:Lind Accounts;\r
X-ABShowAs:COMPANY\r
item1.TEL:+371 29 123 456\r
item1.X-ABLabel:_$!!$_\r
END:VCARD\r
"""

ANDROID = """BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=9F=D0=B5=D1=82=D1=80=D0=BE=D0=B2;=D0=98=\r
=D0=B2=D0=B0=D0=BD;;;\r
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=98=D0=B2=D0=B0=D0=BD=20=\r
=D0=9F=D0=B5=D1=82=D1=80=D0=BE=D0=B2\r
TEL;CELL;PREF:0888123456\r
TEL;HOME:029812345\r
EMAIL;HOME:ivan@example.bg\r
NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=D0=9E=D0=B1=D0=B8=D1=87=D0=B0=0D=0A=\r
=D0=BA=D0=B0=D1=84=D0=B5\r
PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQ\r
 AAAQABAAD/2wBDAAgGBgcGBQgHBwcJ\r
 CQgKDBQNDAsLDBkSEw8U\r
\r
END:VCARD\r
"""

MONICA = """BEGIN:VCARD
VERSION:4.0
UID:7f2a1a90-cf1c-4e2e-9a37-27a4a5b3a1fd
SOURCE:https://monica.example/dav/addressbooks/nora/contacts/7f2a.vcf
FN:Amira Haddad
N:Haddad;Amira;;;
GENDER:F
PHOTO;VALUE=URI:https://monica.example/avatar.png
BDAY:--03-12
ORG:Haddad Dental
TITLE:Dentist
ADR;PREF=1:;;5 Elm Road;Leeds;;LS1 1AA;UK
TEL:07400 654321
EMAIL:amira@example.com
socialProfile;type=facebook:https://facebook.com/amira
CATEGORIES:Dentists,vip
REV:20240312T091400Z
END:VCARD
"""

FOUR = """BEGIN:VCARD
VERSION:4.0
KIND:individual
UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1
FN:Õnne Pärn
N:Pärn;Õnne;;;
TEL;VALUE=uri;TYPE="voice,cell";PREF=1:tel:+372-5123-4567;ext=12
EMAIL;TYPE=work;PREF=2:onne@example.ee
EMAIL;PREF=1:o.parn@example.ee
BDAY:--0517
ANNIVERSARY:20090808
RELATED;TYPE=friend;VALUE=text:Mari
IMPP:xmpp:onne@example.ee
END:VCARD
BEGIN:VCARD
VERSION:4.0
KIND:group
UID:urn:uuid:03a0e51f-d1aa-4385-8a53-e29025acd8af
FN:Choir
MEMBER:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1
END:VCARD
"""

GOOGLES = """BEGIN:VCARD
VERSION:3.0
FN:Ben Carter
N:Carter;Ben;;;
item1.EMAIL;TYPE=INTERNET:ben@example.com
item1.X-ABLabel:Accounts
TEL;TYPE=CELL:07400 123456
CATEGORIES:myContacts,Clients
PHOTO:https://lh3.example/photo.jpg
END:VCARD
"""


def brought(text: str, trader: Trader) -> Brought:
    return Brought(Content(text.encode()), trader)


def candidates(text: str, trader: Trader) -> list[Candidate]:
    return list(brought(text, trader).candidates())


def test_cards_of_apple(nora: Trader) -> None:
    karlis, firm = candidates(APPLE, nora)

    assert (karlis.name, karlis.given, karlis.family) == ("Dr. Kārlis Bērziņš", "Kārlis", "Bērziņš")
    assert (karlis.organisation, karlis.job_title) == ("SIA Kāpa", "Owner")
    assert karlis.emails == (
        Way("karlis@example.com", "Home"),
        Way("garden@kapa.example", "Garden shop"),
    )
    assert karlis.phones == (Way("+37126123456", "Mobile"), Way("+37167000111", "Work fax"))
    assert karlis.addresses == (Way("Brīvības iela 1, 2. stāvs\nLV-1010 Rīga\nLatvija", "Work"),)
    assert karlis.websites == (
        Way("https://kapa.example", "Home page"),
        Way("https://www.linkedin.com/in/karlis", "LinkedIn"),
    )
    assert karlis.dates == (Occasion("Birthday", 3, 12, None), Occasion("Anniversary", 6, 20, 2010))
    assert karlis.tags == ("Garden", "Riga")
    assert (karlis.notes or "").splitlines() == [
        "Likes tea.",
        "Has two dogs; both old.",
        "Name Prefix: Dr.",
        "Department: Garden",
        "Spouse: Anna",
        "Nickname: Kārlītis",
    ]
    assert (karlis.problems, karlis.said) == ((), ("Left out: Photo.",))
    assert (firm.name, firm.given, firm.family) == ("Lind Accounts", None, None)
    assert firm.phones == (Way("+37129123456"),)


def test_cards_of_old_androids(nora: Trader) -> None:
    nora.timezone = "Europe/Sofia"
    (ivan,) = candidates(ANDROID, nora)

    assert (ivan.name, ivan.given, ivan.family) == ("Иван Петров", "Иван", "Петров")
    assert ivan.phones == (Way("+359888123456", "Mobile"), Way("+35929812345", "Home"))
    assert ivan.emails == (Way("ivan@example.bg", "Home"),)
    assert ivan.notes == "Обича\nкафе"
    assert (ivan.problems, ivan.said) == ((), ("Left out: Photo.",))


def test_cards_of_monica(nora: Trader) -> None:
    nora.timezone = "Europe/London"
    (amira,) = candidates(MONICA, nora)

    assert (amira.name, amira.organisation) == ("Amira Haddad", "Haddad Dental")
    assert amira.phones == (Way("+447400654321"),)
    assert amira.emails == (Way("amira@example.com"),)
    assert amira.dates == (Occasion("Birthday", 3, 12, None),)
    assert amira.tags == ("Dentists", "vip")
    assert amira.websites == (Way("https://facebook.com/amira", "Facebook"),)
    assert amira.addresses == (Way("5 Elm Road\nLS1 1AA Leeds\nUK"),)
    assert amira.notes == "Gender: F"
    assert amira.said == ("Left out: Photo.",)


def test_cards_of_version_four_and_their_groups(nora: Trader) -> None:
    (onne,) = candidates(FOUR, nora)

    assert onne.phones == (Way("+37251234567 ext. 12", "Mobile"),)
    assert onne.emails[0] == Way("onne@example.ee", "Work")
    assert onne.dates == (Occasion("Birthday", 5, 17, None), Occasion("Anniversary", 8, 8, 2009))
    assert onne.tags == ("Choir",)
    assert set((onne.notes or "").splitlines()) == {
        "Friend: Mari",
        "Messenger: xmpp:onne@example.ee",
    }


def test_cards_of_google(nora: Trader) -> None:
    (ben,) = candidates(GOOGLES, nora)

    assert ben.emails == (Way("ben@example.com", "Accounts"),)
    assert ben.tags == ("Clients",)


def test_one_broken_card_does_not_cost_the_others(nora: Trader) -> None:
    text = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ben\nthis is no property\n"
        "BEGIN:VCARD\nVERSION:3.0\nFN:Amira\nBDAY:soon\nEND:VCARD\nrubbish between\n"
        "BEGIN:VCARD\nVERSION:3.0\nNOTE:nobody\nEND:VCARD\n"
    )

    ben, amira, nobody = candidates(text, nora)

    assert (ben.line, ben.name, ben.notes) == (
        1,
        "Ben",
        "Lines that could not be read: this is no property",
    )
    assert amira.problems == ("Birthday: “soon” is no day.",)
    assert nobody.unusable == "There is no name, e-mail or phone in this row."


@pytest.mark.parametrize("charset", ["idna", "undefined", "a\0b", "rot13", "é", "klingon"])
def test_letters_that_are_none_do_not_cost_the_card(charset: str) -> None:
    written = f"BEGIN:VCARD\nFN:Ben\nNOTE;ENCODING=QUOTED-PRINTABLE;CHARSET={charset}:caf=C3=A9 é\n"

    (ben,) = cards_in(enumerate(written.splitlines(), 1), "utf-8")

    assert [each.text() for each in ben.properties] == ["Ben", "café é"]


def test_cards_come_in_like_rows(nora: Trader) -> None:
    client_of(nora, "Ben Carter")
    done = rehearse(nora, "all.vcf", (APPLE + GOOGLES).encode())
    promised = dict(done.counts)
    assert done.source == "vCard"

    assert carry_out(done, nora.today())
    db.session.commit()

    assert done.counts == promised
    names = db.session.scalars(sa.select(Client.name).order_by(Client.id)).all()
    assert names == ["Ben Carter", "Dr. Kārlis Bērziņš", "Lind Accounts"]
    words = db.session.scalars(sa.select(ImportedRow.words).order_by(ImportedRow.id)).all()
    assert words[0] == "Left out: Photo."


@pytest.mark.parametrize(
    "text", ["BEGIN:VCARD\r\nKIND:group\r\nFN:x\r\nEND:VCARD\r\n", "BEGIN:VCARD\r\n"]
)
def test_a_file_without_cards_is_refused(nora: Trader, text: str) -> None:
    with pytest.raises(UnreadableFile):
        rehearse(nora, "none.vcf", text.encode())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1257"])
def test_cards_in_other_letters(nora: Trader, encoding: str) -> None:
    text = APPLE.partition("PHOTO")[0] + "END:VCARD\r\n"
    (karlis,) = Brought(Content(text.encode(encoding)), nora).candidates()

    assert karlis.name == "Dr. Kārlis Bērziņš"


def test_a_picture_on_one_endless_line_takes_no_room(nora: Trader) -> None:
    endless = f"BEGIN:VCARD\nVERSION:3.0\nFN:Ben\nPHOTO;ENCODING=b:{'A' * 5_000_000}\nEND:VCARD\n"

    (ben,) = candidates(endless, nora)

    assert (ben.name, ben.said) == ("Ben", ("Left out: Photo.",))


@given(st.text(st.sampled_from('BEGIN:VCARD\n;=,\\"A \t:END.item1-é0'), max_size=300))
def test_nothing_that_is_written_breaks_the_reading(text: str) -> None:
    lines = enumerate(f"BEGIN:VCARD\n{text}\nEND:VCARD\n".splitlines(keepends=True), 1)
    for card in islice(cards_in(lines, "utf-8"), 10):
        for each in card.properties:
            assert isinstance(each.text(), str)
            assert "".join(each.parts()) is not None
            assert each.listed() is not None


@pytest.mark.parametrize(
    "lines",
    [
        ["X-P:x"] * 2001,
        ["no property at all"] * 2001,
        ["NOTE:x" + "\n x" * 600_000],
        ["NOTE;ENCODING=QUOTED-PRINTABLE:" + "=\n" * 1_000_001],
        ["ADR:" + ";" * 1_000_001],
    ],
    ids=["properties", "lines", "folds", "soft ends", "parts"],
)
def test_nobody_is_told_of_without_end(lines: list[str]) -> None:
    text = "\n".join(["BEGIN:VCARD", "FN:Ben", *lines, "END:VCARD"])

    with pytest.raises(UnreadableFile, match="is far too long"):
        Cards.read(Content(text.encode()), encoding="utf-8", likely="cp1252")


def test_of_many_columns_the_first_stay_columns() -> None:
    cards = [f"BEGIN:VCARD\nX-P{n}:x\nEND:VCARD\n" for n in range(6000)]
    text = "".join([*cards, "BEGIN:VCARD\nFN:Ben\nEND:VCARD\n"])
    sheet = Cards.read(Content(text.encode()), encoding="utf-8", likely="cp1252")

    assert sheet.header[0] == "Name"
    assert (len(sheet.header), sheet.header[-1]) == (500, "Also on the card")
    assert all("x" in "".join(line.cells) for line in islice(sheet.rows(), 6000))
