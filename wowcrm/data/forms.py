"""What is asked about a file: which one, and how it is written."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField

from wowcrm.data.encodings import ENCODINGS
from wowcrm.data.reading import SEPARATORS
from wowcrm.web.forms import Form

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
TAB = "tab"
"""A browser trims a value that is a tab, so a word stands for it."""


class UploadForm(Form):
    file = FileField(
        _l("Which file are your clients in?"),
        [FileRequired(message=_l("Choose a file first; nothing has been sent."))],
    )


class WritingForm(Form):
    """How a file is written, where it was found out wrongly."""

    encoding = SelectField(_l("How are its letters written?"))
    separator = SelectField(_l("What stands between its columns?"))

    def __init__(self, encoding: str | None = None, separator: str | None = None) -> None:
        mark = TAB if separator == "\t" else separator
        super().__init__(data={"encoding": encoding, "separator": mark})
        self.encoding.choices = [(name, ENCODING_WORDS[name]) for name in ENCODINGS]
        self.separator.choices = [
            (TAB if mark == "\t" else mark, SEPARATOR_WORDS[mark]) for mark in SEPARATORS
        ]

    @property
    def chosen_separator(self) -> str:
        return "\t" if self.separator.data == TAB else str(self.separator.data)
