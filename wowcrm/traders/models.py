"""The trader: who signs in, whose business it is, and by which rules their levels are worked out."""

import hashlib
import secrets
import unicodedata
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.db import Owned, Row

if TYPE_CHECKING:
    from wowcrm.groups.models import Group

hasher = PasswordHasher()
"""Argon2id with the library's defaults; tests make it cheap."""


class Trader(Row):
    __tablename__ = "traders"

    if TYPE_CHECKING:
        asks_more: bool
        """Whether they have fields of their own; custom_fields.models says how it is read."""

    name: Mapped[str]
    business: Mapped[str | None]
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    trade: Mapped[str] = mapped_column(default="other")
    timezone: Mapped[str] = mapped_column(default="Europe/London")
    currency: Mapped[str] = mapped_column(default="EUR")
    locale: Mapped[str] = mapped_column(default="en_GB")

    # The rules by which levels are worked out; days, but for the bar, which is per cent.
    wow_lasts: Mapped[int] = mapped_column(default=90)
    consistency_window: Mapped[int] = mapped_column(default=90)
    consistency_bar: Mapped[int] = mapped_column(default=90)

    # Keeping in touch: at least every N days (none: no reminder), at most M contacts in K days.
    contact_every: Mapped[int | None]
    contacts_at_most: Mapped[int] = mapped_column(default=3)
    contacts_within: Mapped[int] = mapped_column(default=7)
    progress_every: Mapped[int | None] = mapped_column(default=14, server_default="14")
    """Days after which a client hears how their work stands, where nothing else is agreed."""

    feedback_counts_for: Mapped[int] = mapped_column(default=180)
    """Days for which a client's answer bears on their level."""
    feedback_gap: Mapped[int] = mapped_column(default=60)
    """Days for which a client is not asked again how it went."""
    resolve_within: Mapped[int] = mapped_column(default=3)
    """Days within which a complaint is to be put right."""

    # The letterhead of what is sent to clients, and how prices are reckoned.
    address: Mapped[str | None]
    phone: Mapped[str | None]
    website: Mapped[str | None]
    registered_as: Mapped[str | None]
    """Registration and tax numbers, as they must stand on papers."""
    pays_to: Mapped[str | None]
    """How clients pay: an account, in the trader's words."""
    tax_name: Mapped[str | None]
    """What the tax on sales is called here ("VAT"); none: the trader charges none."""
    tax_rate: Mapped[Decimal | None]
    """Per cent, for items that say nothing else."""
    prices_include_tax: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int | None]
    """How many engagements may be open at once; none: no limit."""

    wow_budget: Mapped[Decimal | None]
    """What delights may cost in a calendar year."""

    welcomed_on: Mapped[date | None]
    """The day the "What's next?" card was finished or put away."""

    assessed_on: Mapped[date | None]
    """The last day on which levels that time changes were brought up to date."""

    edition: Mapped[str] = mapped_column(default=lambda: secrets.token_hex(8))
    """Another one with each change that is saved: what was worked out from the trader's data holds
    as long as it stands."""

    tap_key: Mapped[str] = mapped_column(default=lambda: secrets.token_hex(8), server_default="")
    """Goes into links of mails that act: with another one, all that were sent before are dead."""

    sign_ins: Mapped[list["SignIn"]] = relationship(
        back_populates="trader", cascade="all, delete-orphan", passive_deletes=True
    )

    groups: Mapped[list["Group"]] = relationship(
        back_populates="trader",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Group.key",
    )
    """A handful, read at most once a page."""

    @classmethod
    def by_email(cls, email: str) -> sa.Select[Self]:
        return sa.select(cls).where(cls.email == normal_email(email))

    # What Flask-Login asks of whoever is signed in.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        raise NotImplementedError("a session is a SignIn's token, never the trader's number")

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.split() else self.name

    def group(self, id: int | None) -> "Group | None":
        """Find a group by its number; None where there is none of that number."""
        return next((each for each in self.groups if each.id == id), None) if id else None

    def now(self) -> datetime:
        """The moment, on the trader's clock."""
        return datetime.now(UTC).astimezone(ZoneInfo(self.timezone))

    def day_of(self, moment: datetime) -> date:
        """The trader's date at a moment."""
        return moment.astimezone(ZoneInfo(self.timezone)).date()

    def today(self) -> date:
        """The trader's date, which is not the server's."""
        return self.now().date()

    def begin_edition(self) -> None:
        """Let nothing that was worked out before hold any more."""
        self.edition = secrets.token_hex(8)

    def check_password(self, password: str) -> bool:
        return fits(password, self.password_hash)

    def change_password(self, password: str) -> None:
        self.password_hash = hash_of(password)

    def end_sign_ins(self, *, at: datetime, but: "SignIn | None" = None) -> None:
        """Sign out everywhere, `but` on this one device; links that act in mails are dead as well."""
        self.tap_key = secrets.token_hex(8)
        for sign_in in self.sign_ins:
            if sign_in is not but:
                sign_in.end(at=at)

    def sign_in(self, *, agent: str, at: datetime, stays: bool = True) -> str:
        """Begin a session on one device and return its token, which is kept only as a hash."""
        token = secrets.token_urlsafe(32)
        self.sign_ins.append(
            SignIn(token_hash=digest(token), agent=agent[:300], stays=stays, seen_at=at)
        )
        return token


class SignIn(Owned):
    """A session on one device: ended by signing out, from afar, or by age."""

    __tablename__ = "sign_ins"

    IDLE = timedelta(days=30)
    LONGEST = timedelta(days=90)
    # On a device that is not to stay signed in, a working day.
    BRIEF = timedelta(hours=12)

    trader_id: Mapped[int] = mapped_column(
        sa.ForeignKey("traders.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(unique=True)
    agent: Mapped[str]
    stays: Mapped[bool] = mapped_column(default=True)
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    trader: Mapped[Trader] = relationship(back_populates="sign_ins")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def by_token(cls, token: str, at: datetime) -> sa.Select[Self]:
        """Choose the session of this token, unless it has ended or grown too old."""
        return sa.select(cls).where(cls.token_hash == digest(token), cls.is_open(at))

    @classmethod
    def newest_open(cls, trader: Trader, at: datetime) -> sa.Select[Self]:
        """Choose the devices on which a trader is signed in, the last one used first."""
        return cls.of(trader).where(cls.is_open(at)).order_by(cls.seen_at.desc(), cls.id.desc())

    @classmethod
    def sweep(cls, trader: Trader, at: datetime) -> sa.Delete:
        """Forget the devices on which a trader is signed out."""
        return sa.delete(cls).where(cls.trader_id == trader.id, sa.not_(cls.is_open(at)))

    @classmethod
    def is_open(cls, at: datetime) -> sa.ColumnElement[bool]:
        return sa.and_(
            cls.ended_at.is_(None),
            cls.seen_at > at - cls.IDLE,
            cls.created_at > at - cls.LONGEST,
            sa.or_(cls.stays, cls.created_at > at - cls.BRIEF),
        )

    def end(self, *, at: datetime) -> None:
        if self.ended_at is None:
            self.ended_at = at


class FailedSignIn(Row):
    """One failed try, kept so that the throttle survives a restart."""

    __tablename__ = "failed_sign_ins"
    __table_args__ = (sa.Index("ix_failed_sign_ins_created_at", "created_at"),)

    key: Mapped[str] = mapped_column(index=True)
    """Digest of whose door was tried, or from where: people also type passwords as names."""


class Submission(Row):
    """A form that was accepted, so that the same form sent twice changes nothing twice."""

    __tablename__ = "submissions"
    __table_args__ = (sa.UniqueConstraint("trader_id", "key"),)

    trader_id: Mapped[int] = mapped_column(
        sa.ForeignKey("traders.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str]
    back: Mapped[str]
    """Where the first answer led."""


# Each hash takes 64 MB on purpose; two at a time bound what a crowd at the door can take.
_at_work = BoundedSemaphore(2)


def hash_of(password: str) -> str:
    with _at_work:
        return hasher.hash(_composed(password))


def fits(password: str, password_hash: str | None) -> bool:
    """Compare a password with a hash; with none, it takes as long and never fits."""
    known = password_hash or _nobodys_hash(hasher)
    with _at_work:
        try:
            return hasher.verify(known, _composed(password)) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def is_dated(password_hash: str) -> bool:
    """Tell whether a hash was made with other costs than today's."""
    return hasher.check_needs_rehash(password_hash)


@cache
def _nobodys_hash(_by: PasswordHasher) -> str:
    """Make a hash that costs as much to compare as a trader's."""
    return hash_of(secrets.token_hex())


def _composed(password: str) -> str:
    """Spell letters one way: keyboards differ in how they compose an "é"."""
    return unicodedata.normalize("NFKC", password)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def normal_email(email: str) -> str:
    return email.strip().casefold()
