"""Looking back: the client's way, the rising bar, a quarter, and a month on one sheet."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NORAS_PASSWORD, client_of, trader
from tests.stories.conftest import Meet
from tests.stories.person import Person
from tests.stories.test_every_page import signs_in
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight, Idea
from wowcrm.first_run.demo import make_demo
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.standards.models import Checklist


@pytest.fixture
def ben(database: None) -> Client:
    """Ben, whose need is met, and who was given the same card twice in three years."""
    nora = trader("Nora Lind", "nora@example.com", trade="bookkeeper")
    ben = client_of(nora, "Ben Carter")
    need = Need(summary="Figures by the 5th", essential=True)
    ben.needs.append(need)
    need.judge(ServiceLevel.MEETS, on=nora.today())
    idea = Idea(trader_id=nora.id, text="A handwritten card")
    db.session.add_all([idea, Checklist(trader_id=nora.id, name="At each visit")])
    for ago in (800, 5):
        on = nora.today() - timedelta(days=ago)
        card = Delight(idea=idea, what=idea.text, planned_for=on)
        ben.delights.append(card)
        db.session.flush()
        card.deliver(on=on)
    commit(nora)
    return ben


def test_what_is_found_looking_back_becomes_an_act(ben: Client, nora_at_her_screen: Person) -> None:
    nora, client = nora_at_her_screen, f"/clients/{ben.id}"
    review = f"/insights/review?month={ben.trader.today():%Y-%m}"
    db.session.commit()
    signs_in(nora)
    nora.goes_to("/me")
    nora.follows("Touchpoints")
    nora.presses("Lay it out for me")
    nora.sees("Our first meeting", "Monthly figures")
    nora.follows("The bill")
    nora.sees("What others usually do", "A line of thanks by hand")
    nora.picks("not met")
    nora.presses("Save")
    nora.goes_to("/touchpoints")
    nora.sees("What to better first", "The client’s way at a glance")
    nora.follows("What will you do about it?")
    nora.sees("A figure that leads to nothing")
    nora.presses("Do it")
    nora.sees("A line of thanks by hand", "Reminder on")

    nora.goes_to(client)
    nora.sees("needs exceeded")
    nora.goes_to("/rising-bar")
    nora.sees("up to 2 times to one client")
    nora.follows("Make it a standard")
    nora.presses("Promise it to everyone")
    nora.sees("It is no wow any more", "1 standard")
    nora.goes_to(client)
    nora.sees("needs met", "Has become expected, and is no wow any more")

    nora.goes_to("/four-cs/look")
    nora.sees("Nobody has to chase me.")
    nora.picks("exceeded")
    nora.presses("Save")
    nora.sees("Four quarters side by side")
    nora.goes_to("/insights")
    nora.sees("Where clients stood", "Who moved this month")
    nora.goes_to(review)
    nora.sees("Most worth doing next", "In figures")


def test_a_month_prints_on_one_sheet(database: None, meet: Meet, tmp_path: Path) -> None:
    nora, _clients = make_demo(NORAS_PASSWORD)
    today = nora.today()
    commit(nora)
    person = meet("desktop")
    signs_in(person)
    for ago in (0, 31):
        person.goes_to(f"/insights/review?month={today - timedelta(days=ago):%Y-%m}")
        printed = tmp_path / "month.pdf"
        person.page.pdf(path=printed, format="A4")
        assert printed.read_bytes().count(b"/Type /Page\n") == 1
