"""An account as a paper: the facts, and the trader's words beside them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from wowcrm import when
from wowcrm.documents.models import DocumentKind
from wowcrm.documents.paper import Block, Facts, Paper, Points, Prose, Table
from wowcrm.letterhead.heading import foot_of, recipient_of, sender_of
from wowcrm.money import exact
from wowcrm.progress.standing import Progress
from wowcrm.proposals.sending import agreed
from wowcrm.proposals.terms import lines_of
from wowcrm.reports.models import Report
from wowcrm.work.models import Milestone


def draw(report: Report, progress: Progress, *, on: date, number: str = "") -> Paper:
    proposal = progress.proposal
    trader = proposal.client.trader
    return Paper(
        title=_("Account of the work: %(title)s", title=proposal.title),
        kind=DocumentKind.REPORT.word,
        dated=when.day(on),
        sender=sender_of(trader),
        recipient=recipient_of(proposal.client),
        blocks=tuple(_blocks(report, progress)),
        number=number,
        foot=foot_of(trader),
        locale=trader.locale,
    )


def _blocks(report: Report, progress: Progress) -> Iterator[Block]:
    if report.opening:
        yield Prose(report.opening)
    yield from _agreement(progress)
    if progress.milestones:
        yield _deliveries(progress.milestones)
    if report.overcome:
        yield _said(_("What was in the way, and how it was overcome"), report.overcome)
    if report.differs:
        yield _said(_("What differs from what we agreed, and why"), report.differs)
    if progress.proposal.payments:
        yield _payments(progress)
    if report.ending:
        yield Prose(report.ending)


def _agreement(progress: Progress) -> Iterator[Block]:
    """Say which paper was agreed on, and what it said was to be done."""
    offer = agreed(progress.proposal)
    if offer is None:
        return
    document = offer.document
    accepted_on = progress.proposal.accepted_on
    number = f"{document.paper.kind} {document.paper.number}"
    facts = [(_("Agreed"), f"{number}, {when.day(accepted_on)}" if accepted_on else number)]
    facts += [(_("Price"), exact(progress.price, progress.proposal.currency))]
    yield Facts(_("What we agreed"), tuple(facts))
    if items := tuple(item.what for item in offer.agreed.items):
        yield Points("", items, "yes")


def _deliveries(milestones: list[Milestone]) -> Table:
    rows = tuple(
        (
            each.what,
            when.day(_first_day(each)),
            when.day(each.reached_on) if each.reached_on else _("not yet"),
        )
        for each in milestones
    )
    columns = (_("What"), _("First agreed for"), _("Delivered"))
    return Table(_("What you received, and when"), columns, rows)


def _first_day(milestone: Milestone) -> date:
    changes = milestone.promise.renegotiations
    return changes[0].from_on if changes else milestone.due_on


def _said(heading: str, text: str) -> Block:
    """Set lines that begin with dashes as points, and anything else as it was written."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if all(line.startswith(("–", "-", "•")) for line in lines):
        return Points(heading, tuple(line.lstrip("–-• ") for line in lines_of("\n".join(lines))))
    return Prose(text, heading)


def _payments(progress: Progress) -> Table:
    currency = progress.proposal.currency
    rows = tuple(
        (
            payment.stage.what if payment.stage else progress.proposal.title,
            f"{when.day(payment.paid_on)}, {payment.means.word}",
            exact(payment.amount, currency),
        )
        for payment in progress.proposal.payments
    )
    totals = [(_("Paid"), exact(progress.paid, currency))]
    open_ = sum((stage.owed for stage in progress.stages), Decimal(0))
    if open_:
        totals.append((_("Still open"), exact(open_, currency)))
    columns = (_("For"), _("Paid"), _("Amount"))
    return Table(_("Payments"), columns, rows, (2,), tuple(totals))
