"""The client's way: laid out by trade, rated from both sides, the worst first, looked at each year."""

from datetime import date, timedelta

import pytest

from tests.conftest import client_of
from tests.reading_browser import ReadingBrowser
from wowcrm.db import db
from wowcrm.feedback.asking import Point, ask, touchpoints_named
from wowcrm.feedback.receiving import Told, receive
from wowcrm.first_run.catalogue import trades
from wowcrm.levels.level import ServiceLevel
from wowcrm.touchpoints.models import Contact, Phase, Touchpoint
from wowcrm.touchpoints.said import Said
from wowcrm.touchpoints.seeds import lay_out, rows_for
from wowcrm.touchpoints.way import Stop, move, way_of
from wowcrm.traders.models import Trader

BELOW, MEETS, EXCEEDS = ServiceLevel.BELOW, ServiceLevel.MEETS, ServiceLevel.EXCEEDS


def point(
    trader: Trader, name: str, level: ServiceLevel | None = None, **columns: object
) -> Touchpoint:
    chosen = {"phase": Phase.DURING, "contact": Contact.SERVICE, **columns}
    made = Touchpoint(trader_id=trader.id, name=name, **chosen)
    db.session.add(made)
    db.session.flush()
    if level is not None:
        made.rate(level, on=trader.today())
    return made


def rated(trader: Trader, name: str, *levels: ServiceLevel, ago: int = 5) -> None:
    """Let as many clients say what they think of a touchpoint."""
    on = trader.today() - timedelta(days=ago)
    for number, level in enumerate(levels):
        client = client_of(trader, f"{name} {ago} {number}")
        survey = ask(client, MEETS, on=on, points=[Point(name, MEETS)])
        receive(survey, Told(level=MEETS, ratings=(level,)), at=trader.now(), on=on)
    db.session.commit()


@pytest.mark.parametrize("trade", [trade.slug for trade in trades()])
def test_every_trade_has_a_way_with_all_seven_kinds_of_contact(trade: str) -> None:
    rows = rows_for(trade)

    assert {row["contact"] for row in rows} == set(Contact)
    phases = [Phase(row["phase"]).number for row in rows]
    assert phases == sorted(phases)
    assert set(phases) == {0, 1, 2}
    assert all(row["usual"] and row["promise"] and row["wow"] for row in rows)
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names)) >= 11


def test_a_trade_that_nobody_knows_has_a_way_too() -> None:
    assert rows_for("acrobat") == rows_for("other")


def test_the_way_goes_from_before_to_afterwards(nora: Trader, today: date) -> None:
    laid = lay_out(nora)
    db.session.flush()
    last = point(nora, "The very first", phase=Phase.BEFORE, place=99)

    names = [stop.touchpoint.name for stop in way_of(nora, today).stops]
    assert names.index(last.name) == sum(each.phase is Phase.BEFORE for each in laid)
    assert names[0] == "My page on the net"
    assert names[-1] == "Months later"


def test_moving_changes_places_within_a_phase_and_stops_at_its_ends(
    nora: Trader, today: date
) -> None:
    one, two, three = (point(nora, name) for name in ("One", "Two", "Three"))
    point(nora, "Elsewhere", phase=Phase.AFTER)

    def order() -> list[str]:
        db.session.flush()
        return [stop.touchpoint.name for stop in way_of(nora, today).stops]

    move(three, nora, later=False)
    assert order() == ["One", "Three", "Two", "Elsewhere"]
    move(one, nora, later=False)
    move(two, nora, later=True)
    assert order() == ["One", "Three", "Two", "Elsewhere"]
    move(one, nora, later=True)
    assert order() == ["Three", "One", "Two", "Elsewhere"]


def test_the_worst_three_come_from_the_lower_of_both_ratings(nora: Trader, today: date) -> None:
    point(nora, "Fine", EXCEEDS)
    point(nora, "Mediocre", MEETS)
    point(nora, "Not rated by anybody")
    point(nora, "I know it is bad", BELOW)
    point(nora, "They say it is bad", EXCEEDS)
    point(nora, "Mediocre, with waiting", MEETS, waits=5)
    rated(nora, "They say it is bad", BELOW, BELOW, MEETS, BELOW)

    worst = [stop.touchpoint.name for stop in way_of(nora, today).worst]
    assert worst == ["I know it is bad", "They say it is bad", "Mediocre, with waiting"]


def test_a_few_clients_do_not_overrule_the_trader_but_speak_where_nobody_else_did(
    nora: Trader, today: date
) -> None:
    point(nora, "The bill", EXCEEDS)
    point(nora, "The room")
    for name in ("The bill", "The room"):
        rated(nora, name, BELOW, BELOW, BELOW)

    way = way_of(nora, today)
    assert [stop.touchpoint.name for stop in way.worst] == ["The room"]
    assert [stop.said.level for stop in way.stops] == [None, None]


def test_clients_ratings_are_found_however_the_name_is_spelt_and_by_year(
    nora: Trader, otto: Trader, today: date
) -> None:
    point(nora, "The Bill")
    rated(nora, "the bill", MEETS, EXCEEDS)
    rated(nora, "THE BILL", BELOW, ago=400)
    rated(nora, "the bill", BELOW, ago=800)
    rated(otto, "The bill", BELOW)

    (stop,) = way_of(nora, today).stops
    assert dict(stop.said.counts) == {MEETS: 1, EXCEEDS: 1}
    assert dict(stop.said_before.counts) == {BELOW: 1}


@pytest.mark.parametrize(
    ("counts", "level"),
    [
        ({MEETS: 3}, None),
        ({MEETS: 4}, MEETS),
        ({BELOW: 3, MEETS: 1}, BELOW),
        ({EXCEEDS: 3, MEETS: 1}, EXCEEDS),
        ({BELOW: 2, EXCEEDS: 2}, MEETS),
    ],
)
def test_a_level_is_read_out_of_more_than_three_answers(
    counts: dict[ServiceLevel, int], level: ServiceLevel | None
) -> None:
    assert Said(counts).level is level


def test_a_look_is_kept_for_each_day_with_what_it_took_the_client(
    nora: Trader, today: date
) -> None:
    bill = point(nora, "The bill", waits=4)
    bill.rate(BELOW, on=today - timedelta(days=380))
    bill.waits = 1
    bill.rate(BELOW, on=today)
    bill.rate(MEETS, on=today)

    assert [(look.level, look.waits) for look in bill.looks] == [(BELOW, 4), (MEETS, 1)]
    assert (bill.level, bill.reviewed_on) == (MEETS, today)
    before = bill.look_before(today.year)
    assert before is not None
    assert before.level is BELOW


def test_the_yearly_look_is_due_after_a_year_or_when_there_was_none(
    nora: Trader, today: date
) -> None:
    assert way_of(nora, today).is_due(today)
    bill = point(nora, "The bill")
    bill.rate(MEETS, on=today - timedelta(days=364))

    way = way_of(nora, today)
    assert not way.is_due(today)
    assert way.is_due(today + timedelta(days=1))


def test_nothing_known_sorts_nothing() -> None:
    bare = Stop(Touchpoint(name="Bare"), Said())

    assert bare.known == ()
    assert not bare.is_wanting


def test_the_way_is_offered_when_clients_are_asked(nora: Trader) -> None:
    point(nora, "The bill")
    rated(nora, "Plain words", MEETS)
    rated(nora, "the BILL", MEETS)

    assert list(touchpoints_named(nora)) == ["the BILL", "Plain words"]
    point(nora, "The room")
    assert list(touchpoints_named(nora))[-1] == "The room"


# Pages


def test_an_empty_way_is_laid_out_with_one_press(nora: Trader, browser: ReadingBrowser) -> None:
    assert "find their way" in browser.get("/touchpoints").words

    answer = browser.post("/touchpoints/lay-out", follow_redirects=True)

    assert "Our first meeting" in answer.words
    assert "Monthly figures" in answer.words
    browser.post("/touchpoints/lay-out")
    assert len(db.session.scalars(Touchpoint.of(nora)).all()) == len(rows_for("bookkeeper"))


def test_a_touchpoint_is_added_changed_and_rated(nora: Trader, browser: ReadingBrowser) -> None:
    assert browser.post("/touchpoints/new", data={"name": " "}).status_code == 422
    browser.post(
        "/touchpoints/new",
        data={"name": "The van", "phase": "before", "contact": "print", "steps": "2"},
    )
    van = db.session.scalars(Touchpoint.of(nora)).one()
    here = f"/touchpoints/{van.id}"
    page = browser.get(here).words
    assert "The van" in page
    assert "2 steps" in page

    browser.post(
        f"{here}/edit",
        data={"name": "My van", "phase": "after", "contact": "print", "steps": ""},
    )
    assert (van.name, van.key, van.phase, van.steps) == ("My van", "my van", Phase.AFTER, None)

    assert browser.post(f"{here}/rate", data={}).status_code == 422
    assert (
        "met" in browser.post(f"{here}/rate", data={"level": "meets"}, follow_redirects=True).words
    )
    assert van.level is MEETS


def test_what_clients_said_follows_a_touchpoint_to_its_new_name(
    nora: Trader, otto: Trader, today: date, browser: ReadingBrowser
) -> None:
    bill, his = point(nora, "The bill"), point(otto, "The bill")
    for trader in (nora, otto):
        rated(trader, "The bill", MEETS)
    data = {"name": "My bill", "phase": "during", "contact": "print"}
    browser.post(f"/touchpoints/{bill.id}/edit", data=data)

    assert [stop.said.total for stop in way_of(nora, today).stops] == [1]
    assert [stop.said.total for stop in way_of(otto, today).stops] == [1]
    assert his.key == "the bill"


def test_two_of_one_name_share_what_was_said(
    nora: Trader, today: date, browser: ReadingBrowser
) -> None:
    bill, _other = point(nora, "The bill"), point(nora, "The bill")
    rated(nora, "The bill", MEETS)
    data = {"name": "My bill", "phase": "during", "contact": "print"}
    browser.post(f"/touchpoints/{bill.id}/edit", data=data)

    assert sorted(stop.said.total for stop in way_of(nora, today).stops) == [0, 1]


def test_the_worst_become_actions_and_say_so(nora: Trader, browser: ReadingBrowser) -> None:
    bill = point(nora, "The bill", BELOW, wow="A line of thanks by hand")
    link = next(
        a["href"]
        for a in browser.get("/touchpoints").page.all("a")
        if "/actions/new" in a.get("href")
    )
    form = browser.get(link).page
    assert form.first("input#what")["value"] == "A line of thanks by hand"

    data = {
        "about": bill.about,
        "what": "Write by hand",
        "kind": "reminder",
        "back": "/touchpoints",
    }
    answer = browser.post("/actions/new", data=data, follow_redirects=True)

    assert answer.request.path == "/touchpoints"
    assert "Write by hand" in answer.words
    assert "And what else?" in answer.words


def test_the_yearly_look_rates_all_at_once_with_last_year_beside(
    nora: Trader, today: date, browser: ReadingBrowser
) -> None:
    bill, room = point(nora, "The bill"), point(nora, "The room")
    bill.rate(BELOW, on=today.replace(year=today.year - 1, month=6, day=1))
    assert f"{today.year - 1}: you said not met." in browser.get("/touchpoints/look").words

    assert browser.post("/touchpoints/look", data={}).status_code == 422
    browser.post("/touchpoints/look", data={f"level_{bill.id}": "exceeds"})

    assert (bill.level, bill.reviewed_on, room.level) == (EXCEEDS, today, None)


def test_a_touchpoint_put_away_is_off_the_way_until_it_is_taken_up_again(
    nora: Trader, today: date, browser: ReadingBrowser
) -> None:
    bill = point(nora, "The bill")
    browser.post(f"/touchpoints/{bill.id}/retire")
    assert way_of(nora, today).stops == []
    assert "Take it up again" in browser.get(f"/touchpoints/{bill.id}").words

    browser.post(f"/touchpoints/{bill.id}/take-up-again")
    assert len(way_of(nora, today).stops) == 1
