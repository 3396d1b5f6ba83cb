import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, NumberParseException, PhoneNumberFormat

from wowcrm.data import dialling

CODES = sorted(COUNTRY_CODE_TO_REGION_CODE)
KINDS = range(11)


def by_the_library(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, None)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or number.extension:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """A number of some country, changed a little, with blanks between some of its digits."""
    code = draw(st.sampled_from(CODES))
    region = draw(st.sampled_from(COUNTRY_CODE_TO_REGION_CODE[code]))
    example = phonenumbers.example_number_for_type(region, draw(st.sampled_from(KINDS)))
    digits = [*(str(example.national_number) if example else draw(st.from_regex(r"\d{6,12}\Z")))]
    for _ in range(draw(st.integers(0, 3))):
        digits[draw(st.integers(0, len(digits) - 1))] = draw(st.sampled_from("0123456789"))
    digits[:0] = draw(st.sampled_from(["", "", "", "0", "1", "8"]))
    digits[len(digits) :] = draw(st.sampled_from(["", "", "", "7"]))
    between = draw(st.lists(st.sampled_from(["", "", " ", "-"]), min_size=len(digits)))
    rest = "".join(mark + digit for mark, digit in zip(between, digits, strict=False))
    return f"+{code}{rest}"


@settings(max_examples=1500, deadline=None)
@given(numbers())
def test_what_is_read_without_the_library_is_what_it_reads(text: str) -> None:
    plain = dialling.plain(text)

    assert plain is None or (plain or None) == by_the_library(text)


@pytest.mark.parametrize("region", ["LV", "EE", "LT", "GB", "US", "DE", "FR", "BG", "RU", "IE"])
def test_ordinary_numbers_need_no_library(region: str) -> None:
    for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
        example = phonenumbers.example_number_for_type(region, kind)
        if example:
            written = phonenumbers.format_number(example, PhoneNumberFormat.INTERNATIONAL)
            e164 = phonenumbers.format_number(example, PhoneNumberFormat.E164)
            assert dialling.plain(e164) == e164
            assert dialling.plain(written) in {e164, None}


@pytest.mark.parametrize(
    "text", ["", "+", "+0", "26123456", "+371", "+371  26123456", "+999 26123456", "+3712612345٦"]
)
def test_what_is_not_surely_a_number_is_left_to_the_library(text: str) -> None:
    assert dialling.plain(text) is None
