"""Who may be one person."""

import pytest
import sqlalchemy as sa

from tests.conftest import client_of
from wowcrm.clients.models import Client, ContactDetail, DetailKind
from wowcrm.clients.reach import key_of
from wowcrm.db import db
from wowcrm.duplicates.finding import Pair, Sign, pairs_of
from wowcrm.duplicates.models import NotTheSame
from wowcrm.traders.models import Trader


def reached(client: Client, kind: DetailKind, value: str) -> Client:
    detail = ContactDetail(kind=kind, value=value, key=key_of(kind, value, "LV"))
    client.details.append(detail)
    db.session.commit()
    return client


def signs(pairs: list[Pair]) -> list[set[Sign]]:
    return [set(pair.signs) for pair in pairs]


def test_nobody_is_like_somebody_else(nora: Trader, ben: Client, amira: Client) -> None:
    assert pairs_of(nora) == []


def test_an_email_is_one_however_it_is_written(nora: Trader, ben: Client) -> None:
    reached(ben, DetailKind.EMAIL, "Ben@Example.com")
    reached(client_of(nora, "B. Carter"), DetailKind.EMAIL, "ben@example.com")

    assert signs(pairs_of(nora)) == [{Sign.EMAIL}]


def test_a_phone_is_one_with_and_without_its_country(nora: Trader, ben: Client) -> None:
    reached(ben, DetailKind.PHONE, "26 123 456")
    other = reached(client_of(nora, "Benjamin Carter"), DetailKind.PHONE, "+371 26123456")

    (pair,) = pairs_of(nora)
    assert (pair.one, pair.other, pair.signs) == (ben.id, other.id, {Sign.PHONE: "+37126123456"})


@pytest.mark.parametrize("name", ["Karlis Berzins", "BĒRZIŅŠ, Kārlis", "kārlis  bērziņš"])
def test_a_name_is_one_without_accents_and_case_and_turned_round(
    nora: Trader, karlis: Client, name: str
) -> None:
    client_of(nora, name)

    assert signs(pairs_of(nora)) == [{Sign.NAME}]


def test_a_first_name_alone_says_nothing(nora: Trader) -> None:
    client_of(nora, "Anna")
    anna = client_of(nora, "Anna")
    assert pairs_of(nora) == []

    for each in db.session.scalars(sa.select(Client)):
        reached(each, DetailKind.PHONE, "26123456")
    assert signs(pairs_of(nora)) == [{Sign.NAME, Sign.PHONE}]
    assert pairs_of(nora)[0].other == anna.id


def test_the_likeliest_come_first(nora: Trader, ben: Client) -> None:
    reached(ben, DetailKind.EMAIL, "home@example.com")
    twice = reached(client_of(nora, "Ben Carter"), DetailKind.EMAIL, "home@example.com")
    for name in ("Anna Liepa", "Zane Liepa"):
        reached(client_of(nora, name), DetailKind.EMAIL, "liepa@example.com")

    pairs = pairs_of(nora)
    assert (pairs[0].one, pairs[0].other) == (ben.id, twice.id)
    assert [set(pair.signs) for pair in pairs] == [{Sign.EMAIL, Sign.NAME}, {Sign.EMAIL}]


def test_an_office_phone_makes_nobody_a_double(nora: Trader) -> None:
    for number in range(20):
        reached(client_of(nora, f"Clerk Number{number}"), DetailKind.PHONE, "67 000 000")

    assert pairs_of(nora) == []


def test_what_more_than_two_share_is_a_sign_only_where_names_agree(
    nora: Trader, ben: Client
) -> None:
    reached(ben, DetailKind.EMAIL, "hello@example.com")
    for name in ("Amira Haddad", "Õnne Põld", "B. Carter"):
        reached(client_of(nora, name), DetailKind.EMAIL, "hello@example.com")

    (pair,) = pairs_of(nora)
    assert pair.one == ben.id


def test_who_was_said_to_be_two_stays_two(nora: Trader, ben: Client) -> None:
    other = client_of(nora, "Ben Carter")
    db.session.add(NotTheSame(client_id=ben.id, other_id=other.id))
    db.session.commit()

    assert pairs_of(nora) == []


def test_samples_and_others_clients_are_nobodys_double(
    nora: Trader, otto: Trader, ben: Client
) -> None:
    client_of(otto, "Ben Carter")
    client_of(nora, "Ben Carter", sample=True)

    assert pairs_of(nora) == []


def test_thousands_are_looked_through_in_as_many_statements_as_two(
    nora: Trader, statements: list[str]
) -> None:
    number = 5_000
    people = [
        {"id": id, "trader_id": nora.id, "name": name, "sort_key": name}
        for id in range(1, number + 1)
        for name in [f"given{id % 450} family{id % (number - 500)}"]
    ]
    db.session.execute(sa.insert(Client), people)
    details = [
        {"client_id": id, "kind": kind, "value": key, "key": key}
        for id in range(1, number + 1)
        for kind, key in (
            (DetailKind.EMAIL, f"a{id % (number - 700)}@example.com"),
            (DetailKind.PHONE, f"+3712{id % (number - 900):07}"),
        )
    ]
    db.session.execute(sa.insert(ContactDetail), details)
    db.session.commit()

    statements.clear()
    pairs = pairs_of(nora)

    assert len(pairs) >= 500 + 700, "all names and e-mails"
    assert len(statements) <= 12
