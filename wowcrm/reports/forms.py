"""What may be changed of an account."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from wowcrm.web.forms import Form, long


class ReportForm(Form):
    opening = TextAreaField(_l("How does it begin?"), [long()])
    overcome = TextAreaField(_l("What was in the way, and how was it overcome?"), [long()])
    differs = TextAreaField(_l("What differs from what you agreed, and why?"), [long()])
    ending = TextAreaField(_l("How does it end?"), [long()])
