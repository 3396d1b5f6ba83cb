"""Complaints on a client's page: raised, put right step by step, and learnt from."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.conftest import client_of
from tests.form_walker import forms_on
from tests.reading_browser import Answer, ReadingBrowser
from wowcrm.clients.models import Client, ContactDetail, DetailKind
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.recoveries.models import Recovery
from wowcrm.recoveries.raising import raise_complaint
from wowcrm.referrals.models import BadWord
from wowcrm.standards.models import Checklist, Rhythm
from wowcrm.traders.models import Trader

DAY = timedelta(days=1)
STEPS: list[tuple[str, dict[str, str], str]] = [
    ("acknowledge", {}, "unacknowledge"),
    ("explain", {"cause": "It was late"}, "unexplain"),
    ("resolve", {"remedy": "Sent them by hand"}, "unresolve"),
    ("offer", {"gesture": "A box of tea"}, "unoffer"),
]


@pytest.fixture
def calls(nora: Trader) -> Checklist:
    checklist = Checklist(trader_id=nora.id, name="Calls", rhythm=Rhythm.FREE)
    db.session.add(checklist)
    db.session.commit()
    return checklist


def fresh(recovery: Recovery) -> Recovery:
    db.session.expire_all()
    return recovery


def act(browser: ReadingBrowser, recovery: Recovery, verb: str, **said: object) -> Answer:
    htmx = bool(said.pop("htmx", False))
    return browser.post(f"/recoveries/{recovery.id}/{verb}", data=said, htmx=htmx)


def place(recovery: Recovery) -> str:
    return f"/clients/{recovery.client_id}/recoveries#recovery-{recovery.id}"


@pytest.mark.parametrize("htmx", [False, True])
def test_a_complaint_is_written_down_on_the_clients_page(
    ben: Client, browser: ReadingBrowser, htmx: bool
) -> None:
    there = f"/clients/{ben.id}/recoveries"
    answer = browser.post(there, data={"complaint": "The figures were late"}, htmx=htmx)

    recovery = db.session.scalars(sa.select(Recovery)).one()
    assert answer.headers["HX-Redirect" if htmx else "Location"] == place(recovery)
    page = browser.get(there).page
    card = page.first(f"#recovery-{recovery.id}")
    assert "The figures were late" in card.text
    assert "Say sorry by tomorrow." in card.text
    assert "Needs not met." in page.first("#standing").text


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"complaint": " "}, "Write down what they said"),
        ({"complaint": "Late", "raised_on": "2999-01-01"}, "That day is"),
        ({"complaint": "Late", "raised_on": "yesterday"}, "I cannot read that day"),
        ({"complaint": "é" * 2001}, "longer than I can keep"),
    ],
)
def test_a_complaint_that_cannot_be_is_refused(
    ben: Client, browser: ReadingBrowser, said: dict[str, str], error: str, htmx: bool
) -> None:
    answer = browser.post(f"/clients/{ben.id}/recoveries", data=said, htmx=htmx)

    assert answer.status_code == 422
    assert error in answer.text
    assert db.session.scalars(sa.select(Recovery)).all() == []


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(("verb", "said", "undo"), STEPS)
def test_each_step_is_done_and_taken_back(
    complaint: Recovery,
    browser: ReadingBrowser,
    verb: str,
    said: dict[str, str],
    undo: str,
    htmx: bool,
) -> None:
    answer = act(browser, complaint, verb, htmx=htmx, **said)
    if htmx:
        assert answer.page.first("article").id == f"recovery-{complaint.id}"
        assert answer.headers["HX-Trigger"] == "client-changed"
        assert answer.page.all(f'form[action="/recoveries/{complaint.id}/{undo}"]')
    else:
        assert (answer.status_code, answer.headers["Location"]) == (303, place(complaint))
    assert not fresh(complaint).is_untouched

    assert act(browser, complaint, undo, htmx=htmx).status_code == (200 if htmx else 303)
    assert fresh(complaint).is_untouched


@pytest.mark.parametrize("htmx", [False, True])
def test_from_sorry_to_happier_than_before(
    complaint: Recovery, ben: Client, browser: ReadingBrowser, htmx: bool
) -> None:
    for verb, said, _undo in STEPS:
        act(browser, complaint, verb, htmx=htmx, **said)
    act(browser, complaint, "check-back", htmx=htmx, level="exceeds", happier="y")

    settled = fresh(complaint)
    assert settled.is_settled
    assert settled.happier
    assert ben.level is ServiceLevel.MEETS
    card = browser.get(f"/clients/{ben.id}/recoveries").page.first("article.recovery")
    assert "Happier than before" in card.text
    assert "How it was put right" in card.text

    act(browser, complaint, "uncheck", htmx=htmx)
    assert not fresh(complaint).is_settled


def test_a_client_who_is_not_content_opens_it_again(
    complaint: Recovery, ben: Client, browser: ReadingBrowser
) -> None:
    act(browser, complaint, "resolve", remedy="Sent them")
    act(browser, complaint, "check-back", level="below")
    page = browser.get(f"/clients/{ben.id}/recoveries").page

    assert "Needs not met." in page.first("#standing").text
    assert "Not settled yet." in page.text
    assert page.all(f'form[action="/recoveries/{complaint.id}/resolve"]')


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("verb", "said", "error"),
    [
        ("acknowledge", {"resolve_by": "2020-01-01"}, "That day is gone"),
        ("acknowledge", {"on": "2020-01-01"}, "before it went wrong"),
        ("acknowledge", {"on": "2999-01-01"}, "That day is"),
        ("explain", {}, "Choose what comes closest"),
        ("explain", {"cause": "Something nobody offered"}, "Choose what comes closest"),
        ("resolve", {"remedy": ""}, "Write down what you did"),
        ("offer", {"gesture": ""}, "A word or two"),
        ("check-back", {}, "Choose the step"),
        ("check-back", {"level": "unknown"}, "Choose the step"),
    ],
)
def test_a_step_that_cannot_be_says_why_beside_the_field(
    complaint: Recovery,
    browser: ReadingBrowser,
    verb: str,
    said: dict[str, str],
    error: str,
    htmx: bool,
) -> None:
    answer = act(browser, complaint, verb, htmx=htmx, **said)

    assert answer.status_code == 422
    assert error in answer.text
    assert fresh(complaint).is_untouched
    assert complaint.checked_back_on is None


def test_a_cause_in_own_words_is_offered_the_next_time(
    complaint: Recovery, amira: Client, browser: ReadingBrowser, today: date
) -> None:
    act(browser, complaint, "explain", other="The moon", cause="It was late")
    assert fresh(complaint).cause == "The moon"

    other = raise_complaint(amira, "Late", on=today)
    db.session.commit()
    page = browser.get(f"/recoveries/{other.id}").page
    assert "The moon" in [each.get("value") for each in page.all("input[name=cause]")]


def test_the_next_step_has_ready_words_and_ways_to_send_them(
    complaint: Recovery, ben: Client, browser: ReadingBrowser
) -> None:
    ben.details.append(
        ContactDetail(kind=DetailKind.EMAIL, value="ben@example.com", key="ben@example.com")
    )
    db.session.commit()
    step = browser.get(f"/recoveries/{complaint.id}").page.first("li.step--next")

    assert "I am sorry." in step.first("textarea.ready__words").text
    assert step.first(".ready a")["href"].startswith("mailto:ben@example.com?subject=")


def test_the_words_may_be_sent_and_written_down(
    complaint: Recovery, browser: ReadingBrowser
) -> None:
    page = browser.get(f"/recoveries/{complaint.id}").page
    there = next(
        each["href"] for each in page.all("a") if each.text.strip() == "Send and write it down"
    )
    assert "I am sorry." in browser.get(there).page.first("textarea").text

    complaint.acknowledge(on=complaint.raised_on)
    complaint.resolve("Sent them", on=complaint.raised_on)
    db.session.commit()
    assert "as it should be now" in browser.get(there).page.first("textarea").text


def test_a_gesture_may_be_planned_as_a_delight(
    complaint: Recovery, ben: Client, browser: ReadingBrowser, today: date
) -> None:
    act(browser, complaint, "offer", gesture="A box of tea", plan="1")

    (delight,) = fresh(complaint).client.delights
    assert (delight.what, delight.planned_for) == ("A box of tea", today + 2 * DAY)
    card = browser.get(f"/recoveries/{complaint.id}").page
    assert card.all(f'a[href="/delights/{delight.id}"]')


@pytest.mark.parametrize("htmx", [False, True])
def test_a_lesson_becomes_a_standard_in_one_tap(
    complaint: Recovery, calls: Checklist, browser: ReadingBrowser, htmx: bool
) -> None:
    lesson = "Ring the day before it is late"
    shown = act(browser, complaint, "explain", cause="It was late", lesson=lesson, htmx=True)
    form = shown.page.first(f'form[action="/recoveries/{complaint.id}/learn"]')
    assert form.first("input[name=promise]")["value"] == lesson

    said = {"promise": lesson, "checklist": str(calls.id)}
    answer = act(browser, complaint, "learn", htmx=htmx, **said)
    assert answer.status_code == (200 if htmx else 303)
    fresh(complaint)
    assert [each.promise for each in calls.standing] == [lesson]
    assert lesson in browser.get("/standards").text

    act(browser, complaint, "unlearn", htmx=htmx)
    fresh(complaint)
    assert calls.standing == []


def test_a_lesson_goes_on_no_checklist_but_ones_own(
    complaint: Recovery, calls: Checklist, otto: Trader, browser: ReadingBrowser
) -> None:
    ottos = Checklist(trader_id=otto.id, name="Otto's", rhythm=Rhythm.FREE)
    db.session.add(ottos)
    db.session.commit()
    for checklist in (ottos.id, 0, "x", 10**12):
        answer = act(browser, complaint, "learn", promise="Ring", checklist=str(checklist))
        assert answer.status_code == 422

    assert ottos.standards == []
    assert fresh(complaint).standard is None


def test_a_complaint_can_be_mended_or_struck_out(
    complaint: Recovery, ben: Client, browser: ReadingBrowser, today: date
) -> None:
    there = f"/recoveries/{complaint.id}/edit"
    said = {"complaint": "Two days late", "raised_on": (today - DAY).isoformat()}
    assert browser.post(there, data=said).headers["Location"] == place(complaint)
    assert (fresh(complaint).complaint, complaint.raised_on) == ("Two days late", today - DAY)
    assert browser.post(there, data={"complaint": ""}).status_code == 422

    answer = browser.post(f"/recoveries/{complaint.id}/delete", follow_redirects=True)
    assert "That is deleted." in answer.words
    db.session.expire_all()
    assert ben.recoveries == []
    assert ben.level is ServiceLevel.MEETS


def test_a_bad_word_is_made_good_from_where_it_stands(
    ben: Client, browser: ReadingBrowser, today: date
) -> None:
    word = BadWord(words="Said that I am slow", heard_on=today)
    ben.bad_words.append(word)
    db.session.commit()
    page = browser.get(f"/clients/{ben.id}/referrals").page
    assert page.all(f'form[action="/bad-words/{word.id}/make-good"]')

    for once in ("one window", "the other"):
        answer = browser.post(f"/bad-words/{word.id}/make-good", data={"once": once})
        assert answer.status_code == 303
    recovery = db.session.scalars(sa.select(Recovery)).one()
    assert answer.headers["Location"] == place(recovery)
    assert word.is_seen_to

    browser.post(f"/recoveries/{recovery.id}/delete")
    db.session.expire_all()
    assert not word.is_seen_to


def test_the_next_step_of_the_level_leads_there(
    complaint: Recovery, ben: Client, browser: ReadingBrowser
) -> None:
    links = [
        each["href"]
        for each in browser.get(f"/clients/{ben.id}").page.all("a")
        if each.text == "Make it good"
    ]
    assert links == [place(complaint)]


def test_what_was_said_without_a_complaint_is_asked_about(
    ben: Client, browser: ReadingBrowser, today: date
) -> None:
    from datetime import UTC, datetime

    from wowcrm.feedback.asking import ask
    from wowcrm.feedback.receiving import Told, receive
    from wowcrm.levels.upkeep import commit

    survey = ask(ben, ServiceLevel.MEETS, on=today)
    told = Told(ServiceLevel.BELOW, because="It was late")
    answer = receive(survey, told, at=datetime.now(UTC), on=today)
    ben.recoveries[0].remove()
    commit(ben.trader)

    there = f"/clients/{ben.id}/recoveries"
    assert f"{there}#raise" in [e["href"] for e in browser.get(f"/clients/{ben.id}").page.all("a")]
    page = browser.get(there).page
    assert "Ask what went wrong" in page.text
    assert page.first("textarea[name=complaint]").text == "It was late"
    browser.post(there, data={"complaint": "It was late, and I waited"})
    assert db.session.scalars(sa.select(Recovery)).one().answer_id == answer.id


# From the "+"


@pytest.mark.parametrize("htmx", [False, True])
def test_a_complaint_from_the_plus(ben: Client, browser: ReadingBrowser, htmx: bool) -> None:
    assert "/add/complaint" in [each["href"] for each in browser.get("/add").page.all("a")]
    said = {"client": str(ben.id), "complaint": "The bill was wrong"}
    answer = browser.post("/add/complaint", data=said, htmx=htmx)

    recovery = db.session.scalars(sa.select(Recovery)).one()
    assert answer.headers["HX-Redirect" if htmx else "Location"] == place(recovery)
    assert (recovery.client_id, recovery.complaint) == (ben.id, "The bill was wrong")


def test_a_complaint_from_the_plus_needs_a_client_and_words(
    ben: Client, browser: ReadingBrowser
) -> None:
    nobody = browser.post("/add/complaint", data={"complaint": "Late"})
    assert (nobody.status_code, "Choose a client" in nobody.text) == (422, True)
    silent = browser.post("/add/complaint", data={"client": str(ben.id)})
    assert (silent.status_code, "Write down what they said" in silent.text) == (422, True)
    assert db.session.scalars(sa.select(Recovery)).all() == []


# Otto and strangers


def test_otto_and_strangers_get_nothing(
    complaint: Recovery, ottos_browser: ReadingBrowser, stranger: ReadingBrowser
) -> None:
    verbs = [verb for step in STEPS for verb in (step[0], step[2])]
    for verb in (*verbs, "check-back", "uncheck", "learn", "unlearn", "edit", "delete"):
        where = f"/recoveries/{complaint.id}/{verb}"
        assert ottos_browser.post(where, data={"remedy": "x", "gesture": "x"}).status_code == 404
        assert stranger.post(where).status_code == 303
    assert ottos_browser.get(f"/recoveries/{complaint.id}").status_code == 404
    assert fresh(complaint).is_untouched


HOSTILE = '"><img src=x onerror=alert(1)></textarea><script>alert(2)</script>'


def test_hostile_words_stay_words(
    complaint: Recovery, ben: Client, browser: ReadingBrowser
) -> None:
    browser.reads = False
    browser.post(f"/recoveries/{complaint.id}/edit", data={"complaint": HOSTILE})
    act(browser, complaint, "explain", other=HOSTILE, lesson=HOSTILE)
    act(browser, complaint, "resolve", remedy=HOSTILE)
    act(browser, complaint, "offer", gesture=HOSTILE, plan="1")

    for where in (
        "/",
        f"/clients/{ben.id}/recoveries",
        f"/recoveries/{complaint.id}",
        "/complaints",
    ):
        page = browser.get(where).page
        assert "alert(1)" in page.text, where
        for element in page.walk():
            assert "onerror" not in element, f"{where}: {element}"
            assert element.tag != "script" or "src" in element, f"{where}: {element}"


# All of them


def test_the_page_of_all_complaints_counts_what_came_of_them(
    complaint: Recovery, nora: Trader, calls: Checklist, browser: ReadingBrowser, today: date
) -> None:
    rows = (("Late", True, 0), ("late", False, 0), ("The tone", None, 5))
    for number, (cause, happier, waited) in enumerate(rows):
        client = client_of(nora, f"Client {number}")
        recovery = raise_complaint(client, f"Complaint {number}", on=today - 30 * DAY)
        recovery.acknowledge(on=today - (30 - waited) * DAY)
        recovery.explain(cause, on=today - 25 * DAY)
        recovery.resolve("Mended", on=today - (29 - waited) * DAY)
        if happier is not None:
            recovery.check_back(ServiceLevel.MEETS, on=today - 15 * DAY, happier=happier)
    old = raise_complaint(client, "Long ago", on=today - 400 * DAY)
    old.explain("The moon", on=today)
    db.session.commit()
    act(browser, recovery, "learn", promise="Ring first", checklist=str(calls.id))

    page = browser.get("/complaints").page
    figures = {each.first("span").text: each.first("b").text for each in page.all("p.figure")}
    assert figures == {
        "complaints": "4",
        "put right": "3",
        "happier than before, of 2 asked again": "1",
        "lesson became a standard": "1",
    }
    assert "Said sorry within a day: 2 of 3. Put right in time: 2 of 3." in page.text
    bars = [(each.first("dt").text, each.first("b").text) for each in page.all("div.bars__row")]
    assert [(cause.casefold(), number) for cause, number in bars] == [
        ("late", "2"),
        ("the tone", "1"),
    ]
    pending = [each.first("b").text for each in page.all("a.rows__link")]
    assert pending == ["Client 2", "Ben Carter", "Client 2"]


def test_without_complaints_the_page_says_that_silence_proves_little(
    browser: ReadingBrowser,
) -> None:
    assert "No complaint in twelve months." in browser.get("/complaints").words


def test_nothing_of_ottos_is_counted(complaint: Recovery, ottos_browser: ReadingBrowser) -> None:
    assert "No complaint in twelve months." in ottos_browser.get("/complaints").words


def test_the_pages_ask_as_much_however_many_complaints(
    complaint: Recovery, nora: Trader, browser: ReadingBrowser, today: date, statements: list[str]
) -> None:
    def count(page: str) -> int:
        db.session.commit()
        browser.get(page)
        statements.clear()
        browser.get(page)
        return sum(not each.startswith("BEGIN") for each in statements)

    pages = ("/complaints", f"/clients/{complaint.client_id}/recoveries")
    few = [count(page) for page in pages]
    for number in range(12):
        raise_complaint(complaint.client, f"Complaint {number}", on=today)
        raise_complaint(client_of(nora, f"Client {number}"), "Late", on=today)
    assert [count(page) for page in pages] == few
    assert few[0] <= 5


def test_every_form_of_a_step_on_the_page_can_be_sent(
    complaint: Recovery, browser: ReadingBrowser
) -> None:
    app = browser.application
    page = browser.get(f"/recoveries/{complaint.id}").page
    forms = {form.endpoint: form for form in forms_on(app, page)}

    assert {"recoveries.acknowledge", "recoveries.explain", "recoveries.resolve"} <= set(forms)
    for endpoint in ("acknowledge", "explain", "resolve"):
        assert forms[f"recoveries.{endpoint}"].send(browser).status_code == 303
    assert fresh(complaint).next_stage == "check_back"
