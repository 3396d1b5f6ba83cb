"""Today as the trader sees it: why each card is there, not now, undo, and moving up."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.conftest import client_of
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import NEVER, db
from wowcrm.delights.models import Delight, Idea
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.standards.models import Checklist, Outcome, Standard
from wowcrm.today.models import Answer, NudgeAnswer
from wowcrm.traders.models import Trader


@pytest.fixture
def below(ben: Client, nora: Trader, today: date) -> Need:
    """Ben's essential need, which is not met."""
    need = Need(summary="Figures by the 5th")
    ben.needs.append(need)
    db.session.flush()
    need.judge(ServiceLevel.BELOW, on=today)
    commit(nora)
    return need


@pytest.fixture
def met(amira: Client, nora: Trader, today: date) -> Client:
    """Amira, whose need is met, and an idea or two."""
    db.session.add_all(Idea(trader_id=nora.id, text=f"Idea {n}", fits=["any"]) for n in range(3))
    need = Need(summary="Bread tax")
    amira.needs.append(need)
    need.judge(ServiceLevel.MEETS, on=today)
    commit(nora)
    return amira


def later(need: Need, days: object = 3, **other: object) -> dict[str, object]:
    return {
        "client": need.client_id,
        "rule": "need_below",
        "subject": f"need-{need.id}",
        "days": days,
        **other,
    }


def answers() -> list[NudgeAnswer]:
    return db.session.query(NudgeAnswer).all()


def test_today_says_the_motto_who_and_why(browser: ReadingBrowser, below: Need) -> None:
    page = browser.get("/").text

    assert "Consistent service, and an unexpected Wow for our clients!" in page
    assert "Ben Carter" in page
    assert "Not met: Figures by the 5th." in page


def test_the_strip_leads_to_the_clients_of_a_level(browser: ReadingBrowser, below: Need) -> None:
    answer = browser.get("/")

    assert 'href="/clients?level=below"' in answer.get_data(as_text=True)
    assert browser.get("/clients?level=below").status_code == 200


def test_not_now_rests_a_card_and_undo_brings_it_back(
    browser: ReadingBrowser, below: Need, today: date
) -> None:
    answer = browser.post("/nudges/later", data=later(below, 3))
    assert (answer.status_code, answer.location) == (303, "/")

    (rested,) = answers()
    assert rested.until == today + timedelta(days=3)
    page = browser.get("/").text
    assert "Not now: comes back in 3 days" in page

    browser.post(f"/nudge-answers/{rested.id}/undo")
    assert not answers()
    assert "Not now: comes back" not in browser.get("/").text


def test_never_for_this_client_rests_for_ever(browser: ReadingBrowser, below: Need) -> None:
    browser.post("/nudges/later", data=later(below, 0))

    assert [answer.until for answer in answers()] == [NEVER]
    assert "Not for this client" in browser.get("/").text


@pytest.mark.parametrize(
    "wrong",
    [{"days": 2}, {"days": "x"}, {"rule": "no_such_rule"}, {"client": "x"}, {"subject": ""}],
)
def test_an_answer_that_makes_no_sense_changes_nothing(
    browser: ReadingBrowser, below: Need, wrong: dict[str, object]
) -> None:
    assert browser.post("/nudges/later", data=later(below, **wrong)).status_code == 400
    assert not answers()


def test_an_answer_to_a_nudge_that_is_gone_is_not_kept(
    browser: ReadingBrowser, below: Need, nora: Trader, today: date
) -> None:
    below.judge(ServiceLevel.MEETS, on=today)
    commit(nora)

    assert browser.post("/nudges/later", data=later(below)).status_code == 303
    assert not answers()


def test_otto_can_answer_none_of_noras_nudges(
    ottos_browser: ReadingBrowser, browser: ReadingBrowser, below: Need
) -> None:
    assert ottos_browser.post("/nudges/later", data=later(below)).status_code == 404
    browser.post("/nudges/later", data=later(below))
    (rested,) = answers()

    assert ottos_browser.post(f"/nudge-answers/{rested.id}/undo").status_code == 404
    assert len(answers()) == 1


def test_a_delight_delivered_from_today_comes_back_to_today_struck_through(
    browser: ReadingBrowser, met: Client, nora: Trader, today: date
) -> None:
    delight = Delight(what="Cardamom buns", planned_for=today)
    met.delights.append(delight)
    commit(nora)

    answer = browser.post(f"/delights/{delight.id}/deliver", data={"back": "/"})
    assert (answer.status_code, answer.location) == (303, "/")
    page = browser.get("/")
    assert "Done today" in page.text
    assert f"/delights/{delight.id}/undeliver" in page.get_data(as_text=True)


def test_no_form_leads_off_the_site(
    browser: ReadingBrowser, met: Client, nora: Trader, today: date
) -> None:
    delight = Delight(what="Buns", planned_for=today)
    met.delights.append(delight)
    commit(nora)

    answer = browser.post(f"/delights/{delight.id}/deliver", data={"back": "//evil.example/"})
    assert answer.location == f"/clients/{met.id}/delights"


def test_a_miss_put_right_from_today_can_be_undone_there(
    browser: ReadingBrowser, ben: Client, nora: Trader, today: date
) -> None:
    checklist = Checklist(trader_id=nora.id, name="Calls")
    checklist.standards.append(Standard(promise="Call back within a day"))
    db.session.add(checklist)
    db.session.flush()
    check = checklist.standards[0].check(False, on=today, client=ben)
    commit(nora)
    assert "Missed: Call back within a day." in browser.get("/").text

    browser.post(f"/checks/{check.id}/put-right", data={"back": "/"})
    assert "Put right" in browser.get("/").text
    browser.post(f"/checks/{check.id}/undo-put-right", data={"back": "/"})
    assert "Missed: Call back within a day." in browser.get("/").text


def test_a_checklist_gone_through_today_can_be_undone_there(
    browser: ReadingBrowser, ben: Client, nora: Trader, today: date
) -> None:
    checklist = Checklist(trader_id=nora.id, name="Calls")
    checklist.standards.append(Standard(promise="Call back within a day"))
    db.session.add(checklist)
    db.session.flush()
    run = checklist.run(ben, [Outcome(checklist.standards[0], kept=True)], on=today)
    commit(nora)
    assert f"/runs/{run.id}/undo" in browser.get("/").get_data(as_text=True)

    browser.post(f"/runs/{run.id}/undo", data={"back": "/"})
    assert "Done today" not in browser.get("/").text


# Moving up


def test_a_move_up_says_who_what_and_why(browser: ReadingBrowser, met: Client) -> None:
    page = browser.get("/").text

    assert "Move up this week" in page
    assert "Needs are met, and nothing unexpected yet." in page
    assert any(f"Idea {n}" in page for n in range(3))


def key_on(browser: ReadingBrowser) -> str:
    """The idea that Today proposes, as its form names it."""
    html = browser.get("/").get_data(as_text=True)
    return html.split('name="key" value="')[1].split('"')[0]


def test_taking_a_move_up_plans_the_delight(
    browser: ReadingBrowser, met: Client, today: date
) -> None:
    key = key_on(browser)
    browser.post(f"/clients/{met.id}/move-up/accept", data={"key": key})

    (delight,) = db.session.query(Delight).all()
    assert delight.client_id == met.id
    assert delight.planned_for >= today
    assert "Nobody else is ready for a wow yet." in browser.get("/").text


def test_after_three_move_ups_the_next_come_on_monday(
    browser: ReadingBrowser, nora: Trader, met: Client, today: date
) -> None:
    for number in range(3):
        answer = NudgeAnswer(client=met, rule="move_up", subject=f"idea-{number}", words="A card")
        answer.answer, answer.answered_on, answer.until = Answer.TAKEN, today, today
        db.session.add(answer)
    db.session.commit()

    assert "This week’s are seen to." in browser.get("/").text


def test_a_move_up_that_was_taken_may_be_taken_back(
    browser: ReadingBrowser, met: Client, today: date
) -> None:
    key = key_on(browser)
    browser.post(f"/clients/{met.id}/move-up/accept", data={"key": key})

    page = browser.get("/").page
    assert "Planned for" in page.text
    assert "Planned" in page.first(".nudge--done").text
    browser.post(page.first(".nudge--done form")["action"])

    delight = db.session.scalars(sa.select(Delight)).one()
    assert delight.dropped_on == today
    assert key_on(browser) == key
    assert not browser.get("/").page.all(".nudge--done")


def test_taking_a_move_up_twice_plans_it_once(browser: ReadingBrowser, met: Client) -> None:
    key = key_on(browser)
    for _ in range(3):
        browser.post(f"/clients/{met.id}/move-up/accept", data={"key": key})

    assert db.session.query(Delight).count() == 1


def test_another_idea_is_offered_for_the_same_client(browser: ReadingBrowser, met: Client) -> None:
    key = key_on(browser)
    browser.post(f"/clients/{met.id}/move-up/swap", data={"key": key})

    assert key_on(browser) != key


def test_a_move_up_may_wait(browser: ReadingBrowser, met: Client) -> None:
    browser.post(
        "/nudges/later",
        data={"client": met.id, "rule": "move_up", "subject": "move_up", "days": 14},
    )

    assert 'name="key"' not in browser.get("/").get_data(as_text=True)
    assert len(answers()) == 1


def test_otto_cannot_move_noras_clients_up(
    ottos_browser: ReadingBrowser, browser: ReadingBrowser, met: Client
) -> None:
    key = key_on(browser)
    for act in ("accept", "swap"):
        url = f"/clients/{met.id}/move-up/{act}"
        assert ottos_browser.post(url, data={"key": key}).status_code == 404
    assert not answers()


def test_an_empty_today_is_friendly(browser: ReadingBrowser) -> None:
    page = browser.get("/").text

    assert "Nobody here yet." in page


def test_the_first_page_of_a_new_day_lets_an_old_wow_fade(
    browser: ReadingBrowser, met: Client, nora: Trader, today: date
) -> None:
    delight = Delight(what="Buns", planned_for=today)
    met.delights.append(delight)
    db.session.flush()
    delight.deliver(on=today)
    commit(nora)
    assert met.level is ServiceLevel.EXCEEDS
    # As if the trader had last looked on the day before the wow fades.
    delight.delivered_on = today - timedelta(days=90)
    met.level_until = today
    nora.assessed_on = today - timedelta(days=1)
    db.session.commit()

    browser.get("/")
    assert db.session.scalar(sa.select(Client.level)) is ServiceLevel.MEETS
    assert db.session.scalar(sa.select(Trader.assessed_on)) == today


def test_today_shows_ten_cards_and_then_all(
    browser: ReadingBrowser, nora: Trader, today: date
) -> None:
    for number in range(12):
        need, client = Need(summary=f"Need {number}"), client_of(nora, f"Client {number}")
        client.needs.append(need)
        need.judge(ServiceLevel.BELOW, on=today)
    commit(nora)

    assert "2 more" in browser.get("/").text
    assert "Client 11" in browser.get("/?all=1").text


def test_an_undo_sent_twice_leads_twice_to_the_same_place(
    browser: ReadingBrowser, below: Need
) -> None:
    browser.post("/nudges/later", data=later(below))
    (rested,) = answers()
    url, data = f"/nudge-answers/{rested.id}/undo", {"once": "the same form"}

    assert browser.post(url, data=data).status_code == 303
    assert browser.post(url, data=data).status_code == 303
    assert browser.post(url, data={"once": "another form"}).status_code == 404
