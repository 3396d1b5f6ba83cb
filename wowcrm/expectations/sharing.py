"""A client's sheet from the first draft to the client's answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.answering import ON_DECLINE
from wowcrm.documents.issuing import issue
from wowcrm.documents.models import Document, DocumentKind
from wowcrm.expectations.changes import changes_between
from wowcrm.expectations.deliveries import stop, take_effect
from wowcrm.expectations.drawing import draw
from wowcrm.expectations.models import Expectations, GroundRules, Terms, about
from wowcrm.first_run.catalogue import sheet_for
from wowcrm.traders.models import Trader


@dataclass(frozen=True)
class Sheet:
    """Where a client's sheet stands: what was shared last, and a draft that is newer."""

    client: Client
    draft: Expectations | None
    shared: Expectations | None
    document: Document | None
    """The paper of what was shared last."""

    @property
    def newest(self) -> Expectations | None:
        return self.draft or self.shared

    @property
    def changes(self) -> list[str]:
        """What the draft changes of what was shared."""
        if self.draft is None or self.shared is None:
            return []
        return changes_between(self.shared, self.draft)


def sheet_of(client: Client) -> Sheet:
    """Look up how things are agreed with a client, in one statement."""
    versions = db.session.execute(_versions(client).limit(2)).all()
    draft = next((version for version, _paper in versions if version.is_draft), None)
    for version, paper in versions:
        if not version.is_draft:
            return Sheet(client, draft, version, paper)
    return Sheet(client, draft, None, None)


def shared_with(client: Client) -> Sequence[tuple[Expectations, Document | None]]:
    """List the versions that were shared, newest first, each with its paper."""
    shared = _versions(client).where(Expectations.shared_on.is_not(None))
    return [(version, paper) for version, paper in db.session.execute(shared)]


def _versions(client: Client) -> sa.Select[Expectations, Document]:
    return (
        sa.select(Expectations, Document)
        .outerjoin(
            Document,
            sa.and_(Document.about == about(client.id), Document.version == Expectations.version),
        )
        .where(Expectations.client_id == client.id)
        .order_by(Expectations.version.desc())
    )


def ground_rules_of(trader: Trader) -> GroundRules:
    """Return the trader's own sheet; where there is none yet, what their trade begins with."""
    found = db.session.scalar(GroundRules.of(trader))
    return found or GroundRules(trader_id=trader.id, **sheet_for(trader.trade).written())


def draft_of(client: Client) -> Expectations:
    """Return the draft to write on, which begins with what was shared, or the ground rules."""
    sheet = sheet_of(client)
    if sheet.draft is not None:
        return sheet.draft
    begins_with: Terms = sheet.shared or ground_rules_of(client.trader)
    version = sheet.shared.version + 1 if sheet.shared else 1
    draft = Expectations(version=version)
    draft.take(begins_with)
    return draft


def keep(client: Client, draft: Expectations) -> bool:
    """Keep a draft; one that changes nothing of what was shared is none. Tell whether it stays."""
    shared = sheet_of(client).shared
    if shared is not None and draft.agrees_with(shared):
        if draft in client.sheets:
            client.sheets.remove(draft)
        return False
    if draft not in client.sheets:
        client.sheets.append(draft)
    return True


def share(sheet: Sheet, *, on: date, expires_on: date | None = None) -> Document:
    """Put a draft in writing: from here on it holds, and is only followed, never changed."""
    client, draft = sheet.client, sheet.draft
    assert draft is not None, "what was shared already is not shared again"
    changes = sheet.changes
    document = issue(
        client,
        DocumentKind.EXPECTATIONS,
        draft.about,
        lambda _number: draw(draft, sheet.shared, on=on),
        on=on,
        expires_on=expires_on,
    )
    if sheet.shared is not None:
        sheet.shared.end(on=on)
    draft.share(changes, on=on)
    title = document.paper.title
    document.log(
        _("Shared anew: %(title)s", title=title)
        if sheet.shared
        else _("Shared: %(title)s", title=title),
        on=on,
    )
    take_effect(draft, on=on)
    return document


def _declined(document: Document, on: date) -> None:
    """What the client does not agree to comes round no more."""
    if shared := sheet_of(document.client).shared:
        shared.end(on=on)
    stop(document.client, on=on)


ON_DECLINE[DocumentKind.EXPECTATIONS] = _declined
