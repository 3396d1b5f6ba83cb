"""Which files to attach."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import Field, HiddenField
from wtforms.validators import ValidationError

from wowcrm.web.forms import Form

AT_ONCE = 20


class FilesForm(Form):
    files = MultipleFileField(_l("Which files?"))
    about = HiddenField()
    """What they are attached to, as "proposal-7"; none: to the client."""

    def validate_files(self, field: Field) -> None:
        field.data = [file for file in field.data or () if file and file.filename]
        if not field.data:
            raise ValidationError(_("Choose a file first; nothing has been sent."))
        if len(field.data) > AT_ONCE:
            raise ValidationError(_("That is more than %(most)d at once.", most=AT_ONCE))
