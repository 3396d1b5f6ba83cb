"""Cells that a spreadsheet would run as formulas: guarded on the way out, restored on the way in.

A spreadsheet takes a cell for a formula when it begins with one of a few characters. An apostrophe
before it makes it text. Phones and plain numbers are left alone: they can do no harm.
"""

import re

RISKY = "=+\\-@\t\r\n\0＝＋－＠"
BEGINNINGS = frozenset("'=+-@\t\r\n\0＝＋－＠")
NEEDS_GUARD = re.compile(rf"'*[{RISKY}]")
GUARDED = re.compile(rf"''*[{RISKY}]")
HARMLESS = re.compile(r"[+-]?[0-9(][0-9 ().\-/]*")


def guard(cell: str) -> str:
    """Make a cell harmless for a spreadsheet; `unguard` gives back exactly what it was."""
    if not cell or cell[0] not in BEGINNINGS or HARMLESS.fullmatch(cell):
        return cell
    return f"'{cell}" if NEEDS_GUARD.match(cell) else cell


def unguard(cell: str) -> str:
    """Take off the one apostrophe that `guard` put before a cell."""
    return cell[1:] if GUARDED.match(cell) else cell
