"""Strangers who wrote, groups, texts and quiet times, as they are told of a business."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.enquiries.models import Enquiry
from wowcrm.first_run.telling import Telling
from wowcrm.front.keeping import front_of
from wowcrm.front.models import FitQuestion
from wowcrm.groups.models import Group
from wowcrm.quiet.models import Quiet
from wowcrm.traders.models import Trader, digest
from wowcrm.wordings.ready import begin_with_some

Row = Mapping[str, Any]
AT_NOON = 12


def open_the_door(telling: Telling) -> None:
    """Open the page for strangers, with its questions and those who have written on it."""
    trader, texts = telling.trader, telling.texts
    front = front_of(trader)
    front.what_i_do, front.may_be_found = texts["front"], True
    front.open(on=telling.on - timedelta(days=60))
    questions = [_question(trader, row) for row in texts["fit_questions"]]
    db.session.add_all([front, *questions])
    now = min(datetime.now(UTC), _noon(telling))
    db.session.add_all(_enquiry(trader, row, questions, now) for row in texts["enquiries"])


def gather(telling: Telling, clients: Sequence[Client]) -> None:
    """Put some into groups, and leave one in peace; keep a few texts."""
    by_name = {client.name: client for client in reversed(clients)}
    for row in telling.texts["groups"]:
        group = Group(
            name=row["name"],
            contact_every=row["every"],
            contacts_at_most=row["most"],
            contacts_within=row["within"],
        )
        telling.trader.groups.append(group)
        db.session.flush()
        for name in row["of"]:
            if name in by_name:
                by_name[name].join(group)
    if "Pekka Mäkinen" in by_name:
        _leave_in_peace(by_name["Pekka Mäkinen"], telling)
    begin_with_some(telling.trader)


def _leave_in_peace(client: Client, telling: Telling) -> None:
    quiet = Quiet(
        from_on=telling.on - timedelta(days=3),
        until_on=telling.on + timedelta(days=25),
        why=_("His father is ill"),
        by_wish=True,
    )
    client.quiets.append(quiet)


def _question(trader: Trader, row: Row) -> FitQuestion:
    options = [{"words": words, "points": points} for words, points in row["answers"]]
    return FitQuestion(trader_id=trader.id, ask=row["ask"], options=options)


def _enquiry(trader: Trader, row: Row, questions: Sequence[FitQuestion], now: datetime) -> Enquiry:
    received = now - timedelta(hours=row["ago"])
    by = received + timedelta(hours=row["within"])
    enquiry = Enquiry(
        trader=trader,
        name=row["name"],
        email=row["email"],
        phone=row.get("phone"),
        message=row["message"],
        answers=[
            _answer(question, said) for question, said in zip(questions, row["said"], strict=False)
        ],
        received_at=received,
        received_on=trader.day_of(received),
        reply_by=by,
        due_on=trader.day_of(by),
        print=digest(row["message"]),
    )
    if row.get("spam"):
        enquiry.suspect(_("There are 3 links in it."), on=enquiry.received_on)
    if "took" in row:
        _reply(enquiry, row, received + timedelta(hours=row["took"]))
    return enquiry


def _reply(enquiry: Enquiry, row: Row, at: datetime) -> None:
    on = enquiry.trader.day_of(at)
    if row.get("asked"):
        enquiry.ask(at=at, on=on)
    elif row.get("declined"):
        enquiry.decline(at=at, on=on)
    else:
        enquiry.pass_on(row["colleague"], at=at, on=on)


def _answer(question: FitQuestion, said: str) -> dict[str, Any]:
    chosen = next(each for each in question.options if each["words"] == said)
    return {"ask": question.ask, "said": said, "points": chosen["points"], "best": question.best}


def _noon(telling: Telling) -> datetime:
    """Hours are told as of noon, or of now on the day itself, whichever is earlier."""
    return datetime(telling.on.year, telling.on.month, telling.on.day, AT_NOON, tzinfo=UTC)
