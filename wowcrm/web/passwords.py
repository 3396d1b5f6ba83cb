"""How a form asks for a new password."""

from wtforms import Field, Form, ValidationError

from wowcrm.traders.passwords import weakness


class NewPassword:
    """Refuse a password that is too short, too common or the e-mail address itself.

    `email` is the address, or the name of the form's field that holds it.
    """

    def __init__(self, email: str = "email") -> None:
        self.email = email

    def __call__(self, form: Form, field: Field) -> None:
        other = form[self.email].data if self.email in form else self.email
        fault = weakness(field.data or "", email=other or "")
        if fault:
            raise ValidationError(fault)
