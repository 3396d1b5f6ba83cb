"""The one scale on which quality is judged."""

from enum import StrEnum

from flask_babel import lazy_gettext


class ServiceLevel(StrEnum):
    """How well a client's needs are served; `unknown` when we do not know them yet."""

    BELOW = "below"
    MEETS = "meets"
    EXCEEDS = "exceeds"
    UNKNOWN = "unknown"

    @property
    def word(self) -> str:
        """The level in the trader's words: "needs not met"."""
        return str(WORDS[self])

    @property
    def short(self) -> str:
        """The level in one or two words, for strips and tables: "not met"."""
        return str(SHORT[self])


JUDGED = (ServiceLevel.BELOW, ServiceLevel.MEETS, ServiceLevel.EXCEEDS)
"""The levels a person may choose; `unknown` is only ever worked out."""

WORDS = {
    ServiceLevel.BELOW: lazy_gettext("needs not met"),
    ServiceLevel.MEETS: lazy_gettext("needs met"),
    ServiceLevel.EXCEEDS: lazy_gettext("needs exceeded"),
    ServiceLevel.UNKNOWN: lazy_gettext("needs not known yet"),
}
SHORT = {
    ServiceLevel.BELOW: lazy_gettext("not met"),
    ServiceLevel.MEETS: lazy_gettext("met"),
    ServiceLevel.EXCEEDS: lazy_gettext("exceeded"),
    ServiceLevel.UNKNOWN: lazy_gettext("unknown"),
}
