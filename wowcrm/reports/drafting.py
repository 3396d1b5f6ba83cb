"""The first words of an account, drafted from the facts; the trader changes them as they like."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from wowcrm import when
from wowcrm.progress.models import Outcome, ScopeChange
from wowcrm.progress.standing import Progress
from wowcrm.promises.models import Promise, Renegotiation
from wowcrm.reports.models import Report
from wowcrm.timeline.words import sentence
from wowcrm.work.models import Stage


def draft(progress: Progress) -> Report:
    """Draft the account of some work, without keeping it yet."""
    proposal = progress.proposal
    client = proposal.client
    return Report(
        client_id=proposal.client_id,
        proposal_id=proposal.id,
        opening="\n\n".join(
            (
                _("Dear %(name)s,", name=client.short_name),
                _(
                    "the work on “%(title)s” is done. Here is an account of it: what we agreed,"
                    " what you received and when, and what turned out otherwise.",
                    title=proposal.title,
                ),
            )
        ),
        overcome=_listed(_problems(progress)),
        differs=_listed(_differences(progress)),
        ending=_("Thank you for your trust. If anything is left open, tell me."),
    )


def _listed(lines: Iterator[str]) -> str | None:
    return "\n".join(f"– {line}" for line in lines) or None


def _problems(progress: Progress) -> Iterator[str]:
    """Tell why another day was needed, and whether the client heard of it in time."""
    for promise in _promises(progress):
        for change in promise.renegotiations:
            because = change.because[:1].upper() + change.because[1:]
            yield f"{sentence(because)} {_overcome(promise, change)}"


def _overcome(promise: Promise, change: Renegotiation) -> str:
    facts = {"what": promise.what, "told": when.day(change.agreed_on), "to": when.day(change.to_on)}
    if change.in_time:
        return _(
            "You heard of it on %(told)s, in good time, and we agreed on %(to)s for: %(what)s.",
            **facts,
        )
    return _(
        "You should have heard of it sooner; on %(told)s we agreed on %(to)s for: %(what)s.",
        **facts,
    )


def _differences(progress: Progress) -> Iterator[str]:
    for promise in _promises(progress):
        yield from _of_promise(promise)
    for change in progress.changes:
        yield _of_change(change)
    for stage in progress.stages:
        if stage.waived:
            yield _of_stage(stage)


def _promises(progress: Progress) -> list[Promise]:
    """List what was promised, what was dropped on the way included."""
    return [milestone.promise for milestone in progress.proposal.milestones]


def _of_promise(promise: Promise) -> Iterator[str]:
    """Compare the day that was agreed first with what became of it."""
    first = promise.renegotiations[0].from_on if promise.renegotiations else promise.due_on
    facts = {"what": promise.what, "first": when.day(first)}
    if promise.released_on:
        yield _(
            "%(what)s: not wanted any more since %(day)s.",
            day=when.day(promise.released_on),
            **facts,
        )
    elif promise.kept_on is None:
        yield _("%(what)s: agreed for %(first)s, not delivered yet.", **facts)
    elif promise.kept_on > promise.due_on:
        yield ngettext(
            "%(what)s: agreed for %(due)s, delivered on %(day)s, %(num)d day late.",
            "%(what)s: agreed for %(due)s, delivered on %(day)s, %(num)d days late.",
            (promise.kept_on - promise.due_on).days,
            what=promise.what,
            due=when.day(promise.due_on),
            day=when.day(promise.kept_on),
        )
    elif promise.renegotiations:
        because = promise.renegotiations[-1].because
        yield _(
            "%(what)s: first agreed for %(first)s, delivered on %(day)s as we agreed anew"
            " (%(because)s).",
            day=when.day(promise.kept_on),
            because=because,
            **facts,
        )


def _of_change(change: ScopeChange) -> str:
    facts = {"what": change.what, "day": when.day(change.asked_on)}
    if change.outcome is Outcome.AGREED:
        return _("%(what)s: asked for on %(day)s, done at no cost.", **facts)
    if change.outcome is Outcome.PRICED:
        return _("%(what)s: asked for on %(day)s, for %(price)s.", price=change.price, **facts)
    if change.outcome is Outcome.DECLINED:
        return _("%(what)s: asked for on %(day)s, not done.", **facts)
    return _("%(what)s: asked for on %(day)s, still open between us.", **facts)


def _of_stage(stage: Stage) -> str:
    return _("%(what)s: less was asked for than agreed.", what=stage.what)
