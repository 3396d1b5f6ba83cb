"""A business while it is being told: what is drawn from, and what happened to whom so far."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight, Idea, Reaction
from wowcrm.first_run.story import Event
from wowcrm.levels.level import ServiceLevel
from wowcrm.needs.models import Need
from wowcrm.standards.models import Check, Checklist, Outcome, Rhythm
from wowcrm.timeline.models import Direction, InteractionKind
from wowcrm.traders.models import Trader

TOUCHES = (
    (InteractionKind.CALL, Direction.OUT, "calls_out"),
    (InteractionKind.CALL, Direction.IN, "calls_in"),
    (InteractionKind.VISIT, Direction.OUT, "visits"),
    (InteractionKind.EMAIL, Direction.OUT, "messages"),
    (InteractionKind.MESSAGE, Direction.OUT, "messages"),
)
LONG_AGO = 120
TUESDAY = 1


@dataclass
class Telling:
    """All days are counted back from `on`: `ago` of 3 is three days before it."""

    trader: Trader
    on: date
    chance: random.Random
    texts: dict[str, Any]
    ideas: list[Idea]
    expected: Idea
    """The idea that has become a standard by now."""
    checklists: dict[Rhythm, Checklist]
    events: list[Event] = field(default_factory=list)
    given: dict[Client, set[Idea]] = field(default_factory=dict)

    def day(self, ago: int) -> date:
        """Return the day so long ago; of what was long ago, the Tuesday of its week."""
        day = self.on - timedelta(days=ago)
        # Each day of a story costs an assessment; of long ago, one day a week will do.
        return day if ago <= LONG_AGO else day + timedelta(days=TUESDAY - day.weekday())

    def tell(self, client: Client, ago: int, act: Callable[[date], object]) -> None:
        self.events.append(Event(self.day(ago), client, act))

    def one_of(self, name: str) -> str:
        chosen: str = self.chance.choice(self.texts[name])
        return chosen

    def idea_for(self, client: Client) -> Idea:
        """Choose an idea that this client has not been given."""
        given = self.given.setdefault(client, set())
        idea = self.chance.choice([idea for idea in self.ideas if idea not in given])
        given.add(idea)
        return idea

    def need(self, client: Client, *, essential: bool = True) -> Need:
        known = {need.summary for need in client.needs}
        summary = self.chance.choice([text for text in self.texts["needs"] if text not in known])
        exceed = self.one_of("could_exceed") if self.chance.random() < 0.4 else None
        need = Need(summary=summary, essential=essential, could_exceed_by=exceed)
        client.needs.append(need)
        return need

    def arrive(self, need: Need, ago: int) -> None:
        self.tell(need.client, ago, lambda on: need.log_arrival(on=on))

    def judge(self, need: Need, level: ServiceLevel, ago: int) -> None:
        self.tell(need.client, ago, lambda on: need.judge(level, on=on))

    def run(self, client: Client, rhythm: Rhythm, ago: int, missed: tuple[int, ...] = ()) -> None:
        self.tell(client, ago, partial(_run, self.checklists[rhythm], client, missed))

    def put_right(self, client: Client, ago: int) -> None:
        self.tell(client, ago, partial(_put_right, client))

    def touch(self, client: Client, ago: int) -> None:
        kind, direction, words = self.chance.choice(TOUCHES)
        summary = self.one_of(words)
        self.tell(client, ago, lambda on: client.touch(kind, summary, on=on, direction=direction))

    def plan(self, client: Client, idea: Idea, *, ago: int, ahead: int) -> Delight:
        """Plan a delight some days ago, for so many days ahead of today (behind, if negative)."""
        delight = Delight(
            idea=idea,
            what=idea.text,
            cost=idea.cost,
            planned_for=self.on + timedelta(days=ahead),
        )
        self.tell(client, ago, partial(_plan, client, delight))
        return delight

    def delight(
        self, client: Client, idea: Idea, *, ago: int, reaction: Reaction | None = Reaction.PLEASED
    ) -> None:
        """Deliver a delight that had been planned a few days before."""
        delight = self.plan(client, idea, ago=ago + self.chance.randint(2, 9), ahead=-ago)
        words = self.one_of("reactions") if reaction is Reaction.LOVED else None
        self.tell(client, ago, partial(_deliver, delight, reaction, words))


def _run(checklist: Checklist, client: Client, missed: tuple[int, ...], on: date) -> None:
    outcomes = [
        Outcome(standard, place not in missed) for place, standard in enumerate(checklist.standing)
    ]
    checklist.run(client, outcomes, on=on).created_at = datetime.combine(on, time(12), UTC)


def _put_right(client: Client, on: date) -> None:
    owed = client.checks.select().where(Check.kept.is_(False), Check.put_right_on.is_(None))
    for check in db.session.scalars(owed):
        check.put_right(on=on)


def _plan(client: Client, delight: Delight, on: date) -> None:
    client.delights.append(delight)
    db.session.flush()
    delight.log_plan(on=on)


def _deliver(delight: Delight, reaction: Reaction | None, words: str | None, on: date) -> None:
    delight.deliver(on=on)
    if reaction is not None:
        delight.react(reaction, on=on, words=words)
