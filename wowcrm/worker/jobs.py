"""What is done by itself. Adding one is adding a line here: the work, and how often at most."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from wowcrm.data.working import work_on_all
from wowcrm.digest.sending import send_digests
from wowcrm.duplicates.forgetting import forget_mergers
from wowcrm.enquiries import tidying as enquiries
from wowcrm.outbox.delivery import sweep
from wowcrm.worker.days import begin_days
from wowcrm.worker.nights import keep_a_copy, tidy

Work = Callable[[datetime], None]
"""Is told the moment; commits by itself, in short transactions."""


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    work: Work
    every: timedelta
    """At most so often, however many workers there are."""
    at: time | None = None
    """On the machine's clock, for what is done once a night; if it was off, when it is on again."""
    lease: timedelta = timedelta(minutes=10)
    """After so long without a word, whoever does it is taken for dead."""

    def next_after(self, now: datetime) -> datetime:
        if self.at is None:
            return now + self.every
        here = now.astimezone()
        following = datetime.combine(here.date(), self.at).astimezone()
        while following - now < self.every / 2:
            following = datetime.combine(following.date() + timedelta(days=1), self.at).astimezone()
        return following.astimezone(now.tzinfo)


def breathe(_now: datetime) -> None:
    """Do nothing: that it was done shows that a worker is there."""


A_NIGHT = timedelta(days=1)
PULSE = Job("pulse", breathe, timedelta(minutes=1), lease=timedelta(minutes=1))
BACKUP = Job("backup", keep_a_copy, A_NIGHT, at=time(2, 40), lease=timedelta(hours=4))
JOBS: tuple[Job, ...] = (
    PULSE,
    Job("new day", begin_days, timedelta(minutes=5)),
    Job("digests", send_digests, timedelta(minutes=1), lease=timedelta(minutes=2)),
    Job("imports", work_on_all, timedelta(seconds=5), lease=timedelta(minutes=30)),
    Job("old mail", sweep, A_NIGHT, at=time(3, 10)),
    Job("old spam", enquiries.sweep, A_NIGHT, at=time(3, 20)),
    BACKUP,
    # Once it is copied, what was deleted long ago may go.
    Job("trash", tidy, A_NIGHT, at=time(3, 40), lease=timedelta(hours=1)),
    Job("old mergers", forget_mergers, A_NIGHT, at=time(3, 30)),
)
