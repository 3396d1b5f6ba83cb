"""The pages of duplicates: warned while typing, pairs, the choice, the way back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.conftest import client_of
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client, ContactDetail, DetailKind
from wowcrm.clients.reach import key_of
from wowcrm.db import db
from wowcrm.duplicates.forgetting import forget_mergers
from wowcrm.duplicates.models import Merger, NotTheSame
from wowcrm.traders.models import Trader

both_ways = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])


@pytest.fixture
def twice(nora: Trader, ben: Client) -> Client:
    """Ben, who was written down once more."""
    other = client_of(nora, "Carter, Ben", given="Benny", notes="Likes tea")
    for client, value in ((ben, "26 123 456"), (other, "+37126123456")):
        key = key_of(DetailKind.PHONE, value, "LV")
        client.details.append(ContactDetail(kind=DetailKind.PHONE, value=value, key=key))
    ben.notes = "Two dogs"
    db.session.commit()
    return other


def test_whoever_is_typed_twice_is_warned_of_before_saving(
    browser: ReadingBrowser, twice: Client
) -> None:
    for asked in ("name=ben+carter", "name=Carter+Ben", "name=X&phone=26123456"):
        page = browser.get(f"/duplicates/alike?{asked}", htmx=True)
        assert "There is already a Ben Carter" in page.words, asked
    assert "already" not in browser.get("/duplicates/alike?name=Ann+Carter", htmx=True).words
    form = browser.get("/clients/new").page
    assert form.first("#name")["hx-target"] == form.first("#phone")["hx-target"] == "#alike"
    assert form.first("#alike")


def test_the_pairs_stand_with_what_they_share(browser: ReadingBrowser, twice: Client) -> None:
    page = browser.get("/duplicates")

    assert "One pair looks alike" in page.words
    assert "The same phone: +37126123456" in page.words
    assert "The same name" in page.words


@both_ways
def test_two_who_are_two_are_not_asked_about_again(
    browser: ReadingBrowser, ben: Client, twice: Client, htmx: bool
) -> None:
    pair = {"one": ben.id, "other": twice.id}
    browser.post("/duplicates/apart", data=pair, htmx=htmx)
    browser.post("/duplicates/apart", data=pair, htmx=htmx)

    assert len(db.session.scalars(sa.select(NotTheSame)).all()) == 1
    assert "Nobody is here twice" in browser.get("/duplicates").words

    browser.post("/duplicates/look-again", data=pair, htmx=htmx)
    assert "One pair looks alike" in browser.get("/duplicates").words


@pytest.mark.parametrize("pair", [{}, {"one": "1", "other": "1"}, {"one": "x", "other": "0"}])
def test_a_pair_of_nobody_is_not_found(browser: ReadingBrowser, pair: dict[str, str]) -> None:
    assert browser.post("/duplicates/apart", data=pair).status_code == 404


@both_ways
def test_the_choice_shows_what_comes_of_it(
    browser: ReadingBrowser, ben: Client, twice: Client, htmx: bool
) -> None:
    address = f"/clients/{ben.id}/merge?other={twice.id}"
    page = browser.get(address, htmx=htmx)
    assert "Ben Carter" in page.page.first("#joined h2").text
    assert "Two dogs Likes tea" in " ".join(page.words.split())

    page = browser.get(f"{address}&name=other&notes=one", htmx=htmx)
    assert page.page.first("#joined h2").text.strip() == "Carter, Ben"
    assert "Likes tea" not in page.page.first("#joined").text
    assert db.session.scalars(sa.select(Merger)).all() == []


def test_two_are_made_one_as_was_chosen_and_taken_apart(
    browser: ReadingBrowser, nora: Trader, ben: Client, twice: Client
) -> None:
    data = {"other": twice.id, "name": "other", "given": "other"}
    page = browser.post(f"/clients/{ben.id}/merge", data=data, follow_redirects=True)

    assert "Carter, Ben was here twice" in page.words
    assert (ben.name, ben.given, ben.notes) == ("Carter, Ben", "Benny", "Two dogs\n\nLikes tea")
    assert "Taken together lately" in browser.get("/duplicates").words
    (merger,) = db.session.scalars(sa.select(Merger)).all()

    page = browser.post(f"/mergers/{merger.id}/undo", follow_redirects=True)
    assert "is a client of their own again" in page.words
    db.session.expire_all()
    assert (ben.name, ben.given, ben.notes) == ("Ben Carter", "Ben", "Two dogs")
    assert len(db.session.scalars(sa.select(Client)).all()) == 2
    assert (
        "cannot be taken apart"
        in browser.post(f"/mergers/{merger.id}/undo", follow_redirects=True).words
    )


def test_what_was_taken_in_later_is_taken_apart_first(
    browser: ReadingBrowser, nora: Trader, ben: Client, twice: Client
) -> None:
    third = client_of(nora, "B. Carter")
    browser.post(f"/clients/{ben.id}/merge", data={"other": twice.id})
    browser.post(f"/clients/{third.id}/merge", data={"other": ben.id})
    first, second = db.session.scalars(sa.select(Merger).order_by(Merger.id)).all()

    browser.post(f"/mergers/{first.id}/undo")
    assert first.undone_on is None
    assert "is taken apart first" in browser.get(f"/mergers/{first.id}").words
    browser.post(f"/mergers/{second.id}/undo")
    browser.post(f"/mergers/{first.id}/undo")
    names = db.session.scalars(sa.select(Client.name).order_by(Client.id)).all()
    assert names == ["Ben Carter", "Carter, Ben", "B. Carter"]


def test_after_thirty_days_there_is_no_way_back(
    browser: ReadingBrowser, nora: Trader, ben: Client, twice: Client
) -> None:
    browser.post(f"/clients/{ben.id}/merge", data={"other": twice.id})
    (merger,) = db.session.scalars(sa.select(Merger)).all()
    merger.merged_on = merger.merged_on.replace(year=merger.merged_on.year - 1)
    db.session.commit()

    browser.post(f"/mergers/{merger.id}/undo")
    assert merger.undone_on is None
    assert "Taken together lately" not in browser.get("/duplicates").words


def test_what_cannot_be_taken_apart_is_forgotten(
    browser: ReadingBrowser, nora: Trader, ben: Client, twice: Client
) -> None:
    browser.post(f"/clients/{ben.id}/merge", data={"other": twice.id})
    now = nora.now()
    db.session.commit()
    forget_mergers(now + timedelta(days=29))
    assert len(db.session.scalars(sa.select(Merger)).all()) == 1
    db.session.commit()

    forget_mergers(now + timedelta(days=33))
    assert not db.session.scalars(sa.select(Merger)).all()


def test_who_is_deleted_takes_the_record_along(
    browser: ReadingBrowser, nora: Trader, ben: Client, twice: Client
) -> None:
    browser.post(f"/clients/{ben.id}/merge", data={"other": twice.id})
    db.session.execute(sa.delete(Client))
    db.session.commit()

    assert not db.session.scalars(sa.select(Merger)).all()


def test_the_other_is_looked_for(browser: ReadingBrowser, ben: Client, twice: Client) -> None:
    assert "Carter, Ben" in browser.get(f"/clients/{ben.id}/merge").words
    page = browser.get(f"/clients/{ben.id}/merge?q=carter")
    assert [a.text for a in page.page.all(".pair__name")] == ["Carter, Ben"]


def test_otto_takes_nobody_of_noras_in(
    ottos_browser: ReadingBrowser, otto: Trader, ben: Client, twice: Client
) -> None:
    anna = client_of(otto, "Anna")
    for one, other in ((anna, ben), (ben, anna), (ben, twice)):
        address = f"/clients/{one.id}/merge"
        assert ottos_browser.get(f"{address}?other={other.id}").status_code == 404
        assert ottos_browser.post(address, data={"other": other.id}).status_code == 404
        pair = {"one": one.id, "other": other.id}
        assert ottos_browser.post("/duplicates/apart", data=pair).status_code == 404
    assert len(db.session.scalars(sa.select(Client)).all()) == 3


def test_long_lists_come_a_page_at_a_time(browser: ReadingBrowser, nora: Trader) -> None:
    for number in range(25):
        for _each in range(2):
            db.session.add(Client(trader=nora, name=f"Client Number{number}"))
    db.session.commit()

    page = browser.get("/duplicates")
    assert len(page.page.all(".pair")) == 20
    more = page.page.first("#more-pairs a")["href"]
    assert len(browser.get(more, htmx=True).page.all(".pair")) == 5
    assert len(browser.get(more).page.all(".pair")) == 5
