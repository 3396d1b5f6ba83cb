"""What an idea suits, in words."""

from flask_babel import lazy_gettext as _l

FIT_WORDS = {
    "birthday": _l("A birthday"),
    "date": _l("A big day of theirs"),
    "need": _l("What they came for"),
    "note": _l("Something they told you"),
    "milestone": _l("A need just met"),
    "new": _l("A new client"),
    "anniversary": _l("Years together"),
    "quiet": _l("A long silence"),
    "any": _l("Anybody"),
}
"""By the members of FITS, in the order in which they are offered."""
