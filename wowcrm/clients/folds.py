"""What a client's row says of other rows, worked out anew after some went or came back."""

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.referrals.models import Referral
from wowcrm.timeline.models import Interaction, InteractionKind


def refold(client: Client) -> None:
    """Count and date again all that lists look for beside the client; mark the level."""
    client.find_last_contact()
    delights = db.session.scalars(sa.select(Delight).where(Delight.client_id == client.id))
    client.last_wow_on = max(
        (each.delivered_on for each in delights if each.delivered_on and each.landed), default=None
    )
    client.referrals_given = (
        db.session.scalar(
            sa.select(sa.func.count(Referral.id)).where(Referral.referrer_id == client.id)
        )
        or 0
    )
    client.asked_on = db.session.scalar(
        sa.select(sa.func.max(Interaction.happened_on)).where(
            Interaction.client_id == client.id, Interaction.kind == InteractionKind.ASK
        )
    )
    client.mark()
