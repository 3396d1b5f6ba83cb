from datetime import date
from decimal import Decimal

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.steepness import is_steep
from wowcrm.data import cells
from wowcrm.data.cells import Day
from wowcrm.data.habits import Habits, region_of

LATVIA = Habits("LV", day_first=True, today=date(2026, 11, 22))
AMERICA = Habits("US", day_first=False, today=date(2026, 11, 22))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1984-03-12", Day(3, 12, 1984)),
        ("1984/3/12", Day(3, 12, 1984)),
        ("1984.03.12.", Day(3, 12, 1984)),
        ("19840312", Day(3, 12, 1984)),
        ("1984-03-12T00:00:00Z", Day(3, 12, 1984)),
        ("2024-03-12 09:14", Day(3, 12, 2024)),
        (" --03-12", Day(3, 12, None)),
        ("--0312", Day(3, 12, None)),
        ("1604-03-12", Day(3, 12, None)),
        ("12.03.1984", Day(3, 12, 1984)),
        ("12. 3. 1984.", Day(3, 12, 1984)),
        ("12/03/84", Day(3, 12, 1984)),
        ("12/03/26", Day(3, 12, 2026)),
        ("03/25/1984", Day(3, 25, 1984)),
        ("12 Mar 2024", Day(3, 12, 2024)),
        ("March 12, 2024", Day(3, 12, 2024)),
        ("12th March", Day(3, 12, None)),
        ("March 12", Day(3, 12, None)),
        ("1 Sept 2020", Day(9, 1, 2020)),
        ("29.02.2024", Day(2, 29, 2024)),
        ("0/0/00", None),
        ("00.00.0000", None),
        ("", None),
    ],
)
def test_days_are_read_in_the_usual_forms(text: str, day: Day | None) -> None:
    assert cells.day(text, LATVIA) == day


def test_americans_write_the_month_first() -> None:
    assert cells.day("03/12/1984", AMERICA) == Day(3, 12, 1984)
    assert cells.day("25/12/1984", AMERICA) == Day(12, 25, 1984)


def test_a_day_that_never_ends_takes_no_time() -> None:
    """What was compared with all ways to write a day took time by the square of its length."""

    def read(endless: str) -> None:
        with pytest.raises(ValueError, match=r"."):
            cells.day(f"1{endless}Mar{endless}!", LATVIA)

    assert not is_steep(read, "." * 500, "." * 2000)


@pytest.mark.parametrize(
    "text", ["30.02.2024", "soon", "12", "13/13/2024", "2024", "March", "12 Foo", "29.02."]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        cells.day(text, LATVIA)


def test_a_column_shows_how_it_writes_its_days() -> None:
    assert cells.day_first(["3/4/2024", "25/4/2024"]) is True
    assert cells.day_first(["3/4/2024", "4/25/2024 09:00"]) is False
    assert cells.day_first(["3/4/2024", "2024-04-25", ""]) is None


@given(st.text(max_size=20))
def test_reading_a_day_raises_nothing_but_valueerror(text: str) -> None:
    try:
        found = cells.day(text, LATVIA)
    except ValueError:
        return
    assert found is None or 1 <= found.month <= 12


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("26 123 456", "+37126123456"),
        ("+371 26-123-456", "+37126123456"),
        ("00371 26123456", "+37126123456"),
        ("tel:+37126123456", "+37126123456"),
        ("+44 (0)7400 123456", "+447400123456"),
        ("+44 20 7946 0018 ext. 12", "+442079460018 ext. 12"),
        ("12", None),
        ("ring his wife", None),
        ("", None),
    ],
)
def test_phones_are_written_internationally(text: str, number: str | None) -> None:
    assert cells.phone(text, "LV") == number
    if number:
        assert cells.phone(number, None) == number


def test_a_cell_may_hold_several_phones() -> None:
    assert cells.phones("26 123 456; 29 123 456") == ["26 123 456", "29 123 456"]
    assert cells.phones("26 123 456 / 29 123 456") == ["26 123 456", "29 123 456"]
    assert cells.phones("26 123 456, after six") == ["26 123 456, after six"]
    assert cells.phones(" - ") == []


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("Ben.Carter@Example.COM", "Ben.Carter@example.com"),
        ("kārlis@piemērs.lv", "kārlis@piemērs.lv"),
        ("o'neil@example.com", "o'neil@example.com"),
        ("ben@example", None),
        ("ben@localhost.local", None),
        ("ben..carter@example.com", None),
        ("ben@-example.com", None),
        ("n/a", None),
    ],
)
def test_addresses_are_checked_and_their_domains_lowered(text: str, email: str | None) -> None:
    assert cells.email(text) == email


def test_a_cell_may_hold_several_addresses() -> None:
    assert cells.emails("a@example.com; b@example.com") == ["a@example.com", "b@example.com"]
    assert cells.emails("Ben Carter <ben@example.com>") == ["ben@example.com"]
    assert cells.emails("mailto:ben@example.com") == ["ben@example.com"]
    assert cells.emails("/o=ExchangeLabs/ou=Group/cn=1f") == []
    assert cells.emails("ask @ the desk") == ["ask @ the desk"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234", "1234.00"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234,50 €", "1234.50"),
        ("£300.00", "300.00"),
        ("1,234", "1234.00"),
        ("1.234.567", "1234567.00"),
        ("12,5", "12.50"),
        ("-5", "-5.00"),
        ("plenty", None),
        ("9" * 30, None),
        ("--", None),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, amount: str | None) -> None:
    assert cells.amount(text) == (Decimal(amount) if amount else None)


def test_tags_are_divided_and_system_groups_left_out() -> None:
    assert cells.tags("* myContacts ::: * starred ::: Garden") == ["Garden"]
    assert cells.tags("* My Contacts ::: Riga, centre") == ["Riga, centre"]
    assert cells.tags("myContacts;starred;Dentists") == ["Dentists"]
    assert cells.tags("vip, dental") == ["vip", "dental"]
    assert cells.tags("a, b ::: * c", own=True) == ["a, b", "* c"]


def test_control_characters_are_dropped() -> None:
    assert cells.line(" Ben\0\tCarter\x1b \n Esq. ") == "Ben Carter Esq."
    assert cells.prose("one\r\n\ttwo\x07 \0\r\rthree \n") == "one\n\ttwo\n\nthree"
    assert cells.line("👩‍🌾 Õnne") == "👩‍🌾 Õnne"


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert cells.line(cells.line(text)) == cells.line(text)
    assert cells.prose(cells.prose(text)) == cells.prose(text)


@pytest.mark.parametrize(
    ("zone", "region"),
    [
        ("Europe/Riga", "LV"),
        ("Europe/London", "GB"),
        ("Europe/Kiev", "UA"),
        ("America/New_York", "US"),
        ("UTC", None),
        ("Nowhere/Land", None),
    ],
)
def test_the_time_zone_tells_the_country(zone: str, region: str | None) -> None:
    assert region_of(zone) == region


def test_a_country_has_its_habits() -> None:
    today = date(2026, 11, 22)
    riga, york = (Habits.of(zone, today) for zone in ("Europe/Riga", "America/New_York"))

    assert (riga.separator, riga.encoding, riga.day_first) == (";", "cp1257", True)
    assert (york.separator, york.encoding, york.day_first) == (",", "cp1252", False)
    assert Habits.of("Europe/Sofia", today).encoding == "cp1251"
    assert Habits.of("Europe/London", today).separator == ","
    assert Habits.of("UTC", today).separator == ","


def by_all_the_rules(text: str) -> str | None:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except (EmailNotValidError, ValueError):
        return None


addresses = st.builds(
    "{}@{}".format,
    st.text("aZ0._+-'", min_size=1, max_size=9),
    st.lists(
        st.one_of(
            st.text("aZ09-_", min_size=1, max_size=6),
            st.sampled_from(["xn--a", "ab--c", "com", "test", "LOCAL", "arpa", "é", "a" * 40]),
        ),
        min_size=1,
        max_size=4,
    ).map(".".join),
)


@settings(max_examples=1500)
@given(st.one_of(addresses, st.emails()))
@example("a@b.co\n")
@example("a@tests.test.example")
def test_an_ordinary_address_passes_all_the_rules(text: str) -> None:
    ordinary = cells.ordinary_email(text)

    assert ordinary is None or ordinary == by_all_the_rules(text)


def test_most_addresses_are_ordinary() -> None:
    for text in ("ben.carter+x@mail.example.com", "B_1@Example.CO.UK", "a@b-c.lv"):
        assert (
            cells.ordinary_email(text)
            == text.partition("@")[0] + "@" + text.partition("@")[2].lower()
        )


@given(st.text())
def test_tidying_has_no_short_way_that_differs(text: str) -> None:
    tidied = cells.CONTROLS.sub(" ", cells.VANISHING.sub("", text))
    lines = [
        cells.CONTROLS.sub(" ", cells.VANISHING.sub("", each)).rstrip() for each in _rows(text)
    ]

    assert cells.line(text) == " ".join(tidied.split())
    assert cells.prose(text) == "\n".join(lines).strip()


def _rows(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
