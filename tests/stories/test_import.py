"""A file of clients: rehearsed, put right, brought in, read about, undone, and undone again."""

import pytest

from tests.conftest import client_of, trader
from tests.stories.conftest import Meet
from tests.stories.person import Person
from tests.stories.test_every_page import signs_in
from wowcrm.clients.models import ContactDetail, DetailKind
from wowcrm.data import carrying, rehearsing
from wowcrm.levels.upkeep import commit

ROWS = """Name;E-mail;Phone;Birthday;Shoe size
Kārlis Bērziņš;karlis@example.com;26 123 456;12.03.1984;44
Õnne Põld;onne(at)example.com;;;38
Ben Carter;ben@work.example.com;;;43
Amira Haddad;amira@example.com;;soon;
"""


@pytest.fixture
def ben(database: None) -> int:
    """Ben's number: who holds him himself keeps others from writing."""
    ben = client_of(trader("Nora Lind", "nora@example.com", trade="bookkeeper"), "Ben Carter")
    key = "ben@example.com"
    ben.details.append(ContactDetail(kind=DetailKind.EMAIL, value=key, key=key))
    number = ben.id
    commit(ben.trader)
    return number


def test_a_list_is_rehearsed_put_right_brought_in_and_undone(
    ben: int, nora_at_her_screen: Person
) -> None:
    nora = nora_at_her_screen
    signs_in(nora)
    nora.goes_to("/import")
    nora.opens("Or paste rows instead")
    nora.fills_in("Which rows?", ROWS)
    nora.presses("Show me what would happen")

    nora.sees("What do the columns hold?", "Shoe size")
    nora.page.get_by_label("Shoe size").select_option(label="A new field: Shoe size")
    nora.presses("Show me what would happen")
    nora.sees("What would happen", "Nothing has changed yet.", "With something to fix")
    nora.sees("Are these one person?", "What I could not use", "onne(at)example.com")
    assert figures(nora) == {"New": 3, "Possible duplicate": 1, "With something to fix": 2}

    nora.fills_in("E-mail on line 3", "onne@example.com")
    nora.fills_in("Birthday on line 5", "3.5.1990")
    nora.presses("Look again")
    nora.sees("Are these one person?")
    assert figures(nora) == {"New": 3, "Possible duplicate": 1}
    nora.picks("It is them: add to what is here")
    nora.presses("Save")
    nora.sees("all decided")
    assert figures(nora) == {"New": 3, "Adds details": 1}

    nora.presses("Bring in 3 clients")
    nora.sees("3 clients came in.", "What came in", "It can be undone until")
    nora.follows("Õnne Põld")
    nora.unfolds("Why, and contact")
    nora.sees("onne@example.com", "Shoe size")
    nora.goes_to(f"/clients/{ben}")
    nora.unfolds("Why, and contact")
    nora.sees("ben@work.example.com")

    nora.goes_to("/import")
    nora.follows("Pasted rows")
    nora.follows("Undo this import")
    nora.sees("3 clients who came with it go into the trash")
    nora.presses("Undo it")
    nora.sees("The import was undone.", "What came in, and went again")
    nora.goes_to(f"/clients/{ben}")
    nora.unfolds("Why, and contact")
    nora.misses("ben@work.example.com")

    nora.goes_to("/import")
    nora.follows("Pasted rows")
    nora.presses("Bring 3 clients back")
    nora.sees("3 clients are back.")
    nora.follows("Õnne Põld")
    nora.unfolds("Why, and contact")
    nora.sees("onne@example.com", "Shoe size")


def figures(nora: Person) -> dict[str, int]:
    """Read the counts of the rehearsal, as they stand in boxes."""
    boxes = nora.page.locator(".figure").all()
    told = [box.inner_text().split("\n") for box in boxes]
    return {parts[-1].strip(): int(parts[0]) for parts in told}


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_large_file_comes_in_by_itself(
    ben: int, meet: Meet, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    for module in (rehearsing, carrying):
        monkeypatch.setattr(module, "LARGE", 1)
    nora = meet(size)
    signs_in(nora)
    nora.goes_to("/import")
    people = "\n".join(f"Person {n};p{n}@example.com" for n in range(3000))
    nora.page.get_by_label("Which file are your clients in?").set_input_files(
        {"name": "many.csv", "mimeType": "text/csv", "buffer": f"Name;E-mail\n{people}\n".encode()}
    )
    nora.presses("Show me what would happen")
    nora.page.wait_for_selector("text=Bring in 3000 clients", timeout=60_000)
    nora.presses("Bring in 3000 clients")
    nora.sees("Your clients are coming in.", "Go on with something else")

    nora.goes_to("/clients")
    nora.goes_to("/import")
    nora.follows("many.csv")
    nora.page.wait_for_selector("text=What came in", timeout=60_000)
    nora.sees("It can be undone until")


def test_everything_is_moved_in_from_a_file(ben: int, nora_at_her_screen: Person) -> None:
    nora = nora_at_her_screen
    signs_in(nora)
    nora.goes_to("/import/everything")
    nora.page.get_by_label("Which file did the other WowCRM write?").set_input_files(
        {"name": "all.json", "mimeType": "application/json", "buffer": b"{}"}
    )
    nora.presses("Bring everything in")
    nora.sees("This is no file of everything from a WowCRM.")
