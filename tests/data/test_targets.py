"""A place of another concept's: a column is kept there, merged, written, and taken back."""

from collections.abc import Iterator, Mapping, Sequence

import pytest
import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.data.carrying import carry_out
from wowcrm.data.columns import Meaning
from wowcrm.data.models import Import, ImportedRow
from wowcrm.data.rehearsing import rehearse, rehearse_again
from wowcrm.data.synonyms import BY_HAND, Field
from wowcrm.data.targets import EXTRAS, key_of, meaning_of, targets, word_of
from wowcrm.data.undoing import undo
from wowcrm.data.wishes import Wishes
from wowcrm.db import db
from wowcrm.levels.upkeep import commit
from wowcrm.traders.models import Trader


class ShoeSizes:
    """What a concept keeps of its own; here in a dictionary."""

    key = "shoes"
    word = "Shoe size"

    def __init__(self) -> None:
        self.there: dict[int, str] = {}

    def judge(self, text: str) -> str | None:
        return text if text.isdigit() else None

    def known(self, client_ids: Sequence[int]) -> Mapping[int, str]:
        return {id: size for id, size in self.there.items() if id in client_ids}

    def keep(self, values: Mapping[int, str | None]) -> None:
        for id, size in values.items():
            self.there.pop(id, None)
            if size is not None:
                self.there[id] = size


@pytest.fixture
def shoes() -> Iterator[ShoeSizes]:
    sizes = ShoeSizes()

    def offer(_trader: Trader) -> list[ShoeSizes]:
        return [sizes]

    EXTRAS.append(offer)
    yield sizes
    EXTRAS.remove(offer)


def bring(trader: Trader, text: str) -> Import:
    done = rehearse(trader, "c.csv", text.encode())
    promised = dict(done.counts)
    carry_out(done, trader.today())
    commit(trader)
    assert done.counts == promised
    return done


def words(done: Import) -> list[str]:
    rows = sa.select(ImportedRow.words).where(ImportedRow.import_id == done.id)
    return list(db.session.scalars(rows.order_by(ImportedRow.id)))


def test_a_column_of_the_same_name_goes_there(nora: Trader, shoes: ShoeSizes) -> None:
    done = bring(nora, "Name,shoe-size\nBen,44\nAmira,large\nBen,\n")

    ben, amira = db.session.scalars(sa.select(Client).order_by(Client.id))
    assert shoes.there == {ben.id: "44"}
    assert (ben.notes, amira.notes) == (None, None)
    assert words(done)[1] == "Shoe size: “large” does not fit there."
    assert done.rehearsal["troubles"][0]["cells"][0]["text"] == "large"


def test_it_fills_only_what_was_empty_and_is_put_back(nora: Trader, shoes: ShoeSizes) -> None:
    bring(nora, "Name\nBen\nAmira\n")
    ben, amira = db.session.scalars(sa.select(Client.id).order_by(Client.id)).all()
    shoes.there = {ben: "44"}

    done = bring(nora, "Name,Shoe size\nBen,45\nAmira,39\nAmira,40\n")
    assert shoes.there == {ben: "44", amira: "39"}
    assert words(done) == [
        "Yours was kept, though the file differs: A field of your own.",
        "Added: A field of your own.",
        "The same client as on line 3. Yours was kept, though the file differs:"
        " A field of your own.",
    ]

    assert undo(done)
    commit(nora)
    assert shoes.there == {ben: "44"}


def test_a_column_is_sent_there_by_hand(nora: Trader, shoes: ShoeSizes) -> None:
    file = rehearse(nora, "c.csv", b"Name,Feet\nBen,44\n")
    commit(nora)
    assert file.rehearsal["columns"][1]["target"] == "note"

    rehearse_again(file, Wishes(columns={1: "shoes"}))
    carry_out(file, nora.today())
    commit(nora)

    assert list(shoes.there.values()) == ["44"]
    assert [key for key, _word in targets({"shoes": shoes})][-1] == "shoes"


@pytest.mark.parametrize("key", [*BY_HAND, "note", "out"])
def test_every_target_has_words_and_comes_back(key: str) -> None:
    assert word_of(key, {})
    assert key_of(meaning_of(key, 3, {})) == key
    assert meaning_of("nonsense", 3, {}) is None
    assert key_of(Meaning(Field.PHONE, label="work")) == "phone/work"
