"""What is deleted waits in the trash, with all that hangs on it, and comes back as it was."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import client_of
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client, SavedView
from wowcrm.db import db
from wowcrm.delights.models import Delight, Reaction
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.referrals.models import Referral
from wowcrm.search.index import find
from wowcrm.search.query import read
from wowcrm.timeline.models import Interaction, InteractionKind
from wowcrm.traders.models import Trader
from wowcrm.trash.emptying import empty_trash
from wowcrm.trash.models import Trashed


@pytest.fixture
def busy_ben(nora: Trader, ben: Client, amira: Client, today: date) -> Client:
    """Ben with a need, a wow that landed, a call, and Amira whom he sent."""
    need = Need(summary="Figures by the 5th")
    ben.needs.append(need)
    card = Delight(what="A card", planned_for=today, cost=Decimal("4.50"))
    ben.delights.append(card)
    sent = Referral(name="Amira Haddad", received_on=today)
    ben.referrals.append(sent)
    db.session.flush()
    need.judge(ServiceLevel.MEETS, on=today)
    card.deliver(on=today, reaction=Reaction.LOVED)
    sent.log_arrival()
    sent.convert(amira, on=today)
    ben.touch(InteractionKind.CALL, "Asked about the xylophone", on=today - timedelta(days=3))
    commit(nora)
    return ben


def words_of(client_id: int) -> list[str]:
    lines = sa.select(Interaction.summary).where(Interaction.client_id == client_id)
    return sorted(db.session.scalars(lines))


def in_trash(trader: Trader) -> list[Trashed]:
    return list(db.session.scalars(Trashed.newest(trader)))


def undo(browser: ReadingBrowser, trader: Trader) -> str:
    """Undo what was deleted last; return what the page says."""
    [newest, *_] = in_trash(trader)
    browser.post(f"/trash/{newest.id}/bring-back")
    return browser.get("/trash").words


def test_a_client_goes_with_everything_and_comes_back_with_it(
    nora: Trader, busy_ben: Client, amira: Client, browser: ReadingBrowser
) -> None:
    number, level, words = busy_ben.id, busy_ben.level, words_of(busy_ben.id)
    assert level is ServiceLevel.EXCEEDS

    answer = browser.post(f"/clients/{number}/delete", follow_redirects=True)

    assert "Ben Carter is deleted. Undo" in answer.words
    assert db.session.get(Client, number) is None
    assert words_of(number) == []
    assert find(nora, read("xylophone"), most=5) == []
    assert amira.sent_by == [], "whom he sent stays; that he sent her is gone with him"

    assert "is back" in undo(browser, nora)
    ben = db.session.get_one(Client, number)
    assert (ben.level, words_of(number)) == (level, words)
    assert ben.referrals_given == 1
    assert ben.last_wow_on == nora.today()
    assert ben.delights[0].cost == Decimal("4.50")
    assert [each.name for each in find(nora, read("xylophone"), most=5)] == ["Ben Carter"]
    assert [each.referrer.name for each in amira.sent_by] == ["Ben Carter"]
    assert not in_trash(nora)


def test_undo_works_without_a_script_and_with_one(
    nora: Trader, ben: Client, browser: ReadingBrowser
) -> None:
    for htmx in (False, True):
        need = Need(summary="Figures")
        ben.needs.append(need)
        commit(nora)
        answer = browser.post(f"/needs/{need.id}/delete", htmx=htmx, follow_redirects=not htmx)
        [form] = [each for each in answer.page.all("form") if "bring-back" in each.get("action")]
        assert "Taken off the list: Figures Undo" in answer.words
        assert "hx-post" not in form

        back = browser.post(form["action"])

        assert back.headers["Location"].endswith(f"/clients/{ben.id}/needs#need-{need.id}")
        assert db.session.get_one(Need, need.id).summary == "Figures"
        assert not [words for words in words_of(ben.id) if "any more" in words]


def test_what_is_counted_is_counted_anew_not_put_back(
    nora: Trader, busy_ben: Client, today: date, browser: ReadingBrowser
) -> None:
    """Between deleting and undoing, life goes on."""
    [sent] = busy_ben.referrals
    browser.post(f"/referrals/{sent.id}/delete")
    assert busy_ben.referrals_given == 0
    other = Referral(name="Zane", received_on=today)
    busy_ben.referrals.append(other)
    db.session.flush()
    other.log_arrival()
    commit(nora)

    undo(browser, nora)

    assert busy_ben.referrals_given == 2


def test_a_touch_that_is_struck_out_and_back_moves_the_last_contact(
    nora: Trader, ben: Client, today: date, browser: ReadingBrowser
) -> None:
    earlier, later = today - timedelta(days=9), today - timedelta(days=2)
    ben.touch(InteractionKind.CALL, "Rang", on=earlier)
    line = ben.touch(InteractionKind.VISIT, "Came by", on=later)
    commit(nora)

    browser.post(f"/touches/{line.id}/delete")
    assert ben.last_contact_on == earlier

    undo(browser, nora)
    assert ben.last_contact_on == later


def test_no_number_is_given_to_anything_else_meanwhile(
    nora: Trader, ben: Client, browser: ReadingBrowser
) -> None:
    number = ben.id
    browser.post(f"/clients/{number}/delete")
    assert client_of(nora, "Zane Liepa").id != number

    undo(browser, nora)

    assert db.session.get_one(Client, number).name == "Ben Carter"


def test_what_belongs_to_something_in_the_trash_waits_for_that(
    nora: Trader, ben: Client, browser: ReadingBrowser
) -> None:
    need = Need(summary="Figures")
    ben.needs.append(need)
    commit(nora)
    number, client = need.id, ben.id
    browser.post(f"/needs/{number}/delete")
    [need_in_trash] = in_trash(nora)
    browser.post(f"/clients/{client}/delete")

    browser.post(f"/trash/{need_in_trash.id}/bring-back")

    said = browser.get("/trash").words
    assert "“Figures” could not come back" in said
    assert "belonged to “Ben Carter”, which is in the trash too: bring that back first" in said
    assert len(in_trash(nora)) == 2

    undo(browser, nora)
    undo(browser, nora)
    assert db.session.get_one(Need, number).client_id == client


def test_what_is_gone_meanwhile_is_told(
    nora: Trader, busy_ben: Client, amira: Client, browser: ReadingBrowser
) -> None:
    number, amiras = busy_ben.id, amira.id
    browser.post(f"/clients/{number}/delete")
    browser.post(f"/clients/{amiras}/delete")
    newest, oldest = in_trash(nora)
    db.session.delete(newest)
    db.session.commit()

    browser.post(f"/trash/{oldest.id}/bring-back")

    said = browser.get("/trash").words
    assert "“Ben Carter” is back" in said
    assert "Gone meanwhile, so left out: 1 client" in said
    assert [each.client_id for each in db.session.get_one(Client, number).referrals] == [None]


def test_a_name_that_was_given_again_is_not_taken_away(
    nora: Trader, browser: ReadingBrowser
) -> None:
    view = SavedView(trader_id=nora.id, name="Garden", query="q=garden")
    db.session.add(view)
    db.session.commit()
    browser.post(f"/saved-views/{view.id}/delete")
    db.session.add(SavedView(trader_id=nora.id, name="Garden", query="q=other"))
    db.session.commit()

    said = undo(browser, nora)

    assert "“Garden” could not come back. There is one like it already" in said
    assert len(in_trash(nora)) == 1
    assert [each.query for each in db.session.scalars(SavedView.of(nora))] == ["q=other"]


def test_samples_come_back_together(nora: Trader, browser: ReadingBrowser) -> None:
    browser.post("/welcome/samples")
    before = db.session.scalar(sa.select(sa.func.count(Interaction.id)))
    browser.post("/welcome/samples/remove")
    assert db.session.scalars(Client.of(nora)).all() == []
    [entry] = in_trash(nora)
    assert entry.name == "The sample clients"

    undo(browser, nora)

    assert len(db.session.scalars(Client.of(nora)).all()) == 6
    assert db.session.scalar(sa.select(sa.func.count(Interaction.id))) == before


def test_the_trash_is_kept_for_thirty_days(
    nora: Trader, ben: Client, amira: Client, browser: ReadingBrowser
) -> None:
    browser.post(f"/clients/{ben.id}/delete")
    [entry] = in_trash(nora)
    now = datetime.now(UTC)

    db.session.rollback()
    assert empty_trash(now + timedelta(days=29)) == 0

    # Where nobody works at night, the next delete empties it.
    entry.created_at = now - timedelta(days=31)
    db.session.commit()
    browser.post(f"/clients/{amira.id}/delete")
    assert [each.name for each in in_trash(nora)] == ["Amira Haddad"]

    db.session.rollback()
    assert empty_trash(now + timedelta(days=31)) == 1
    assert not in_trash(nora)


def test_erased_now_is_gone_for_good(nora: Trader, ben: Client, browser: ReadingBrowser) -> None:
    need = Need(summary="Figures")
    ben.needs.append(need)
    commit(nora)
    browser.post(f"/needs/{need.id}/delete")
    number = in_trash(nora)[0].id

    browser.post(f"/trash/{number}/erase")

    assert "“Figures” is erased for good" in browser.get("/trash").words
    assert not in_trash(nora)
    assert browser.post(f"/trash/{number}/bring-back").status_code == 404


def test_nothing_of_anybody_elses_comes_out_of_the_trash(
    app: Flask, nora: Trader, otto: Trader, ben: Client, browser: ReadingBrowser
) -> None:
    """Whatever the trash says, as after a backup that somebody wrote by hand."""
    his = client_of(otto, "Zane")
    need = Need(summary="Figures")
    ben.needs.append(need)
    commit(nora)
    browser.post(f"/needs/{need.id}/delete")
    [entry] = in_trash(nora)
    row = {**entry.rows["needs"][0], "client_id": his.id}
    entry.content = {"rows": {"needs": [row]}, "made": [["clients", his.id]]}
    db.session.commit()

    browser.post(f"/trash/{entry.id}/bring-back")

    assert "That is not yours" in browser.get("/trash").words
    assert db.session.scalars(Need.of(otto)).all() == []
    entry.content = {
        "rows": {"needs": [{**row, "client_id": ben.id}]},
        "made": [["clients", his.id]],
    }
    db.session.commit()
    browser.post(f"/trash/{entry.id}/bring-back")
    assert db.session.get(Client, his.id) is not None


def test_content_of_an_older_version_is_understood(
    nora: Trader, ben: Client, browser: ReadingBrowser
) -> None:
    """A column that came later has its usual value; one that is gone is passed over."""
    need = Need(summary="Figures", essential=False)
    ben.needs.append(need)
    commit(nora)
    browser.post(f"/needs/{need.id}/delete")
    [entry] = in_trash(nora)
    row = {**entry.rows["needs"][0], "of_yesterday": 1}
    del row["essential"]
    entry.content = {**entry.content, "rows": {"needs": [row], "tables_of_yesterday": [{"id": 1}]}}
    db.session.commit()

    undo(browser, nora)

    assert [(each.summary, each.essential) for each in ben.needs] == [("Figures", True)]
