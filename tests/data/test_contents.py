from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wowcrm.data.contents import Content
from wowcrm.data.models import BroughtFile
from wowcrm.data.reading import UnreadableFile, read
from wowcrm.data.rehearsing import rehearse
from wowcrm.db import db
from wowcrm.traders.models import Trader


@given(st.binary(max_size=300))
def test_what_was_packed_is_read_as_it_was(written: bytes) -> None:
    packed = Content.pack(BytesIO(written))

    for content in (packed, Content.kept(packed.held), Content(written)):
        assert content.head == written
        assert content.open().read() == content.open().read() == written


def test_what_was_kept_before_packing_is_still_read() -> None:
    assert Content.kept(b"Name\nBen\n").head == b"Name\nBen\n"


def test_a_list_waits_at_a_fraction_of_its_size(nora: Trader) -> None:
    text = "Name,Notes\n" + "".join(f"Person {n},likes tea\n" for n in range(5000))
    rehearsed = rehearse(nora, "c.csv", BytesIO(text.encode()))
    db.session.commit()

    kept = db.session.scalars(BroughtFile.of(nora)).one()
    assert len(kept.content) < len(text) / 3
    assert rehearsed.rows == 5000


def test_a_packed_file_that_somebody_brings_is_refused() -> None:
    brought = Content.pack(BytesIO(b"Name\nBen\n")).held

    for content in (brought, Content.pack(BytesIO(brought))):
        with pytest.raises(UnreadableFile, match="packed file"):
            read(content)
