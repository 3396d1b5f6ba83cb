"""Numbers that are written with their country's code, read as phonenumbers reads them but sooner.

The library looks at each number forty times. Here one pattern a country and length, made of the
library's own, says whether a number is in use there. Where the library might do more than that,
such as take off a zero that is dialled inside the country only, it is asked.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata
from phonenumbers.phonemetadata import PhoneNumberDesc

INTERNATIONAL = re.compile(r"\+[1-9][0-9]*(?:[ -][0-9]+)*")
SHORTEST, LONGEST = 7, 17
NOT_ONE_COUNTRYS = "001"
KINDS = (
    "mobile",
    "fixed_line",
    "premium_rate",
    "toll_free",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
)
Matching = re.Pattern[str]


class Plan(NamedTuple):
    """How a region's numbers look, without the country's code."""

    leading: Matching | None
    """How they begin, where that alone tells the region from others of the same code."""
    shape: Matching


class Country(NamedTuple):
    """How numbers of one length look behind a country's code."""

    begin: int
    """Where the code ends."""
    trunk: Matching
    """What is dialled first inside the country; perhaps the library takes it off."""
    plans: tuple[Plan, ...]


def plain(text: str) -> str | None:
    """Return "+37126123456" for what is that number, "" for what surely is none, else None."""
    if not INTERNATIONAL.fullmatch(text):
        return None
    number = text.replace(" ", "").replace("-", "")
    country = _country(number[1:4], len(number))
    if country is None:
        return None
    begin, trunk, plans = country
    if trunk.match(number, begin):
        return None
    for leading, shape in plans:
        if leading is None:
            if shape.fullmatch(number, begin):
                return number
        elif leading.match(number, begin):
            return number if shape.fullmatch(number, begin) else ""
    return ""


@lru_cache(maxsize=10_000)
def _country(digits: str, length: int) -> Country | None:
    """Tell whose code a number begins with; no country's code is the beginning of another's."""
    if not SHORTEST < length <= LONGEST:
        return None
    codes = (int(digits[:end]) for end in (1, 2, 3))
    code = next((code for code in codes if code in COUNTRY_CODE_TO_REGION_CODE), 0)
    regions = COUNTRY_CODE_TO_REGION_CODE.get(code, (NOT_ONE_COUNTRYS,))
    if NOT_ONE_COUNTRYS in regions:
        return None
    begin = 1 + len(str(code))
    known = [*_metadata(regions)]
    trunk = known[0].national_prefix_for_parsing
    # A code of one region needs no beginning to tell it.
    plans = [_plan(each, length - begin, alone=len(regions) == 1) for each in known]
    return Country(begin, re.compile(f"0|{trunk}" if trunk else "0"), tuple(plans))


def _metadata(regions: tuple[str, ...]) -> Iterator[PhoneMetadata]:
    for region in regions:
        if metadata := PhoneMetadata.metadata_for_region(region, None):
            yield metadata


def _plan(metadata: PhoneMetadata, length: int, *, alone: bool) -> Plan:
    kinds = [pattern for kind in KINDS if (pattern := _pattern(getattr(metadata, kind), length))]
    general = _pattern(metadata.general_desc, length)
    shape = rf"(?=(?:{general})\Z)(?:{'|'.join(kinds)})" if general and kinds else r"(?!)"
    leading = None if alone else metadata.leading_digits
    return Plan(re.compile(leading) if leading else None, re.compile(shape))


def _pattern(kind: PhoneNumberDesc | None, length: int) -> str | None:
    if kind is None or not kind.national_number_pattern:
        return None
    if kind.possible_length and length not in kind.possible_length:
        return None
    return f"(?:{kind.national_number_pattern})"
