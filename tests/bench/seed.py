"""Fill a data folder with a busy trader's clients: `python -m tests.bench.seed FOLDER NUMBER`."""

import os
import random
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from flask_migrate import upgrade

from tests.bench import papers
from tests.bench.people import LINES, people
from wowcrm import create_app
from wowcrm.clients.models import Client, ContactDetail, DetailKind, Tag, client_tags, fold
from wowcrm.db import db
from wowcrm.delights.models import Delight, Idea, Reaction
from wowcrm.documents.models import Link
from wowcrm.expectations.models import Delivery, Expectations, Unit
from wowcrm.expectations.rhythm import Every, Line
from wowcrm.feedback.models import Answer, Rating, Survey
from wowcrm.first_run.start import equip
from wowcrm.levels.level import JUDGED, ServiceLevel
from wowcrm.levels.upkeep import begin_day
from wowcrm.needs.models import Need
from wowcrm.promises.models import Promise, Source
from wowcrm.recoveries.models import Recovery
from wowcrm.reminders.models import Reminder
from wowcrm.search.index import rebuild
from wowcrm.standards.models import Check, Standard
from wowcrm.timeline.models import CONTACTS, Interaction
from wowcrm.traders.models import Trader

EMAIL, PASSWORD = "nora@example.com", "correct horse battery"
STORY = 20
"""Lines of story a client."""
SURVEYS = 3
"""Questions put to each client over the years; two of three are answered."""
COMPLAINING = 20
"""One client of so many has complained."""
CHUNK = 5000

Row = dict[str, Any]


def fill(number: int) -> None:
    """Make the trader and the clients, and bring their levels up to date."""
    trader = _trader()
    maker = Maker(trader, number)
    _put(Client, maker.clients())
    _put(ContactDetail, maker.details())
    _put(Interaction, maker.lines())
    _put(Need, maker.needs())
    _put(Check, maker.checks([each.id for each in db.session.scalars(Standard.of(trader))]))
    _put(Delight, maker.delights([each.id for each in db.session.scalars(Idea.of(trader))]))
    _put(Promise, maker.promises())
    _put(Expectations, maker.sheets())
    _put(Delivery, maker.deliveries())
    _put(Link, maker.links())
    _put(Survey, maker.surveys())
    _put(Answer, maker.answers())
    _put(Rating, maker.ratings())
    _put(Recovery, maker.recoveries())
    _put(Reminder, maker.reminders())
    _tag(trader, maker)
    _plan(trader)
    papers.give(db.session.scalars(Client.of(trader).order_by(Client.id).limit(1)).one())
    db.session.commit()
    begin_day(trader)
    rebuild()
    db.session.commit()


def _trader() -> Trader:
    """Make the trader, with the standards and ideas of the trade."""
    trader = Trader(
        name="Nora Lind",
        email=EMAIL,
        trade="bookkeeper",
        timezone="Europe/Riga",
        contact_every=60,
    )
    trader.change_password(PASSWORD)
    db.session.add(trader)
    db.session.flush()
    equip(trader)
    db.session.commit()
    return trader


class Maker:
    """Makes up rows; the same ones for the same day."""

    def __init__(self, trader: Trader, number: int) -> None:
        self.trader_id, self.number, self.today = trader.id, number, trader.today()
        self.chance = random.Random(42)

    def ago(self, most: int, least: int = 0) -> date:
        return self.today - timedelta(days=self.chance.randint(least, most))

    def somebody(self) -> int:
        return self.chance.randint(1, self.number)

    def each(self, times: int, row: Callable[[], Row]) -> Iterator[Row]:
        return ({"client_id": self.somebody(), **row()} for _ in range(self.number * times))

    def clients(self) -> Iterator[Row]:
        for id, person in enumerate(people(self.number), 1):
            yield {
                "id": id,
                "trader_id": self.trader_id,
                "name": person.name,
                "sort_key": fold(person.name),
                "organisation": person.organisation,
                "organisation_key": fold(person.organisation),
                "notes": person.notes,
                "level": ServiceLevel.UNKNOWN,
                "value": Decimal(self.chance.randint(100, 9000)),
                "client_since": self.ago(1500),
            }

    def details(self) -> Iterator[Row]:
        for id, person in enumerate(people(self.number), 1):
            yield {
                "client_id": id,
                "kind": DetailKind.EMAIL,
                "value": person.email,
                "key": person.email,
            }
            key = person.phone.replace(" ", "")
            yield {"client_id": id, "kind": DetailKind.PHONE, "value": person.phone, "key": key}

    def lines(self) -> Iterator[Row]:
        return self.each(
            STORY,
            lambda: {
                "kind": self.chance.choice(CONTACTS),
                "summary": self.chance.choice(LINES),
                "happened_on": self.ago(1000, 5),
                "chased": False,
            },
        )

    def needs(self) -> Iterator[Row]:
        levels = (ServiceLevel.BELOW, ServiceLevel.MEETS, ServiceLevel.EXCEEDS, None)
        return self.each(
            2,
            lambda: {
                "summary": "Figures by the 5th",
                "essential": True,
                "level": self.chance.choices(levels, (1, 20, 4, 5))[0],
                "judged_on": self.ago(80),
            },
        )

    def checks(self, standards: list[int]) -> Iterator[Row]:
        return self.each(
            5,
            lambda: {
                "standard_id": self.chance.choice(standards),
                "checked_on": self.ago(200),
                "kept": self.chance.random() < 0.97,
            },
        )

    def delights(self, ideas: list[int]) -> Iterator[Row]:
        return self.each(1, lambda: self._delight(ideas))

    def promises(self) -> Iterator[Row]:
        return self.each(4, self._promise)

    def _promise(self) -> Row:
        due_on = self.ago(500, -20)
        kept = due_on < self.today and self.chance.random() < 0.98
        return {
            "what": "The figures",
            "made_on": due_on - timedelta(days=9),
            "due_on": due_on,
            "source": Source.HAND,
            "kept_on": due_on + timedelta(days=self.chance.choice((-1, 0, 0, 0, 1)))
            if kept
            else None,
        }

    def sheets(self) -> Iterator[Row]:
        """A sheet for every other client, which holds."""
        for id in range(1, self.number + 1, 2):
            yield {
                "client_id": id,
                "version": 1,
                "channel": "By e-mail",
                "reply_unit": Unit.WORKING_DAYS,
                "rhythm": [Line("Monthly figures", Every.MONTH, 5).frozen()],
                "progress_every": 30,
                "changes": [],
                "shared_on": self.ago(300, 30),
            }

    def deliveries(self) -> Iterator[Row]:
        for id in range(1, self.number + 1, 2):
            yield {
                "client_id": id,
                "what": "Monthly figures",
                "every": Every.MONTH,
                "day": 5,
                "began_on": self.today - timedelta(days=9),
                "promised_until": self.today - timedelta(days=9),
            }

    def _delight(self, ideas: list[int]) -> Row:
        on = self.ago(400, -30)
        over = on < self.today
        loved = self.chance.choice([None, Reaction.LOVED, Reaction.PLEASED])
        return {
            "idea_id": self.chance.choice(ideas),
            "what": "A card",
            "cost": self.chance.choice([None, None, Decimal(5)]),
            "planned_for": on,
            "delivered_on": on if over else None,
            "reaction": loved if over else None,
        }

    # The same number stands for a link, the question behind it, and its answer if there is one.

    def asked(self) -> range:
        return range(1, self.number * SURVEYS + 1)

    def answered(self) -> Iterator[int]:
        return (id for id in self.asked() if id % 3)

    def about(self, id: int) -> int:
        """The client of a question."""
        return (id - 1) % self.number + 1

    def asked_on(self, id: int) -> date:
        return self.today - timedelta(days=5 + id * 7 % 1700)

    def links(self) -> Iterator[Row]:
        for id in self.asked():
            yield {
                "id": id,
                "trader_id": self.trader_id,
                "client_id": self.about(id),
                "token": f"bench-{id:026}",
                "about": f"survey-{id}",
            }

    def surveys(self) -> Iterator[Row]:
        for id in self.asked():
            yield {
                "id": id,
                "trader_id": self.trader_id,
                "client_id": self.about(id),
                "link_id": id,
                "guess": self.chance.choice(JUDGED),
                "asked_on": self.asked_on(id),
            }

    def answers(self) -> Iterator[Row]:
        for id in self.answered():
            on = self.asked_on(id) + timedelta(days=2)
            yield {
                "survey_id": id,
                "level": self.chance.choices(JUDGED, (1, 20, 6))[0],
                "because": "As it should be",
                "may_quote": False,
                "given_on": on,
                "given_at": datetime(on.year, on.month, on.day, 9, tzinfo=UTC),
            }

    def ratings(self) -> Iterator[Row]:
        for id in self.answered():
            name = self.chance.choice(("The bill", "Plain words", "How I keep you posted"))
            guess, level = self.chance.choice(JUDGED), self.chance.choice(JUDGED)
            key = fold(name)
            yield {"survey_id": id, "touchpoint": name, "key": key, "guess": guess, "level": level}

    def recoveries(self) -> Iterator[Row]:
        for number in range(1, self.number + 1, COMPLAINING):
            on = self.ago(1500, 30)
            yield {
                "client_id": number,
                "complaint": "It was late",
                "raised_on": on,
                "acknowledge_by": on + timedelta(days=1),
                "acknowledged_on": on,
                "explained_on": on,
                "cause": "It was late",
                "cause_key": "it was late",
                "resolve_by": on + timedelta(days=3),
                "resolved_on": on + timedelta(days=2) if number % 3 else None,
                "remedy": "Sent by hand",
                "check_back_on": on + timedelta(days=16),
                "checked_back_on": on + timedelta(days=16) if number % 2 else None,
                "level_after": ServiceLevel.MEETS if number % 2 else None,
            }

    def reminders(self) -> Iterator[Row]:
        return self.each(1, self._reminder)

    def _reminder(self) -> Row:
        on = self.ago(2, -90)
        return {"trader_id": self.trader_id, "what": "Insurance", "due_on": on, "begins_on": on}


def _put(model: type, rows: Iterator[Row]) -> None:
    table = cast(sa.Table, model.__table__)  # type: ignore[attr-defined]
    now = datetime.now(UTC)
    while some := [{"created_at": now, **row} for row in islice(rows, CHUNK)]:
        db.session.connection().execute(sa.insert(table), some)
    if db.engine.dialect.name == "postgresql":
        _count_on(table)


def _count_on(table: sa.Table) -> None:
    """Let PostgreSQL number on after rows that came with numbers of their own."""
    last = sa.select(sa.func.max(table.c.id)).scalar_subquery()
    series = sa.func.pg_get_serial_sequence(table.name, "id")
    db.session.execute(sa.select(sa.func.setval(series, last)))


def _tag(trader: Trader, maker: Maker) -> None:
    tags = [Tag(trader_id=trader.id, name=name) for name in ("Garden", "Quarterly", "Friends")]
    db.session.add_all(tags)
    db.session.flush()
    worn = {(maker.somebody(), maker.chance.choice(tags).id) for _ in range(maker.number)}
    rows = [{"client_id": client, "tag_id": tag} for client, tag in sorted(worn)]
    db.session.connection().execute(sa.insert(client_tags), rows)


def _plan(trader: Trader) -> None:
    """Work out what a client's row says of their story, as the verbs do."""
    contact = sa.select(sa.func.max(Interaction.happened_on)).where(
        Interaction.client_id == Client.id, Interaction.kind.in_(CONTACTS)
    )
    wow = sa.select(sa.func.max(Delight.delivered_on)).where(Delight.client_id == Client.id)
    db.session.execute(
        sa.update(Client).values(
            last_contact_on=contact.scalar_subquery(), last_wow_on=wow.scalar_subquery()
        )
    )
    due: Any = Client.last_contact_on + trader.contact_every
    if db.engine.dialect.name == "sqlite":
        due = sa.func.date(Client.last_contact_on, f"+{trader.contact_every} days")
    db.session.execute(sa.update(Client).values(contact_due_on=sa.type_coerce(due, sa.Date)))


def main() -> None:
    folder, number = Path(sys.argv[1]), int(sys.argv[2])
    os.environ["WOWCRM_DATA"] = str(folder)
    with create_app().app_context():
        upgrade()
        fill(number)


if __name__ == "__main__":
    main()
