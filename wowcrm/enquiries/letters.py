"""Ready words for each way of answering an enquiry, to be changed and sent."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from wowcrm import when
from wowcrm.enquiries.models import Enquiry
from wowcrm.enquiries.needs import drafted_needs
from wowcrm.messages.drafts import Draft
from wowcrm.work.capacity import Capacity

COLLEAGUE = "{colleague}"
"""Stands in ready words for whoever will do it instead, until that is known."""


def taking(enquiry: Enquiry) -> Draft:
    needs = drafted_needs(enquiry.message)
    points = "\n".join(f"– {need}" for need in needs)
    understood = _("As I understand it, this is what you need:")
    return _letter(
        enquiry,
        _("I will gladly look after this"),
        _("Thank you for writing. I will gladly look after this for you."),
        f"{understood}\n{points}",
        _("Have I missed anything, or got something wrong? A line is enough."),
        _(
            "Next you get from me, in writing, how we work together: how to reach me, what you get"
            " and when. Then you know what to expect."
        ),
    )


def asking(enquiry: Enquiry) -> Draft:
    return _letter(
        enquiry,
        _("One question before I answer you"),
        _(
            "Thank you for writing. Before I can say whether I am the right one for this, may I ask:"
        ),
        _("What matters most to you in it, and by when do you need it?"),
        _("As soon as I know, you have my answer."),
    )


def declining(enquiry: Enquiry, capacity: Capacity, on: date) -> Draft:
    return _letter(
        enquiry,
        _("Your enquiry"),
        _("Thank you for writing, and for thinking of me."),
        _why(capacity, on),
        _("I wish you somebody who does it gladly and well."),
    )


def _why(capacity: Capacity, on: date) -> str:
    """Say no with the reason that is true: no room, or not the right one."""
    if not capacity.is_full:
        return _(
            "I have thought about it, and I am not the right one for this: you would get less from"
            " me than you deserve, so I would rather say so today."
        )
    if capacity.free_on is None or capacity.free_on <= on:
        return _(
            "I have no room just now, and I would not want to look after you with half a hand."
        )
    return _(
        "I have no room before %(day)s, and I would not want to look after you with half a hand."
        " If it can wait until then, tell me, and I keep a place for you.",
        day=when.day(capacity.free_on, on),
    )


def passing_on(enquiry: Enquiry) -> Draft:
    return _letter(
        enquiry,
        _("Somebody who is better for this"),
        _(
            "Thank you for writing. I am not the best one for this, but I know who is: %(name)s.",
            name=COLLEAGUE,
        ),
        _("Greet them from me. If you would rather that I pass your message on, just say so."),
    )


def _letter(enquiry: Enquiry, subject: str, *paragraphs: str) -> Draft:
    greeting = _("Hello %(name)s,", name=enquiry.name)
    regards = _("Kind regards")
    signature = f"{regards}\n{enquiry.trader.first_name}"
    return Draft(subject, "\n\n".join((greeting, *paragraphs, signature)))


def filled(words: str, colleague: str) -> str:
    return words.replace(COLLEAGUE, colleague)


def open_questions(enquiry: Enquiry, asked: Sequence[str]) -> list[str]:
    """List the fit questions that were left open."""
    said = {answer["ask"] for answer in enquiry.answers}
    return [ask for ask in asked if ask not in said]
