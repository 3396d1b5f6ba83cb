from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data import samples
from wowcrm.data.candidates import Candidate, Occasion, Way
from wowcrm.data.columns import recognise
from wowcrm.data.habits import Habits
from wowcrm.data.reading import read
from wowcrm.data.rows import Reader

TODAY = date(2026, 11, 22)


def candidates(text: str, zone: str = "Europe/Riga") -> list[Candidate]:
    sheet = read(text.encode())
    lines = list(sheet.rows())
    cells = [line.cells for line in lines]
    reader = Reader(recognise(sheet.header, cells), Habits.of(zone, TODAY), cells)
    return [reader.candidate(line) for line in lines]


def test_google_contacts() -> None:
    karlis, onne = candidates(samples.GOOGLE)

    assert karlis == Candidate(
        line=2,
        name="Kārlis Bērziņš",
        given="Kārlis",
        family="Bērziņš",
        organisation="SIA Kāpa",
        job_title="Owner",
        # The star marks the address to write to first.
        emails=(Way("Karlis@kapa.example", "Work"), Way("karlis@example.com", "Home")),
        phones=(Way("+37126123456", "Mobile"), Way("+37167222333", "Mobile")),
        addresses=(Way("Brīvības iela 1\nLV-1010 Rīga\nLV", "Work"),),
        websites=(Way("https://kapa.example", "Profile"),),
        dates=(Occasion("Birthday", 3, 12, 1984), Occasion("Anniversary", 6, 20, 2010)),
        tags=("Garden", "Riga"),
        notes="Likes tea.\nHas two dogs.\nSpouse: Anna",
        named=True,
    )
    assert (onne.line, onne.name) == (7, "Õnne Pärn")
    assert onne.dates == (Occasion("Birthday", 5, 17, None),)
    assert onne.tags == ()


def test_old_google_contacts() -> None:
    (ben,) = candidates(samples.OLD_GOOGLE, "Europe/London")

    assert (ben.name, ben.given, ben.family) == ("Ben Carter", "Ben", "Carter")
    assert [way.value for way in ben.emails] == ["ben@example.com", "ben.carter@example.org"]
    assert ben.emails[0].label == "Home"
    assert ben.phones == (Way("+447400123456", "Mobile"),)
    assert (ben.organisation, ben.job_title) == ("Carter & Son", "Director")
    assert (ben.tags, ben.notes) == (("Accounts",), "Pays early")
    assert ben.dates == (Occasion("Birthday", 3, 12, None),)


def test_googles_outlook_file() -> None:
    (amira,) = candidates(samples.GOOGLES_OUTLOOK, "Europe/London")

    assert (amira.name, amira.job_title) == ("Amira Haddad", "Dentist")
    assert amira.addresses == (Way("5 Elm Road\nLS1 1AA Leeds\nUK", "Home"),)
    assert amira.phones == (Way("+442079460018", "Home"), Way("+447400654321", "Mobile"))
    assert (amira.tags, amira.found_us_by) == (("Dentists",), "Ben Carter")


def test_outlook_com() -> None:
    (ivan,) = candidates(samples.OUTLOOK_COM, "Europe/Sofia")

    assert (ivan.name, ivan.organisation, ivan.job_title) == (
        "Иван Петров",
        "Петров и синове",
        "Lawyer",
    )
    assert [way.value for way in ivan.emails] == ["ivan@example.bg", "i.petrov@example.com"]
    assert ivan.phones == (Way("+35929812345", "Work"), Way("+359888123456", "Mobile"))
    assert ivan.dates == (Occasion("Birthday", 3, 12, 1979),)
    assert ivan.addresses == (Way("бул. Витоша 1\n1000 София\nБългария", "Work"),)
    assert (ivan.notes, ivan.problems) == ("Обича кафе", ())


def test_outlook_on_the_desktop() -> None:
    (janis,) = candidates(samples.OUTLOOK_DESKTOP)

    assert janis.name == "Jānis Kalniņš"
    # The address inside Exchange is of no use, and the row says so; 0/0/00 is no day.
    assert (janis.emails, janis.problems) == ((Way("janis@example.lv"),), ())
    assert "An address inside a company's mail server was left out." in janis.said
    assert janis.phones == (Way("+37129123456", "Mobile"), Way("+37167000111", "Fax"))
    assert janis.addresses[0].value == "Dzirnavu iela 5\n2. stāvs\nLV-1010 Rīga\nLatvija"
    assert (janis.organisation, janis.dates) == ("Kalniņš SIA", ())
    assert janis.tags == ("Dārzs", "Rīga")
    assert janis.found_us_by == "Õnne Pärn"


def test_linkedin() -> None:
    ben, onne = candidates(samples.LINKEDIN)

    assert ben.websites == (Way("https://www.linkedin.com/in/ben-carter-1", "LinkedIn"),)
    assert (ben.emails, ben.job_title) == ((), "Director")
    assert ben.notes == "Connected On: 12 Mar 2024"
    assert onne.line == 7


@pytest.mark.parametrize("text", [samples.HUBSPOT, samples.HUBSPOT_INTERNAL])
def test_hubspot(text: str) -> None:
    (ben,) = candidates(text, "Europe/London")

    assert (ben.name, ben.organisation) == ("Ben Carter", "Carter & Son")
    assert ben.emails == (Way("ben@example.com"),)
    assert ben.phones[0].value == "+447400123456"
    assert ben.client_since is None


def test_zoho() -> None:
    (amira,) = candidates(samples.ZOHO, "Europe/London")

    assert (amira.organisation, amira.job_title) == ("Haddad Dental", "Dentist")
    assert (amira.found_us_by, amira.tags) == ("Word of mouth", ("vip", "dental"))
    assert amira.notes == "Prefers mornings\nEmail Opt Out: true"
    assert [way.value for way in amira.addresses] == [
        "5 Elm Road\nLS1 1AA Leeds\nUK",
        "1 Oak Lane\nYork",
    ]


def test_stripe() -> None:
    (ben,) = candidates(samples.STRIPE, "Europe/London")

    assert (ben.name, ben.client_since) == ("Ben Carter", date(2024, 3, 12))
    assert ben.notes == "Weekly lessons"
    assert "4242" not in repr(ben)


def test_square() -> None:
    (amira,) = candidates(samples.SQUARE, "Europe/London")

    assert (amira.name, amira.client_since) == ("Amira Haddad", date(2024, 3, 12))
    assert amira.addresses == (Way("5 Elm Road\nFlat 2\nLS1 1AA Leeds"),)
    assert amira.dates == (Occasion("Birthday", 11, 2, 1990),)


def test_thunderbird() -> None:
    (ben,) = candidates(samples.THUNDERBIRD, "Europe/London")

    assert ben.name == "Ben Carter"
    assert ben.dates == (Occasion("Birthday", 3, 12, 1984),)
    assert ben.addresses == (Way("5 Elm Road\nFlat 2\nLS1 1AA Leeds\nUK", "Home"),)
    assert ben.phones == (Way("+442079460018", "Work"), Way("+447400123456", "Mobile"))


def test_a_sheet_of_ones_own() -> None:
    (karlis,) = candidates(samples.LATVIAN)
    (onne,) = candidates(samples.ESTONIAN, "Europe/Tallinn")
    (ivan,) = candidates(samples.RUSSIAN, "Europe/Moscow")

    assert (karlis.name, karlis.phones) == ("Kārlis Bērziņš", (Way("+37126123456"),))
    assert onne.tags == ("aed", "Tartu")
    assert onne.phones == (Way("+37251234567"),)
    assert ivan.phones == (Way("+79123456789", "Mobile"),)


def only(text: str) -> Candidate:
    return candidates(text)[0]


def test_a_row_without_a_name_takes_what_it_has() -> None:
    header = "Name,Company,E-mail,Phone\n"

    assert only(header + ",Kāpa,a@example.com,26123456\n").name == "Kāpa"
    assert only(header + ",,a@example.com,26123456\n").name == "a@example.com"
    assert only(header + ",,,26123456\n").name == "+37126123456"
    assert not only(header + ",,,26123456\n").named


def test_a_row_with_nothing_to_go_by_cannot_be_used() -> None:
    row = only("Name,E-mail,Notes\n,,Somebody who likes tea\n")

    assert row.unusable == "There is no name, e-mail or phone in this row."


def test_a_bad_address_is_a_problem_and_the_rest_goes_in() -> None:
    row = only("Name,E-mail,E-mail 2\nBen,not yet,ben@example.com\n")

    assert row.unusable is None
    assert row.emails == (Way("ben@example.com"),)
    assert row.problems == ("“not yet” is no e-mail address.",)


def test_a_bad_day_or_amount_is_a_problem_in_words() -> None:
    row = only("Name,Birthday,Client since,Value\nBen,31.02.1980,12 March,plenty\n")

    assert row.problems == (
        "Birthday: “31.02.1980” is no day.",
        "Client since: “12 March” lacks the year.",
        "Worth in a year: “plenty” is no amount.",
    )


def test_phones_that_cannot_be_understood_are_kept_as_typed() -> None:
    row = only("Name,Phone\nBen,ring the shop\n")

    assert (row.phones, row.problems) == ((Way("ring the shop"),), ())


def test_more_cells_than_columns_mean_a_shifted_row() -> None:
    rows = candidates("Name,Notes\nBen,tea,cake\nAmira,tea,,\n")

    assert rows[0].unusable == "The row has more cells than there are columns."
    assert rows[1].unusable is None


def test_fewer_cells_than_columns_are_blank() -> None:
    assert only("Name,E-mail,Notes\nBen\n").name == "Ben"


def test_long_texts_are_cut_and_it_is_said() -> None:
    row = only(f"Name,Notes\n{'B' * 250},{'x' * 20_001}\n")

    assert len(row.name) == 200
    assert len(row.notes or "") == 20_000
    assert [problem.split(":")[0] for problem in row.problems] == ["Name", "Notes"]


def test_guarded_cells_are_restored() -> None:
    row = only("Name,Phone,Notes\n'=Ben,'+371 26 123 456,'-later\n")

    assert (row.name, row.phones[0].value, row.notes) == ("=Ben", "+37126123456", "-later")


def test_the_file_shows_how_it_writes_its_days() -> None:
    rows = candidates("Name,Birthday\nBen,3/4/1980\nAmira,3/25/1980\n")

    assert rows[0].dates == (Occasion("Birthday", 3, 4, 1980),)
    assert candidates("Name,Birthday\nBen,3/4/1980\n")[0].dates[0].month == 4


def test_an_amount_and_the_way_they_came() -> None:
    row = only("Name;Value;Source;Client since\nBen;1.250,00 €;Õnne;2024-03-12\n")

    assert (row.value, row.found_us_by) == (Decimal("1250.00"), "Õnne")
    assert row.client_since == date(2024, 3, 12)


HEADER = "Name,E-mail,Phone,Birthday,Tags,Address,Value,Client since,Notes,E-mail 1 - Label"


@given(st.lists(st.text(max_size=15), max_size=12))
def test_no_row_is_too_strange(cells: list[str]) -> None:
    from wowcrm.data.reading import Line

    reader = Reader(recognise(HEADER.split(",")), Habits.of("Europe/Riga", TODAY))
    row = reader.candidate(Line(2, cells))

    assert row.unusable or row.name
    assert "\0" not in repr(row)
