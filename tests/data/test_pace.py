"""Work beside requests lets others go first."""

import time
from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask

from wowcrm.data import pace
from wowcrm.data.pace import FEW, MANY, SOON, USUAL, Beside, give_way, has_begun


@pytest.fixture
def saving(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody is about to save something."""
    monkeypatch.setattr(pace, "_came_at", -pace.MINDFUL)
    monkeypatch.setattr(pace, "GIVEN", 0.01)
    with app.test_request_context("/clients/new", method="POST"):
        app.preprocess_request()
        yield
        pace._leave(None)


def test_few_rows_are_taken_and_saved_soon_once_somebody_saves_something(saving: None) -> None:
    beside = Beside()
    assert (beside.is_awaited, beside.most, beside.spell) == (True, FEW, SOON)
    give_way()
    assert (beside.most, beside.spell) == (FEW, SOON)


def test_whoever_began_it_is_not_waited_for(saving: None) -> None:
    has_begun()
    beside = Beside()
    assert (beside.is_awaited, beside.most, beside.spell) == (False, MANY, USUAL)


def test_a_form_waits_for_the_moment_in_which_work_gives_way(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written is tidied away once the form is saved, and not before."""
    monkeypatch.setattr(pace, "GIVEN", 5.0)
    order = []

    def save() -> None:
        with app.test_request_context("/clients/new", method="POST"):
            pace._enter()
            time.sleep(0.05)
            order.append("saved")
            pace._leave(None)

    with pace.holding():
        thread = Thread(target=save)
        thread.start()
        while not Beside().is_awaited:
            time.sleep(0.001)
        order.append("gave way")
        give_way(tidy=lambda: order.append("tidied"))
        order.append("went on")
        thread.join()
    assert order == ["gave way", "saved", "tidied", "went on"]


def test_whoever_only_reads_keeps_nobody_from_writing(app: Flask) -> None:
    with app.test_request_context("/clients"):
        app.preprocess_request()
        assert not Beside().is_awaited
        pace._leave(None)
