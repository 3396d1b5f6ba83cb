"""How it went with the clients of the demonstration, from the first day to today."""

from collections.abc import Callable
from typing import Any

from wowcrm.clients.models import Client
from wowcrm.delights.models import Reaction
from wowcrm.first_run.telling import Telling
from wowcrm.levels.level import ServiceLevel
from wowcrm.standards.models import Rhythm

MONTH = 30
WINDOW = 95
"""Days: a little more than a miss weighs on consistency."""
CHECKLISTS_SINCE = 190
"""Days ago: when Nora began to go through a checklist at each month's end."""

Life = Callable[[Telling, Client, dict[str, Any]], None]


def steady(telling: Telling, client: Client, row: dict[str, Any]) -> None:
    """Everything as agreed, and now and then, long ago, a surprise."""
    since = _meet(telling, client, telling.chance.randint(240, 720))
    _work(telling, client, since, row)
    if telling.chance.random() < 0.6:
        ago = telling.chance.randint(110, min(since - 20, 500))
        telling.delight(client, telling.idea_for(client), ago=ago)


def delighted(telling: Telling, client: Client, row: dict[str, Any]) -> None:
    """As steady, and surprised again before the last surprise has faded; mostly."""
    since = _meet(telling, client, telling.chance.randint(300, 720))
    _work(telling, client, since, row)
    ago = row.get("last_wow") or telling.chance.randint(10, 75)
    while ago < since - 30:
        _surprise(telling, client, ago)
        ago += telling.chance.randint(65, 125)


def slipping(telling: Telling, client: Client, row: dict[str, Any]) -> None:
    """Well for a long time, and of late no more."""
    since = _meet(telling, client, telling.chance.randint(200, 600))
    _work(telling, client, since, row)
    telling.run(client, Rhythm.VISIT, 26, missed=(1,))
    telling.put_right(client, 24)


def quiet(telling: Telling, client: Client, row: dict[str, Any]) -> None:
    """Nothing wrong, and nothing heard for months."""
    since = _meet(telling, client, telling.chance.randint(400, 720))
    _work(telling, client, since, row, until=telling.chance.randint(150, 190))


def new(telling: Telling, client: Client, row: dict[str, Any]) -> None:
    since = _meet(telling, client, telling.chance.randint(9, 30))
    telling.touch(client, since // 2)


def imported(telling: Telling, client: Client, row: dict[str, Any]) -> None:
    """Known by name only: no need is written down yet."""
    client.client_since = None


LIVES: dict[str, Life] = {
    life.__name__: life for life in (steady, delighted, slipping, quiet, new, imported)
}


def _meet(telling: Telling, client: Client, since: int) -> int:
    """Begin: the checklist for the start, and one to three needs, judged after a while."""
    client.client_since = telling.day(since)
    telling.run(client, Rhythm.START, since - 1)
    for place in range(telling.chance.randint(1, 3)):
        need = telling.need(client, essential=place == 0 or telling.chance.random() < 0.5)
        telling.arrive(need, since)
        telling.judge(need, ServiceLevel.MEETS, since - 7)
        if since > 120 and telling.chance.random() < 0.5:
            better = telling.chance.choice((ServiceLevel.MEETS, ServiceLevel.EXCEEDS))
            telling.judge(need, better, telling.chance.randint(15, 100))
    return since


def _work(
    telling: Telling, client: Client, since: int, row: dict[str, Any], until: int = 0
) -> None:
    """The months: their ends, their touches, and what was missed and put right."""
    phase = row.get("phase") or telling.chance.choice((4, 11, 18, 25))
    slipped_lately = False
    for ago in range(phase, min(since - 20, CHECKLISTS_SINCE), MONTH):
        if ago < until:
            continue
        slip = telling.chance.random() < 0.08
        # One slip within the window leaves a month's work above the bar; two would not.
        if ago < WINDOW:
            slip = slip and ago > 10 and not slipped_lately
            slipped_lately = slipped_lately or slip
        telling.run(client, Rhythm.MONTHLY, ago, missed=(telling.chance.randint(0, 3),) * slip)
        if slip:
            telling.put_right(client, ago - telling.chance.randint(1, 4))
    for ago in range(until + 3 * telling.chance.randint(3, 9), since, 30):
        telling.touch(client, ago + 3 * telling.chance.randint(0, 6))


def _surprise(telling: Telling, client: Client, ago: int) -> None:
    took_it = [Reaction.LOVED, Reaction.PLEASED, Reaction.PLEASED, Reaction.INDIFFERENT]
    # The newest one landed, or the client would not be where this life says.
    newest = ago < WINDOW
    reaction = telling.chance.choice(took_it[:2] if newest else took_it)
    telling.delight(client, telling.idea_for(client), ago=ago, reaction=reaction)
