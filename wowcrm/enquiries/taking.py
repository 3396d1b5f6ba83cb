"""How whoever wrote becomes a client: their needs, the promise that was kept, the sheet begun."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from wowcrm.clients.models import Client, DetailKind
from wowcrm.clients.telling import lookalikes, tell_details
from wowcrm.db import db
from wowcrm.enquiries.models import Enquiry
from wowcrm.expectations.sharing import draft_of, keep, sheet_of
from wowcrm.needs.models import Need
from wowcrm.promises.models import Promise, Source
from wowcrm.standards.models import Checklist, Rhythm
from wowcrm.timeline.models import Direction, InteractionKind


@dataclass(frozen=True, slots=True)
class NewClient:
    name: str
    organisation: str | None
    email: str | None
    phone: str | None
    needs: Sequence[str]


def like_them(enquiry: Enquiry) -> Sequence[Client]:
    """Find the clients who may have written this."""
    return lookalikes(enquiry.trader, enquiry.name, _some(enquiry.email), _some(enquiry.phone))


def take_as(
    enquiry: Enquiry, told: NewClient, client: Client | None, *, at: datetime, on: date
) -> Client:
    """Make a client of whoever wrote, or let it be one who is known; begin what a client begins with."""
    is_new = client is None
    client = client or _make(enquiry, told, on)
    client.log(
        InteractionKind.ENQUIRY,
        _("Wrote: “%(message)s”", message=enquiry.message),
        on=enquiry.received_on,
        direction=Direction.IN,
        about=enquiry.about,
    )
    enquiry.take(client, at=at, on=on)
    _promise(enquiry, client)
    for summary in told.needs:
        need = Need(summary=summary)
        client.needs.append(need)
        db.session.flush()
        need.log_arrival(on=on)
    if is_new and sheet_of(client).newest is None:
        keep(client, draft_of(client))
    return client


def _make(enquiry: Enquiry, told: NewClient, on: date) -> Client:
    client = Client(
        trader=enquiry.trader,
        name=told.name,
        organisation=told.organisation,
        client_since=on,
        found_us_by=_("Wrote to me on my page"),
    )
    db.session.add(client)
    for kind, value in ((DetailKind.PHONE, told.phone), (DetailKind.EMAIL, told.email)):
        tell_details(client, kind, [(each, None) for each in _some(value)], enquiry.trader)
    db.session.flush()
    client.begin(on=on)
    return client


def _promise(enquiry: Enquiry, client: Client) -> None:
    """Write the reply that was announced among the promises, kept on the day it went out."""
    promise = Promise.make(
        client,
        _("Reply to their enquiry"),
        due_on=enquiry.due_on,
        on=enquiry.received_on,
        source=Source.REPLY,
        origin=enquiry.about,
    )
    if enquiry.replied_at is not None:
        promise.keep(on=enquiry.trader.day_of(enquiry.replied_at))


def onboarding_of(client: Client) -> Checklist | None:
    """Find what is gone through when a client starts."""
    return db.session.scalar(
        Checklist.of(client.trader)
        .where(Checklist.rhythm == Rhythm.START, Checklist.retired_on.is_(None))
        .order_by(Checklist.id)
        .limit(1)
    )


def _some(text: str | None) -> list[str]:
    return [text] if text else []
