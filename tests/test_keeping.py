"""What is worked out from a trader's data is kept as long as their edition stands."""

from collections.abc import Callable
from datetime import date

import pytest

from wowcrm import keeping
from wowcrm.db import reading
from wowcrm.keeping import Keeper
from wowcrm.traders.models import Trader

TODAY = date(2026, 11, 26)
Asked = Callable[..., int]

# A trader can be made once all models are known.
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def asked() -> Asked:
    """Ask for how often the same thing was worked out, itself included."""
    keeper: Keeper[int] = Keeper()
    times = iter(range(1, 1000))
    return lambda trader, *about: keeper.get(trader, *about, work_out=lambda: next(times))


def somebody(id: int, edition: str = "a") -> Trader:
    return Trader(id=id, edition=edition)


def test_it_is_worked_out_once_for_each_edition_and_each_matter(asked: Asked) -> None:
    nora = somebody(1)
    with reading():
        assert [asked(nora, TODAY) for _ in range(3)] == [1, 1, 1]
        assert asked(nora, TODAY, "another") == 2
        nora.edition = "b"
        assert [asked(nora, TODAY), asked(nora, TODAY)] == [3, 3]


def test_two_traders_never_share_anything(asked: Asked) -> None:
    with reading():
        assert asked(somebody(1), TODAY) == 1
        assert asked(somebody(2), TODAY) == 2
        assert asked(somebody(1), TODAY) == 1


def test_what_is_not_saved_yet_is_neither_used_nor_kept(asked: Asked) -> None:
    nora = somebody(1)
    assert asked(nora, TODAY) == 1
    with reading():
        assert asked(nora, TODAY) == 2
    assert asked(nora, TODAY) == 3


def test_no_more_is_kept_than_there_is_room_for(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "KEPT", 2)
    with reading():
        for id in (1, 2, 1, 3):
            asked(somebody(id), TODAY)
        assert asked(somebody(1), TODAY) == 1, "the one asked for last stays"
        assert asked(somebody(2), TODAY) == 4
