import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wowcrm.clients import models
from wowcrm.search import folding
from wowcrm.search.query import WORD


@given(st.text())
@example("Bērziņš  Ł ø ß \u00b4 ﷺ")
@example("ΣΑΣ ς İ ǆ ﬃ ϓ")
def test_folding_letter_by_letter_comes_to_the_same(text: str) -> None:
    assert folding.fold(text) == models.fold(text)
    assert folding.words(text).split() == WORD.findall(models.fold(text))


def test_letters_that_were_met_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "MOST_LETTERS", 10)
    letters = folding.Letters()

    for code in range(0x100, 0x180):
        assert "x".translate(letters) == "x"
        assert chr(code).translate(letters) == models.fold(f"x{chr(code)}x")[1:-1]
    assert len(letters) <= 11
