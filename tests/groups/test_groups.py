"""Groups: how often to be in touch with many at once, the list by group, and changes for all."""

from datetime import date, timedelta

import pytest

from tests.reading_browser import ReadingBrowser
from wowcrm.clients.contact import contacts_of, rests_until
from wowcrm.clients.models import Client, SavedView
from wowcrm.clients.planning import plan_contacts
from wowcrm.db import db
from wowcrm.groups.models import Group
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader

TODAY = date(2026, 11, 22)


@pytest.fixture
def monthly(nora: Trader) -> Group:
    group = Group(name="Monthly", contact_every=30, contacts_at_most=1, contacts_within=10)
    nora.groups.append(group)
    db.session.commit()
    return group


def touched(client: Client, days_ago: int) -> None:
    client.touch(InteractionKind.CALL, "Rang", on=TODAY - timedelta(days=days_ago))
    db.session.flush()


def test_a_group_sets_floor_and_ceiling_at_once(ben: Client, monthly: Group) -> None:
    touched(ben, 4)
    assert (ben.floor, ben.ceiling) == (None, (3, 7))

    ben.join(monthly)

    assert (ben.floor, ben.ceiling) == (30, (1, 10))
    assert ben.contact_due_on == TODAY + timedelta(days=26)
    assert rests_until([ben], TODAY) == {ben.id: TODAY + timedelta(days=6)}


def test_ones_own_wish_goes_before_the_groups_and_that_before_the_traders(
    ben: Client, monthly: Group, nora: Trader
) -> None:
    nora.contact_every = 90
    ben.join(monthly)
    ben.contact_every = 7

    assert ben.floor == 7
    monthly.contact_every = ben.contact_every = None
    assert ben.floor == 90


def test_planning_moves_no_contact(ben: Client, monthly: Group) -> None:
    ben.join(monthly)
    touched(ben, 4)
    due = ben.contact_due_on
    ben.log(InteractionKind.PLAN, "A card", on=TODAY)

    assert ben.contact_due_on == due


@pytest.mark.parametrize(
    ("days", "state"), [(0, "soon"), (12, "good"), (26, "due"), (31, "overdue")]
)
def test_the_band_says_how_it_stands(
    ben: Client, monthly: Group, nora: Trader, days: int, state: str
) -> None:
    from wowcrm.web.charts import band_state

    ben.join(monthly)
    touched(ben, days)
    contact = contacts_of([ben], nora, TODAY)[ben.id]

    assert band_state(contact.days, contact.at_least, contact.rest) == state


def test_a_change_of_the_group_is_planned_for_all_in_it(
    ben: Client, amira: Client, monthly: Group, nora: Trader, browser: ReadingBrowser
) -> None:
    for client in (ben, amira):
        touched(client, 4)
    ben.join(monthly)
    data = {"name": "Monthly", "contact_every": "60"}
    browser.post(f"/groups/{monthly.id}/edit", data=data)

    assert ben.contact_due_on == TODAY + timedelta(days=56)
    assert amira.contact_due_on is None


def test_planning_for_many_agrees_with_planning_for_one(
    ben: Client, amira: Client, monthly: Group, nora: Trader
) -> None:
    nora.contact_every = 45
    ben.join(monthly)
    for client in (ben, amira):
        touched(client, 3)
        client.contact_due_on = None
    plan_contacts(nora)

    for client in (ben, amira):
        planned = client.contact_due_on
        client.plan_contact()
        assert planned == client.contact_due_on


def test_an_undone_group_treats_its_clients_as_everyone(
    ben: Client, monthly: Group, nora: Trader, browser: ReadingBrowser
) -> None:
    touched(ben, 4)
    ben.join(monthly)
    browser.post(f"/groups/{monthly.id}/delete")

    assert (ben.group_id, ben.floor, ben.contact_due_on) == (None, None, None)
    assert db.session.scalars(Group.of(nora)).all() == []


def test_a_usual_group_is_made_in_one_tap(nora: Trader, browser: ReadingBrowser) -> None:
    page = browser.get("/groups").page
    (form,) = [form for form in page.all("form.act") if "Every 14 days" in form.text]
    data = {field["name"]: field.get("value") for field in form.all("input")}
    browser.post("/groups", data=data)

    group = db.session.scalars(Group.of(nora)).one()
    assert group.words == "At least every 14 days, at most 3 times in 7 days"


def test_two_groups_of_one_name_are_refused(monthly: Group, browser: ReadingBrowser) -> None:
    refused = browser.post("/groups", data={"name": "MONTHLY"})

    assert refused.status_code == 422
    assert "You have a group of that name." in refused.words


def test_the_list_is_narrowed_by_group_and_kept_as_a_view(
    ben: Client, amira: Client, monthly: Group, nora: Trader, browser: ReadingBrowser
) -> None:
    ben.join(monthly)
    answer = browser.get(f"/clients?group={monthly.id}")
    assert "Ben Carter" in answer.words
    assert "Amira Haddad" not in answer.words

    form = browser.get(f"/saved-views/new?list=group%3D{monthly.id}")
    assert form.page.first("#name")["value"] == "Monthly"
    browser.post("/saved-views/new", data={"name": "Monthly", "list": f"group={monthly.id}"})
    assert db.session.scalars(SavedView.of(nora)).one().query == f"group={monthly.id}"


def test_several_clients_are_put_into_a_group_and_out_again(
    ben: Client, amira: Client, monthly: Group, browser: ReadingBrowser
) -> None:
    both = {"client": [str(ben.id), str(amira.id)], "list": ""}
    answer = browser.post("/clients/select/group", data={**both, "group": str(monthly.id)})
    assert answer.status_code == 303
    assert ben.group is monthly
    assert amira.group is monthly

    browser.post("/clients/select/group", data={**both, "group": ""})
    assert ben.group is None


def test_nobody_is_put_into_somebody_elses_group(
    monthly: Group, otto: Trader, ottos_browser: ReadingBrowser
) -> None:
    client = Client(trader=otto, name="Mia")
    db.session.add(client)
    db.session.flush()
    data = {"client": [str(client.id)], "list": "", "group": str(monthly.id)}
    refused = ottos_browser.post("/clients/select/group", data=data)

    assert client.group_id is None
    assert refused.status_code == 422
    refused = ottos_browser.post(
        f"/clients/{client.id}/edit", data={"name": "Mia", "group": str(monthly.id)}
    )
    assert refused.status_code == 422
