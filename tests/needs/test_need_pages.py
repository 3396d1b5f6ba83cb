"""The tab of needs, as Nora uses it on her phone, with htmx and without."""

from datetime import date, timedelta

import pytest

from tests.needs.test_need import story_of
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.traders.models import Trader

BELOW, MEETS, EXCEEDS = ServiceLevel.BELOW, ServiceLevel.MEETS, ServiceLevel.EXCEEDS
BOTH_WAYS = pytest.mark.parametrize("htmx", [False, True], ids=["without htmx", "with htmx"])


@pytest.fixture
def figures(nora: Trader, ben: Client) -> Need:
    need = Need(summary="Figures by the 5th")
    ben.needs.append(need)
    commit(nora)
    return need


def needs_of(client: Client) -> list[Need]:
    db.session.expire_all()
    return client.needs


def test_a_client_without_needs_is_asked_for_the_first(
    browser: ReadingBrowser, ben: Client
) -> None:
    page = browser.get(f"/clients/{ben.id}/needs").page

    assert "What matters most to Ben?" in page.text
    assert page.first("#new-need input[name=summary]")


def test_a_need_is_added_by_its_words_alone(browser: ReadingBrowser, ben: Client) -> None:
    answer = browser.post(
        f"/clients/{ben.id}/needs", data={"summary": " Figures by the 5th ", "essential": "y"}
    )

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/clients/{ben.id}/needs#needs"
    assert [(need.summary, need.essential, need.level) for need in needs_of(ben)] == [
        ("Figures by the 5th", True, None)
    ]
    assert story_of(ben) == ["Came for: Figures by the 5th"]
    assert "Not judged yet" in browser.get(f"/clients/{ben.id}/needs").words


def test_a_need_is_judged_while_it_is_added(
    browser: ReadingBrowser, ben: Client, today: date
) -> None:
    last_week = today - timedelta(days=7)
    answer = browser.post(
        f"/clients/{ben.id}/needs",
        data={
            "summary": "Figures by the 5th",
            "essential": "y",
            "level": "below",
            "judged_on": last_week.isoformat(),
            "could_exceed_by": "With two plain sentences",
        },
        htmx=True,
    )

    assert answer.status_code == 200
    assert answer.headers["HX-Trigger"] == "client-changed"
    assert answer.page.first("#needs").all(".need")
    assert "With two plain sentences" in answer.words
    need = needs_of(ben)[0]
    assert (need.level, need.judged_on, ben.level) == (BELOW, last_week, BELOW)
    assert story_of(ben)[:2] == ["Came for: Figures by the 5th", "Figures by the 5th: not met"]


@BOTH_WAYS
def test_a_blank_need_is_refused_and_nothing_typed_is_lost(
    browser: ReadingBrowser, ben: Client, htmx: bool
) -> None:
    answer = browser.post(
        f"/clients/{ben.id}/needs",
        data={"summary": "  ", "level": "meets", "could_exceed_by": "A call before she asks"},
        htmx=htmx,
    )

    assert answer.status_code == 422
    assert "Say in a few words what they need from you." in answer.words
    assert answer.page.first("textarea[name=could_exceed_by]").text == "A call before she asks"
    assert "checked" in answer.page.first("input[value=meets]")
    assert "checked" not in answer.page.first("input[name=essential]")
    assert answer.page.is_whole is not htmx
    assert needs_of(ben) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"summary": "x" * 201}, "200 characters at most"),
        ({"summary": "Figures", "level": "unknown"}, "Not a valid choice"),
        ({"summary": "Figures", "judged_on": "yesterday"}, "Not a valid date"),
        ({"summary": "Figures", "judged_on": "1066-10-14"}, "longer ago"),
        ({"summary": "Figures", "could_exceed_by": "x" * 20_001}, "20000 characters at most"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    browser: ReadingBrowser, ben: Client, typed: dict[str, str], said: str
) -> None:
    answer = browser.post(f"/clients/{ben.id}/needs", data=typed)

    assert answer.status_code == 422
    assert any(said in error.text for error in answer.page.all(".field__error")), answer.words
    assert needs_of(ben) == []


def test_the_same_form_sent_twice_adds_one_need(browser: ReadingBrowser, ben: Client) -> None:
    form = {"summary": "Figures by the 5th", "essential": "y", "once": "abc"}

    first = browser.post(f"/clients/{ben.id}/needs", data=form)
    second = browser.post(f"/clients/{ben.id}/needs", data=form)

    assert first.headers["Location"] == second.headers["Location"]
    assert len(needs_of(ben)) == 1
    assert story_of(ben) == ["Came for: Figures by the 5th"]


def test_one_tap_judges(browser: ReadingBrowser, ben: Client, figures: Need, today: date) -> None:
    answer = browser.post(f"/needs/{figures.id}/judge", data={"level": "exceeds"}, htmx=True)

    assert answer.headers["HX-Trigger"] == "client-changed"
    pressed = answer.page.all(f"#need-{figures.id} button[aria-pressed=true]")
    assert [button["value"] for button in pressed] == ["exceeds"]
    assert "judged today" in answer.page.first(".need__state").text
    assert (figures.level, figures.judged_on, ben.level) == (EXCEEDS, today, MEETS)


def test_judging_works_without_script(browser: ReadingBrowser, ben: Client, figures: Need) -> None:
    answer = browser.post(f"/needs/{figures.id}/judge", data={"level": "below"})

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/clients/{ben.id}/needs#need-{figures.id}"
    assert (figures.level, ben.level) == (BELOW, BELOW)


@BOTH_WAYS
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose one of the three steps."),
        ({"level": "unknown"}, "Not a valid choice"),
        ({"level": "meets", "judged_on": "2199-01-01"}, "That day is still to come."),
    ],
)
def test_a_judgement_of_what_is_to_come_is_refused(
    browser: ReadingBrowser, figures: Need, typed: dict[str, str], said: str, htmx: bool
) -> None:
    answer = browser.post(f"/needs/{figures.id}/judge", data=typed, htmx=htmx)

    assert answer.status_code == 422
    assert said in answer.words
    assert answer.page.first("input[name=judged_on]").get("value") == typed.get("judged_on", "")
    assert figures.level is None


def test_a_need_is_changed_in_its_place(
    browser: ReadingBrowser, nora: Trader, ben: Client, figures: Need, today: date
) -> None:
    form = browser.get(f"/needs/{figures.id}/edit", htmx=True).page
    assert form.first(f"#need-{figures.id} form")["hx-target"] == f"#need-{figures.id}"

    answer = browser.post(
        f"/needs/{figures.id}/edit",
        data={"summary": "Figures by the 4th", "level": "meets", "could_exceed_by": "By the 1st"},
        htmx=True,
    )

    assert "Figures by the 4th" in answer.page.first(f"#need-{figures.id}").text
    assert (figures.summary, figures.essential, figures.level, figures.judged_on) == (
        "Figures by the 4th",
        False,
        MEETS,
        today,
    )
    assert figures.could_exceed_by == "By the 1st"


@BOTH_WAYS
def test_a_need_cannot_be_emptied(browser: ReadingBrowser, figures: Need, htmx: bool) -> None:
    answer = browser.post(
        f"/needs/{figures.id}/edit",
        data={"summary": "", "could_exceed_by": "By the 1st"},
        htmx=htmx,
    )

    assert answer.status_code == 422
    assert answer.page.first("textarea").text == "By the 1st"
    assert figures.summary == "Figures by the 5th"


def test_a_new_level_beside_the_old_day_is_of_today(
    browser: ReadingBrowser, ben: Client, figures: Need, today: date
) -> None:
    figures.judge(MEETS, on=today - timedelta(days=30))
    page = browser.get(f"/needs/{figures.id}/edit").page
    shown = page.first("input[name=judged_on]")["value"]
    assert "checked" in page.first("input[value=meets]")

    browser.post(
        f"/needs/{figures.id}/edit",
        data={"summary": "Figures", "level": "below", "judged_on": shown, "essential": "y"},
    )

    assert (figures.level, figures.judged_on) == (BELOW, today)


def test_changing_the_words_alone_is_no_judgement(
    browser: ReadingBrowser, ben: Client, figures: Need, today: date
) -> None:
    long_ago = today - timedelta(days=30)
    figures.judge(MEETS, on=long_ago)

    browser.post(
        f"/needs/{figures.id}/edit",
        data={"summary": "Figures", "level": "meets", "judged_on": long_ago.isoformat()},
    )

    assert figures.judged_on == long_ago
    assert len(story_of(ben)) == 2  # the judgement, and the level that followed


def test_a_judgement_can_be_taken_back(browser: ReadingBrowser, ben: Client, figures: Need) -> None:
    browser.post(f"/needs/{figures.id}/judge", data={"level": "below"})
    browser.post(
        f"/needs/{figures.id}/edit", data={"summary": "Figures", "level": "", "essential": "y"}
    )

    assert (figures.level, figures.judged_on, ben.level) == (None, None, ServiceLevel.UNKNOWN)


@BOTH_WAYS
def test_a_need_is_taken_off_the_list_after_a_question(
    browser: ReadingBrowser, ben: Client, figures: Need, htmx: bool
) -> None:
    page = browser.get(f"/needs/{figures.id}/edit", htmx=htmx).page
    act = page.first(f"form[action=/needs/{figures.id}/delete]")
    assert "Figures by the 5th" in act["hx-confirm" if htmx else "data-confirm"]

    answer = browser.post(f"/needs/{figures.id}/delete", htmx=htmx)

    assert answer.status_code == (200 if htmx else 303)
    assert needs_of(ben) == []
    assert story_of(ben)[-1] == "Not needed any more: Figures by the 5th"


def test_a_need_has_an_address(browser: ReadingBrowser, ben: Client, figures: Need) -> None:
    answer = browser.get(f"/needs/{figures.id}")
    assert answer.headers["Location"] == f"/clients/{ben.id}/needs#need-{figures.id}"

    assert browser.get(f"/needs/{figures.id}", htmx=True).page.first(f"#need-{figures.id}")


def test_essential_needs_come_first(browser: ReadingBrowser, nora: Trader, ben: Client) -> None:
    ben.needs.append(Need(summary="A nice word", essential=False))
    ben.needs.append(Need(summary="No surprises from the tax office"))
    commit(nora)

    page = browser.get(f"/clients/{ben.id}/needs").page

    assert [name.text for name in page.all(".need__summary")] == [
        "No surprises from the tax office",
        "A nice word",
    ]


def test_hostile_words_are_shown_as_words(browser: ReadingBrowser, ben: Client) -> None:
    browser.reads = False
    browser.post(f"/clients/{ben.id}/needs", data={"summary": "<script>alert('Õ')</script>"})

    answer = browser.get(f"/clients/{ben.id}/needs")

    assert "<script>alert" not in answer.text
    assert "<script>alert('Õ')</script>" in answer.words


def test_otto_and_strangers_find_no_needs(
    ottos_browser: ReadingBrowser, stranger: ReadingBrowser, ben: Client, figures: Need
) -> None:
    for address in (
        f"/clients/{ben.id}/needs",
        f"/needs/{figures.id}",
        f"/needs/{figures.id}/edit",
    ):
        assert ottos_browser.get(address).status_code == 404
        assert "/sign-in" in stranger.get(address).headers["Location"]
    for address in (f"/clients/{ben.id}/needs", f"/needs/{figures.id}/judge"):
        data = {"summary": "Mine", "level": "below"}
        assert ottos_browser.post(address, data=data).status_code == 404
    assert (len(needs_of(ben)), figures.level) == (1, None)


def test_many_needs_ask_no_more_of_the_database(
    browser: ReadingBrowser, nora: Trader, ben: Client, figures: Need, statements: list[str]
) -> None:
    def asked() -> int:
        statements.clear()
        browser.get(f"/clients/{ben.id}/needs")
        return len(statements)

    browser.get("/")
    few = asked()
    ben.needs.extend(Need(summary=f"Need {number}") for number in range(30))
    commit(nora)

    assert asked() == few
