"""What the calendar shows."""

from wtforms import SelectMultipleField

from wowcrm.web.forms import Form


class FeedForm(Form):
    """`kinds` gets its choices from the view: what there is to show."""

    kinds = SelectMultipleField()
