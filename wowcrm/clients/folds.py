"""What a client's row says of other rows, worked out anew after some went or came back."""

from collections.abc import Iterable, Sequence
from datetime import date

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.referrals.models import Referral
from wowcrm.timeline.models import CONTACTS, Interaction, InteractionKind

AT_ONCE = 500


def refold(ids: Iterable[int]) -> None:
    """Count and date again all that lists look for beside these clients; mark their levels."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), AT_ONCE):
        _refold(wanted[start : start + AT_ONCE])


def _refold(ids: Sequence[int]) -> None:
    db.session.flush()
    spoken, asked = _newest(ids, CONTACTS), _newest(ids, [InteractionKind.ASK])
    wows, sent = _wows(ids), _sent(ids)
    for client in db.session.scalars(sa.select(Client).where(Client.id.in_(ids))):
        _note(client, "last_contact_on", spoken.get(client.id))
        _note(client, "asked_on", asked.get(client.id))
        _note(client, "last_wow_on", wows.get(client.id))
        _note(client, "referrals_given", sent.get(client.id, 0))
        client.plan_contact()
    db.session.flush()
    db.session.execute(sa.update(Client).where(Client.id.in_(ids)).values(level_until=None))


def _note(client: Client, name: str, value: date | int | None) -> None:
    # What is set is looked at closely when it is saved, changed or not: that takes long with many.
    if getattr(client, name) != value:
        setattr(client, name, value)


def _newest(ids: Sequence[int], kinds: Iterable[InteractionKind]) -> dict[int, date]:
    lines = sa.select(Interaction.client_id, sa.func.max(Interaction.happened_on)).where(
        Interaction.client_id.in_(ids), Interaction.kind.in_(kinds)
    )
    return {row[0]: row[1] for row in db.session.execute(lines.group_by(Interaction.client_id))}


def _wows(ids: Sequence[int]) -> dict[int, date]:
    """Find the newest delight of each that landed."""
    found: dict[int, date] = {}
    for each in db.session.scalars(sa.select(Delight).where(Delight.client_id.in_(ids))):
        if each.delivered_on and each.landed:
            found[each.client_id] = max(each.delivered_on, found.get(each.client_id, date.min))
    return found


def _sent(ids: Sequence[int]) -> dict[int, int]:
    """Count whom each has sent."""
    sent = sa.select(Referral.referrer_id, sa.func.count(Referral.id)).where(
        Referral.referrer_id.in_(ids)
    )
    return {row[0]: row[1] for row in db.session.execute(sent.group_by(Referral.referrer_id))}
