from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from wowcrm.data.candidates import Candidate, Occasion, Way
from wowcrm.data.known import Known
from wowcrm.data.merging import Rules, made_of, merge

words = st.none() | st.sampled_from(["Garden", "Kāpa", "tea"])
ways = st.lists(
    st.builds(Way, st.sampled_from(["a@example.com", "A@example.com", "+37126123456"]), words),
    max_size=3,
).map(tuple)
occasions = st.lists(
    st.builds(
        Occasion,
        st.sampled_from(["Birthday", "birthday", "Anniversary"]),
        st.just(3),
        st.integers(1, 2),
        st.none() | st.just(1984),
    ),
    max_size=3,
).map(tuple)
candidates = st.builds(
    Candidate,
    line=st.just(2),
    name=st.sampled_from(["Ben Carter", "a@example.com"]),
    given=words,
    organisation=words,
    emails=ways,
    phones=ways,
    addresses=ways,
    websites=ways,
    dates=occasions,
    tags=st.lists(st.sampled_from(["a", "A", "b"]), max_size=3).map(tuple),
    notes=words,
    client_since=st.none() | st.just(date(2026, 1, 2)),
    value=st.none() | st.just(Decimal("1.50")),
    named=st.booleans(),
)


@given(candidates, st.booleans())
def test_a_new_client_is_what_merging_into_nobody_comes_to(
    candidate: Candidate, truth: bool
) -> None:
    rules = Rules(truth, birthday="birthday")
    nobody = Known(candidate.name, line=candidate.line)
    merge(nobody, candidate, rules)

    new = made_of(candidate, rules)

    assert (new.name, new.line, new.texts, new.tags) == (
        nobody.name,
        nobody.line,
        nobody.texts,
        nobody.tags,
    )
    assert sorted(map(repr, new.details)) == sorted(map(repr, nobody.details))
    assert (new.dates, new.tagged, new.folded) == (nobody.dates, nobody.tagged, nobody.folded)


def test_who_is_called_by_an_address_has_no_name_yet() -> None:
    rules = Rules(truth=False, birthday="birthday")
    known = made_of(Candidate(2, name="Õ@example.com", emails=(Way("Õ@example.com"),)), rules)
    assert not known.named

    merge(known, Candidate(3, name="Õnne Pärn", named=True), rules)
    assert (known.name, known.folded, known.named) == ("Õnne Pärn", ("onne parn", ""), True)
