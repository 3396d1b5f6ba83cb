"""What may be typed about a client."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import wtforms
from babel.dates import get_month_names
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from wowcrm.clients.models import LEADS, Client, DetailKind
from wowcrm.clients.telling import Day
from wowcrm.web.forms import Form, long, short, tidy
from wowcrm.web.inputs import AmountField, CountField, DayField

MOST_ROWS = 20
A_LEAP_YEAR = 2024


def email_like(_form: object, field: Field) -> None:
    if field.data and not re.fullmatch(r"[^\s@]+@[^\s@]+", field.data):
        raise ValidationError(_("An e-mail looks like name@example.com."))


def phone_like(_form: object, field: Field) -> None:
    if field.data and not any(letter.isdigit() for letter in field.data):
        raise ValidationError(_("A phone number has figures in it."))


def tag_names(text: str | None) -> list[str]:
    """Take apart what was typed as tags: "garden, Riga"."""
    names = [" ".join(name.split()) for name in re.split(r"[,;\n]", text or "")]
    return [name for name in names if name]


def few_tags(_form: object, field: Field) -> None:
    names = tag_names(field.data)
    if len(names) > 30:
        raise ValidationError(_("That is more than 30 tags; fewer say more."))
    if any(len(name) > 50 for name in names):
        raise ValidationError(_("A tag is a word or two: 50 characters at most."))


def name_field() -> StringField:
    wanted = _l("What are they called? A first name will do.")
    return StringField(_l("What is the client’s name?"), [DataRequired(message=wanted), short()])


class NewClientForm(Form):
    """A name is enough; the rest can be told now or later."""

    name = name_field()
    given = StringField(_l("How do you speak of them?"), [short()])
    organisation = StringField(_l("Where do they work?"), [short()])
    email = StringField(_l("E-mail"), [short(), email_like])
    phone = StringField(_l("Phone"), [short(), phone_like])
    found_us_by = StringField(_l("How did they find you?"), [short()])
    tags = StringField(_l("Which tags?"), [few_tags, long()])
    client_since = DayField(_l("Client since when?"))
    notes = TextAreaField(_l("What should you remember about them?"), [long()])

    @property
    def has_more(self) -> bool:
        """Whether anything beyond the name was typed or is wrong."""
        return any(
            field.errors or (field.data and field.name != "client_since")
            for field in self
            if field.name not in {"name", "csrf_token", "once"}
        )


class DetailPart(wtforms.Form):
    """One way to reach a client."""

    value = StringField(filters=[tidy], validators=[short()])
    label = StringField(_l("Label"), filters=[tidy], validators=[short()])


class EmailPart(DetailPart):
    value = StringField(_l("E-mail"), filters=[tidy], validators=[short(), email_like])


class PhonePart(DetailPart):
    value = StringField(_l("Phone"), filters=[tidy], validators=[short(), phone_like])


class AddressPart(DetailPart):
    value = TextAreaField(_l("Address"), filters=[tidy], validators=[short()])


class WebsitePart(DetailPart):
    value = StringField(_l("Website"), filters=[tidy], validators=[short()])


def months() -> list[SelectChoice]:
    names = get_month_names("wide", locale=get_locale())
    return [SelectChoice("", _("Month")), *(SelectChoice(str(n), names[n]) for n in range(1, 13))]


class DatePart(wtforms.Form):
    """A day of the year that matters; the year may be unknown."""

    label = StringField(_l("What is it?"), filters=[tidy], validators=[short()])
    day = CountField(_l("Day"), most=31)
    month = SelectField(_l("Month"), coerce=lambda value: int(value) if value else None)
    year = CountField(_l("Year"), most=2100)
    once = SelectField(
        _l("Does it come round?"),
        choices=[SelectChoice("", _l("Every year")), SelectChoice("once", _l("Once"))],
        coerce=lambda value: value in ("once", True),
        default=False,
    )
    lead = SelectField(_l("How long before do you want to hear of it?"), coerce=int, default=14)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.month.choices = months()
        self.lead.choices = [SelectChoice(str(days), lead_word(days)) for days in LEADS]

    @property
    def is_blank(self) -> bool:
        return not any((self.label.data, self.day.data, self.month.data, self.year.data))

    def validate_month(self, field: Field) -> None:
        if self.is_blank:
            return
        if not self.day.data or not field.data:
            raise ValidationError(_("Which day and month is it?"))
        if self.once.data and not self.year.data:
            raise ValidationError(_("In which year? What is once needs one."))
        if self.year.data and self.year.data < 1900:
            raise ValidationError(_("Write the year with four figures, or leave it out."))
        try:
            date(self.year.data or A_LEAP_YEAR, field.data, self.day.data)
        except ValueError:
            raise ValidationError(_("That day is not in the calendar.")) from None


def lead_word(days: int) -> str:
    if days == 0:
        return _("On the day")
    return ngettext("%(num)d day before", "%(num)d days before", days)


def rows_of(part: type[wtforms.Form]) -> "FieldList[Any]":
    return FieldList(FormField(part), max_entries=MOST_ROWS)


class ClientForm(Form):
    """Everything about a client that is not written by what happens."""

    name = name_field()
    given = StringField(_l("How do you speak of them?"), [short()])
    organisation = StringField(_l("Where do they work?"), [short()])
    job_title = StringField(_l("As what?"), [short()])
    emails = rows_of(EmailPart)
    phones = rows_of(PhonePart)
    addresses = rows_of(AddressPart)
    websites = rows_of(WebsitePart)
    client_since = DayField(_l("Client since when?"))
    found_us_by = StringField(_l("How did they find you?"), [short()])
    value = AmountField(_l("What does their work bring in a year?"))
    tags = StringField(_l("Which tags?"), [few_tags, long()])
    dates = rows_of(DatePart)
    group = SelectField(_l("In which group?"), coerce=lambda value: int(value) if value else None)
    contact_every = CountField(_l("At least every how many days?"), most=3650)
    contacts_at_most = CountField(_l("At most how many times?"), most=100)
    contacts_within = CountField(_l("Within how many days?"), most=365)
    notes = TextAreaField(_l("What should you remember about them?"), [long()])

    seen = HiddenField()
    """How each part stood when the form was opened: see clients.meanwhile."""
    names_of_groups: Mapping[int, str] = MappingProxyType({})

    COLUMNS = (
        *("name", "given", "organisation", "job_title", "client_since", "found_us_by"),
        *("value", "contact_every", "contacts_at_most", "contacts_within", "notes"),
    )
    DETAILS = (
        ("phones", DetailKind.PHONE),
        ("emails", DetailKind.EMAIL),
        ("addresses", DetailKind.ADDRESS),
        ("websites", DetailKind.WEBSITE),
    )

    def add_blank_rows(self) -> None:
        """End each list with a row to fill in, which works without a script."""
        for rows in (self.phones, self.emails, self.addresses, self.websites, self.dates):
            if len(rows) < MOST_ROWS and not (len(rows) and is_blank(rows[-1])):
                rows.append_entry()

    def told(self, kind: DetailKind) -> list[tuple[str, str | None]]:
        """Return what was typed of one kind: value and label."""
        rows = next(getattr(self, name) for name, of in self.DETAILS if of is kind)
        return [(row.data["value"], row.data["label"]) for row in rows if row.data["value"]]

    def told_dates(self) -> list[Day]:
        """Return the important dates that were typed; one without a name is a birthday."""
        told = [row.form for row in self.dates if not row.form.is_blank]
        return [
            Day(
                part.label.data or _("Birthday"),
                part.month.data,
                part.day.data,
                part.year.data,
                once=part.once.data,
                lead=part.lead.data,
            )
            for part in told
        ]


def is_blank(row: "FormField[Any]") -> bool:
    """Tell whether nothing was typed; what is chosen beside it says nothing by itself."""
    return not any(value for name, value in row.data.items() if name not in {"once", "lead"})


def group_choices(groups: Iterable[Any], none: str) -> list[SelectChoice]:
    return [SelectChoice("", none), *(SelectChoice(str(each.id), each.name) for each in groups)]


def form_of(client: Client, **given: Any) -> ClientForm:
    """Show a client in the form; what was sent takes precedence."""
    details = {
        name: [
            {"value": detail.value, "label": detail.label}
            for detail in client.details
            if detail.kind is kind
        ]
        for name, kind in ClientForm.DETAILS
    }
    dates = [{name: getattr(each, name) for name in Day._fields} for each in client.dates]
    columns = {name: getattr(client, name) for name in ClientForm.COLUMNS}
    tags = ", ".join(tag.name for tag in client.tags)
    told = {**columns, **details, "dates": dates, "tags": tags, "group": client.group_id}
    form = ClientForm(data=told, **given)
    form.names_of_groups = {group.id: group.name for group in client.trader.groups}
    form.group.choices = group_choices(client.trader.groups, _("No group: as for everyone"))
    return form


class SelectionForm(Form):
    """What to do with several clients at once; those who are ticked stand beside it."""

    tags = StringField(_l("Tag"), [few_tags])
    group = SelectField(
        _l("Group"), coerce=lambda value: int(value) if value else None, validate_choice=False
    )
    list = HiddenField()
    those = HiddenField()
    """Clients by their packed numbers, where nobody ticks them."""


class SavedViewForm(Form):
    """A name for a list as it is narrowed and ordered now."""

    name = StringField(
        _l("What do you call this view?"),
        [
            DataRequired(message=_l("A word or two to find it again.")),
            Length(max=60, message=_l("A name is short: 60 letters at most.")),
        ],
    )
    list = HiddenField()
