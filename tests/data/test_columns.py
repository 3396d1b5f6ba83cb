import pytest

from tests.data import samples
from wowcrm.data.columns import Meaning, bare_name, is_known, recognise
from wowcrm.data.reading import read
from wowcrm.data.synonyms import NAMES, WORDS, Field


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (samples.GOOGLE, "Google Contacts"),
        (samples.OLD_GOOGLE, "Google Contacts"),
        (samples.GOOGLES_OUTLOOK, None),
        (samples.OUTLOOK_COM, "Outlook"),
        (samples.OUTLOOK_DESKTOP, "Outlook"),
        (samples.LINKEDIN, "LinkedIn"),
        (samples.HUBSPOT, "HubSpot"),
        (samples.HUBSPOT_INTERNAL, "HubSpot"),
        (samples.ZOHO, "Zoho"),
        (samples.STRIPE, "Stripe"),
        (samples.SQUARE, "Square"),
        (samples.THUNDERBIRD, "Thunderbird"),
        (samples.BULGARIAN, None),
    ],
)
def test_the_program_that_wrote_a_file_is_recognised(text: str, source: str | None) -> None:
    columns = recognise(read(text.encode()).header)

    assert columns.source == source
    assert columns.can_find_clients


@pytest.mark.parametrize(
    "header",
    [
        "E-mail",
        "EMAIL",
        " e mail ",
        "\ufeffEmail",
        "E_Mail",
        "Email:",
        "E-MAIL ADDRESS",
    ],
)
def test_a_name_is_compared_without_case_spaces_and_signs(header: str) -> None:
    columns = recognise(["Name", header])

    assert columns.meanings[1] is not None
    assert columns.meanings[1].field is Field.EMAIL


def test_accents_do_not_matter() -> None:
    assert bare_name("Tālrunis") == bare_name("TALRUNIS") == "talrunis"
    assert bare_name("Рожден ден") == bare_name("рожден  ДЕН")


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (samples.BULGARIAN, "given family email phone organisation notes birthday"),
        (samples.RUSSIAN, "name email phone organisation notes"),
        (samples.LATVIAN, "given family email phone organisation notes birthday"),
        (samples.ESTONIAN, "given family email phone organisation notes birthday tags"),
        (
            samples.GERMAN,
            "given family email phone organisation street postcode city notes birthday",
        ),
        (samples.HUBSPOT_INTERNAL, "- given family email phone organisation job_title"),
    ],
)
def test_columns_are_recognised_in_six_languages(header: str, fields: str) -> None:
    columns = recognise(read(header.encode()).header)

    assert [m.field.value if m else "-" for m in columns.meanings] == fields.split()


def test_every_synonym_is_recognised_as_what_it_is() -> None:
    for field, text in NAMES.items():
        for name in text.split(","):
            meaning = recognise([name.strip()]).meanings[0]
            assert meaning is not None, name
            wanted = Field.NAME if field is Field.GIVEN else field
            assert meaning.field is wanted, name


def test_every_field_has_a_word() -> None:
    assert set(WORDS) == set(Field)
    assert all(field.word for field in Field)


def test_values_and_their_labels_belong_together() -> None:
    columns = recognise(
        ["E-mail 1 - Label", "E-mail 1 - Value", "Phone 2 - Type", "Phone 2 - Value"]
    )

    assert [m and (m.field, m.group) for m in columns.meanings] == [
        (Field.LABEL, "email1"),
        (Field.EMAIL, "email1"),
        (Field.LABEL, "phone2"),
        (Field.PHONE, "phone2"),
    ]


def test_title_is_the_job_except_in_outlooks_files() -> None:
    assert recognise(["Name", "Title"]).fields == {Field.NAME, Field.JOB_TITLE}
    assert recognise(["First Name", "Title", "Suffix"]).meanings[1] is None
    assert recognise(["First Name", "Title", "Job Title"]).meanings[1] is None


def test_an_account_is_the_company_only_where_no_company_is_named() -> None:
    assert recognise(["Name", "Account"]).meanings[1] == Meaning(Field.ORGANISATION)
    assert recognise(["Name", "Account", "Company"]).meanings[1] is None


def test_a_given_name_alone_is_the_whole_name() -> None:
    assert recognise(["Vārds", "E-pasts"]).meanings[0] == Meaning(Field.NAME)
    assert recognise(["Vārds", "Uzvārds"]).meanings[0] == Meaning(Field.GIVEN)


def test_what_we_do_not_know_is_named() -> None:
    columns = recognise(["Name", "Shoe size", "", "Hat size"])

    assert columns.unrecognised == ("Shoe size", "Hat size")
    assert not is_known("Shoe size")


def test_unnamed_columns_are_told_by_their_look() -> None:
    rows = [["Ben", "ben@example.com", "+44 7400 123456", "44"]] * 4
    columns = recognise(["Who", "Reach", "Ring", "Age"], [*rows, ["Amira", "", "", "31"]])

    assert [m and m.field for m in columns.meanings] == [None, Field.EMAIL, Field.PHONE, None]


def test_a_columns_own_name_counts_more_than_its_look() -> None:
    columns = recognise(["E-mail", "Boss"], [["ben@example.com", "amira@example.com"]])

    assert columns.meanings[1] is None


def test_the_trader_may_say_what_a_column_means() -> None:
    columns = recognise(["Who", "Mail"])
    changed = columns.having({0: Meaning(Field.NAME), 1: None})

    assert not recognise(["Who"]).can_find_clients
    assert changed.fields == {Field.NAME}
    assert changed.unrecognised == ("Mail",)
    assert columns.unrecognised == ("Who",)
