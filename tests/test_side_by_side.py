"""Changes of one trader follow one another, wherever they come from: another window, a client, the worker."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import browser_of
from tests.letters import sent
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.data.models import Task
from wowcrm.data.rehearsing import begin, rehearse
from wowcrm.data.working import work_on_all
from wowcrm.db import Base, db
from wowcrm.delights.models import Delight
from wowcrm.digest.models import Digest, Rhythm
from wowcrm.digest.sending import send_digests
from wowcrm.digest.tapping import token_of
from wowcrm.feed.models import Feed
from wowcrm.feedback.asking import ask
from wowcrm.front.models import FrontPage
from wowcrm.hours.models import WorkingHours
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.today.queue import queue_for
from wowcrm.traders.models import Trader
from wowcrm.traders.turns import take_turn
from wowcrm.worker.days import begin_days

AT_ONCE = 4
WEEK: dict[str, object] = {
    f"days-{n}-{end}": at for n in range(5) for end, at in (("start", "09:00"), ("end", "17:00"))
}
FIRST_SAVES: dict[type[Base], tuple[str, dict[str, object]]] = {
    FrontPage: ("/front-page", {"address": "lind-accounts", "what_i_do": "Books", "open": "1"}),
    Feed: ("/calendar", {"kinds": ["promises"]}),
    Digest: (
        "/digest",
        {"rhythm": "daily", "hour": "07:30", "weekday": "0", "address": "nora@example.com"},
    ),
    WorkingHours: ("/hours", WEEK),
}


def count(model: type[Base]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def all_at_once(acts: list[Callable[[], int]]) -> list[int]:
    ready = Barrier(len(acts))

    def act(one: Callable[[], int]) -> int:
        ready.wait()
        return one()

    db.session.remove()
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


@pytest.mark.parametrize("model", FIRST_SAVES, ids=lambda model: model.__name__)
def test_first_saves_from_several_windows_make_one_row(
    app: Flask, nora: Trader, model: type[Base]
) -> None:
    address, data = FIRST_SAVES[model]
    windows = [browser_of(app, nora) for _ in range(AT_ONCE)]

    def save(window: ReadingBrowser, once: str) -> Callable[[], int]:
        return lambda: window.post(address, data={**data, "once": once}).status_code

    codes = all_at_once([save(window, f"form{n}") for n, window in enumerate(windows)])

    assert codes == [303] * AT_ONCE
    assert count(model) == 1


def test_an_address_that_is_taken_a_moment_earlier_is_refused(
    nora: Trader, otto: Trader, browser: ReadingBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, data = FIRST_SAVES[FrontPage]
    db.session.add(FrontPage(trader_id=otto.id, address="lind-accounts", what_i_do="Hers"))
    db.session.commit()
    monkeypatch.setattr("wowcrm.front.views.is_taken", lambda *_: False)

    answer = browser.post(address, data=data)

    assert answer.status_code == 422
    assert "That address is taken" in answer.words


def test_two_traders_who_want_one_address_at_once_are_both_answered(
    app: Flask, nora: Trader, otto: Trader
) -> None:
    address, data = FIRST_SAVES[FrontPage]
    browsers = [browser_of(app, nora), browser_of(app, otto)]

    codes = all_at_once([lambda b=b: b.post(address, data=data).status_code for b in browsers])  # type: ignore[misc]

    assert sorted(codes) == [303, 422]
    assert count(FrontPage) == 1


@contextmanager
def noras_turn(app: Flask, trader_id: int) -> Iterator[None]:
    """Be in the middle of a change of Nora's, as another window of hers would be."""
    with app.app_context():
        take_turn(trader_id)
        db.session.execute(
            sa.update(Trader).where(Trader.id == trader_id).values(assessed_on=date(2026, 1, 1))
        )
        yield
        db.session.rollback()


def waits(app: Flask, trader_id: int, act: Callable[[], object]) -> bool:
    """Tell whether an act waits until a change of Nora's is through, before it holds any row."""
    db.session.remove()
    with ThreadPoolExecutor(1) as pool:
        with noras_turn(app, trader_id):
            running = pool.submit(act)
            done, _ = wait([running], timeout=0.6)
            held = db.session.scalar(ROWS_HELD) if not app_is_on_sqlite() else 0
        result = running.result(timeout=30)
    assert result in {None, 303}, result
    assert not held, "what waits must hold no row that the other may want"
    return not done


def app_is_on_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


ROWS_HELD = sa.text(
    "SELECT count(*) FROM pg_locks JOIN pg_class ON pg_class.oid = relation WHERE granted"
    " AND relkind = 'r' AND mode IN ('RowShareLock', 'RowExclusiveLock')"
    " AND pid != pg_backend_pid() AND database = (SELECT oid FROM pg_database"
    " WHERE datname = current_database())"
)

Act = Callable[[Flask, Trader, Client], Callable[[], object]]


def writes_to_her(app: Flask, nora: Trader, ben: Client) -> Callable[[], object]:
    front = FrontPage(trader_id=nora.id, address="lind-accounts", what_i_do="Books")
    front.open(on=nora.today())
    db.session.add(front)
    db.session.commit()
    letter = {"name": "Jānis", "email": "janis@example.com", "message": "Could you do my books?"}
    return lambda: ReadingBrowser(app).post("/enquire/lind-accounts", data=letter).status_code


def answers_her(app: Flask, nora: Trader, ben: Client) -> Callable[[], object]:
    survey = ask(ben, ServiceLevel.MEETS, on=nora.today(), points=[])
    db.session.commit()
    address = f"/answer/{survey.link.token}"
    return lambda: ReadingBrowser(app).post(address, data={"level": "exceeds"}).status_code


def accepts(app: Flask, nora: Trader, ben: Client) -> Callable[[], object]:
    link = f"/for-you/{sent(ben, nora.today()).offers[0].document.links[0].token}"
    data = {"name": "Ben", "version": "1"}
    return lambda: ReadingBrowser(app).post(f"{link}/accept", data=data).status_code


def declines(app: Flask, nora: Trader, ben: Client) -> Callable[[], object]:
    link = f"/for-you/{sent(ben, nora.today()).offers[0].document.links[0].token}"
    data = {"because": "", "version": "1"}
    return lambda: ReadingBrowser(app).post(f"{link}/decline", data=data).status_code


def taps(app: Flask, nora: Trader, ben: Client) -> Callable[[], object]:
    ben.delights.append(Delight(what="A card", planned_for=nora.today()))
    commit(nora)
    nudge = next(n for n in queue_for(nora, nora.today()).nudges if n.subject.startswith("delight"))
    address = f"/tap/{token_of(nora, nudge)}"
    return lambda: ReadingBrowser(app).post(address, data={"do": "1"}).status_code


def chosen(nora: Trader) -> Digest:
    digest = Digest(trader_id=nora.id, rhythm=Rhythm.DAILY, address=nora.email, site="http://x/")
    digest.trader, digest.zone = nora, nora.timezone
    digest.next_at = datetime.now(UTC) - timedelta(minutes=1)
    db.session.add(digest)
    db.session.commit()
    return digest


def stops_the_digest(app: Flask, nora: Trader, ben: Client) -> Callable[[], object]:
    address = f"/digest/stop/{chosen(nora).token}"

    def stop() -> None:
        assert ReadingBrowser(app).post(address).status_code == 200

    return stop


def sends_the_digest(app: Flask, nora: Trader, ben: Client) -> Callable[[], object]:
    chosen(nora)
    return within(app, send_digests)


def begins_the_day(app: Flask, nora: Trader, ben: Client) -> Callable[[], object]:
    return within(app, begin_days)


def opens_the_first_page(app: Flask, nora: Trader, ben: Client) -> Callable[[], object]:
    browser = browser_of(app, nora)

    def look() -> None:
        assert browser.get("/").status_code == 200

    return look


def imports(app: Flask, nora: Trader, ben: Client) -> Callable[[], object]:
    begin(rehearse(nora, "people.csv", b"Name\nZane Liepa\n"), Task.BRING, 1)
    db.session.commit()
    return within(app, work_on_all)


def within(app: Flask, work: Callable[[datetime], object]) -> Callable[[], object]:
    def act() -> None:
        with app.app_context():
            work(datetime.now(UTC))

    return act


@pytest.mark.parametrize(
    "from_elsewhere",
    [
        writes_to_her,
        answers_her,
        accepts,
        declines,
        taps,
        stops_the_digest,
        sends_the_digest,
        begins_the_day,
        opens_the_first_page,
        imports,
    ],
    ids=lambda act: act.__name__,
)
def test_what_comes_from_elsewhere_waits_for_the_traders_own_change(
    app: Flask, nora: Trader, ben: Client, from_elsewhere: Act
) -> None:
    act = from_elsewhere(app, nora, ben)
    assert waits(app, nora.id, act)


def test_others_do_not_wait(app: Flask, nora: Trader, otto: Trader) -> None:
    if app_is_on_sqlite():
        pytest.skip("SQLite has one write lock for everybody")
    browser = browser_of(app, otto)
    address, data = FIRST_SAVES[Feed]
    assert not waits(app, nora.id, lambda: browser.post(address, data=data).status_code)
