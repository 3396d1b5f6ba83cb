"""The odd corners of a business: what a page must also be able to show."""

from collections.abc import Callable
from datetime import date, timedelta

from wowcrm.clients.models import Client, ImportantDate
from wowcrm.delights.models import Reaction
from wowcrm.first_run.telling import Telling
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.models import Verdict
from wowcrm.standards.models import Rhythm
from wowcrm.timeline.models import Direction, InteractionKind

Corner = Callable[[Telling, Client], None]


def archived(telling: Telling, client: Client) -> None:
    telling.tell(client, 60, lambda on: client.archive(on=on))


def birthday_soon(telling: Telling, client: Client) -> None:
    _date(client, telling, "Birthday", ahead=telling.chance.randint(0, 9))


def ceiling(telling: Telling, client: Client) -> None:
    """Three contacts in seven days."""
    for ago in (1, 2, 5):
        telling.touch(client, ago)


def chased(telling: Telling, client: Client) -> None:
    telling.tell(
        client,
        3,
        lambda on: client.touch(
            InteractionKind.CALL,
            telling.one_of("chased"),
            on=on,
            direction=Direction.IN,
            chased=True,
        ),
    )


def checklist_due(telling: Telling, client: Client) -> None:
    """Nothing more to do: its phase is longer than a month."""


def delight_due(telling: Telling, client: Client) -> None:
    telling.plan(client, telling.idea_for(client), ago=8, ahead=0)


def delight_overdue(telling: Telling, client: Client) -> None:
    telling.plan(client, telling.idea_for(client), ago=12, ahead=-5)


def dropped(telling: Telling, client: Client) -> None:
    delight = telling.plan(client, telling.idea_for(client), ago=40, ahead=-20)
    telling.tell(client, 25, lambda on: delight.drop(on=on))


def essential_below(telling: Telling, client: Client) -> None:
    telling.judge(client.needs[0], ServiceLevel.BELOW, 6)


def expected_by_now(telling: Telling, client: Client) -> None:
    """Delighted lately by what everybody has come to expect: it is no wow any more."""
    telling.delight(client, telling.expected, ago=40, reaction=Reaction.LOVED)


def fades_tomorrow(telling: Telling, client: Client) -> None:
    """Nothing more to do: they were last delighted a day less ago than a wow lasts."""


def held_back(telling: Telling, client: Client) -> None:
    """Delighted, but too many misses, though all of them were put right."""
    for ago in (16, 41):
        telling.run(client, Rhythm.VISIT, ago, missed=(0, 2))
        telling.put_right(client, ago - 2)


def leap_day(telling: Telling, client: Client) -> None:
    client.dates.append(ImportantDate(label="Birthday", month=2, day=29, year=1984))


def lesser_need_below(telling: Telling, client: Client) -> None:
    telling.judge(telling.need(client, essential=False), ServiceLevel.BELOW, 20)


def long_note(telling: Telling, client: Client) -> None:
    client.notes = " ".join(telling.texts["notes"] * 2)[:499] + "."


def missed(telling: Telling, client: Client) -> None:
    telling.run(client, Rhythm.VISIT, 2, missed=(0,))


def no_details(telling: Telling, client: Client) -> None:
    client.details.clear()
    client.dates.clear()


def no_reaction(telling: Telling, client: Client) -> None:
    telling.delight(client, telling.idea_for(client), ago=8, reaction=None)


def own_rhythm(telling: Telling, client: Client) -> None:
    client.contact_every, client.contacts_at_most, client.contacts_within = 14, 1, 5


def unjudged(telling: Telling, client: Client) -> None:
    telling.need(client)


def unwelcome(telling: Telling, client: Client) -> None:
    reaction = telling.chance.choice((Reaction.UNWELCOME, Reaction.INDIFFERENT))
    telling.delight(client, telling.idea_for(client), ago=20, reaction=reaction)


def verdict_down(telling: Telling, client: Client) -> None:
    because = "Sounded let down on the phone, though the figures say otherwise"
    _verdict(telling, client, ServiceLevel.BELOW, because, ago=2, ahead=14)


def verdict_over(telling: Telling, client: Client) -> None:
    _verdict(telling, client, ServiceLevel.EXCEEDS, "Said so at the fair", ago=100, ahead=-20)


def verdict_up(telling: Telling, client: Client) -> None:
    because = "Told me on the phone that she recommends me to everybody"
    _verdict(telling, client, ServiceLevel.EXCEEDS, because, ago=5, ahead=30)


CORNERS: dict[str, Corner] = {
    corner.__name__: corner
    for corner in (
        archived,
        birthday_soon,
        ceiling,
        chased,
        checklist_due,
        delight_due,
        delight_overdue,
        dropped,
        essential_below,
        expected_by_now,
        fades_tomorrow,
        held_back,
        leap_day,
        lesser_need_below,
        long_note,
        missed,
        no_details,
        no_reaction,
        own_rhythm,
        unjudged,
        unwelcome,
        verdict_down,
        verdict_over,
        verdict_up,
    )
}


def _date(client: Client, telling: Telling, label: str, *, ahead: int) -> None:
    then = telling.on + timedelta(days=ahead)
    client.dates.append(ImportantDate(label=label, month=then.month, day=then.day))


def _verdict(
    telling: Telling, client: Client, level: ServiceLevel, because: str, *, ago: int, ahead: int
) -> None:
    def give(on: date) -> None:
        Verdict.give(client, level, because, on=on, until=telling.on + timedelta(days=ahead))

    telling.tell(client, ago, give)
