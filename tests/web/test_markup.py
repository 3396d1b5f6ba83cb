"""Words and addresses that templates ask for."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup

from wowcrm.levels.level import ServiceLevel
from wowcrm.web import markup


class ImportantDay:
    id: int | None = 7


def test_an_id_is_the_word_and_the_number() -> None:
    day = ImportantDay()

    assert markup.dom_id(day) == "important-day-7"
    assert markup.dom_id(day, "form") == "important-day-7-form"
    day.id = None
    assert markup.dom_id(day) == "important-day-new"


@pytest.mark.parametrize(
    ("given", "selector"),
    [
        ("need-3", "#need-3"),
        ("#need-3", "#need-3"),
        (".need", ".need"),
        ("closest li", "closest li"),
        ("thisbe", "#thisbe"),
        ("this", "this"),
    ],
)
def test_a_target_may_be_an_id_or_a_selector(given: str, selector: str) -> None:
    assert markup.target(given) == selector


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Decimal("4.50"), "€4.50"),
        (Decimal("40"), "€40"),
        (Decimal("1200.00"), "€1,200"),
        (Decimal("0.05"), "€0.05"),
        (Decimal("100.00"), "€100"),
        (None, ""),
    ],
)
def test_money_is_short_when_it_is_round(app: Flask, amount: Decimal | None, words: str) -> None:
    with app.test_request_context():
        assert markup.money(amount) == words


def test_a_share_is_a_percentage_and_nothing_is_a_dash(app: Flask) -> None:
    with app.test_request_context():
        assert markup.percent(0.962) == "96\N{NO-BREAK SPACE}%"
        assert markup.percent(None) == "–"


def test_no_day_is_no_word(app: Flask) -> None:
    with app.test_request_context():
        assert markup.day(None) == markup.ago(None) == markup.in_days(None) == ""
        assert markup.day(date(1999, 5, 3)) == "3 May 1999"
        assert markup.day(datetime(1999, 5, 3, 12, tzinfo=UTC)) == "3 May 1999"


def rendered(app: Flask, source: str, **context: object) -> str:
    with app.test_request_context():
        return render_template_string(source, **context)


@pytest.mark.parametrize(
    ("level", "words", "filled"),
    [
        (ServiceLevel.BELOW, "needs not met", 1),
        ("meets", "needs met", 2),
        ("exceeds", "needs exceeded", 3),
        (None, "needs not known yet", 0),
    ],
)
def test_a_stair_says_its_level_and_fills_its_steps(
    app: Flask, level: str | None, words: str, filled: int
) -> None:
    source = '{% from "shared/level.html" import stair %}{{ stair(level) }}'
    drawn = rendered(app, source, level=level)

    assert f'role="img" aria-label="{words}"' in drawn
    assert drawn.count("stair__step--filled") == filled


def test_a_button_is_a_form_with_its_token_and_its_key(app: Flask) -> None:
    source = """{% from "shared/buttons.html" import post_button %}
    {{ post_button("Deliver <it>", "/delights/3/deliver", target="delight-3", confirm="Sure?", fields={"days": 7}) }}"""
    drawn = rendered(app, source)

    assert 'method="post" action="/delights/3/deliver"' in drawn
    assert 'hx-target="#delight-3" hx-swap="outerHTML" hx-confirm="Sure?"' in drawn
    assert 'name="csrf_token"' in drawn
    assert 'name="once"' in drawn
    assert '<input type="hidden" name="days" value="7">' in drawn
    assert "Deliver &lt;it&gt;" in drawn


def test_a_button_without_a_target_asks_without_htmx(app: Flask) -> None:
    source = """{% from "shared/buttons.html" import post_button %}
    {{ post_button("Delete", "/needs/3/delete", confirm="Sure?") }}"""
    drawn = rendered(app, source)

    assert "hx-" not in drawn
    assert 'data-confirm="Sure?"' in drawn


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (None, "You have not been in touch yet."),
        (2, "Last in touch 2 days ago: <b>give them a rest.</b> Nothing more for 2 days."),
        (23, "Last in touch 23 days ago: <b>good.</b> Next within 7 days."),
        (30, "Last in touch 30 days ago: <b>due now.</b>"),
        (44, "Last in touch 44 days ago: <b>overdue.</b> 14 days past what you set."),
    ],
)
def test_a_band_says_in_words_what_it_draws(app: Flask, days: int | None, said: str) -> None:
    source = '{% from "shared/band.html" import contact_words %}{{ contact_words(days, 30, 4) }}'
    assert " ".join(rendered(app, source, days=days).split()) == said


def test_stylesheets_are_one_request(app: Flask) -> None:
    with app.test_request_context():
        from wowcrm.web.assets import stylesheets

        link = stylesheets()
    assert isinstance(link, Markup)
    assert link.count("<link") == 1
