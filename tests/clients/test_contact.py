"""Floor and ceiling of contact: when it is time, and until when outreach rests."""

from datetime import date, timedelta

import pytest

from wowcrm.clients.contact import contact_of, rests_until
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.timeline.models import InteractionKind

TODAY = date(2026, 11, 22)


def touched(client: Client, *days_ago: int, kind: InteractionKind = InteractionKind.CALL) -> None:
    for days in days_ago:
        client.touch(kind, "Rang", on=TODAY - timedelta(days=days))
    db.session.flush()


@pytest.mark.parametrize(
    ("days_ago", "until"),
    [
        ((0, 1, 6), date(2026, 11, 23)),
        ((0, 0, 0), date(2026, 11, 29)),
        ((1, 2, 3, 4), date(2026, 11, 26)),
        ((0, 1, 7), None),
        ((0, 1), None),
        ((), None),
    ],
)
def test_outreach_rests_at_three_contacts_in_seven_days(
    ben: Client, days_ago: tuple[int, ...], until: date | None
) -> None:
    touched(ben, *days_ago)

    assert rests_until([ben], TODAY).get(ben.id) == until


def test_the_day_named_is_the_first_on_which_there_is_room(ben: Client) -> None:
    touched(ben, 0, 1, 4)
    until = rests_until([ben], TODAY)[ben.id]

    assert rests_until([ben], until - timedelta(days=1)) == {ben.id: until}
    assert rests_until([ben], until) == {}


def test_notes_and_plans_are_no_contact(ben: Client) -> None:
    touched(ben, 0, 1, 2, kind=InteractionKind.NOTE)
    touched(ben, 0, 1, 2, kind=InteractionKind.PLAN)

    assert rests_until([ben], TODAY) == {}


def test_a_ceiling_of_ones_own_counts(ben: Client, onne: Client) -> None:
    ben.contacts_at_most, ben.contacts_within = 1, 30
    touched(ben, 20)
    touched(onne, 20)

    assert rests_until([ben, onne], TODAY) == {ben.id: date(2026, 12, 2)}


def test_many_clients_are_asked_about_at_once(
    ben: Client, onne: Client, karlis: Client, statements: list[str]
) -> None:
    for client in (ben, onne, karlis):
        touched(client, 0, 1, 2)
        assert client.ceiling
    statements.clear()

    assert len(rests_until([ben, onne, karlis], TODAY)) == 3
    assert len(statements) == 1


def test_the_band_begins_with_the_day_one_became_a_client(ben: Client) -> None:
    ben.client_since, ben.contact_every = TODAY - timedelta(days=40), 30
    ben.plan_contact()

    contact = contact_of(ben, TODAY)

    assert contact.days is None
    assert contact.due_on == TODAY - timedelta(days=10)
