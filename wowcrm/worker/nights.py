"""What is done for the data at night: copied in the small hours, and then tidied."""

import logging
from datetime import datetime

from wowcrm.backup.nightly import nightly_backup
from wowcrm.files.sweeping import sweep
from wowcrm.history.pruning import prune_history
from wowcrm.trash.emptying import empty_trash

log = logging.getLogger(__name__)


def keep_a_copy(now: datetime) -> None:
    """Write the backup of the day, unless it is there."""
    if made := nightly_backup(now):
        log.info("backed up to %s", made.name)


def tidy(now: datetime) -> None:
    """Let go of what has lain in the trash for long enough, of old history, and of their files."""
    gone, old = empty_trash(now), prune_history(now)
    swept = sweep(now)
    log.info("let go of %d deleted things, %d old changes, %d files", gone, old, swept)
