import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wowcrm.data.formulas import guard, unguard

RISKY = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"]
cells = st.one_of(
    st.text(max_size=30),
    st.builds(
        lambda quotes, first, rest: "'" * quotes + first + rest,
        st.integers(0, 3),
        st.sampled_from(RISKY),
        st.text(max_size=10),
    ),
)


@pytest.mark.parametrize("first", RISKY)
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(first: str) -> None:
    assert guard(f"{first}cmd|' /C calc'!A0") == f"'{first}cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    "cell",
    [
        "+37126123456",
        "+371 26 123 456",
        "(020) 7946-0018",
        "-12.50",
        "+1",
        "0",
        "Ben",
        "",
        "O'Neil",
    ],
)
def test_phones_numbers_and_ordinary_text_are_left_alone(cell: str) -> None:
    assert guard(cell) == cell
    assert unguard(cell) == cell


@pytest.mark.parametrize("cell", ["--03-12", "-", "+371 26123456 ext. 2", "-1+2", "+1\n=2"])
def test_what_only_resembles_a_number_is_guarded(cell: str) -> None:
    assert guard(cell) == f"'{cell}"


def test_an_apostrophe_that_belongs_to_the_text_survives() -> None:
    for cell in ("'=1", "''=1", "'+371", "'quoted'", "'"):
        assert unguard(guard(cell)) == cell


@given(cells)
def test_guarding_loses_nothing_and_leaves_nothing_live(cell: str) -> None:
    guarded = guard(cell)

    assert unguard(guarded) == cell
    assert guarded == cell or guarded[0] == "'"
    if guarded[:1] in RISKY and guarded:
        assert all(letter in "0123456789 ().-/+" for letter in guarded)


@given(st.lists(cells, min_size=1, max_size=5))
def test_guarded_cells_survive_a_csv_file(row: list[str]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerow([guard(cell) for cell in row])

    file.seek(0)
    assert [[unguard(cell) for cell in cells] for cells in csv.reader(file)] == [row]
