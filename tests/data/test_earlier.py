from hypothesis import given
from hypothesis import strategies as st

from wowcrm.clients.models import DetailKind
from wowcrm.data.candidates import Candidate, Occasion, Way
from wowcrm.data.earlier import Kept, Lines, Met
from wowcrm.data.known import Known
from wowcrm.data.merging import Rules, made_of, merge

RULES = Rules(truth=False, birthday="birthday")


@given(st.lists(st.tuples(st.text(max_size=2), st.integers(0, 50)), max_size=60))
def test_whoever_was_met_under_a_key_is_found_under_it(met: list[tuple[str, int]]) -> None:
    found = Met()
    for key, slot in met:
        found.add(key, slot)

    for key in {key for key, _slot in met} | {"nobody"}:
        slots = [slot for each, slot in met if each == key]
        assert found.under(key) == list(dict.fromkeys(slots)) or not slots


@given(st.dictionaries(st.integers(1, 90), st.integers(2, 99)))
def test_the_line_of_a_client_is_remembered(first: dict[int, int]) -> None:
    lines = Lines()
    for id, line in first.items():
        lines[id] = line

    assert {id: lines[id] for id in range(100) if lines[id]} == first


def test_a_client_who_was_kept_comes_back_as_they_were() -> None:
    kept = Kept()
    amira = Candidate(
        3,
        name="Amira Haddad",
        organisation="Haddad Dental",
        emails=(Way("amira@example.com", "Work"),),
        phones=(Way("+447400654321"),),
        dates=(Occasion("Birthday", 11, 2),),
        tags=("Garden",),
        named=True,
    )
    known = made_of(amira, RULES)
    kept.keep(known)

    for row in (
        Candidate(9, name="A.", emails=(Way("Amira@Example.com"),)),
        Candidate(9, name="A.", phones=(Way("+447400654321"),)),
        Candidate(9, name="amira  HADDAD", organisation="haddad dental", named=True),
    ):
        (back,) = kept.about([row], ids=())
        assert (back.name, back.line, back.texts, back.tags) == (
            known.name,
            3,
            known.texts,
            known.tags,
        )
        assert (back.details, back.dates) == (known.details, known.dates)
    assert kept.about([Candidate(9, name="Amira Haddad", named=True)], ids=()) == []
    kept.file.close()


def test_of_a_client_kept_again_the_newest_is_given() -> None:
    kept = Kept()
    known = Known("Ben Carter", id=7, line=2)
    kept.keep(known)
    merge(known, Candidate(5, name="Ben Carter", emails=(Way("ben@example.com"),)), RULES)
    kept.keep(known)

    (back,) = kept.about([Candidate(9, name="Ben Carter", named=True)], ids={7, 8})
    assert back.keys(DetailKind.EMAIL) == ["ben@example.com"]
    assert [known.id for known in kept.about([], ids={7})] == [7]
    kept.file.close()
