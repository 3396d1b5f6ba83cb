"""What a proposal says is kept as it was said."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.letters import FIRST, terms_on
from wowcrm.proposals.terms import Delivery, How, Item, Part, Terms, When, lines_of

D = Decimal
DAY = date(2026, 5, 3)

texts = st.none() | st.text()
figures = st.none() | st.decimals(0, 10_000, places=2)
dates = st.none() | st.dates()
letters = st.builds(
    Terms,
    title=st.text(),
    opening=texts,
    items=st.lists(
        st.builds(
            Item, st.text(), figures, figures, texts, texts, figures, st.none() | st.integers()
        )
    ).map(tuple),
    excluded=texts,
    deliveries=st.lists(st.builds(Delivery, st.text(), dates, st.text())).map(tuple),
    parts=st.lists(
        st.builds(
            Part,
            texts,
            st.sampled_from(How),
            figures,
            st.sampled_from(When),
            dates,
            texts,
            st.text(),
        )
    ).map(tuple),
    needed=texts,
    valid_until=dates,
    includes_tax=st.booleans(),
    tax_name=texts,
)


@given(letters)
def test_terms_that_were_kept_are_the_same_again(terms: Terms) -> None:
    assert Terms.read(terms.kept()) == terms


def test_a_line_keeps_its_name_from_version_to_version() -> None:
    terms = terms_on(DAY)

    assert Terms.read(terms.kept()).delivery(FIRST) == terms.deliveries[0]


def test_a_copy_moves_its_days_and_names_its_lines_anew() -> None:
    terms = terms_on(DAY, valid_until=DAY + timedelta(days=5))
    copy = terms.moved(timedelta(days=100))

    assert [d.due_on for d in copy.deliveries] == [
        day.due_on + timedelta(days=100) for day in terms.deliveries if day.due_on
    ]
    assert copy.valid_until == DAY + timedelta(days=105)
    assert not {d.key for d in copy.deliveries} & {d.key for d in terms.deliveries}
    assert copy.parts[1].milestone == copy.deliveries[0].key
    assert [part.figure for part in copy.parts] == [D(50), D(200), None]


def test_lists_are_written_a_line_each() -> None:
    assert lines_of("- Receipts\n\n • Access \nA decision") == ("Receipts", "Access", "A decision")
    assert lines_of(None) == ()
