"""A client: who they are, and where they stand."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import (
    Mapped,
    WriteOnlyMapped,
    mapped_column,
    object_session,
    relationship,
    validates,
)

from wowcrm.clients.models.folding import fold
from wowcrm.clients.models.kinds import DetailKind
from wowcrm.clients.models.lists import Tag, client_tags
from wowcrm.clients.models.wishes import ceiling_of, floor_of
from wowcrm.db import Owned, index_of_some
from wowcrm.levels.level import ServiceLevel
from wowcrm.timeline.models import CONTACTS, Direction, Interaction, InteractionKind
from wowcrm.traders.models import Trader

if TYPE_CHECKING:
    from wowcrm.clients.models.details import ContactDetail, ImportantDate
    from wowcrm.delights.models import Delight
    from wowcrm.documents.models import Document
    from wowcrm.expectations.models import Delivery, Expectations
    from wowcrm.feedback.models import Survey
    from wowcrm.groups.models import Group
    from wowcrm.levels.models import LevelChange, Verdict
    from wowcrm.needs.models import Need
    from wowcrm.promises.models import Promise
    from wowcrm.proposals.models import Proposal
    from wowcrm.quiet.models import Quiet
    from wowcrm.recoveries.models import Recovery
    from wowcrm.referrals.models import BadWord, GoodWord, Referral
    from wowcrm.standards.models import Check, Run


def _of_active(name: str, *columns: str) -> sa.Index:
    """Index only the clients who were not put away, for the orders in which they are listed."""
    return index_of_some(name, *columns, where="archived_on IS NULL")


class Client(Owned):
    __tablename__ = "clients"
    __table_args__ = (
        sa.Index("ix_clients_by_name", "trader_id", "archived_on", "sort_key", "id"),
        sa.Index("ix_clients_by_level", "trader_id", "archived_on", "level", "sort_key", "id"),
        sa.Index("ix_clients_by_until", "trader_id", "level_until"),
        sa.Index("ix_clients_by_contact", "trader_id", "contact_due_on"),
        index_of_some(
            "ix_clients_of_group", "group_id", "sort_key", "id", where="group_id IS NOT NULL"
        ),
        _of_active("ix_clients_by_wait", "trader_id", "last_contact_on", "id"),
        _of_active("ix_clients_by_worth", "trader_id", "value", "id"),
        _of_active("ix_clients_by_number", "trader_id", "id"),
        sa.Index("ix_clients_by_value", "trader_id", "level", "value"),
        sa.Index("ix_clients_by_wow", "trader_id", "level", "last_wow_on"),
        index_of_some(
            "ix_clients_since", "trader_id", "client_since", where="client_since IS NOT NULL"
        ),
        index_of_some(
            *("ix_clients_by_referrals", "trader_id", "referrals_given", "id"),
            where="referrals_given > 0",
        ),
        index_of_some("ix_clients_by_asked", "trader_id", "asked_on", where="asked_on IS NOT NULL"),
        index_of_some(
            *("ix_clients_samples", "trader_id", "id"), where="sample", on_sqlite="sample = 1"
        ),
    )

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    name: Mapped[str]
    given: Mapped[str | None]
    family: Mapped[str | None]
    organisation: Mapped[str | None]
    organisation_key: Mapped[str | None]
    """The organisation folded, as the name is."""
    job_title: Mapped[str | None]
    sort_key: Mapped[str]
    """The name folded: without accents and case; lists are ordered and narrowed by it."""
    client_since: Mapped[date | None]
    found_us_by: Mapped[str | None]
    notes: Mapped[str | None]
    value: Mapped[Decimal | None]
    """What the client's work brings in a year."""
    archived_on: Mapped[date | None]
    sample: Mapped[bool] = mapped_column(default=False)

    level: Mapped[ServiceLevel] = mapped_column(default=ServiceLevel.UNKNOWN)
    level_since: Mapped[date | None]
    level_until: Mapped[date | None] = mapped_column(default=None)
    """The first day on which time alone may change the level (NEVER: none); empty: assess anew."""

    last_wow_on: Mapped[date | None]
    """The newest delight that landed."""

    referrals_given: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many people they have sent."""
    asked_on: Mapped[date | None]
    """When they were last asked for a recommendation or a good word."""

    group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("groups.id", ondelete="SET NULL"))
    contact_every: Mapped[int | None]
    contacts_at_most: Mapped[int | None]
    contacts_within: Mapped[int | None]
    last_contact_on: Mapped[date | None]
    contact_due_on: Mapped[date | None]
    """Last contact plus "at least every N days"; empty where there is no such wish."""

    trader: Mapped[Trader] = relationship()
    details: Mapped[list["ContactDetail"]] = relationship(
        back_populates="client",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="ContactDetail.id",
    )
    dates: Mapped[list["ImportantDate"]] = relationship(
        back_populates="client",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(ImportantDate.month, ImportantDate.day)",
    )
    quiets: Mapped[list["Quiet"]] = relationship(
        back_populates="client",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(Quiet.from_on, Quiet.id)",
    )
    """When they are left in peace."""
    tags: Mapped[list[Tag]] = relationship(
        secondary=client_tags, order_by=Tag.key, passive_deletes=True
    )
    interactions: WriteOnlyMapped[Interaction] = relationship(
        back_populates="client", cascade="all, delete-orphan", passive_deletes=True
    )
    needs: Mapped[list["Need"]] = relationship(
        back_populates="client",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(Need.essential.desc(), Need.id)",
    )
    runs: WriteOnlyMapped["Run"] = relationship(
        back_populates="client", cascade="all, delete-orphan", passive_deletes=True
    )
    checks: WriteOnlyMapped["Check"] = relationship(
        back_populates="client", cascade="all, delete-orphan", passive_deletes=True
    )
    delights: Mapped[list["Delight"]] = relationship(
        back_populates="client",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(Delight.planned_for, Delight.id)",
    )
    referrals: Mapped[list["Referral"]] = relationship(
        back_populates="referrer",
        cascade="all, delete-orphan",
        passive_deletes=True,
        foreign_keys="Referral.referrer_id",
        order_by="(Referral.received_on.desc(), Referral.id.desc())",
    )
    """Whom they sent."""
    sent_by: Mapped[list["Referral"]] = relationship(
        back_populates="client",
        passive_deletes=True,
        foreign_keys="Referral.client_id",
        order_by="Referral.id",
    )
    """Through whom they came; more than one may have spoken well."""
    good_words: Mapped[list["GoodWord"]] = relationship(
        back_populates="client",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(GoodWord.said_on.desc(), GoodWord.id.desc())",
    )
    bad_words: Mapped[list["BadWord"]] = relationship(
        back_populates="client",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(BadWord.heard_on.desc(), BadWord.id.desc())",
    )
    promises: Mapped[list["Promise"]] = relationship(
        back_populates="client",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(Promise.due_on, Promise.id)",
    )
    proposals: WriteOnlyMapped["Proposal"] = relationship(
        back_populates="client", cascade="all, delete-orphan", passive_deletes=True
    )
    sheets: Mapped[list["Expectations"]] = relationship(
        back_populates="client",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Expectations.version",
    )
    """How the two work together, version by version."""
    deliveries: Mapped[list["Delivery"]] = relationship(
        back_populates="client",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Delivery.id",
    )
    surveys: WriteOnlyMapped["Survey"] = relationship(
        back_populates="client", cascade="all, delete-orphan", passive_deletes=True
    )
    recoveries: Mapped[list["Recovery"]] = relationship(
        back_populates="client",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(Recovery.raised_on.desc(), Recovery.id.desc())",
    )
    documents: WriteOnlyMapped["Document"] = relationship(
        back_populates="client", cascade="all, delete-orphan", passive_deletes=True
    )
    verdicts: Mapped[list["Verdict"]] = relationship(
        back_populates="client",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Verdict.id",
    )
    level_changes: WriteOnlyMapped["LevelChange"] = relationship(
        back_populates="client", cascade="all, delete-orphan", passive_deletes=True
    )

    def __init__(self, **columns: Any) -> None:
        super().__init__(**columns)
        self.mark()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def active(cls, trader: Trader) -> sa.Select[Self]:
        return cls.of(trader).where(cls.archived_on.is_(None))

    @classmethod
    def sent_somebody(cls) -> sa.ColumnElement[bool]:
        """Say it as their index does, for a database to see that it serves."""
        return cls.referrals_given > sa.literal_column("0")

    @validates("name")
    def _sort(self, _key: str, name: str) -> str:
        self.sort_key = fold(name)
        return name

    @validates("organisation")
    def _fold_organisation(self, _key: str, organisation: str | None) -> str | None:
        self.organisation_key = fold(organisation) if organisation else None
        return organisation

    # Questions

    @property
    def short_name(self) -> str:
        """How one would speak of them: the given name, else the whole name."""
        return self.given or self.name

    @property
    def emails(self) -> list["ContactDetail"]:
        return [detail for detail in self.details if detail.kind is DetailKind.EMAIL]

    @property
    def phones(self) -> list["ContactDetail"]:
        return [detail for detail in self.details if detail.kind is DetailKind.PHONE]

    @property
    def addresses(self) -> list["ContactDetail"]:
        return [detail for detail in self.details if detail.kind is DetailKind.ADDRESS]

    @property
    def websites(self) -> list["ContactDetail"]:
        return [detail for detail in self.details if detail.kind is DetailKind.WEBSITE]

    @property
    def is_archived(self) -> bool:
        return self.archived_on is not None

    @property
    def group(self) -> "Group | None":
        return self.trader.group(self.group_id)

    @property
    def floor(self) -> int | None:
        """Be in touch at least every so many days."""
        return floor_of(self, self.trader)

    @property
    def ceiling(self) -> tuple[int, int]:
        """Be in touch at most M times in K days: (M, K)."""
        return ceiling_of(self, self.trader)

    # Verbs

    def begin(self, *, on: date) -> None:
        """Begin the story of a client who has just been written down."""
        self.log(InteractionKind.CLIENT, _("Became your client"), on=on, about=f"client-{self.id}")
        self.plan_contact()

    def log(
        self,
        kind: InteractionKind,
        summary: str,
        *,
        on: date,
        direction: Direction | None = None,
        chased: bool = False,
        about: str | None = None,
    ) -> Interaction:
        """Write a line on the timeline and mark the client's level for assessment."""
        line = Interaction(
            kind=kind,
            summary=summary,
            happened_on=on,
            direction=direction,
            chased=chased,
            about=about,
        )
        self.interactions.add(line)
        if line.is_contact and (self.last_contact_on is None or on > self.last_contact_on):
            self.last_contact_on = on
            self.plan_contact()
        self.mark()
        return line

    def touch(
        self,
        kind: InteractionKind,
        summary: str,
        *,
        on: date,
        direction: Direction | None = None,
        chased: bool = False,
    ) -> Interaction:
        """Write down a call, visit, message, e-mail or note."""
        return self.log(
            kind, summary, on=on, direction=_direction(kind, direction, chased), chased=chased
        )

    def correct(
        self,
        line: Interaction,
        kind: InteractionKind,
        summary: str,
        *,
        on: date,
        direction: Direction | None = None,
        chased: bool = False,
    ) -> None:
        """Mend a touch that was written down wrongly; the last contact is worked out anew."""
        line.kind, line.summary, line.happened_on, line.chased = kind, summary, on, chased
        line.direction = _direction(kind, direction, chased)
        self.find_last_contact()
        self.mark()

    def unlog(self, about: str, kind: InteractionKind) -> None:
        """Take back the newest line of this kind about a thing, as an act is undone."""
        session = object_session(self)
        assert session is not None, "only what was saved can be taken back"
        session.flush()
        line = session.scalar(
            self.interactions.select()
            .where(Interaction.about == about, Interaction.kind == kind)
            .order_by(Interaction.id.desc())
            .limit(1)
        )
        if line is not None:
            self.forget(line)
        self.mark()

    def unlog_all(self, about: str) -> None:
        """Strike off every line about a thing that never was."""
        session = object_session(self)
        assert session is not None, "only what was saved can be struck off"
        session.flush()
        lines = self.interactions.select().where(Interaction.about == about)
        for line in session.scalars(lines).all():
            self.forget(line)
        self.mark()

    def forget(self, line: Interaction) -> None:
        """Strike a line off the timeline; the last contact is worked out anew."""
        session = object_session(self)
        assert session is not None, "only what was saved can be struck off"
        session.delete(line)
        session.flush()
        if line.is_contact:
            self.find_last_contact()
        self.mark()

    def find_last_contact(self) -> None:
        """Work out the last contact from the timeline, after a line was corrected."""
        session = object_session(self)
        assert session is not None, "the timeline of a new client is still empty"
        session.flush()
        self.last_contact_on = session.scalar(
            sa.select(sa.func.max(Interaction.happened_on)).where(
                Interaction.client_id == self.id, Interaction.kind.in_(CONTACTS)
            )
        )
        self.plan_contact()

    def plan_contact(self) -> None:
        """Set the day on which keeping in touch is due."""
        since = self.last_contact_on or self.client_since
        if since is None and self.created_at is not None:
            since = self.trader.day_of(self.created_at)
        floor = floor_of(self, self.trader) if self.trader else self.contact_every
        due = since + timedelta(days=floor) if since and floor else None
        if self.contact_due_on != due:
            self.contact_due_on = due

    def ask(self, *, on: date) -> None:
        """Record that they were asked to recommend the trader; once a day is enough."""
        if self.asked_on != on:
            self.asked_on = on
            words = _("Asked whom they would send, or for a good word")
            self.log(InteractionKind.ASK, words, on=on, about=f"client-{self.id}")

    def unask(self) -> None:
        """Take back the last asking; the one before it counts again."""
        self.unlog(f"client-{self.id}", InteractionKind.ASK)
        session = object_session(self)
        assert session is not None, "only what was saved can be taken back"
        self.asked_on = session.scalar(
            sa.select(sa.func.max(Interaction.happened_on)).where(
                Interaction.client_id == self.id, Interaction.kind == InteractionKind.ASK
            )
        )

    def join(self, group: "Group | None") -> None:
        """Be in touch with them as with a group; none: as with everyone."""
        self.group_id = group.id if group else None
        self.plan_contact()
        self.mark()

    def put_on(self, tag: Tag) -> None:
        if tag not in self.tags:
            self.tags.append(tag)
            self.mark()

    def take_off(self, tag: Tag) -> None:
        if tag in self.tags:
            self.tags.remove(tag)
            self.mark()

    def mark(self) -> None:
        """Ask for the level to be worked out anew before this change is saved."""
        self.level_until = None

    def watch(self, day: date) -> None:
        """Have the level looked at again on a day, unless that comes sooner anyway."""
        if self.level_until is not None:
            self.level_until = min(self.level_until, day)

    def archive(self, *, on: date) -> None:
        if self.archived_on is None:
            self.archived_on = on
            for delivery in self.deliveries:
                delivery.rest(on=on)
            self.log(InteractionKind.CLIENT, _("Put away"), on=on, about=f"client-{self.id}")

    def bring_back(self, *, on: date) -> None:
        if self.archived_on is not None:
            self.archived_on = None
            for delivery in self.deliveries:
                delivery.resume(on=on)
            self.log(InteractionKind.CLIENT, _("Brought back"), on=on, about=f"client-{self.id}")


def _direction(
    kind: InteractionKind, direction: Direction | None, chased: bool
) -> Direction | None:
    """A note goes neither way; who had to chase me began."""
    if chased:
        return Direction.IN
    return direction if kind in CONTACTS else None
