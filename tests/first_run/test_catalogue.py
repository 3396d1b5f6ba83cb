"""What a new trader begins with is worth beginning with."""

from collections import Counter

import pytest
from flask import Flask

from wowcrm.delights.models import FITS
from wowcrm.expectations.forms import TermsForm
from wowcrm.expectations.models import GroundRules
from wowcrm.first_run import catalogue
from wowcrm.first_run.cast import SampleClient, sample_clients
from wowcrm.first_run.catalogue import SuggestedChecklist, SuggestedIdea, Trade
from wowcrm.levels.level import ServiceLevel
from wowcrm.standards.models import Rhythm

TRADES = {
    "consultant",
    "bookkeeper",
    "tutor",
    "designer",
    "therapist",
    "builder",
    "hairdresser",
    "other",
}

every_trade = pytest.mark.parametrize("trade", catalogue.trades(), ids=lambda trade: trade.slug)
every_idea = pytest.mark.parametrize("idea", catalogue.ideas(), ids=lambda idea: idea.slug)
every_checklist = pytest.mark.parametrize(
    "checklist",
    catalogue.checklists(),
    ids=lambda checklist: f"{checklist.trade}: {checklist.name}",
)
every_sample = pytest.mark.parametrize("sample", sample_clients(), ids=lambda sample: sample.name)


def test_every_trade_is_offered_once() -> None:
    assert Counter(trade.slug for trade in catalogue.trades()) == Counter(TRADES)


def test_apostrophes_are_written_as_everywhere_else() -> None:
    words = [
        *(line for trade in catalogue.trades() for line in (trade.name, trade.line, *trade.needs)),
        *(idea.text for idea in catalogue.ideas()),
        *(text for list_ in catalogue.checklists() for text in (list_.name, *list_.standards)),
    ]
    assert not [text for text in words if "'" in text]


def test_something_else_is_offered_last() -> None:
    assert catalogue.trades()[-1].slug == "other"


def test_an_unknown_trade_is_refused() -> None:
    with pytest.raises(ValueError, match="astronaut"):
        catalogue.trade_called("astronaut")


@every_trade
def test_a_trade_has_forty_ideas_and_some_for_each_fact(trade: Trade) -> None:
    ideas = catalogue.ideas_for(trade.slug)
    fits = Counter(fit for idea in ideas for fit in idea.fits)

    assert len(ideas) >= 40
    assert {fit: fits[fit] for fit in FITS if fits[fit] < 3} == {}


@every_trade
def test_a_trade_has_ideas_that_cost_nothing_and_take_no_time(trade: Trade) -> None:
    ideas = catalogue.ideas_for(trade.slug)

    assert sum(idea.cost == 0 for idea in ideas) >= len(ideas) / 2
    assert sum(idea.minutes <= 10 for idea in ideas) >= 10


@every_trade
def test_a_trade_has_two_to_four_checklists_one_for_the_start_one_for_each_visit(
    trade: Trade,
) -> None:
    rhythms = Counter(checklist.rhythm for checklist in catalogue.checklists_for(trade.slug))

    assert 2 <= rhythms.total() <= 4
    assert rhythms[Rhythm.START] == 1
    assert rhythms[Rhythm.VISIT] == 1


@every_trade
def test_a_trade_promises_nothing_twice(trade: Trade) -> None:
    promises = [
        promise
        for checklist in catalogue.checklists_for(trade.slug)
        for promise in checklist.standards
    ]

    assert len(set(promises)) == len(promises)


@every_trade
def test_a_trade_suggests_sensible_settings(trade: Trade) -> None:
    assert 30 <= trade.wow_lasts <= 180
    assert 30 <= trade.consistency_window <= 180
    assert 80 <= trade.consistency_bar <= 100
    assert 7 <= trade.contact_every <= 180
    assert trade.wow_budget > 0
    assert len(set(trade.needs)) >= 4
    assert trade.serves in {"firms", "people"}


def test_no_idea_is_there_twice() -> None:
    ideas = catalogue.ideas()

    assert len({idea.slug for idea in ideas}) == len(ideas)
    assert len({idea.text.casefold() for idea in ideas}) == len(ideas)


@every_idea
def test_an_idea_is_a_short_sentence_without_a_full_stop(idea: SuggestedIdea) -> None:
    assert 20 <= len(idea.text) <= 120
    assert_reads_well(idea.text)


@every_idea
def test_an_idea_is_doable_and_fits_something(idea: SuggestedIdea) -> None:
    assert 1 <= idea.minutes <= 120
    assert 0 <= idea.cost <= 20
    assert idea.fits
    assert set(idea.fits) <= set(FITS)
    assert {*idea.trades, *idea.not_for} <= TRADES
    assert not (idea.trades and idea.not_for), "Say which trades it is for, or which it is not for."


@every_checklist
def test_a_checklist_has_three_to_six_standards_that_read_as_promises(
    checklist: SuggestedChecklist,
) -> None:
    assert checklist.trade in TRADES
    assert 3 <= len(checklist.standards) <= 6
    for promise in checklist.standards:
        assert 10 <= len(promise) <= 80
        assert_reads_well(promise)


def test_two_sample_clients_stand_at_each_level() -> None:
    assert Counter(sample.level for sample in sample_clients()) == {
        ServiceLevel.BELOW: 2,
        ServiceLevel.MEETS: 2,
        ServiceLevel.EXCEEDS: 2,
    }


@every_trade
@every_sample
def test_a_sample_client_fits_every_trade(sample: SampleClient, trade: Trade) -> None:
    visit = next(
        checklist
        for checklist in catalogue.checklists_for(trade.slug)
        if checklist.rhythm is Rhythm.VISIT
    )
    ideas = {idea.slug for idea in catalogue.ideas_for(trade.slug)}

    assert all(need.need < len(trade.needs) for need in sample.needs)
    assert all(place < len(visit.standards) for went in sample.visits for place in went.missed)
    assert {delight.idea for delight in sample.delights} <= ideas


@every_sample
def test_a_sample_client_can_never_be_written_to_by_mistake(sample: SampleClient) -> None:
    assert sample.email.endswith(".example")


def assert_reads_well(text: str) -> None:
    assert text == text.strip()
    assert "  " not in text
    assert text[0].isupper()
    assert text[-1].isalnum() or text[-1] in "”)"
    assert not set(text) & set('!"–—')


@every_trade
def test_a_trade_says_what_its_clients_may_expect(trade: Trade) -> None:
    sheet = catalogue.sheet_for(trade.slug)

    assert sheet.reply_within > 0
    assert len(sheet.rhythm) <= 3
    assert all(10 <= len(line.what) <= 80 for line in sheet.rhythm)
    for points in (sheet.from_me, sheet.from_client, sheet.not_included):
        assert 1 <= len(points) <= 4
        for point in points:
            assert 10 <= len(point) <= 100
            assert_reads_well(point)


def test_each_trade_has_one_sheet_and_a_strange_one_what_suits_most() -> None:
    assert set(catalogue.sheets()) == TRADES
    assert catalogue.sheet_for("astronaut") == catalogue.sheet_for("other")


@every_trade
def test_a_trades_own_words_fit_into_the_form_that_changes_them(app: Flask, trade: Trade) -> None:
    rules = GroundRules(**catalogue.sheet_for(trade.slug).written())
    with app.test_request_context(method="POST"):
        form = TermsForm(formdata=None, terms=rules)
        assert form.validate(), form.errors
        told = GroundRules(reply_unit=rules.reply_unit)
        form.tell(told)
    assert told.agrees_with(rules)
