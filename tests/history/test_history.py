"""What was changed, how it was before, and that it can be put back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Mapper

from tests.conftest import client_of
from tests.letters import terms_on, written
from tests.one_of_everything import one_of_everything
from tests.reading_browser import ReadingBrowser
from tests.test_access import addresses
from wowcrm.clients.models import Client, SavedView
from wowcrm.db import db
from wowcrm.expectations.sharing import draft_of, keep, share, sheet_of
from wowcrm.feedback.models import Answer as FeedbackAnswer
from wowcrm.history.bookkeeping import is_untold, kept_columns
from wowcrm.history.models import Change
from wowcrm.history.pruning import prune_history
from wowcrm.history.restoring import may_return
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.promises.models import Promise
from wowcrm.proposals.models import Proposal
from wowcrm.recoveries.raising import raise_complaint
from wowcrm.referrals.models import GoodWord, Referral
from wowcrm.standards.models import Checklist, Standard
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader


def changes(trader: Trader) -> list[Change]:
    return list(db.session.scalars(Change.of(trader).order_by(Change.id)))


def only_change(trader: Trader) -> Change:
    [change] = changes(trader)
    return change


def edit(browser: ReadingBrowser, client: Client, **changed: str) -> None:
    """Send the edit form as it stands, with some of it changed."""
    page = browser.get(f"/clients/{client.id}/edit").page
    form = next(each for each in page.all("form") if each["action"].endswith("/edit"))
    fields = {
        each["name"]: each.get("value") or each.text
        for each in form.walk()
        if each.tag in {"input", "textarea"} and each.get("name")
    }
    assert browser.post(form["action"], data={**fields, **changed}).status_code == 303


def restore(browser: ReadingBrowser, change: Change, column: str = "") -> str:
    browser.post(f"/changes/{change.id}/restore", data={"column": column})
    return browser.get("/history").words


def test_a_change_says_what_stood_before_and_after(
    nora: Trader, ben: Client, browser: ReadingBrowser
) -> None:
    ben.notes, ben.value = "Likes tulips", Decimal("1200")
    db.session.commit()
    before = len(changes(nora))

    edit(browser, ben, notes="Likes lilies")

    [change] = changes(nora)[before:]
    assert (change.about, change.client_id) == (f"client-{ben.id}", ben.id)
    assert change.columns == {"notes": ["Likes tulips", "Likes lilies"]}
    shown = browser.get(f"/clients/{ben.id}/history").words
    assert "Notes before: Likes tulips → after: Likes lilies" in shown


def test_a_number_that_no_row_has_names_nothing(browser: ReadingBrowser, ben: Client) -> None:
    """Python refuses to read a number of thousands of figures."""
    endless = f"client-{'1' * 5000}"

    assert browser.get("/history", query_string={"of": endless}).status_code == 200
    files = browser.get(f"/clients/{ben.id}/files", query_string={"about": endless})
    assert files.status_code == 200


def test_a_value_is_put_back_through_the_model(
    nora: Trader, ben: Client, browser: ReadingBrowser
) -> None:
    edit(browser, ben, name="Zacharias Carter", client_since="2020-05-04")
    change = only_change(nora)
    assert ben.sort_key == "zacharias carter"

    assert "As it was before" in restore(browser, change, "name")

    assert (ben.name, ben.sort_key) == ("Ben Carter", "ben carter")
    assert ben.client_since == date(2020, 5, 4)
    assert changes(nora)[-1].columns == {"name": ["Zacharias Carter", "Ben Carter"]}
    assert "Ben Carter" in browser.get("/clients?q=ben").words


def test_what_follows_from_a_value_follows(
    nora: Trader, ben: Client, today: date, browser: ReadingBrowser
) -> None:
    line = ben.touch(InteractionKind.CALL, "Rang", on=today - timedelta(days=9))
    word = GoodWord(words="Splendid", said_on=today)
    ben.good_words.append(word)
    db.session.flush()
    word.log_arrival()
    commit(nora)
    ben.correct(line, InteractionKind.CALL, "Rang", on=today - timedelta(days=1))
    word.words = "Rather good"
    word.retell()
    commit(nora)
    assert ben.last_contact_on == today - timedelta(days=1)

    for change in changes(nora):
        restore(browser, change, next(iter(change.columns)))

    assert ben.last_contact_on == today - timedelta(days=9)
    assert [each.summary for each in db.session.scalars(ben.interactions.select())] == [
        "Rang",
        "“Splendid”",
    ]


def test_details_and_tags_that_were_taken_away_can_be_put_back(
    nora: Trader, ben: Client, browser: ReadingBrowser
) -> None:
    edit(browser, ben, **{"emails-0-value": "ben@example.com", "tags": "garden, Riga"})
    edit(browser, ben, **{"emails-0-value": "", "tags": "Riga"})
    removed = next(change for change in changes(nora) if change.removed)
    tags = [change for change in changes(nora) if "tags" in change.columns][-1]
    assert tags.columns["tags"] == [["Riga", "garden"], ["Riga"]]
    shown = browser.get(f"/clients/{ben.id}/history").words
    assert "ben@example.com was removed Put it back" in shown

    restore(browser, removed)
    restore(browser, tags, "tags")

    db.session.expire_all()
    assert [each.value for each in ben.emails] == ["ben@example.com"]
    assert [tag.name for tag in ben.tags] == ["garden", "Riga"]
    assert "was removed Put it back" not in browser.get(f"/clients/{ben.id}/history").words


def test_what_an_act_wrote_is_told_but_taken_back_where_it_was_done(
    nora: Trader, ben: Client, today: date, browser: ReadingBrowser
) -> None:
    promise = Promise(what="The figures", made_on=today, due_on=today)
    ben.promises.append(promise)
    commit(nora)
    promise.keep(on=today)
    commit(nora)
    change = only_change(nora)
    assert change.columns == {"kept_on": [None, today.isoformat()]}
    assert "Put it back" not in browser.get(f"/clients/{ben.id}/history").words

    assert "taken back where it was done" in restore(browser, change, "kept_on")

    assert promise.kept_on == today


def test_bookkeeping_and_secrets_are_no_news(
    nora: Trader, ben: Client, amira: Client, today: date
) -> None:
    ben.touch(InteractionKind.CALL, "Rang", on=today)
    sent = Referral(name="Amira", received_on=today)
    ben.referrals.append(sent)
    db.session.flush()
    sent.log_arrival()
    commit(nora)
    nora.change_password("another one entirely")
    nora.assessed_on = today
    commit(nora)

    assert changes(nora) == []


def test_what_has_just_come_to_be_was_not_changed(nora: Trader, ben: Client, today: date) -> None:
    need = Need(summary="Figures")
    ben.needs.append(need)
    db.session.flush()
    need.judge(ServiceLevel.MEETS, on=today)
    commit(nora)
    assert changes(nora) == []

    need.describe("Figures by the 5th", essential=True, could_exceed_by=None)
    commit(nora)
    assert only_change(nora).columns == {"summary": ["Figures", "Figures by the 5th"]}


def test_a_value_that_nobody_had_looked_at_is_known_nevertheless(nora: Trader, ben: Client) -> None:
    ben.notes = "Likes tulips"
    db.session.commit()
    session = db.session
    before = len(changes(nora))
    session.expire(ben)

    ben.notes = "Likes lilies"
    session.commit()

    assert changes(nora)[before].columns == {"notes": ["Likes tulips", "Likes lilies"]}


def test_a_save_costs_one_statement_more_at_most(
    nora: Trader, ben: Client, statements: list[str]
) -> None:
    details = [Need(summary=f"Need {number}") for number in range(12)]
    ben.needs.extend(details)
    commit(nora)
    for need in ben.needs:
        need.describe(f"{need.summary} by the 5th", essential=True, could_exceed_by=None)
    statements.clear()

    db.session.flush()

    assert len([each for each in statements if "INTO changes" in each]) == 1
    assert not [each for each in statements if each.startswith("SELECT")]
    assert len(changes(nora)) == 12


def test_standards_and_their_like_tell_it_too(nora: Trader, browser: ReadingBrowser) -> None:
    checklist = Checklist(trader_id=nora.id, name="Visits")
    standard = Standard(promise="Call back within a day", checklist=checklist)
    db.session.add(standard)
    db.session.commit()
    standard.promise = "Call back within two days"
    db.session.commit()
    change = only_change(nora)
    assert (change.trader_id, change.client_id) == (nora.id, None)
    shown = browser.get(f"/history?of=standard-{standard.id}").words
    assert "Call back within a day → after: Call back within two days" in shown

    restore(browser, change, "promise")

    assert standard.promise == "Call back within a day"


def test_every_model_has_its_changes_recorded(nora: Trader) -> None:
    """Whatever a trader owns: a text that changes is told, with whose it is."""
    rows = one_of_everything(nora)
    silent = []
    for model, row in rows.items():
        mapper: Mapper[object] = sa.inspect(model)
        told = [
            name
            for name, column in kept_columns(mapper).items()
            if isinstance(mapper.local_table.c[column].type, sa.String)
            and not isinstance(mapper.local_table.c[column].type, sa.Enum)
        ]
        if not told or is_untold(mapper):
            continue
        setattr(row, told[0], "Something else")
        db.session.commit()
        newest = changes(nora)[-1]
        if newest.columns.get(told[0], ["", ""])[1] != "Something else":
            silent.append(model.__name__)
        # What belongs to a client says so, and goes when they are erased.
        if hasattr(row, "client") and model.__name__ != "Attachment":
            assert newest.client_id is not None, model.__name__
    assert len(changes(nora)) > 10
    assert not silent


@pytest.mark.parametrize("of", ["", "nonsense", "standard-", "standard-999999999999", "x-1", "-1"])
def test_an_address_that_means_nothing_shows_everything(browser: ReadingBrowser, of: str) -> None:
    assert browser.get("/history", query_string={"of": of}).status_code == 200


def test_a_value_that_does_not_fit_any_more_stays_away(
    nora: Trader, browser: ReadingBrowser
) -> None:
    view = SavedView(trader_id=nora.id, name="Garden", query="q=garden")
    db.session.add(view)
    db.session.commit()
    browser.post(f"/saved-views/{view.id}/edit", data={"name": "Gardens"})
    browser.post("/saved-views/new", data={"name": "Garden", "list": "q=other"})

    assert "does not fit any more" in restore(browser, only_change(nora), "name")

    assert view.name == "Gardens"


def test_every_page_that_edits_leads_to_how_it_was(
    app: Flask, nora: Trader, browser: ReadingBrowser
) -> None:
    rows = one_of_everything(nora)
    seen = []
    for rule, address in addresses(app, rows, "GET"):
        if not rule.rule.endswith("/edit") or "interactions" in rule.rule:
            continue
        answer = browser.get(address)
        links = [a for a in answer.page.all("a") if a.text == "What was changed here"]
        if answer.status_code == 200:
            assert len(links) == 1, f"{address} leads nowhere: name its argument by its model"
            assert browser.get(links[0]["href"]).status_code == 200
            seen.append(rule.rule)
    assert len(seen) >= 6, seen


def test_an_earlier_draft_of_a_proposal_is_put_back_whole(
    nora: Trader, ben: Client, browser: ReadingBrowser, today: date
) -> None:
    proposal = written(ben, terms_on(today, title="Books"))
    first = proposal.draft
    proposal.write(replace(first, title="Accounts", items=first.items[:1]), on=today)
    commit(nora)
    change = next(each for each in changes(nora) if "terms" in each.columns)
    page = browser.get(f"/history?of=proposal-{proposal.id}").words
    assert "What is offered before: Books: " in page
    assert "after: Accounts: " in page

    assert "As it was before" in restore(browser, change, "terms")
    assert (proposal.draft, proposal.title) == (first, "Books")
    assert proposal.price == first_price(proposal)
    assert "is taken back where it was done" in restore(browser, change, "title")


def first_price(proposal: Proposal) -> Decimal:
    return proposal.draft_price.total


def test_what_follows_from_words_and_days_follows(
    nora: Trader, ben: Client, browser: ReadingBrowser, today: date
) -> None:
    promise = Promise.make(ben, "Figures", due_on=today + timedelta(days=3), on=today)
    complaint = raise_complaint(ben, "Too late", on=today)
    commit(nora)
    promise.correct("Accounts", today + timedelta(days=5))
    complaint.reword("Much too late", on=today)
    commit(nora)
    of = {column: each for each in changes(nora) for column in each.columns}

    for column in ("due_on", "what", "complaint"):
        restore(browser, of[column], column)

    assert (promise.what, promise.due_on) == ("Figures", today + timedelta(days=3))
    told = [each.summary for each in db.session.scalars(ben.interactions.select())]
    assert any("Figures" in words for words in told)
    assert not any("Accounts" in words or "Much" in words for words in told)

    promise.renegotiate(today + timedelta(days=9), "Ill", on=today)
    commit(nora)
    restore(browser, of["due_on"], "due_on")
    assert promise.due_on == today + timedelta(days=9), "what was agreed stays"


def test_what_they_have_in_writing_or_said_is_told_and_stays(
    nora: Trader, ben: Client, browser: ReadingBrowser, today: date
) -> None:
    draft = draft_of(ben)
    draft.hours = "Mornings"
    keep(ben, draft)
    commit(nora)
    draft.hours = "Evenings"
    commit(nora)
    change = changes(nora)[-1]
    share(sheet_of(ben), on=today)
    commit(nora)
    assert "in writing as it is" in restore(browser, change, "hours")
    assert draft.hours == "Evenings"

    rows = one_of_everything(nora)
    answer = rows[FeedbackAnswer]
    assert isinstance(answer, FeedbackAnswer)
    before = len(changes(nora))
    answer.because = "Something else"
    db.session.commit()
    [said] = changes(nora)[before:]
    assert not may_return(said, "answers", "because")


def test_old_changes_are_let_go(nora: Trader, ben: Client) -> None:
    ben.notes = "Likes tulips"
    db.session.commit()
    now = datetime.now(UTC)
    db.session.rollback()
    assert prune_history(now + timedelta(days=729)) == 0
    assert prune_history(now + timedelta(days=731)) == 1


def test_somebody_elses_history_is_not_there(
    nora: Trader, otto: Trader, ben: Client, ottos_browser: ReadingBrowser
) -> None:
    ben.notes = "Likes tulips"
    client_of(otto, "Zane")
    db.session.commit()
    for page in (f"/history?of=client-{ben.id}", "/history"):
        assert "tulips" not in ottos_browser.get(page).words
    assert ottos_browser.post(f"/changes/{only_change(nora).id}/restore").status_code == 404
