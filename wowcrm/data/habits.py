"""How a trader's country writes: phones without a country code, dates, old encodings, lists."""

from dataclasses import dataclass
from datetime import date

from babel import Locale
from babel.core import UnknownLocaleError, get_global

MONTH_FIRST = {"US", "PH", "PW", "FM"}
BALTIC = {"LV", "LT", "EE"}
CYRILLIC = {"BG", "RU", "BY", "UA", "MK", "RS", "KZ", "KG"}


@dataclass(frozen=True)
class Habits:
    region: str | None
    """The country, as two letters: whose phones lack a country code."""
    day_first: bool
    """Whether 3/4 is the third of April."""
    today: date

    @classmethod
    def of(cls, timezone: str, today: date) -> "Habits":
        region = region_of(timezone)
        return cls(region, region not in MONTH_FIRST, today)

    @property
    def encoding(self) -> str:
        """The encoding that old programs use here."""
        if self.region in BALTIC:
            return "cp1257"
        return "cp1251" if self.region in CYRILLIC else "cp1252"

    @property
    def separator(self) -> str:
        """What a spreadsheet expects between cells: where 1,5 is a number, no comma."""
        if self.region is None:
            return ","
        try:
            locale = Locale.parse(f"und_{self.region}")
        except (UnknownLocaleError, ValueError):
            return ","
        return ";" if locale.number_symbols["latn"]["decimal"] == "," else ","


def region_of(timezone: str) -> str | None:
    """Name the country of a time zone, where it lies in one ("Europe/Riga" → "LV")."""
    name = get_global("zone_aliases").get(timezone, timezone)
    region = get_global("zone_territories").get(name)
    return region if region and region.isalpha() and region != "ZZ" else None
