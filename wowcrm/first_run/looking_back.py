"""How Nora looked back on her own business: the client's way, the rising bar, and the four Cs."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from wowcrm.actions.taking import note_idea, remind
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Idea
from wowcrm.first_run.telling import Telling
from wowcrm.four_cs.models import C, Review
from wowcrm.insights.periods import quarter_of, quarters_until
from wowcrm.levels.level import JUDGED
from wowcrm.rising.bar import promote
from wowcrm.standards.models import Checklist
from wowcrm.timeline.models import Direction, InteractionKind
from wowcrm.touchpoints.models import Touchpoint

Row = Mapping[str, Any]
LAST_YEAR, LATELY = timedelta(days=390), timedelta(days=21)
LETTERS = {level.value[0]: level for level in JUDGED}
"""How the texts write a level: b, m or e."""


def correspond(telling: Telling, clients: Sequence[Client]) -> None:
    """Let letters come in, and be answered."""
    by_name = {client.name: client for client in reversed(clients)}
    for row in telling.texts["letters"]:
        if client := by_name.get(row["by"]):
            _write(telling, client, row)


def _write(telling: Telling, client: Client, row: Row) -> None:
    came_on = telling.on - timedelta(days=row["ago"])
    telling.tell(
        client,
        row["ago"],
        lambda on: client.touch(
            InteractionKind.EMAIL, row["words"], on=came_on, direction=Direction.IN
        ),
    )
    answered_on = came_on + timedelta(days=row["after"])
    telling.tell(
        client,
        row["ago"] - row["after"],
        lambda on: client.touch(
            InteractionKind.EMAIL, "Answered it", on=answered_on, direction=Direction.OUT
        ),
    )


def look_back(telling: Telling) -> None:
    """Rate the way twice, a year apart, and the quarters that are over; act on the worst."""
    points = {point.name: point for point in db.session.scalars(Touchpoint.in_use(telling.trader))}
    for row in telling.texts["looks"]:
        _look(points[row["at"]], row, telling.on)
    for row in telling.texts["looks"]:
        _act(points[row["at"]], row, telling)
    _raise_the_bar(telling)
    _review(telling)


def _raise_the_bar(telling: Telling) -> None:
    usual, risen = telling.texts["usual"], telling.texts["risen"]
    _idea(telling, usual).see_elsewhere(on=telling.on - timedelta(days=usual["ago"]))
    checklist = db.session.scalars(Checklist.kept_up(telling.trader)).all()[-1]
    on = telling.on - timedelta(days=risen["ago"])
    promote(_idea(telling, risen), risen["promise"], checklist, on=on)


def _idea(telling: Telling, row: Row) -> Idea:
    found = Idea.of(telling.trader).where(Idea.text.startswith(row["text"]))
    return db.session.scalars(found).one()


def _look(point: Touchpoint, row: Row, on: date) -> None:
    before, now = row["rated"]
    point.steps, point.waits, point.chases = row.get("took_before", (None, None, None))
    point.rate(LETTERS[before], on=on - LAST_YEAR)
    point.steps, point.waits, point.chases = row.get("took", (None, None, None))
    point.rate(LETTERS[now], on=on - LATELY)


def _act(point: Touchpoint, row: Row, telling: Telling) -> None:
    on = telling.on - LATELY
    if "idea" in row:
        note_idea(telling.trader, point.about, row["idea"], on=on)
    if "remind" in row:
        due_on = telling.on + timedelta(days=row["ahead"])
        remind(telling.trader, point.about, row["remind"], due_on=due_on, on=on)


def _review(telling: Telling) -> None:
    """Look back on the three quarters that are over; the one that runs is still to be rated."""
    names = [name for c in C for name, _words in c.statements]
    over = quarters_until(quarter_of(telling.on))[:-1]
    for quarter, letters in zip(over, telling.texts["quarters"], strict=True):
        review = Review(trader_id=telling.trader.id, quarter=quarter.first)
        ratings = {name: LETTERS[letter] for name, letter in zip(names, letters, strict=True)}
        review.rate(ratings, on=quarter.last + timedelta(days=3))
        db.session.add(review)
