"""Every component in every state, on one page; only in debug mode."""

from datetime import date, timedelta
from types import SimpleNamespace

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from wowcrm.levels.level import ServiceLevel
from wowcrm.patterns.forms import EveryField
from wowcrm.web.access import public

bp = Blueprint("patterns", __name__)


@bp.before_request
def only_while_developing() -> None:
    if not current_app.debug:
        abort(404)


@bp.route("/patterns", methods=["GET", "POST"])
@public
def index() -> ResponseReturnValue:
    form = EveryField()
    wrong = EveryField(formdata=None)
    wrong.validate()
    status = 422 if request.method == "POST" and not form.validate() else 200
    today = date(2026, 11, 22)
    return (
        render_template(
            "patterns/index.html",
            form=form,
            wrong=wrong,
            levels=list(ServiceLevel),
            standings=[_standing(level) for level in ServiceLevel],
            since=today - timedelta(days=365),
            until=today,
            changes=_changes(today),
        ),
        status,
    )


def _changes(today: date) -> list[tuple[date, ServiceLevel]]:
    """A year in the life of a client, oldest first."""
    steps = (
        (320, ServiceLevel.MEETS),
        (230, ServiceLevel.EXCEEDS),
        (140, ServiceLevel.MEETS),
        (96, ServiceLevel.BELOW),
        (70, ServiceLevel.MEETS),
        (21, ServiceLevel.EXCEEDS),
    )
    return [(today - timedelta(days=days), level) for days, level in steps]


def _standing(level: ServiceLevel) -> SimpleNamespace:
    """How a client at this level stands, with words as `assess` would choose them."""
    reasons, step, label = {
        ServiceLevel.BELOW: (
            ("Missed and not put right: call back within a day",),
            "Put it right: call back within a day",
            "Put it right",
        ),
        ServiceLevel.MEETS: (
            (
                "All 3 needs met",
                "Consistency 96 % over 90 days (24 of 25)",
                "Nothing unexpected yet",
            ),
            "Plan something she does not expect",
            "Plan a delight",
        ),
        ServiceLevel.EXCEEDS: (
            ("Delighted on 5 November, 73 days left", "Consistency 96 % over 90 days (24 of 25)"),
            "Find out how she liked it: the repairer’s number and a bag of clay",
            "Note her reaction",
        ),
        ServiceLevel.UNKNOWN: (
            ("No need is written down yet",),
            "Ask what matters most to Õnne",
            "Write down a need",
        ),
    }[level]
    evidence = SimpleNamespace(
        level=level,
        reasons=reasons,
        next_step=SimpleNamespace(words=step, label=label),
        holds_until=date(2027, 2, 3) if level is ServiceLevel.EXCEEDS else date.max,
    )
    return SimpleNamespace(evidence=evidence, level=level, verdict=None)
