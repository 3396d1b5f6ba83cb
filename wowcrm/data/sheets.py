"""Clients as the sheets that Google and Outlook read."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from flask_babel import gettext as _

from wowcrm.clients.models import DetailKind
from wowcrm.data.contacts import FACTS, Contact, Labelled, contacts_of
from wowcrm.data.exporting import AT_ONCE, WISHES
from wowcrm.data.formulas import guard
from wowcrm.data.gathering import EVENT, Gathered, Gathering
from wowcrm.data.lines import Lines
from wowcrm.traders.models import Trader

GOOGLE = [
    "First Name",
    "Middle Name",
    "Last Name",
    "Phonetic First Name",
    "Phonetic Middle Name",
    "Phonetic Last Name",
    "Name Prefix",
    "Name Suffix",
    "Nickname",
    "File As",
    "Organization Name",
    "Organization Title",
    "Organization Department",
    "Birthday",
    "Notes",
    "Photo",
    "Labels",
]
OUTLOOK = [
    "First Name",
    "Middle Name",
    "Last Name",
    "Title",
    "Suffix",
    "Nickname",
    "Given Yomi",
    "Surname Yomi",
    "E-mail Address",
    "E-mail 2 Address",
    "E-mail 3 Address",
    "Home Phone",
    "Home Phone 2",
    "Business Phone",
    "Business Phone 2",
    "Mobile Phone",
    "Car Phone",
    "Other Phone",
    "Primary Phone",
    "Pager",
    "Business Fax",
    "Home Fax",
    "Other Fax",
    "Company Main Phone",
    "Callback",
    "Radio Phone",
    "Telex",
    "TTY/TDD Phone",
    "IMAddress",
    "Job Title",
    "Department",
    "Company",
    "Office Location",
    "Manager's Name",
    "Assistant's Name",
    "Assistant's Phone",
    "Company Yomi",
    "Business Street",
    "Business City",
    "Business State",
    "Business Postal Code",
    "Business Country/Region",
    "Home Street",
    "Home City",
    "Home State",
    "Home Postal Code",
    "Home Country/Region",
    "Other Street",
    "Other City",
    "Other State",
    "Other Postal Code",
    "Other Country/Region",
    "Personal Web Page",
    "Spouse",
    "Schools",
    "Hobby",
    "Location",
    "Web Page",
    "Birthday",
    "Anniversary",
    "Notes",
]


RowOf = Callable[[Contact], list[str]]
Places = Callable[[str], Iterable[str]]
"""Where a value with this label may stand, best first."""


def google(trader: Trader, only: Sequence[int] | None = None) -> Iterator[str]:
    """Write clients as Google Contacts does itself; what it has no place for are custom fields."""
    gathering = Gathering(trader.id, only, birthday=_("Birthday"))
    widths = gathering.widths()
    widths["custom"] = len(FACTS) + len(WISHES) + len(gathering.fields)
    sheet = Google(widths)
    yield from _written(gathering, sheet.header, sheet.row)


def outlook(trader: Trader, only: Sequence[int] | None = None) -> Iterator[str]:
    """Write clients as Outlook.com reads them; what it has no place for stands in the notes."""
    gathering = Gathering(trader.id, only, birthday=_("Birthday"))
    yield from _written(gathering, OUTLOOK, _for_outlook)


def _written(gathering: Gathering, header: list[str], row_of: RowOf) -> Iterator[str]:
    lines = Lines()
    yield lines.written([header])

    def write(some: Gathered) -> str:
        contacts = contacts_of(some, gathering.fields)
        return lines.written([list(map(guard, row_of(each))) for each in contacts])

    yield from gathering.pieces(AT_ONCE, write)


class Google:
    """Google's sheet: fixed columns, then as many numbered groups as anybody has."""

    GROUPS = (
        (DetailKind.EMAIL.value, "E-mail", ("Label", "Value")),
        (DetailKind.PHONE.value, "Phone", ("Label", "Value")),
        (
            DetailKind.ADDRESS.value,
            "Address",
            (
                *("Label", "Formatted", "Street", "City", "PO Box", "Region"),
                *("Postal Code", "Country", "Extended Address"),
            ),
        ),
        (DetailKind.WEBSITE.value, "Website", ("Label", "Value")),
        (EVENT, "Event", ("Label", "Value")),
        ("custom", "Custom Field", ("Label", "Value")),
    )

    def __init__(self, widths: dict[str, int]) -> None:
        self.widths = widths
        self.header = [*GOOGLE]
        for kind, name, parts in self.GROUPS:
            for number in range(1, widths[kind] + 1):
                self.header += [f"{name} {number} - {part}" for part in parts]

    def row(self, contact: Contact) -> list[str]:
        labels = " ::: ".join(["* myContacts", *map(_single, contact.tags)])
        cells = [
            *(contact.given, "", contact.family, "", "", "", "", "", contact.nickname, ""),
            *(contact.organisation, contact.job_title, "", _day(contact.birthday), contact.notes),
            *("", labels),
        ]
        for kind, _name, parts in self.GROUPS:
            told = contact.ways.get(kind, [])
            if kind == "custom":
                told = [Labelled(name, value) for name, value in contact.facts]
            for label, value in told:
                written = _day(value) if kind == EVENT else value
                cells += [label or "", written, *[""] * (len(parts) - 2)]
            cells += [""] * len(parts) * (self.widths[kind] - len(told))
        return cells


def _single(tag: str) -> str:
    return tag.replace(":::", "::")


def _day(text: str) -> str:
    """Write a day without its year as Google does; the blank keeps it from being a formula."""
    return f" {text}" if text.startswith("--") else text


PHONES = {
    "home": ("Home Phone", "Home Phone 2"),
    "work": ("Business Phone", "Business Phone 2"),
    "mobile": ("Mobile Phone",),
    "fax": ("Business Fax", "Home Fax", "Other Fax"),
}
OTHER_PHONES = ("Other Phone", "Primary Phone", "Car Phone", "Callback")
STREETS = {"home": "Home Street", "work": "Business Street"}


def _for_outlook(contact: Contact) -> list[str]:
    cells = dict.fromkeys(OUTLOOK, "")
    left: list[tuple[str, str]] = []
    cells["First Name"], cells["Last Name"] = contact.given, contact.family
    cells["Nickname"], cells["Company"] = contact.nickname, contact.organisation
    cells["Job Title"] = contact.job_title
    _place(
        cells,
        left,
        contact.emails,
        _always("E-mail Address", "E-mail 2 Address", "E-mail 3 Address"),
        "E-mail",
    )
    _place(cells, left, contact.phones, _phone_places, "Phone")
    _place(cells, left, contact.addresses, _street_places, "Address")
    _place(cells, left, contact.websites, _always("Web Page", "Personal Web Page"), "Website")
    if contact.birthday and not contact.birthday.startswith("--"):
        cells["Birthday"] = contact.birthday
    elif contact.birthday:
        left.append(("Birthday", contact.birthday.removeprefix("--")))
    left += [(label or "Date", value.removeprefix("--")) for label, value in contact.events]
    left += contact.facts
    if contact.tags:
        left.append(("Tags", ", ".join(contact.tags)))
    cells["Notes"] = "\n".join([*filter(None, [contact.notes]), *(f"{n}: {v}" for n, v in left)])
    return list(cells.values())


def _always(*places: str) -> Places:
    return lambda _label: places


def _phone_places(label: str) -> Iterable[str]:
    return (*PHONES.get(label, ()), *OTHER_PHONES)


def _street_places(label: str) -> Iterable[str]:
    first = STREETS.get(label, "Other Street")
    return (first, "Other Street", "Home Street", "Business Street")


def _place(
    cells: dict[str, str],
    left: list[tuple[str, str]],
    told: list[Labelled],
    places: Places,
    name: str,
) -> None:
    """Put each where there is room for it; a label without a place of its own goes along."""
    for label, value in told:
        key = english(label)
        place = next((place for place in places(key) if not cells[place]), None)
        if place is None:
            left.append((f"{name} ({label})" if label else name, value))
        else:
            cells[place] = value


def english(label: str | None) -> str:
    """Know the labels by which other programs part phones and addresses."""
    word = (label or "").strip("* ").casefold()
    for key, words in LABELS.items():
        if word in words:
            return key
    return ""


LABELS = {
    "home": {"home", "private", "mājas", "домашний", "домашен", "kodu"},
    "work": {"work", "business", "office", "darba", "рабочий", "служебен", "töö"},
    "mobile": {"mobile", "cell", "mobil", "mobilais", "мобильный", "мобилен", "mobiil"},
    "fax": {"fax", "faks", "факс"},
    "other": {"other"},
}
