"""What is chosen where two clients differ."""

from wtforms import HiddenField

from wowcrm.web.forms import Form


class MergeForm(Form):
    """Which other client is meant; the choices stand beside it, by the names of the questions."""

    other = HiddenField()


class ApartForm(Form):
    """Which two clients are not the same."""

    one = HiddenField()
    other = HiddenField()
