"""What is asked about a file: which one, how it is written, what it means, what is put right in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length

from wowcrm.data.encodings import ENCODINGS
from wowcrm.data.models import Choice
from wowcrm.data.reading import SEPARATORS
from wowcrm.web.forms import TOO_LONG, Form, tidy

ENCODING_WORDS = {
    "utf-8": _l("UTF-8: any language"),
    "utf-16": _l("UTF-16: any language, older programs"),
    "utf-16-le": _l("UTF-16, little end first"),
    "utf-16-be": _l("UTF-16, big end first"),
    "cp1252": _l("Windows 1252: Western Europe"),
    "cp1257": _l("Windows 1257: Latvian, Lithuanian, Estonian"),
    "cp1251": _l("Windows 1251: Bulgarian, Russian, Ukrainian"),
}
SEPARATOR_WORDS = {
    ",": _l("a comma ,"),
    ";": _l("a semicolon ;"),
    "\t": _l("a tab"),
    "|": _l("a bar |"),
}
BETWEEN_WORDS = {
    ",": _l("commas between the columns"),
    ";": _l("semicolons between the columns"),
    "\t": _l("tabs between the columns"),
    "|": _l("bars between the columns"),
}
DAY_WORDS = {
    "day": _l("day first: 3/4 is the 3rd of April"),
    "month": _l("month first: 3/4 is the 4th of March"),
}
TAB = "tab"
"""A browser trims a value that is a tab, so a word stands for it."""
MOST_PASTED = 500_000
COLUMN = "column_"


class UploadForm(Form):
    file = FileField(_l("Which file are your clients in?"))
    rows = TextAreaField(
        _l("Which rows?"), [Length(max=MOST_PASTED, message=TOO_LONG)], render_kw={"rows": 6}
    )

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if not self.file.data and not self.rows.data:
            self.file.errors = [_("Choose a file first; nothing has been sent.")]
            return False
        return sound


class WholeForm(Form):
    file = FileField(_l("Which file did the other WowCRM write?"))

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if not self.file.data:
            self.file.errors = [_("Choose a file first; nothing has been sent.")]
            return False
        return sound


class ReadingForm(Form):
    """How a file is written, where it was found out wrongly, and what its columns hold."""

    encoding = SelectField(_l("How are its letters written?"))
    separator = SelectField(_l("What stands between its columns?"))
    days = SelectField(_l("How are its days written?"))

    def __init__(self, encoding: str, separator: str, day_first: bool | None, **data: str) -> None:
        """`day_first` is None for a file without days; a file of cards has no separator."""
        written = {
            "encoding": encoding,
            "separator": TAB if separator == "\t" else separator,
            "days": "day" if day_first else "month",
        }
        super().__init__(data={**data, **written})
        self.encoding.choices = [(name, ENCODING_WORDS[name]) for name in ENCODINGS]
        self.separator.choices = [
            (TAB if mark == "\t" else mark, SEPARATOR_WORDS[mark]) for mark in SEPARATORS
        ]
        self.days.choices = list(DAY_WORDS.items())
        if not separator:
            del self.separator
        if day_first is None:
            del self.days

    @property
    def chosen_separator(self) -> str:
        if "separator" not in self:
            return ""
        return "\t" if self.separator.data == TAB else str(self.separator.data)

    @property
    def chosen_days(self) -> bool | None:
        return self.days.data == "day" if "days" in self else None

    @property
    def columns(self) -> list[SelectField]:
        return [field for name, field in self._fields.items() if name.startswith(COLUMN)]

    @property
    def chosen_columns(self) -> dict[int, str]:
        """Say what was chosen otherwise than it was shown."""
        return {
            int(field.name.removeprefix(COLUMN)): str(field.data)
            for field in self.columns
            if field.data != field.object_data
        }


def reading_form(
    file: Any, columns: Sequence[Mapping[str, Any]], targets: Sequence[tuple[str, str]]
) -> ReadingForm:
    """Make a form that asks of each column what it holds."""
    known = dict(targets)
    fields: dict[str, Any] = {
        f"{COLUMN}{column['place']}": SelectField(
            column["name"] or _("Column %(number)s", number=column["place"] + 1),
            description=" · ".join(column["samples"]),
        )
        for column in columns
    }
    made: type[ReadingForm] = type("ReadingFormOfAFile", (ReadingForm,), fields)
    now = {f"{COLUMN}{column['place']}": column["target"] for column in columns}
    form = made(file.encoding, file.separator, file.rehearsal.get("day_first"), **now)
    for field, column in zip(form.columns, columns, strict=True):
        field.choices = list(({column["target"]: column["word"]} | known).items())
    return form


def told_cells(sent: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Read which cells were put right: the line, the place, the text."""
    for name, text in sent.items():
        if found := re.fullmatch(r"cell-(\d{1,9})-(\d{1,3})", name):
            yield int(found[1]), int(found[2]), tidy(text[:20_000]) or ""


def told_choices(sent: Mapping[str, str]) -> Iterator[tuple[int, Choice]]:
    """Read what was said of possible duplicates, by the lines of their rows."""
    for name, text in sent.items():
        found = re.fullmatch(r"row-(\d{1,9})", name)
        if found and text in set(Choice):
            yield int(found[1]), Choice(text)
