"""Time zones to choose from: one a city, gathered by continent."""

from functools import cache
from importlib import resources
from zoneinfo import available_timezones

DEFAULT = "Europe/London"


@cache
def zones() -> dict[str, list[tuple[str, str]]]:
    """Return (zone, city) by continent, both in the order of their names."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    names = {line.split("\t")[2] for line in table.splitlines() if not line.startswith("#")}
    gathered: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(names & available_timezones()):
        continent, _, city = name.partition("/")
        gathered.setdefault(continent, []).append((name, city.replace("_", " ").replace("/", ", ")))
    return gathered


def is_zone(name: str | None) -> bool:
    """Tell whether a clock can be set by this name; browsers also know names that were given up."""
    return name in available_timezones()
