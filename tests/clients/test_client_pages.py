"""A client's page: how they stand, and their story."""

from datetime import date, timedelta

from flask import Flask

from tests.conftest import client_of
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client, ContactDetail, DetailKind, ImportantDate, Tag
from wowcrm.clients.steps import act_of
from wowcrm.delights.models import Delight
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.rules import NextStep, Step
from wowcrm.levels.upkeep import bring_up_to_date
from wowcrm.needs.models import Need
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader


def test_the_page_shows_who_they_are_and_how_they_stand(
    browser: ReadingBrowser, ben: Client
) -> None:
    answer = browser.get(f"/clients/{ben.id}")

    assert answer.status_code == 200
    assert answer.page.first("h1").text == "Ben Carter"
    assert "Needs not known yet." in answer.words
    assert "Ask what matters most to Ben" in answer.words


def test_the_list_shows_the_clients(browser: ReadingBrowser, ben: Client, onne: Client) -> None:
    answer = browser.get("/clients")

    assert [name.text for name in answer.page.all(".client-row__name")] == [
        "Ben Carter",
        "Õnne Põld",
    ]


def test_one_loud_button_leads_to_the_next_step(browser: ReadingBrowser, ben: Client) -> None:
    page = browser.get(f"/clients/{ben.id}").page

    [loud] = page.all("main .btn--main")
    assert loud.text == "Write down a need"
    assert loud["href"].startswith(f"/clients/{ben.id}/needs")


def test_the_deciding_reason_stands_first_and_the_rest_is_folded(
    browser: ReadingBrowser, ben: Client
) -> None:
    page = browser.get(f"/clients/{ben.id}").page

    assert "No need is written down yet" in page.first(".standing__level").text
    fold = page.first(".standing__more")
    assert fold.first("summary").text.startswith("Why, and contact")
    assert "They contacted me" in fold.text


def test_a_new_client_is_spoken_of_as_the_trader_does(browser: ReadingBrowser) -> None:
    browser.post("/clients/new", data={"name": "Marek Novak", "given": "Marek"})

    [row] = browser.get("/clients").page.all(".client-row__name")
    assert "Ask what matters most to Marek" in browser.get(row["href"].partition("?")[0]).words
    assert "to Marek Novak" not in browser.get(row["href"].partition("?")[0]).words


def test_every_next_step_has_a_place_on_a_page(
    browser: ReadingBrowser, app: Flask, ben: Client
) -> None:
    for step in Step:
        with app.test_request_context():
            act = act_of(NextStep(step, "", 7), ben)
        assert browser.get(act.url.partition("#")[0]).status_code == 200, step


def test_the_head_follows_what_happens_on_the_page(browser: ReadingBrowser, ben: Client) -> None:
    head = browser.get(f"/clients/{ben.id}").page.first("#standing")
    assert head["hx-trigger"] == "client-changed from:body"

    assert browser.get(head["hx-get"], htmx=True).page.first("h1").text == "Ben Carter"
    assert browser.get(head["hx-get"]).headers["Location"] == f"/clients/{ben.id}"


def test_at_below_the_page_says_why_surprises_wait(
    browser: ReadingBrowser, ben: Client, today: date
) -> None:
    ben.needs = [Need(summary="Figures by the 5th", level=ServiceLevel.BELOW, judged_on=today)]

    words = browser.get(f"/clients/{ben.id}").words

    assert "Needs not met." in words
    assert "Consistency first: surprises wait until this is put right." in words


def test_wow_says_when_it_fades(browser: ReadingBrowser, ben: Client, today: date) -> None:
    ben.needs = [Need(summary="Figures", level=ServiceLevel.MEETS, judged_on=today)]
    ben.delights = [Delight(what="A card", planned_for=today, delivered_on=today)]

    fades = today + timedelta(days=90)
    day = f"{fades.day} {fades:%B}" + (f" {fades.year}" if fades.year != today.year else "")
    assert f"Fades on {day} if nothing happens." in browser.get(f"/clients/{ben.id}").words


def test_at_the_ceiling_the_page_says_until_when_outreach_rests(
    browser: ReadingBrowser, ben: Client, today: date
) -> None:
    for _thrice in range(3):
        ben.touch(InteractionKind.CALL, "Rang", on=today)

    words = browser.get(f"/clients/{ben.id}").words

    assert "3 times in 7 days is enough: reaching out rests until" in words


def test_levels_over_time_are_drawn_with_their_numbers(
    browser: ReadingBrowser, ben: Client, today: date
) -> None:
    ben.needs = [Need(summary="Figures", level=ServiceLevel.MEETS, judged_on=today)]
    bring_up_to_date(ben.trader, [ben], today)

    chart = browser.get(f"/clients/{ben.id}").page.first("figure.chart")

    assert chart.first("svg")["role"] == "img"
    assert "needs met" in chart.first("table").text


def test_somebody_with_nothing_and_somebody_with_everything_long_are_shown(
    browser: ReadingBrowser, nora: Trader
) -> None:
    nobody = client_of(nora, "x")
    somebody = client_of(
        nora, "W" * 200, given="Õ" * 200, organisation="<b>" * 60, notes="n" * 5000
    )
    somebody.tags = [Tag(trader_id=nora.id, name="t" * 50)]
    somebody.dates = [ImportantDate(label="d" * 200, day=29, month=2, year=2000)]

    for client in (nobody, somebody):
        assert browser.get(f"/clients/{client.id}").status_code == 200
        assert browser.get(f"/clients/{client.id}/edit").status_code == 200


def test_a_page_asks_as_much_whatever_is_known(
    browser: ReadingBrowser, ben: Client, today: date, statements: list[str]
) -> None:
    def asked() -> int:
        browser.get(f"/clients/{ben.id}")
        statements.clear()
        browser.get(f"/clients/{ben.id}")
        return len(statements)

    before = asked()
    for each in range(20):
        ben.details.append(
            ContactDetail(kind=DetailKind.PHONE, value=f"2612345{each}", key=str(each))
        )
        ben.needs.append(Need(summary=f"Need {each}", level=ServiceLevel.MEETS))
        ben.dates.append(ImportantDate(label="Day", day=each + 1, month=1))
        ben.delights.append(Delight(what=f"Card {each}", planned_for=today))
        ben.touch(InteractionKind.CALL, "Rang", on=today)

    assert asked() == before
