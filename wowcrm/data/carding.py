"""What the properties of a card come to: cells under the names of columns that an address book has."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from flask_babel import gettext as _

from wowcrm.data.synonyms import LABEL_WORDS
from wowcrm.data.vcard import Card, Property

OF_THE_FILE = {
    *("PRODID", "UID", "REV", "PROFILE", "MAILER", "CLIENTPIDMAP", "XML", "CLASS", "SORT-STRING"),
    *("X-ABUID", "X-ABADR", "X-ABLABEL", "X-ABSHOWAS", "X-IMAGETYPE", "X-IMAGEHASH", "SOURCE"),
    *("KIND", "X-ADDRESSBOOKSERVER-KIND", "N", "FN", "CREATED", "X-SHARED-PHOTO-DISPLAY-PREF"),
}
"""What a card says of itself or of the program, not of anybody; or what is read in its own way."""

OUR_WORDS = {"cell": "mobile", "iphone": "mobile", "home": "home", "work": "work", "other": "other"}
SAY_NOTHING = {
    "pref",
    "internet",
    "voice",
    "text",
    "x400",
    "dom",
    "intl",
    "postal",
    "parcel",
    "msg",
}
APPLES = re.compile(r"_\$!<(.*)>!\$_")
PLACES = ("PO Box", "Extended Address", "Street", "City", "Region", "Postal Code", "Country")
NAMES = ("Family name", "Given name", "Middle name", "Name Prefix", "Suffix")


@dataclass
class Row:
    """A card as cells by the names of their columns."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    uid: str = ""
    members: list[str] | None = None
    """Of a card that stands for a group: the marks of those who are in it."""
    counts: Counter[str] = field(default_factory=Counter)
    labels: dict[str, str] = field(default_factory=dict)
    """What the card calls a group of its properties."""

    def put(self, column: str, text: str) -> None:
        """Fill a cell; what more is said in it stands on a line of its own."""
        if text := text.strip():
            already = self.cells.get(column)
            self.cells[column] = f"{already}\n{text}" if already else text

    def tag(self, names: Iterable[str]) -> None:
        there = self.cells.get("Tags")
        told = [*([there] if there else []), *filter(None, names)]
        if told:
            self.cells["Tags"] = " ::: ".join(told)

    def another(self, kind: str, one: Property, **parts: str) -> None:
        """Fill the next columns of a kind of which there may be several."""
        filled = {name: text.strip() for name, text in parts.items() if text.strip()}
        if not filled:
            return
        self.counts[kind] += 1
        begin = f"{kind} {self.counts[kind]} - "
        label = self.label(one)
        if one.is_preferred:
            label = f"* {label}"
        if label:
            self.cells[f"{begin}Label"] = label
        for name, text in filled.items():
            self.cells[begin + name.replace("_", " ")] = text

    def label(self, one: Property) -> str:
        """Say what a value is called: in the card's own word, else by its types."""
        if own := self.labels.get(one.group):
            return own
        kinds = [kind for kind in one.types if kind not in SAY_NOTHING]
        words = [_word(kind) for kind in sorted(kinds, key="fax".__eq__)]
        # "Work" and "Fax" are one label: "Work fax".
        return " ".join(word if i == 0 else word.lower() for i, word in enumerate(words))


def row_of(card: Card) -> Row:
    row = Row(card.line)
    row.labels = {
        each.group: word
        for each in card.properties
        if each.name == "X-ABLABEL" and each.group and (word := _own_label(each.text()))
    }
    _put_names(row, card)
    for each in card.properties:
        if each.name in READ:
            READ[each.name](row, each)
        elif each.name not in OF_THE_FILE:
            row.put(_titled(each.name), each.text())
    for text in card.strange:
        row.put(_("Lines that could not be read"), text)
    return row


def _put_names(row: Row, card: Card) -> None:
    def first(name: str) -> Property | None:
        return next((each for each in card.properties if each.name == name and each.value), None)

    if (uid := first("UID")) is not None:
        row.uid = _bare_uid(uid.value)
    kinds = {e.value.strip().lower() for e in card.properties if e.name.endswith("KIND")}
    if "group" in kinds:
        row.members = []
    whole, parted, shown = first("FN"), first("N"), first("X-ABSHOWAS")
    is_firm = "org" in kinds or (shown is not None and shown.value.strip().upper() == "COMPANY")
    if whole is not None:
        row.put("Name", whole.text())
    if parted is not None and not is_firm:
        for name, text in zip(NAMES, parted.parts(), strict=False):
            row.put(name, text)
    if is_firm and whole is None and (firm := first("ORG")) is not None:
        row.put("Name", firm.parts()[0])


def _put_firm(row: Row, one: Property) -> None:
    firm, *units = one.parts()
    row.put("Organisation", firm)
    row.put("Department", ", ".join(filter(None, units)))


def _put_address(row: Row, one: Property) -> None:
    parts = dict(zip((place.replace(" ", "_") for place in PLACES), one.parts(), strict=False))
    if not any(parts.values()) and "LABEL" in one.params:
        parts = {"Formatted": one.plain(one.params["LABEL"])}
    row.another("Address", one, **parts)


def _put_label(row: Row, one: Property) -> None:
    """Take an address as it stands on an envelope, where the card does not give its parts."""
    if not row.counts["Address"]:
        row.another("Address", one, Formatted=one.text())


def _put_phone(row: Row, one: Property) -> None:
    number, _semicolon, rest = re.sub(r"(?i)^tel:", "", one.text().strip()).partition(";")
    extension = re.search(r"(?i)ext=(\d+)", rest)
    row.another("Phone", one, Value=f"{number} ext. {extension[1]}" if extension else number)


def _put_email(row: Row, one: Property) -> None:
    row.another("E-mail", one, Value=re.sub(r"(?i)^mailto:", "", one.text()))


def _put_link(row: Row, one: Property) -> None:
    row.another("Website", one, Value=one.text())


def _put_profile(row: Row, one: Property) -> None:
    """Take a page on a network as a link; a bare name there is only worth a note."""
    text = one.text().strip()
    if re.match(r"(?i)https?://", text):
        row.another("Website", one, Value=text)
    else:
        row.put(row.label(one) or _("Profile"), re.sub(r"(?i)^x-apple:", "", text))


def _put_messenger(row: Row, one: Property) -> None:
    service = one.params.get("X-SERVICE-TYPE") or one.name.removeprefix("X-")
    row.put(_titled(service) if service != "IMPP" else _("Messenger"), one.text())


def _put_birthday(row: Row, one: Property) -> None:
    row.put("Birthday", _day(one))


def _put_event(row: Row, one: Property) -> None:
    if not row.label(one) and one.name.endswith("ANNIVERSARY"):
        row.labels[f"#{one.name}"] = str(LABEL_WORDS["anniversary"])
        one.group = f"#{one.name}"
    row.another("Event", one, Value=_day(one))


def _day(one: Property) -> str:
    """Give a day with blanks for no time; Apple's 1604 for "no year" may be another year."""
    text = one.text().strip()
    day = re.sub(r"T.*$", "", text) if re.match(r"[\d-]+T", text) else text
    omitted = one.params.get("X-APPLE-OMIT-YEAR")
    if omitted and day.startswith(omitted):
        return "-" + day[len(omitted) :] if day[len(omitted) :][:1] == "-" else "--" + day[4:]
    return day


def _put_related(row: Row, one: Property) -> None:
    text = one.text().strip()
    if not text.lower().startswith("urn:uuid:"):
        row.put(row.label(one) or _("Related"), text)


def _put_tags(row: Row, one: Property) -> None:
    row.tag(one.listed())


def _put_picture(row: Row, one: Property) -> None:
    row.put("Photo" if one.name == "PHOTO" else one.name.title(), one.value)


def _put_member(row: Row, one: Property) -> None:
    if row.members is not None:
        row.members.append(_bare_uid(one.value))


def _plain(column: str) -> Callable[[Row, Property], None]:
    return lambda row, one: row.put(column, one.text())


READ: dict[str, Callable[[Row, Property], None]] = {
    "NICKNAME": _plain("Nickname"),
    "ORG": _put_firm,
    "TITLE": _plain("Job title"),
    "ROLE": _plain("Role"),
    "EMAIL": _put_email,
    "TEL": _put_phone,
    "ADR": _put_address,
    "LABEL": _put_label,
    "URL": _put_link,
    "X-SOCIALPROFILE": _put_profile,
    "SOCIALPROFILE": _put_profile,
    "IMPP": _put_messenger,
    **{f"X-{name}": _put_messenger for name in ("AIM", "ICQ", "JABBER", "MSN", "QQ", "YAHOO")},
    "X-SKYPE": _put_messenger,
    "X-SKYPE-USERNAME": _put_messenger,
    "BDAY": _put_birthday,
    "ANNIVERSARY": _put_event,
    "X-ANNIVERSARY": _put_event,
    "X-ABDATE": _put_event,
    "X-ABRELATEDNAMES": _put_related,
    "RELATED": _put_related,
    "CATEGORIES": _put_tags,
    "NOTE": _plain("Notes"),
    "PHOTO": _put_picture,
    "LOGO": _put_picture,
    "SOUND": _put_picture,
    "KEY": _put_picture,
    "MEMBER": _put_member,
    "X-ADDRESSBOOKSERVER-MEMBER": _put_member,
}


def _own_label(text: str) -> str:
    """Read Apple's labels: its own stand in marks, "HomePage" among them; "_$!!$_" is none."""
    if text.strip() in {"_$!!$_", "_$!<>!$_"}:
        return ""
    found = APPLES.fullmatch(text.strip())
    return _word(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", found[1]).lower()) if found else text.strip()


def _word(kind: str) -> str:
    known = OUR_WORDS.get(kind, kind)
    if known in LABEL_WORDS:
        return str(LABEL_WORDS[known])
    bare = known.removeprefix("x-").replace("_", " ").strip()
    return bare[:1].upper() + bare[1:]


def _titled(name: str) -> str:
    """Make a name of a property one for a column: "X-SPOUSE" is "Spouse"."""
    return name.upper().removeprefix("X-").replace("-", " ").replace("_", " ").capitalize()


def _bare_uid(text: str) -> str:
    return text.strip().lower().removeprefix("urn:uuid:")
