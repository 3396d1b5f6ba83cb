"""Work under way, with three steps, two parts of the price, and one payment."""

from datetime import date, timedelta
from decimal import Decimal

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.progress.models import ProgressNote
from wowcrm.promises.models import Promise, Source
from wowcrm.proposals.models import Proposal
from wowcrm.work.models import Means, Milestone, Payment, Stage, reckon

STEPS = ("Opening balance", "First figures", "Annual accounts")


def work(client: Client, title: str = "Bookkeeping", accepted_on: date | None = None) -> Proposal:
    today = client.trader.today()
    began = accepted_on or today - timedelta(days=5)
    proposal = Proposal(
        trader_id=client.trader_id,
        title=title,
        terms={},
        price=Decimal("400.00"),
        currency="EUR",
        sent_on=began,
        answered_on=began,
        accepted_on=began,
    )
    client.proposals.add(proposal)
    db.session.flush()
    _promise(proposal, began, today)
    _price(proposal, began, today)
    db.session.flush()
    return proposal


def _promise(proposal: Proposal, began: date, today: date) -> None:
    for place, what in enumerate(STEPS):
        due_on = today + timedelta(days=10 * place + 5)
        promise = Promise(what=what, made_on=began, due_on=due_on, source=Source.MILESTONE)
        proposal.client.promises.append(promise)
        proposal.milestones.append(
            Milestone(
                client_id=proposal.client_id, promise=promise, key=f"step{place}", place=place
            )
        )


def _price(proposal: Proposal, began: date, today: date) -> None:
    for place, amount in enumerate((Decimal("100.00"), Decimal("300.00"))):
        proposal.stages.append(
            Stage(
                client_id=proposal.client_id,
                key=f"part{place}",
                place=place,
                what=f"Part {place + 1}",
                amount=amount,
                owed=amount,
                due_on=began if place == 0 else None,
                milestone=proposal.milestones[2] if place else None,
            )
        )
    db.session.flush()
    proposal.payments.append(
        Payment(
            client_id=proposal.client_id,
            stage=proposal.stages[0],
            amount=Decimal("100.00"),
            means=Means.TRANSFER,
            paid_on=began,
            recorded_on=began,
        )
    )
    reckon(proposal)


def note(client: Client, on: date, proposal: Proposal | None = None) -> ProgressNote:
    text = "The balance is done; the figures come next week."
    word = ProgressNote(client=client, proposal=proposal, text=text, written_on=on)
    db.session.add(word)
    db.session.flush()
    word.log_arrival()
    return word
