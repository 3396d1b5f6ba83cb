"""What clients were asked and said, and the complaints that were put right, as they are told."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.feedback.asking import Point, ask
from wowcrm.feedback.models import Survey
from wowcrm.feedback.receiving import Told, receive
from wowcrm.first_run.story import Event
from wowcrm.first_run.telling import Telling
from wowcrm.levels.level import ServiceLevel
from wowcrm.recoveries.lessons import make_standard
from wowcrm.recoveries.models import Recovery
from wowcrm.recoveries.raising import raise_complaint
from wowcrm.standards.models import Checklist

Row = Mapping[str, Any]


def listen(telling: Telling, clients: Sequence[Client]) -> None:
    """Let clients be asked, answer and complain; none of it is left to chance."""
    by_name = {client.name: client for client in reversed(clients)}
    for name, tell in (("answers", asked), ("complaints", complained)):
        for row in telling.texts[name]:
            if row["by"] in by_name:
                telling.events += tell(by_name[row["by"]], row, telling.on)


def asked(client: Client, row: Row, on: date) -> Iterator[Event]:
    """Tell of one question: asked `ago` days before `on`, answered `after` days later, if at all."""
    put: list[Survey] = []
    asked_on = on - timedelta(days=row["ago"])
    yield Event(asked_on, client, partial(_ask, client, row, put))
    if "said" in row:
        answered_on = asked_on + timedelta(days=row.get("after", 1))
        yield Event(answered_on, client, partial(_answer, row, put))


def complained(client: Client, row: Row, on: date) -> Iterator[Event]:
    """Tell of one complaint, with each step so many days before `on`; what is left out is to come."""
    raised: list[Recovery] = []

    def step(name: str, act: Any) -> Iterator[Event]:
        if name in row:
            yield Event(on - timedelta(days=row[name]), client, lambda day: act(raised[0], day))

    yield Event(on - timedelta(days=row["ago"]), client, partial(_complain, client, row, raised))
    yield from step("sorry", lambda one, day: one.acknowledge(on=day))
    yield from step(
        "explained",
        lambda one, day: one.explain(row["cause"], on=day, lesson=row.get("lesson")),
    )
    yield from step("resolved", lambda one, day: one.resolve(row["remedy"], on=day))
    yield from step("offered", lambda one, day: one.offer(row["gesture"], on=day))
    yield from step("learnt", _learn)
    yield from step(
        "checked",
        lambda one, day: one.check_back(
            ServiceLevel(row["after"]), on=day, happier=row.get("happier", False)
        ),
    )


def _ask(client: Client, row: Row, put: list[Survey], on: date) -> None:
    points = [Point(name, ServiceLevel(guess)) for name, guess, _said in row.get("points", ())]
    guess = ServiceLevel(row["guess"])
    put.append(ask(client, guess, on=on, occasion=row.get("occasion"), points=points))


def _answer(row: Row, put: list[Survey], on: date) -> None:
    told = Told(
        level=ServiceLevel(row["said"]),
        because=row.get("because"),
        wow_would_be=row.get("wow"),
        would_recommend=row.get("recommends"),
        to_whom=row.get("to_whom"),
        may_quote=row.get("quote", False),
        ratings=tuple(ServiceLevel(said) for _name, _guess, said in row.get("points", ())),
    )
    at = datetime.combine(on, time(10), UTC)
    receive(put[0], told, at=at, on=on)
    put[0].link.see(at=at)


def _learn(recovery: Recovery, on: date) -> None:
    """Let its lesson become a standard on the first checklist of the trader."""
    checklist = db.session.scalar(Checklist.kept_up(recovery.client.trader).limit(1))
    if checklist is not None:
        make_standard(recovery, recovery.lesson or "", checklist, on=on)


def _complain(client: Client, row: Row, raised: list[Recovery], on: date) -> None:
    """Take up the complaint that an answer has opened, or write down what was heard."""
    opened = next((one for one in client.recoveries if one.answer and one.is_untouched), None)
    raised.append(opened or raise_complaint(client, row["complaint"], on=on))
