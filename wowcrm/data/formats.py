"""The files in which clients go out: one line a format, the same for one, for some and for all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from wowcrm.data.card_writing import cards
from wowcrm.data.exporting import Dialect, export
from wowcrm.data.sheets import google, outlook
from wowcrm.traders.models import Trader

Only = Sequence[int] | None


@dataclass(frozen=True)
class Format:
    name: str
    word: LazyString
    """What it is called."""
    hint: LazyString
    """What it is good for."""
    ending: str
    mimetype: str
    write: Callable[[Trader, Only], Iterator[str]]
    bom: bool = False

    def file_name(self, trader: Trader, what: str = "clients") -> str:
        same = "" if self.name in ("csv", "vcard") else f"-{self.name}"
        return f"{what}{same}-{trader.today().isoformat()}.{self.ending}"


def _own(trader: Trader, only: Only) -> Iterator[str]:
    return export(trader, only=only)


def _for_excel(trader: Trader, only: Only) -> Iterator[str]:
    return export(trader, Dialect.for_excel(trader), only)


CSV, VCF = "text/csv", "text/vcard"
FORMATS = {
    each.name: each
    for each in (
        Format(
            "csv",
            _l("Everything, as CSV"),
            _l(
                "Nothing is left out. WowCRM reads it back exactly, and nearly everything else can."
            ),
            *("csv", CSV, _own),
        ),
        Format(
            "excel",
            _l("For Excel"),
            _l("The same, so that a double-click opens it with all letters and columns in place."),
            *("csv", CSV, _for_excel),
        ),
        Format(
            "google",
            _l("For Google Contacts"),
            _l("With tags as labels; what Google has no place for becomes custom fields."),
            *("csv", CSV, google),
        ),
        Format(
            "outlook",
            _l("For Outlook"),
            _l("What Outlook has no place for stands in the notes."),
            *("csv", CSV, outlook),
        ),
        Format(
            "vcard",
            _l("Cards for a phone"),
            _l("vCard 3.0, which phones and Apple’s Contacts read."),
            *("vcf", VCF, cards),
        ),
        Format(
            "vcard4",
            _l("Cards, newer"),
            _l("vCard 4.0, for programs that ask for it."),
            *("vcf", VCF, partial(cards, version="4.0")),
        ),
    )
}
