"""In which ways a client is reached."""

from enum import StrEnum


class DetailKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    WEBSITE = "website"
