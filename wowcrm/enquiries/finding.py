"""Enquiries found by the words of whoever wrote, as clients are: the same box, one statement more."""

from collections.abc import Sequence

from wowcrm.db import db
from wowcrm.enquiries.models import Enquiry
from wowcrm.search.query import read
from wowcrm.traders.models import Trader

MOST = 5
"""Whoever looks for more types another letter."""


def find_enquiries(trader: Trader, typed: str) -> Sequence[Enquiry]:
    """Find those in which each word begins a word, newest first; digits, wherever they stand."""
    query = read(typed)
    wanted = [query.digits] if query.digits else [f" {word}" for word in query.words]
    if not wanted:
        return ()
    found = Enquiry.real(trader).where(
        *(Enquiry.findable.contains(each, autoescape=True) for each in wanted)
    )
    newest = found.order_by(Enquiry.received_at.desc(), Enquiry.id.desc()).limit(MOST)
    return db.session.scalars(newest).all()
