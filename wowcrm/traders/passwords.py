"""Which passwords are taken: long enough, and none of those that everybody tries first."""

import re
from functools import cache
from importlib import resources

from flask_babel import gettext as _

SHORTEST = 10
LONGEST = 200

_DISGUISES = str.maketrans("@431!05$7", "aaeiiosst")
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
)


def weakness(password: str, *, email: str = "") -> str | None:
    """Say why a password is not taken; none when it is."""
    if len(password) < SHORTEST:
        return _(
            "At least %(number)d characters, please. A few words in a row do well.", number=SHORTEST
        )
    if len(password) > LONGEST:
        return _("At most %(number)d characters, please.", number=LONGEST)
    if email and _is_close_to(password, email):
        return _("That is your e-mail address, which others know.")
    if is_common(password):
        return _("That is one of the first that somebody would try. A few words in a row do well.")
    return None


def is_common(password: str) -> bool:
    """Tell whether a password is one that everybody tries, however it is dressed up."""
    plain = "".join(password.casefold().split())
    if plain.isdecimal() or len(set(plain)) < 4:
        return True
    core = _core(_unit(plain))
    return any(_is_known(text) for text in (plain, core, core.translate(_DISGUISES)))


def _core(password: str) -> str:
    """Take off what people add to a word so that it passes: "Password2026!" is "password"."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password)


def _is_known(text: str) -> bool:
    unit = _unit(text)
    return unit in _common() or (
        len(unit) > 2 and any(unit in row or unit in row[::-1] for row in _ROWS)
    )


def _unit(text: str) -> str:
    """Return what a text repeats: "abcabcabc" is "abc"."""
    # A text that repeats itself is found in its own double before its end.
    return text[: (text + text).find(text, 1)] if text else ""


def _is_close_to(password: str, email: str) -> bool:
    said, known = password.casefold().strip(), email.casefold().strip()
    name = known.partition("@")[0]
    return said == known or (len(name) > 3 and _core(said) == name)


@cache
def _common() -> frozenset[str]:
    words = resources.files("wowcrm.traders").joinpath("common_passwords.txt")
    return frozenset(words.read_text("utf-8").split())
