"""Which passwords are taken."""

import pytest
from flask import Flask

from tests.steepness import is_steep
from wowcrm.traders.passwords import LONGEST, SHORTEST, is_common, weakness

COMMON = [
    "password123",
    "Password2026!",
    "P@ssw0rd!!",
    "Pa$$word2026",
    "1234567890",
    "0987654321",
    "qwertyuiop",
    "Qwerty12345",
    "aaaaaaaaaaaa",
    "abcabcabcabc",
    "iloveyou12345",
    "!!!!!!!!!!",
    "123qwe123qwe",
    "q1w2e3r4t5y6",
    "asdfghjkl;",
    "passwordpassword",
    "wowcrm2026!",
    "zzzzzzzzzy",
    "1qaz2wsx3edc",
    "letmein!!!!",
    "1q2w3e4r5t",
    "qwertzuiop",
    "password.1234",
    "Summer2026!",
    "administrator",
    "5555555555",
    "111222333444",
]

GOOD = (
    "correct horse battery",
    "83!ab92847@3",
    "4$7kP9!22%",
    "7482-9xk-2847",
    "Kalnu vējš 7",
    "mein kleiner Hund",
    "$48!29#71@",
    "пароль мой длинный",
    "🐢 slowly 🐢 but 🐢",
)


@pytest.mark.parametrize("password", COMMON)
def test_what_everybody_tries_is_not_taken(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize("password", GOOD)
def test_what_only_one_person_thinks_of_is_taken(app: Flask, password: str) -> None:
    with app.app_context():
        assert weakness(password, email="nora@example.com") is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("kurz", "At least 10"),
        ("x7-" * 67, "At most 200"),
        ("Nora.Lind@example.com", "e-mail"),
        ("nora.lind2026!", "e-mail"),
        ("Password2026!", "first that somebody would try"),
    ],
)
def test_a_password_is_refused_with_the_reason(app: Flask, password: str, why: str) -> None:
    with app.app_context():
        assert why in (weakness(password, email="nora.lind@example.com") or "")


def test_the_bounds_belong_to_what_is_taken(app: Flask) -> None:
    long = "Tulpe-91 " * 30
    with app.app_context():
        assert weakness(long[:SHORTEST]) is None
        assert weakness(long[: SHORTEST - 1])
        assert weakness(long[:LONGEST]) is None
        assert weakness(long[: LONGEST + 1])


@pytest.mark.parametrize("worst", ["a", "1", "ab", "a!"])
def test_looking_takes_time_in_step_with_the_password(worst: str) -> None:
    assert not is_steep(is_common, worst * 25_000, worst * 100_000)
