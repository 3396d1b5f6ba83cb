"""A client's sheet: begun from the ground rules, shared, changed in versions that say what is new."""

from datetime import UTC, date, datetime, timedelta

from tests.expectations.conftest import FIGURES, TAX, Share
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.answering import accepted, declined
from wowcrm.documents.models import Document
from wowcrm.documents.paper import Facts, Points
from wowcrm.expectations.changes import changes_between
from wowcrm.expectations.models import Expectations, GroundRules, Unit
from wowcrm.expectations.sharing import draft_of, ground_rules_of, keep, shared_with, sheet_of
from wowcrm.first_run.catalogue import sheet_for
from wowcrm.promises.models import Promise
from wowcrm.timeline.story import story_of
from wowcrm.traders.models import Trader

DAY = timedelta(days=1)
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


def points(document: Document) -> dict[str, tuple[str, ...]]:
    blocks = document.paper.blocks
    return {block.heading: block.points for block in blocks if isinstance(block, Points)}


def lines(client: Client) -> list[str]:
    return [line.summary for line in story_of(client, "promises").lines]


def test_it_begins_from_the_traders_ground_rules(ben: Client, nora: Trader) -> None:
    db.session.add(GroundRules(trader_id=nora.id, channel="A call", rhythm=[FIGURES.frozen()]))
    db.session.flush()
    draft = draft_of(ben)

    assert (draft.channel, draft.lines, draft.version) == ("A call", [FIGURES], 1)
    assert not list(db.session.new)


def test_without_ground_rules_of_their_own_the_trade_gives_its_words(nora: Trader) -> None:
    rules = ground_rules_of(nora)

    assert rules.channel == sheet_for("bookkeeper").channel
    assert rules.lines == list(sheet_for("bookkeeper").rhythm)


def test_a_draft_is_written_on_until_it_is_shared(ben: Client, today: date, shared: Share) -> None:
    draft = draft_of(ben)
    draft.hours = "Mornings"
    keep(ben, draft)
    db.session.flush()
    assert draft_of(ben) is draft
    assert sheet_of(ben).shared is None

    shared(ben, today)
    assert sheet_of(ben).draft is None
    assert draft_of(ben).version == 2


def test_the_client_reads_every_point_and_nothing_else(
    ben: Client, nora: Trader, today: date, shared: Share
) -> None:
    ben.notes = "Pays late"
    document = shared(
        ben,
        today,
        channel="E-mail",
        contact_procedure="I call back",
        reply_within=4,
        reply_unit=Unit.HOURS,
        hours="Mornings",
        lines=[FIGURES, TAX],
        progress_every=14,
        from_me="- A list of what is missing\n\n- The accounts",
        from_client="Receipts",
        not_included="Old letters",
    )
    facts = next(block for block in document.paper.blocks if isinstance(block, Facts))

    assert [words for _term, words in facts.pairs] == [
        "E-mail", "I call back", "within 4 hours", "Mornings",
    ]  # fmt: skip
    assert points(document) == {
        "What you get from me": (
            "Monthly figures, by the 5th of each month",
            "The tax to pay, by the 15th of the month after each quarter",
            "A list of what is missing",
            "The accounts",
            "A word on how things stand at least every 14 days, even when all goes well",
        ),
        "What I need from you": ("Receipts",),
        "What is not included": ("Old letters",),
    }
    assert document.paper.sender.name == "Lind Accounts"
    assert "Pays late" not in str(document.content)
    assert lines(ben)[0] == "Shared: How we work together"


def test_a_change_is_a_new_version_that_says_what_is_different(
    ben: Client, today: date, shared: Share
) -> None:
    first = shared(ben, today - DAY, hours="Monday to Friday", channel=None, from_client="A\nB")
    first_paper = first.content
    second = shared(ben, today, hours="Monday to Thursday", channel="A call", from_client="B\nC")

    changes = (
        "How to reach me, new: A call",
        "My hours: Monday to Thursday (before: Monday to Friday)",
        "What I need from you, new: C",
        "What I need from you, no longer: A",
    )
    assert points(second)["What has changed"] == changes
    assert "What has changed" not in points(first)
    versions = [
        (one.version, one.changes, paper.version) for one, paper in shared_with(ben) if paper
    ]
    assert versions == [(2, list(changes), 2), (1, [], 1)]
    assert second.paper.number == "version 2"
    assert first.content == first_paper
    assert lines(ben)[0] == "Shared anew: How we work together"
    assert sheet_of(ben).document == second


def test_when_much_is_new_the_paper_only_names_it(ben: Client, today: date, shared: Share) -> None:
    shared(ben, today - DAY, hours="Mornings", from_client="A\nB", not_included="C")
    document = shared(ben, today, hours="Evenings", from_client="D\nE", not_included="F")

    assert points(document)["What has changed"] == (
        "Much is new, so please read all of it again: My hours, What I need from you, Not included",
    )
    shared_last = sheet_of(ben).shared
    assert shared_last is not None
    assert len(shared_last.changes) == 7


def test_what_is_written_back_as_it_was_is_no_version(
    ben: Client, today: date, shared: Share
) -> None:
    shared(ben, today, hours="Mornings")
    draft = draft_of(ben)
    draft.hours = "Evenings"
    assert keep(ben, draft)
    db.session.flush()

    draft.hours = "Mornings"
    assert not keep(ben, draft)
    db.session.flush()
    assert sheet_of(ben).draft is None


def test_only_what_holds_is_in_force(
    ben: Client, amira: Client, nora: Trader, today: date, shared: Share
) -> None:
    shared(ben, today - DAY, hours="Mornings", progress_every=14)
    shared(ben, today, hours="Evenings", progress_every=7)
    keep(amira, draft_of(amira))
    db.session.flush()

    (holds,) = db.session.scalars(Expectations.in_force(nora)).all()
    assert (holds.client_id, holds.version, holds.progress_every) == (ben.id, 2, 7)


def test_accepting_keeps_name_moment_and_version(ben: Client, today: date, shared: Share) -> None:
    shared(ben, today - DAY)
    document = shared(ben, today, hours="Evenings")
    assert document.accept("Ben Carter", at=NOW, on=today)
    accepted(document, today)

    assert (document.accepted_by, document.accepted_at, document.version) == ("Ben Carter", NOW, 2)
    assert lines(ben)[0] == "Ben Carter accepted: How we work together"


def test_declining_ends_the_rhythm(ben: Client, nora: Trader, today: date, shared: Share) -> None:
    document = shared(ben, today, lines=[FIGURES])
    assert ben.promises
    assert document.decline("Monthly is too much", at=NOW, on=today)
    declined(document, today)
    db.session.flush()
    db.session.expire_all()

    assert db.session.scalars(Promise.of(nora)).all() == []
    assert db.session.scalars(Expectations.in_force(nora)).all() == []
    assert draft_of(ben).version == 2


def test_changes_are_told_point_by_point(app: object, nora: Trader) -> None:
    before = Expectations(reply_within=1, reply_unit=Unit.WORKING_DAYS, rhythm=[FIGURES.frozen()])
    after = Expectations(
        reply_within=4,
        reply_unit=Unit.HOURS,
        rhythm=[TAX.frozen()],
        progress_every=7,
        not_included="Legal advice",
    )

    assert changes_between(before, after) == [
        "I reply: within 4 hours (before: within one working day)",
        "How things stand, new: A word on how things stand at least every 7 days, even when all goes"
        " well",
        "What you get, new: The tax to pay, by the 15th of the month after each quarter",
        "What you get, no longer: Monthly figures, by the 5th of each month",
        "Not included, new: Legal advice",
    ]
    assert changes_between(before, before) == []
