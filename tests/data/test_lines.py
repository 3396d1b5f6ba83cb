import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from wowcrm.data.lines import Lines

cells = st.one_of(
    st.text(max_size=20), st.sampled_from(["", ",", ";", '"', "\r", "\n", " ", "a, b"])
)


@given(
    st.lists(st.lists(cells, min_size=1, max_size=6), max_size=5), st.sampled_from([",", ";", "\t"])
)
def test_lines_are_those_of_the_standard_library(rows: list[list[str]], separator: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator, lineterminator="\r\n").writerows(rows)

    assert Lines(separator).written(rows) == file.getvalue()
