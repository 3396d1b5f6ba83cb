"""How a row tells the ways to reach somebody: e-mails, phones, addresses, websites."""

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from wowcrm.data import cells, dialling
from wowcrm.data.candidates import Way
from wowcrm.data.synonyms import Field

if TYPE_CHECKING:
    from wowcrm.data.row import Found, Row

LONGEST = 1000
PLACE = (
    Field.STREET,
    Field.ADDRESS,
    Field.PO_BOX,
    Field.CITY,
    Field.REGION,
    Field.POSTCODE,
    Field.COUNTRY,
)


def emails(row: "Row") -> tuple[Way, ...]:
    return _ways(row, Field.EMAIL, cells.ordinary_email, _addresses_in)


def phones(row: "Row") -> tuple[Way, ...]:
    return _ways(row, Field.PHONE, _ordinary_number, _numbers_in)


def websites(row: "Row") -> tuple[Way, ...]:
    return _ways(row, Field.WEBSITE, lambda _cell: None, _texts_in)


def _ways(
    row: "Row",
    field: Field,
    ordinary: Callable[[str], str | None],
    read: "Callable[[Row, str, int], list[str]]",
) -> tuple[Way, ...]:
    """Gather the values of a field with their labels, the preferred one first, none twice.

    What is `ordinary` is one value and well written; everything else is read with care.
    """
    found = row.reader.found[field]
    if len(found) == 1 and found[0].labelled_by is None:
        place, _group, name, _label = found[0]
        if value := ordinary(row.cells[place].strip()):
            return (Way(value, name),)
    preferred: list[Way] = []
    others: list[Way] = []
    for at in found:
        cell = row.cells[at.place]
        if written := cell.strip():
            word, first = label(row, at)
            into = preferred if first else others
            if value := ordinary(written):
                into.append(Way(value, word))
            else:
                into += [
                    Way(value, word)
                    for part in values(row, cell)
                    for value in read(row, part, at.place)
                ]
    return _distinct(row, preferred + others, field)


def values(row: "Row", cell: str) -> list[str]:
    """Take apart a cell with several values; our own exports give each a column."""
    return [cell] if row.reader.whole else cells.values(cell)


def label(row: "Row", at: "Found") -> tuple[str | None, bool]:
    """Say what a value is called, and whether it is the one to use first."""
    if at.labelled_by is None:
        return at.label, False
    cell = row.cells[at.labelled_by]
    text, first = (cells.line(cell), False) if row.reader.own else cells.label(cell)
    return row.shortened(text, Field.LABEL) or at.label, first


def _distinct(row: "Row", ways: list[Way], field: Field) -> tuple[Way, ...]:
    if len(ways) == 1 and 0 < len(ways[0].value) <= LONGEST:
        return (ways[0],)
    kept: dict[str, Way] = {}
    for way in ways:
        value = row.shortened(way.value, field, LONGEST)
        if value:
            kept.setdefault(value.casefold(), Way(value, way.label))
    return row.at_most(tuple(kept.values()), field)


def _addresses_in(row: "Row", cell: str, place: int) -> list[str]:
    good: list[str] = []
    addresses = cells.emails(cell)
    if not addresses:
        row.said.append(row.reader.words.inside)
    for written in addresses:
        email = cells.email(written)
        if email:
            good.append(email)
        else:
            row.problems.append(row.reader.words.no_email % {"text": written[:200]})
            row.faults[place] = row.cells[place]
    return good


def _ordinary_number(written: str) -> str | None:
    """Give a number as it is dialled from anywhere; what surely is none stays as it was typed."""
    return written if (number := dialling.plain(written)) == "" else number


def _numbers_in(row: "Row", cell: str, place: int) -> list[str]:
    numbers = _texts_in(row, cell, place) if row.reader.own else cells.phones(cell)
    return [cells.phone(number, row.reader.habits.region) or number for number in numbers]


def _texts_in(_row: "Row", cell: str, _place: int) -> list[str]:
    return [text] if (text := cells.line(cell)) else []


def places(row: "Row") -> tuple[Way, ...]:
    """Put the parts of each address together, as one would write it on an envelope."""
    groups: dict[str, dict[Field, list[str]]] = {}
    labels: dict[str, tuple[str | None, bool]] = {}
    for field in PLACE:
        for cell, at in row.filled(field):
            groups.setdefault(at.group, defaultdict(list))[field].append(cells.prose(cell))
            labels[at.group] = label(row, at)
    groups_in_order = sorted(groups, key=lambda group: not labels[group][1])
    return _distinct(
        row, [Way(_envelope(groups[g]), labels[g][0]) for g in groups_in_order], Field.ADDRESS
    )


def _envelope(parts: dict[Field, list[str]]) -> str:
    """Write an address in lines; a formatted one is used where the street is not given apart."""
    whole = "\n".join(dict.fromkeys(parts.get(Field.ADDRESS, [])))
    first = parts.get(Field.STREET, []) or ([whole] if whole else [])
    town = " ".join(parts.get(Field.POSTCODE, []) + parts.get(Field.CITY, []))
    rest = [*parts.get(Field.PO_BOX, []), town, *parts.get(Field.REGION, [])]
    lines = [*first, *rest, *parts.get(Field.COUNTRY, [])]
    if whole and not parts.get(Field.STREET):
        lines = [whole, *(line for line in lines[1:] if line not in whole)]
    return "\n".join(line for line in lines if line)
