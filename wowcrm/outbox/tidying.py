"""What people typed, made fit for the head of a mail: nothing in it can begin a line or an address."""

import re
import unicodedata

LONGEST_NAME = 100
LONGEST_SUBJECT = 200
# Joiners within words of some scripts, and within some emoji; every other invisible sign goes.
JOINERS = "\u200c\u200d"


def one_line(words: str, most: int = LONGEST_SUBJECT) -> str:
    """Reduce a text to one line of visible letters, cut at a bearable length."""
    seen = "".join(letter if _is_seen(letter) else " " for letter in words)
    # What looks encoded would be decoded on the way, with the line ends that it may hide.
    line = " ".join(seen.replace("=?", "= ?").split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def person(name: str) -> str:
    """Reduce a name to letters that need no quotes before an address: some mailers lose the quotes."""
    return one_line(re.sub(r'[()<>\[\]:;@\\,."=?]', " ", name), LONGEST_NAME)


def deliverable(address: str) -> str | None:
    """Spell an address as mail servers want it; none if mail cannot be sent there."""
    from email_validator import EmailNotValidError, validate_email

    if not all(letter > " " and _is_seen(letter) for letter in address):
        return None
    try:
        found = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    # A domain in letters of its own has a spelling for servers; a name before the @ has none.
    return found.ascii_email


def _is_seen(letter: str) -> bool:
    """Leave out controls, line ends, direction marks, and halves of letters."""
    return letter in JOINERS or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
