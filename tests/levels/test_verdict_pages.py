"""Verdicts: the trader's word beside the evidence."""

from datetime import date, timedelta

import pytest

from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.models import Verdict

SAID = {"level": "exceeds", "because": "She told me on the phone"}


@pytest.mark.parametrize("htmx", [True, False])
def test_the_traders_word_stands_beside_the_evidence(
    browser: ReadingBrowser, onne: Client, today: date, htmx: bool
) -> None:
    until = today + timedelta(days=10)
    answer = browser.post(
        f"/clients/{onne.id}/verdicts", data={**SAID, "until": str(until)}, htmx=htmx
    )

    where = answer.headers["HX-Redirect" if htmx else "Location"]
    assert where == f"/clients/{onne.id}"
    words = browser.get(where).words
    assert f"You say exceeded until {until.day} {until:%B}: She told me on the phone" in words
    assert "Evidence says unknown." in words
    assert onne.level is ServiceLevel.EXCEEDS
    assert onne.level_until == until + timedelta(days=1)


def test_a_word_without_a_day_counts_for_a_month(
    browser: ReadingBrowser, onne: Client, today: date
) -> None:
    browser.post(f"/clients/{onne.id}/verdicts", data=SAID)

    assert [verdict.expires_on for verdict in onne.verdicts] == [today + timedelta(days=30)]


def test_a_new_word_ends_the_earlier_one(browser: ReadingBrowser, onne: Client) -> None:
    browser.post(f"/clients/{onne.id}/verdicts", data=SAID)
    browser.post(f"/clients/{onne.id}/verdicts", data={"level": "below", "because": "She rang"})

    assert [verdict.withdrawn_on is None for verdict in onne.verdicts] == [False, True]
    assert onne.level is ServiceLevel.BELOW


@pytest.mark.parametrize("htmx", [True, False])
def test_a_word_is_taken_back(browser: ReadingBrowser, onne: Client, htmx: bool) -> None:
    browser.post(f"/clients/{onne.id}/verdicts", data=SAID)
    [verdict] = onne.verdicts

    for _twice in range(2):
        browser.post(f"/verdicts/{verdict.id}/withdraw", htmx=htmx)

    assert onne.level is ServiceLevel.UNKNOWN
    words = browser.get(f"/clients/{onne.id}").words
    assert words.count("You took back your word") == 1
    assert "I see it differently" in words


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"because": ""}, "Say why"),
        ({"level": ""}, ""),
        ({"level": "unknown"}, ""),
        ({"until": "2020-01-01"}, "gone by already"),
        ({"until": "2099-01-01"}, "90 days at most"),
        ({"because": "x" * 201}, "longer than I can keep"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(
    browser: ReadingBrowser, onne: Client, wrong: dict[str, str], said: str, htmx: bool
) -> None:
    answer = browser.post(f"/clients/{onne.id}/verdicts", data={**SAID, **wrong}, htmx=htmx)

    assert answer.status_code == 422
    assert answer.page.all(".field__error")
    assert said in answer.words
    assert not onne.verdicts


def test_otto_has_no_say(ottos_browser: ReadingBrowser, onne: Client, today: date) -> None:
    verdict = Verdict.give(onne, ServiceLevel.MEETS, "Mine", on=today, until=today)
    db.session.commit()

    assert ottos_browser.post(f"/clients/{onne.id}/verdicts", data=SAID).status_code == 404
    assert ottos_browser.post(f"/verdicts/{verdict.id}/withdraw").status_code == 404
    assert verdict.withdrawn_on is None
