"""What was typed, understood."""

import pytest

from wowcrm.search.fts5 import expression as fts5
from wowcrm.search.query import Query, read
from wowcrm.search.tsvector import expression as tsvector


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("berz", ("berz",)),
        ("Bērziņa", ("berzina",)),
        ("Õnne  Põld", ("onne", "pold")),
        ("Ольга", ("ольга",)),
        ("o'hara", ("o", "hara")),
        ("ben@carter.example", ("ben", "carter", "example")),
        ('" OR * NEAR(', ("or", "near")),
        ("12 apples", ("12", "apples")),
    ],
)
def test_words_are_folded_and_signs_dropped(typed: str, words: tuple[str, ...]) -> None:
    assert read(typed) == Query(words)


@pytest.mark.parametrize(
    "typed", ["26 123 456", "+37126-123-456"[4:], "(26) 123.456", "0026123456", "026123456"]
)
def test_a_phone_is_one_number_in_any_spacing(typed: str) -> None:
    assert read(typed) == Query((), "26123456")


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "***", "!?"])
def test_nothing_asks_for_nothing(typed: str) -> None:
    assert not read(typed)


def test_very_long_text_is_cut_short() -> None:
    query = read("word " * 10_000)

    assert len(query.words) == 8
    assert all(len(word) <= 40 for word in read("x" * 10_000).words)


def test_terms_are_quoted_for_both_databases() -> None:
    query = read("ben near")

    assert fts5(query, names_only=True) == '{names reach} : ("ben"* AND "near"*)'
    assert tsvector(query, names_only=True) == "'ben':*A & 'near':*A"
