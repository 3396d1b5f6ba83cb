"""An account from its first draft to the client, version by version."""

from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.db import db
from wowcrm.documents.issuing import Number, issue
from wowcrm.documents.models import Document, DocumentKind
from wowcrm.documents.paper import Paper
from wowcrm.progress.standing import Progress
from wowcrm.proposals.models import Proposal
from wowcrm.reports.drafting import draft
from wowcrm.reports.drawing import draw
from wowcrm.reports.models import Report


def report_of(progress: Progress) -> Report:
    """Return the account as it was written; as long as nobody wrote it, as the facts draft it."""
    written = db.session.scalar(sa.select(Report).where(Report.proposal_id == progress.proposal.id))
    return written or draft(progress)


def given(proposal: Proposal) -> Document | None:
    """Find the version that was given last."""
    return db.session.scalar(Document.versions(f"report-{proposal.id}").limit(1))


def is_news(paper: Paper, last: Document | None) -> bool:
    """Tell whether a paper says anything that the last version did not."""
    return last is None or _words(paper) != _words(last.paper)


def _words(paper: Paper) -> Paper:
    return replace(paper, number="", dated="", zone="")


def give(report: Report, progress: Progress, *, on: date) -> Document:
    """Put the account in writing; what was given unchanged is not given again."""
    last = given(progress.proposal)
    if last is not None and not is_news(draw(report, progress, on=on), last):
        return last
    if report.id is None:
        db.session.add(report)

    def drawn(number: Number) -> Paper:
        return draw(report, progress, on=on, number=number.words)

    document = issue(progress.proposal.client, DocumentKind.REPORT, report.about, drawn, on=on)
    report.issued_on = on
    title = progress.proposal.title
    document.log(
        _("Account given: %(title)s (%(number)s)", title=title, number=document.paper.number), on=on
    )
    return document
