"""The story of a client a page at a time, newest first, whole or one kind of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.timeline.models import CONTACTS, Interaction, InteractionKind

PAGE = 20


class Group(StrEnum):
    """What part of a story to read; the words stand in the address."""

    EVERYTHING = "everything"
    CONTACT = "contact"
    NOTES = "notes"
    NEEDS = "needs"
    STANDARDS = "standards"
    PROMISES = "promises"
    WOW = "wow"
    WORD_OF_MOUTH = "word-of-mouth"
    FEEDBACK = "feedback"
    LEVEL = "level"

    @property
    def word(self) -> str:
        return str(WORDS[self])


WORDS = {
    Group.EVERYTHING: _l("Everything"),
    Group.CONTACT: _l("Contact"),
    Group.NOTES: _l("Notes"),
    Group.NEEDS: _l("Needs"),
    Group.STANDARDS: _l("Standards"),
    Group.PROMISES: _l("Promises & work"),
    Group.WOW: _l("Wow"),
    Group.WORD_OF_MOUTH: _l("Word of mouth"),
    Group.FEEDBACK: _l("What they think"),
    Group.LEVEL: _l("Level"),
}
KINDS = {
    Group.CONTACT: CONTACTS,
    Group.NOTES: (InteractionKind.NOTE,),
    Group.NEEDS: (InteractionKind.NEED,),
    Group.STANDARDS: (InteractionKind.CHECK,),
    Group.PROMISES: (
        InteractionKind.PROMISE,
        InteractionKind.AGREEMENT,
        InteractionKind.WORK,
        InteractionKind.PAYMENT,
    ),
    Group.WOW: (InteractionKind.PLAN, InteractionKind.DELIGHT, InteractionKind.REACTION),
    Group.WORD_OF_MOUTH: (
        InteractionKind.REFERRAL,
        InteractionKind.THANKS,
        InteractionKind.ASK,
        InteractionKind.GOOD_WORD,
        InteractionKind.BAD_WORD,
    ),
    Group.FEEDBACK: (InteractionKind.FEEDBACK, InteractionKind.COMPLAINT),
    Group.LEVEL: (InteractionKind.LEVEL,),
}


@dataclass(frozen=True)
class Story:
    """One page of a client's story."""

    group: Group
    lines: Sequence[Interaction]
    before: str | None
    """Where this page began, when it is not the first."""
    earlier: str | None
    """Where the next page begins; None when this is the end."""

    groups = tuple(Group)

    @property
    def kind(self) -> str | None:
        """The group as the address says it: nothing for everything."""
        return None if self.group is Group.EVERYTHING else self.group.value


def story_of(client: Client, kind: str | None = None, before: str | None = None) -> Story:
    """Read a page of the story; what the address says wrongly is passed over."""
    group = Group(kind) if kind in list(Group) else Group.EVERYTHING
    mark = _unmark(before)
    lines = db.session.scalars(_choose(client, group, mark).limit(PAGE + 1)).all()
    earlier = _mark(lines[PAGE - 1]) if len(lines) > PAGE else None
    return Story(group, lines[:PAGE], before if mark else None, earlier)


def _choose(
    client: Client, group: Group, before: tuple[date, int] | None
) -> sa.Select[Interaction]:
    chosen = sa.select(Interaction).where(Interaction.client_id == client.id)
    if group in KINDS:
        chosen = chosen.where(Interaction.kind.in_(KINDS[group]))
    if before:
        place = sa.tuple_(Interaction.happened_on, Interaction.id)
        chosen = chosen.where(place < sa.tuple_(*map(sa.literal, before)))
    return chosen.order_by(Interaction.happened_on.desc(), Interaction.id.desc())


def _mark(line: Interaction) -> str:
    return f"{line.happened_on.isoformat()}_{line.id}"


def _unmark(text: str | None) -> tuple[date, int] | None:
    """Read a place in the story out of an address: "2026-11-22_7"."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)_(\d{1,9})", text or "", re.ASCII)
    try:
        return (date.fromisoformat(found[1]), int(found[2])) if found else None
    except ValueError:
        return None
