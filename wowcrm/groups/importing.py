"""Groups, and days that come once or are told ahead, as columns of our own files brought in again."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from wowcrm.clients.models import LEADS, Client, ImportantDate, fold
from wowcrm.data import cells
from wowcrm.data.besides import BETWEEN, DAYS, IN_GROUP, USUAL, days_of, groups_of
from wowcrm.data.targets import EXTRAS, Extra
from wowcrm.db import db
from wowcrm.groups.models import Group
from wowcrm.traders.models import Trader

LONGEST = 60
DAY = re.compile(r"(-|\d{4})-(\d\d)-(\d\d)( once)? (\d{1,2}): (.+)", re.DOTALL)


class InGroup:
    """A column that names the group of a client; one that is not there yet is made."""

    key, word = "in-group", IN_GROUP

    def __init__(self, trader: Trader) -> None:
        self.trader = trader

    def judge(self, text: str) -> str | None:
        name = cells.line(text)
        return name if 0 < len(name) <= LONGEST else None

    def known(self, client_ids: Sequence[int]) -> Mapping[int, str]:
        return groups_of(db.session.connection(), client_ids)

    def keep(self, values: Mapping[int, str | None]) -> None:
        numbers = {fold(name): self._number(name) for name in set(values.values()) if name}
        # They were written past the session just now.
        chosen = sa.select(Client).execution_options(populate_existing=True)
        for client in db.session.scalars(chosen.where(Client.id.in_(list(values)))):
            name = values[client.id]
            client.group_id = numbers[fold(name)] if name else None
            client.plan_contact()
        db.session.flush()

    def _number(self, name: str) -> int:
        group = db.session.scalar(Group.named(self.trader, name))
        if group is None:
            group = Group(trader_id=self.trader.id, name=name)
            db.session.add(group)
            db.session.flush()
            db.session.expire(self.trader, ["groups"])
        return group.id


class Told(NamedTuple):
    year: int | None
    month: int
    day: int
    label: str
    once: bool
    lead: int


class DaysOtherwise:
    """A column that says which days come once, and how long ahead they are spoken of."""

    key, word = "days-otherwise", DAYS

    def judge(self, text: str) -> str | None:
        parts = [cells.apart(part) for part in cells.tags(text, own=True)]
        return BETWEEN.join(sorted(parts)) if parts and all(map(_told, parts)) else None

    def known(self, client_ids: Sequence[int]) -> Mapping[int, str]:
        return days_of(db.session.connection(), client_ids)

    def keep(self, values: Mapping[int, str | None]) -> None:
        db.session.flush()
        chosen = sa.select(ImportantDate).execution_options(populate_existing=True)
        rows = db.session.scalars(chosen.where(ImportantDate.client_id.in_(list(values))))
        told = {
            (id, each.year, each.month, each.day, each.label): each
            for id, text in values.items()
            for part in cells.tags(text or "", own=True)
            if (each := _told(part))
        }
        for row in rows:
            place = (row.client_id, row.year, row.month, row.day, cells.line(row.label))
            each = told.get(place)
            row.once, row.lead = (each.once, each.lead) if each else (False, USUAL)
        db.session.flush()


def _told(part: str) -> Told | None:
    found = DAY.fullmatch(part)
    if found is None or int(found[5]) not in LEADS or (found[4] and found[1] == "-"):
        return None
    year = None if found[1] == "-" else int(found[1])
    label = cells.line(found[6].replace(":\\", ":"))
    return Told(year, int(found[2]), int(found[3]), label, bool(found[4]), int(found[5]))


def columns(trader: Trader) -> Iterable[Extra]:
    yield InGroup(trader)
    yield DaysOtherwise()


EXTRAS.append(columns)
