"""Work that is done by itself: when it was done last, and whose turn it is."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from wowcrm.db import Row


class JobRun(Row):
    """One row for each kind of work, shared by all workers of the installation."""

    __tablename__ = "jobs"

    name: Mapped[str] = mapped_column(unique=True)
    due_at: Mapped[datetime]
    """When it may begin next."""
    claim: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    """Until when whoever claimed it has it to themselves; after that they are taken for dead."""
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When it last came to a good end."""
    fault: Mapped[str | None]
    """What kept it from one, the last time."""
