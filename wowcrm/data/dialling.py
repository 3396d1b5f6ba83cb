"""Numbers that are written with their country's code, read as phonenumbers reads them but sooner.

The library looks at each number forty times. Here one pattern a country and length, made of the
library's own, says whether a number is in use there. Where the library might do more than that,
such as take off a zero that is dialled inside the country only, it is asked.
"""

import re
from collections.abc import Iterator
from functools import cache
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


def plain(text: str) -> str | None:
    """Return "+37126123456" for what is that number, "" for what surely is none, else None."""
    if not INTERNATIONAL.fullmatch(text):
        return None
    number = text.replace(" ", "").replace("-", "")
    if not SHORTEST < len(number) <= LONGEST:
        return None
    # No country's code is the beginning of another's.
    for length in (1, 2, 3):
        code = int(number[1 : 1 + length])
        if code in COUNTRY_CODE_TO_REGION_CODE:
            used = _in_use(code, number[1 + length :])
            return None if used is None else number if used else ""
    return None


def _in_use(code: int, rest: str) -> bool | None:
    trunk, plans = _plans(code, len(rest))
    if not plans or rest[0] == "0" or (trunk and trunk.match(rest)):
        return None  # Perhaps the library takes something off.
    for plan in plans:
        if plan.leading is None:
            if plan.shape.fullmatch(rest):
                return True
        elif plan.leading.match(rest):
            return plan.shape.fullmatch(rest) is not None
    return False


@cache
def _plans(code: int, length: int) -> tuple[Matching | None, tuple[Plan, ...]]:
    """Return what is dialled first inside the country, and how numbers of one length look."""
    regions = COUNTRY_CODE_TO_REGION_CODE[code]
    known = [] if NOT_ONE_COUNTRYS in regions else [*_metadata(regions)]
    trunk = known[0].national_prefix_for_parsing if known else None
    # A code of one region needs no beginning to tell it.
    plans = [_plan(each, length, alone=len(regions) == 1) for each in known]
    return (re.compile(trunk) if trunk else None), tuple(plans)


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
