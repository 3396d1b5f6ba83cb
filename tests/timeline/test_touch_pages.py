"""Touches: written on top of a client's story, corrected and removed there."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.promises.models import Source
from wowcrm.timeline.models import Direction, Interaction, InteractionKind
from wowcrm.timeline.story import PAGE


def lines(client: Client) -> list[Interaction]:
    newest_first = (Interaction.happened_on.desc(), Interaction.id.desc())
    return list(db.session.scalars(client.interactions.select().order_by(*newest_first)))


@pytest.fixture
def call(ben: Client, today: date) -> Interaction:
    line = ben.touch(
        InteractionKind.CALL,
        "Rang about October",
        on=today - timedelta(days=3),
        direction=Direction.OUT,
    )
    db.session.commit()
    return line


@pytest.mark.parametrize("htmx", [True, False])
def test_a_touch_is_written_down(
    browser: ReadingBrowser, ben: Client, today: date, htmx: bool
) -> None:
    answer = browser.post(
        f"/clients/{ben.id}/touches", data={"summary": "Rang about October"}, htmx=htmx
    )

    if htmx:
        assert answer.status_code == 200
        assert answer.page.first("section").id == "story"
        assert answer.headers["HX-Trigger"] == "client-changed"
        assert answer.page.first("textarea[name=summary]").text == ""
        assert "Rang about October" in answer.words
    else:
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/clients/{ben.id}"
        assert "Rang about October" in browser.get(f"/clients/{ben.id}").words
    [line] = lines(ben)
    assert (line.kind, line.direction, line.happened_on) == (
        InteractionKind.CALL,
        Direction.OUT,
        today,
    )
    assert ben.last_contact_on == today


@pytest.mark.parametrize("htmx", [True, False])
def test_a_touch_carries_a_promise(
    browser: ReadingBrowser, ben: Client, today: date, htmx: bool
) -> None:
    data = {"summary": "Rang", "promised": "The report", "due": "tomorrow"}
    browser.post(f"/clients/{ben.id}/touches", data=data, htmx=htmx)

    (promise,) = ben.promises
    assert (promise.what, promise.source) == ("The report", Source.TOUCH)
    assert (promise.made_on, promise.due_on) == (today, today + timedelta(days=1))
    assert [line.kind for line in lines(ben)] == [InteractionKind.PROMISE, InteractionKind.CALL]


def test_without_a_promise_its_day_does_not_matter(browser: ReadingBrowser, ben: Client) -> None:
    answer = browser.post(f"/clients/{ben.id}/touches", data={"summary": "Rang", "due": "other"})

    assert answer.status_code == 303
    assert ben.promises == []


def test_a_promise_without_its_day_opens_its_question_again(
    browser: ReadingBrowser, ben: Client
) -> None:
    data = {"summary": "Rang", "promised": "The report", "due": "other"}
    answer = browser.post(f"/clients/{ben.id}/touches", data=data)

    assert answer.status_code == 422
    assert "Which day is it?" in answer.words
    assert any("open" in each for each in answer.page.all("#write details"))
    assert not lines(ben)


def test_contact_moves_the_day_of_the_next_at_once(
    browser: ReadingBrowser, ben: Client, today: date
) -> None:
    ben.contact_every = 30
    browser.post(f"/clients/{ben.id}/touches", data={"summary": "Rang", "kind": "call"})

    words = browser.get(f"/clients/{ben.id}/standing", htmx=True).words

    due = today + timedelta(days=30)
    assert "Last in touch today." in words
    assert f"Next by {due.day} {due:%B}" in words


def test_a_note_is_no_contact_and_goes_neither_way(browser: ReadingBrowser, ben: Client) -> None:
    browser.post(
        f"/clients/{ben.id}/touches",
        data={"summary": "Loves lilies", "kind": "note", "direction": "out"},
    )

    [line] = lines(ben)
    assert line.direction is None
    assert ben.last_contact_on is None


def test_who_had_to_chase_me_began(browser: ReadingBrowser, ben: Client) -> None:
    browser.post(
        f"/clients/{ben.id}/touches",
        data={"summary": "Where is it?", "kind": "email", "direction": "out", "chased": "y"},
    )

    [line] = lines(ben)
    assert (line.direction, line.chased) == (Direction.IN, True)
    assert "they had to chase you" in browser.get(f"/clients/{ben.id}").words


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"summary": "  "}, "Write a word or two"),
        ({"summary": "x" * 20_001}, "longer than I can keep"),
        ({"summary": "Rang", "happened_on": "2100-12-31"}, "still to come"),
        ({"summary": "Rang", "happened_on": "1812-01-01"}, "too far away"),
        ({"summary": "Rang", "happened_on": "the third"}, "cannot read that day"),
        ({"summary": "Rang", "kind": "fax"}, ""),
        ({"summary": "Rang", "kind": "delight"}, ""),
    ],
)
def test_what_cannot_be_is_refused_and_kept(
    browser: ReadingBrowser, ben: Client, wrong: dict[str, str], said: str, htmx: bool
) -> None:
    answer = browser.post(f"/clients/{ben.id}/touches", data={"chased": "y", **wrong}, htmx=htmx)

    assert answer.status_code == 422
    assert said in answer.words
    assert answer.page.all(".field__error")
    assert answer.page.first("textarea[name=summary]").text == wrong["summary"].strip()
    assert "checked" in answer.page.first("input[name=chased]")
    assert not lines(ben)


def test_the_same_touch_twice_is_one(browser: ReadingBrowser, ben: Client) -> None:
    for _again in range(2):
        browser.post(f"/clients/{ben.id}/touches", data={"summary": "Rang", "once": "abc"})

    assert len(lines(ben)) == 1


def test_a_touch_is_corrected(
    browser: ReadingBrowser, ben: Client, call: Interaction, today: date
) -> None:
    form = browser.get(f"/touches/{call.id}/edit", htmx=True)
    assert form.page.first("textarea").text == "Rang about October"
    assert browser.get(f"/touches/{call.id}/edit").page.first("h1").text == "Correct a line"

    answer = browser.post(
        f"/touches/{call.id}/edit",
        data={
            "summary": "Came by about October",
            "kind": "visit",
            "direction": "in",
            "happened_on": str(today - timedelta(days=5)),
        },
        htmx=True,
    )

    assert answer.page.first("li").id == f"interaction-{call.id}"
    assert "Came by about October" in answer.words
    assert "They came to you" in answer.words
    assert ben.last_contact_on == today - timedelta(days=5)


@pytest.mark.parametrize("htmx", [True, False])
def test_a_blank_correction_is_refused(
    browser: ReadingBrowser, call: Interaction, htmx: bool
) -> None:
    answer = browser.post(f"/touches/{call.id}/edit", data={"summary": ""}, htmx=htmx)

    assert answer.status_code == 422
    assert call.summary == "Rang about October"


@pytest.mark.parametrize("htmx", [True, False])
def test_a_touch_is_removed_and_the_last_contact_worked_out_anew(
    browser: ReadingBrowser, ben: Client, call: Interaction, today: date, htmx: bool
) -> None:
    ben.touch(InteractionKind.CALL, "Earlier", on=today - timedelta(days=9))

    answer = browser.post(f"/touches/{call.id}/delete", htmx=htmx)

    assert answer.status_code == (200 if htmx else 303)
    assert [line.summary for line in lines(ben)] == ["Earlier"]
    assert ben.last_contact_on == today - timedelta(days=9)


@pytest.mark.parametrize("kind", [InteractionKind.DELIGHT, InteractionKind.LEVEL])
def test_an_act_is_not_rewritten(
    browser: ReadingBrowser, ben: Client, today: date, kind: InteractionKind
) -> None:
    act = ben.log(kind, "Delivered: a card", on=today)
    db.session.commit()

    assert browser.get(f"/touches/{act.id}/edit").status_code == 404
    assert browser.post(f"/touches/{act.id}/edit", data={"summary": "x"}).status_code == 404
    assert browser.post(f"/touches/{act.id}/delete").status_code == 404
    assert not browser.get(f"/clients/{ben.id}").page.all(".story__acts")


def test_otto_reads_writes_and_removes_nothing(
    ottos_browser: ReadingBrowser, ben: Client, call: Interaction
) -> None:
    for address in (f"/clients/{ben.id}", f"/clients/{ben.id}/story", f"/touches/{call.id}/edit"):
        assert ottos_browser.get(address).status_code == 404
    for address in (f"/clients/{ben.id}/touches", f"/touches/{call.id}/delete"):
        assert ottos_browser.post(address, data={"summary": "Mine"}).status_code == 404
    assert lines(ben) == [call]


def many(client: Client, number: int, today: date) -> None:
    """Tell a long story, two lines a day, as many calls as notes."""
    db.session.execute(
        sa.insert(Interaction),
        [
            {
                "client_id": client.id,
                "kind": InteractionKind.CALL if each % 2 else InteractionKind.NOTE,
                "summary": f"Line {each}",
                "happened_on": today - timedelta(days=each // 2),
            }
            for each in range(number)
        ],
    )
    db.session.commit()


def test_a_long_story_is_read_a_page_at_a_time_and_each_line_once(
    browser: ReadingBrowser, ben: Client, today: date
) -> None:
    many(ben, 2 * PAGE + 5, today)
    read: list[str] = []
    address = f"/clients/{ben.id}"
    while address:
        page = browser.get(address).page
        read += [line.text for line in page.all(".story__what")]
        earlier = page.all("#earlier a")
        address = earlier[0]["href"] if earlier else ""

    assert len(read) == len(set(read)) == 2 * PAGE + 5

    address, read_by_htmx = f"/clients/{ben.id}/story", list[str]()
    while address:
        page = browser.get(address, htmx=True).page
        read_by_htmx += [line.text for line in page.all(".story__what")]
        earlier = page.all("#earlier a")
        address = earlier[0]["hx-get"] if earlier else ""

    assert read_by_htmx == read


def test_one_kind_of_a_story_is_read_and_pages_on(
    browser: ReadingBrowser, ben: Client, today: date
) -> None:
    many(ben, 4 * PAGE, today)

    page = browser.get(f"/clients/{ben.id}?kind=notes").page
    assert page.first(".client-story__groups a[aria-current=true]").text == "Notes"
    onward = page.first("#earlier a")["href"]
    assert "kind=notes" in onward
    both = page.all(".story__note") + browser.get(onward).page.all(".story__note")
    assert len(both) == 2 * PAGE
    assert all("Note" in note.text for note in both)


@pytest.mark.parametrize("query", ["?kind=nonsense", "?before=2026-99-99_1", "?before=x", "?kind="])
def test_an_address_with_a_slip_in_it_shows_the_story(
    browser: ReadingBrowser, ben: Client, call: Interaction, query: str
) -> None:
    assert "Rang about October" in browser.get(f"/clients/{ben.id}{query}").words


def test_a_kind_with_nothing_in_it_offers_everything(
    browser: ReadingBrowser, ben: Client, call: Interaction
) -> None:
    assert "Nothing of this kind yet." in browser.get(f"/clients/{ben.id}?kind=wow").words


def test_a_long_text_folds(browser: ReadingBrowser, ben: Client, today: date) -> None:
    ben.touch(InteractionKind.NOTE, "word " * 500, on=today)

    fold = browser.get(f"/clients/{ben.id}").page.first("details.fold")

    assert "Read on" in fold.first("summary").text
    assert fold.first("p").text == ("word " * 500).strip()


def test_a_page_asks_as_much_of_a_long_story_as_of_a_short_one(
    browser: ReadingBrowser, ben: Client, today: date, statements: list[str]
) -> None:
    many(ben, 2, today)
    browser.get(f"/clients/{ben.id}")
    statements.clear()
    browser.get(f"/clients/{ben.id}")
    short = len(statements)
    many(ben, 200, today)
    statements.clear()
    browser.get(f"/clients/{ben.id}")

    assert len(statements) == short


def test_the_blank_form_is_of_today(browser: ReadingBrowser, ben: Client, today: date) -> None:
    def latest() -> str:
        field = browser.get(f"/clients/{ben.id}").page.first("input[name=happened_on]")
        assert field["max"] == field["value"]
        return str(field["max"])

    assert latest() == today.isoformat()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        assert latest() == (today + timedelta(days=1)).isoformat()
