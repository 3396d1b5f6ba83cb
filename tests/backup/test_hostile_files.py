"""Files that are no backups, or not whole, or made by hand to do harm: refused, nothing changed."""

import hashlib
import json
import random
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.backup.conftest import Build, House
from tests.backup.past import build_past, revisions
from wowcrm.backup.manifest import Manifest, Refused
from wowcrm.backup.reading import check
from wowcrm.backup.restoring import restore

Told = dict[str, Any]


class Forged:
    """A backup taken apart, to be put together otherwise; hashes and sizes are made to fit."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self.members = {name: archive.read(name) for name in archive.namelist()}
        self.told: Told = json.loads(self.members.pop("manifest.json"))

    def rows(self, table: str) -> list[Told]:
        return [json.loads(line) for line in self.members[f"tables/{table}.jsonl"].splitlines()]

    def say(self, table: str, rows: list[Any]) -> None:
        lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
        self.put(table, lines, len(rows))

    def put(self, table: str, content: bytes, rows: int) -> None:
        self.members[f"tables/{table}.jsonl"] = content
        digest = hashlib.sha256(content).hexdigest()
        self.told["tables"][table] = {
            **self.told["tables"].get(table, {"last": None}),
            **{"rows": rows, "size": len(content), "sha256": digest},
        }

    def change(self, table: str, **columns: Any) -> None:
        first, *rest = self.rows(table)
        self.say(table, [{**first, **columns}, *rest])

    def write(self, path: Path, *, manifest: bytes | None = None) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.members.items():
                archive.writestr(name, content)
            archive.writestr("manifest.json", manifest or json.dumps(self.told))


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a house with a row of everything, on SQLite for speed; the format is the same."""
    data = tmp_path_factory.mktemp("original")
    house = House(data, None)
    with house.inside():
        build_past(revisions()[-1])
    file = data / "backup.zip"
    done = house.run("backup", str(file))
    assert done.exit_code == 0, done.output
    return file


def truncated(forged: Forged, path: Path) -> None:
    forged.write(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def bytes_that_are_no_zip(_: Forged, path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(50_000))


def nothing_at_all(_: Forged, path: Path) -> None:
    path.write_bytes(b"")


def somebody_elses_zip(_: Forged, path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("holiday.jpg", b"\xff\xd8\xff")


def a_manifest_of_something_else(forged: Forged, path: Path) -> None:
    forged.write(path, manifest=b'{"what": "a recipe"}')


def a_manifest_that_is_nothing(forged: Forged, path: Path) -> None:
    forged.write(path, manifest=b"[" * 100_000)


def one_of_tomorrow(forged: Forged, path: Path) -> None:
    forged.told["format"] = 2
    forged.write(path)


def tables_of_tomorrow(forged: Forged, path: Path) -> None:
    forged.told["revision"] = "2099_of_tomorrow"
    forged.write(path)


def a_way_out_of_the_folder(forged: Forged, path: Path) -> None:
    forged.members["../../evil.txt"] = b"out"
    forged.write(path)


def a_file_that_names_a_way_out(forged: Forged, path: Path) -> None:
    forged.members["files/../../evil.txt"] = b"out"
    forged.told["files"]["../../evil.txt"] = 3
    forged.write(path)


def a_table_that_names_a_way_out(forged: Forged, path: Path) -> None:
    forged.told["tables"]["../evil"] = forged.told["tables"]["needs"]
    forged.members["tables/../evil.jsonl"] = forged.members["tables/needs.jsonl"]
    forged.write(path)


def the_same_name_twice(forged: Forged, path: Path) -> None:
    forged.write(path)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("tables/needs.jsonl", forged.members["tables/needs.jsonl"])


def one_bit_is_wrong(forged: Forged, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in forged.members.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(forged.told))
    path.write_bytes(path.read_bytes().replace(b"traders name 1", b"traders nane 1", 1))


def a_row_is_missing(forged: Forged, path: Path) -> None:
    told = dict(forged.told["tables"]["needs"])
    forged.say("needs", forged.rows("needs")[1:])
    forged.told["tables"]["needs"] = told
    forged.write(path)


def a_count_is_wrong(forged: Forged, path: Path) -> None:
    forged.told["tables"]["needs"]["rows"] = 99
    forged.write(path)


def a_table_is_missing(forged: Forged, path: Path) -> None:
    del forged.members["tables/needs.jsonl"]
    forged.write(path)


def a_table_that_nobody_knows(forged: Forged, path: Path) -> None:
    forged.say("sqlite_master", [{"id": 1}])
    forged.write(path)


def a_table_of_the_machine(forged: Forged, path: Path) -> None:
    """Somebody signs themselves in."""
    row = {"id": 1, "trader_id": 1, "token_hash": "x", "agent": "", "stays": True}
    moment = "2026-11-26T00:00:00+00:00"
    forged.say("sign_ins", [{**row, "seen_at": moment, "ended_at": None, "created_at": moment}])
    forged.write(path)


def a_column_that_nobody_knows(forged: Forged, path: Path) -> None:
    forged.change("needs", evil="x")
    forged.write(path)


def a_column_is_missing(forged: Forged, path: Path) -> None:
    rows = forged.rows("needs")
    for row in rows:
        del row["summary"]
    forged.say("needs", rows)
    forged.write(path)


def words_where_a_number_belongs(forged: Forged, path: Path) -> None:
    forged.change("needs", client_id="1; DROP TABLE clients")
    forged.write(path)


def a_number_that_no_column_holds(forged: Forged, path: Path) -> None:
    forged.change("clients", contact_every=2**63)
    forged.write(path)


def halves_of_letters(forged: Forged, path: Path) -> None:
    forged.change("needs", summary="\ud800")
    forged.write(path)


def a_word_that_nobody_knows(forged: Forged, path: Path) -> None:
    forged.change("contact_details", kind="2026-02-30")
    forged.write(path)


def a_list_where_names_belong(forged: Forged, path: Path) -> None:
    forged.change("proposals", terms=[])
    forged.write(path)


def a_clock_that_nobody_has(forged: Forged, path: Path) -> None:
    forged.change("traders", timezone="Mars/Olympus")
    forged.write(path)


def a_list_where_words_belong(forged: Forged, path: Path) -> None:
    forged.change("needs", summary=["x"])
    forged.write(path)


def a_day_that_is_none(forged: Forged, path: Path) -> None:
    forged.change("needs", judged_on="2026-02-30")
    forged.write(path)


def a_row_that_belongs_to_nobody(forged: Forged, path: Path) -> None:
    forged.change("needs", client_id=4711)
    forged.write(path)


def nothing_where_something_must_be(forged: Forged, path: Path) -> None:
    forged.change("needs", summary=None)
    forged.write(path)


def the_same_row_twice(forged: Forged, path: Path) -> None:
    first, *rest = forged.rows("needs")
    forged.say("needs", [first, first, *rest])
    forged.write(path)


def rows_that_are_none(forged: Forged, path: Path) -> None:
    forged.put("needs", b'"words"\n[1]\n', 2)
    forged.write(path)


def rows_that_are_no_json(forged: Forged, path: Path) -> None:
    forged.put("needs", b"{'id': 1}\n", 1)
    forged.write(path)


def a_file_that_is_another(forged: Forged, path: Path) -> None:
    digest = hashlib.sha256(b"one").hexdigest()
    forged.members[f"files/{digest}"] = b"two"
    forged.told["files"][digest] = 3
    forged.write(path)


def a_bomb_that_says_so(forged: Forged, path: Path) -> None:
    """A lot of nothing, which is next to nothing when it is packed."""
    pieces = 256
    digest = hashlib.sha256()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in forged.members.items():
            archive.writestr(name, content)
        with archive.open("tables/bombs.jsonl", "w") as member:
            piece = b"\0" * 1024**2
            for _ in range(pieces):
                member.write(piece)
                digest.update(piece)
        forged.told["tables"]["bombs"] = {
            **{"rows": 1, "size": pieces * 1024**2, "sha256": digest.hexdigest(), "last": None}
        }
        archive.writestr("manifest.json", json.dumps(forged.told))


def a_bomb_that_does_not(forged: Forged, path: Path) -> None:
    """Its table of contents says that it is small."""
    forged.put("needs", b"\0" * 50_000_000, 1)
    forged.write(path)
    content = path.read_bytes()
    little = (1000).to_bytes(4, "little")
    path.write_bytes(content.replace((50_000_000).to_bytes(4, "little"), little))


def a_manifest_without_end(forged: Forged, path: Path) -> None:
    forged.write(path, manifest=b" " * (65 * 1024**2) + b"{}")


def many_names(forged: Forged, path: Path) -> None:
    forged.members |= {f"files/{number:064x}x": b"" for number in range(10_000)}
    forged.write(path)


HARM: tuple[Callable[[Forged, Path], None], ...] = (
    *(truncated, bytes_that_are_no_zip, nothing_at_all, somebody_elses_zip),
    *(a_manifest_of_something_else, a_manifest_that_is_nothing, one_of_tomorrow),
    *(tables_of_tomorrow, a_way_out_of_the_folder, a_file_that_names_a_way_out),
    *(a_table_that_names_a_way_out, the_same_name_twice, one_bit_is_wrong, a_row_is_missing),
    *(a_count_is_wrong, a_table_is_missing, a_table_that_nobody_knows, a_table_of_the_machine),
    *(a_column_that_nobody_knows, a_column_is_missing, words_where_a_number_belongs),
    *(a_list_where_words_belong, a_day_that_is_none, a_row_that_belongs_to_nobody),
    *(nothing_where_something_must_be, the_same_row_twice, rows_that_are_none),
    *(rows_that_are_no_json, a_file_that_is_another, a_bomb_that_says_so, a_bomb_that_does_not),
    *(a_manifest_without_end, many_names),
)


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house with rows in it, which must be as it was after every attempt."""
    house = House(tmp_path_factory.mktemp("lived-in"), None)
    with house.inside():
        build_past(revisions()[-1], rows=1)
    return house


@pytest.mark.parametrize("harm", HARM, ids=lambda harm: harm.__name__)
def test_it_is_refused_and_nothing_is_changed(
    lived_in: House, original: Path, tmp_path: Path, harm: Callable[[Forged, Path], None]
) -> None:
    forged, file = Forged(original), tmp_path / "forged.zip"
    harm(forged, file)
    before = lived_in.contents()
    kept = {path for path in lived_in.data.rglob("*") if "files" in path.parts}
    began = time.monotonic()

    with lived_in.inside(), pytest.raises(Refused) as refusal:
        restore(file, replace=True)

    assert str(refusal.value).endswith(".")
    assert lived_in.contents() == before
    assert {path for path in lived_in.data.rglob("*") if "files" in path.parts} == kept
    assert not list(tmp_path.rglob("*evil*"))
    assert not list(lived_in.data.parent.glob("*evil*"))
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    "harm",
    [
        a_row_that_belongs_to_nobody,
        nothing_where_something_must_be,
        the_same_row_twice,
        words_where_a_number_belongs,
        a_number_that_no_column_holds,
        halves_of_letters,
        a_word_that_nobody_knows,
        a_list_where_names_belong,
        a_clock_that_nobody_has,
    ],
)
def test_rows_that_do_not_fit_are_refused_by_either_kind_of_database(
    build: Build, original: Path, tmp_path: Path, harm: Callable[[Forged, Path], None]
) -> None:
    house, file = build(), tmp_path / "forged.zip"
    harm(Forged(original), file)
    with house.inside():
        build_past(revisions()[-1], rows=1)
    before = house.contents()
    done = house.run("restore", str(file), "--replace")
    assert done.exit_code == 1
    assert "Nothing was changed" in done.output
    assert house.contents() == before


def test_the_command_says_so_in_a_sentence(build: Build, original: Path, tmp_path: Path) -> None:
    house, file = build(), tmp_path / "forged.zip"
    truncated(Forged(original), file)
    done = house.run("restore", str(file))
    assert done.exit_code == 1
    assert f"{file}: It is no backup of WowCRM, or not whole. Nothing was changed." in done.output
    assert "Traceback" not in done.output
    file.write_bytes(b"SQLite format 3\0" + b"\0" * 5000)
    done = house.run("restore", str(file))
    assert done.exit_code == 1
    assert "It is no database of WowCRM, or damaged. Nothing was changed." in done.output


def test_a_forged_backup_that_fits_is_taken(original: Path, tmp_path: Path) -> None:
    """Or the tests above would prove nothing."""
    file = tmp_path / "forged.zip"
    Forged(original).write(file)
    assert check(file).rows > 50


def test_anything_may_stand_in_a_manifest(original: Path) -> None:
    """Whatever is in its place, each part of a manifest is read or refused."""
    forged = Forged(original)
    chance = random.Random(7)
    strange: list[Any] = [None, -1, 2**70, 1.5, "", "x" * 1000, [], {}, True, [[]], {"a": 1}]
    refused = 0
    for _ in range(400):
        told = json.loads(json.dumps(forged.told))
        place: Any = told
        while isinstance(place, dict) and place:
            name = chance.choice(sorted(place))
            if not isinstance(place[name], dict) or not place[name] or chance.random() < 0.3:
                place[name] = chance.choice(strange)
                break
            place = place[name]
        try:
            Manifest.read(json.dumps(told).encode())
        except Refused:
            refused += 1
    assert refused > 200


def test_a_bomb_takes_no_memory(original: Path, tmp_path: Path) -> None:
    file = tmp_path / "bomb.zip"
    a_bomb_that_does_not(Forged(original), file)
    tracemalloc.start()
    with pytest.raises(Refused):
        check(file)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 32 * 1024**2
