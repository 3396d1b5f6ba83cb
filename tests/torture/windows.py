"""Two windows of one client, saved at the same moment: nothing is overwritten in silence (T10).

`python -m tests.torture.windows [TIMES]`: first with a defect that must be found.
"""

import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

from tests.clients.test_meanwhile import TEXTS, shown_in
from tests.houses import move_in
from tests.reading_page import Page
from tests.test_serving import Served
from tests.torture.house import Person, served

DEFECT = """
from wowcrm.clients import meanwhile
meanwhile._seen = lambda form: {}
"""
"""A form does not know what it showed, so it cannot see that somebody changed that."""


class Window(Person):
    """A window of the trader's browser, with the form of a client in it."""

    form: dict[str, str]

    def __init__(self, running: Served) -> None:
        super().__init__(running)
        self.sign_in()

    def open(self, where: str) -> dict[str, str]:
        code, text = self.ask("GET", f"{where}/edit")
        assert code == 200, f"the form answers {code}"
        self.form = shown_in(Page(text))
        return self.form

    def save(self, where: str, typed: dict[str, str]) -> tuple[int, str]:
        return self.ask("POST", f"{where}/edit", {**self.form, **typed, "once": uuid4().hex})


def both(windows: list[Window], where: str, typed: list[dict[str, str]]) -> list[str]:
    """Save what two windows hold at once; return what was lost in silence, or told wrongly."""
    before = {name: windows[0].form[name] for name in TEXTS}
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(lambda pair: pair[0].save(where, pair[1]), zip(windows, typed, strict=True))
        )
    codes = [code for code, _ in answers]
    same = typed[0].keys() & typed[1].keys()
    if sorted(codes) != [303, 422 if same else 303]:
        return [f"two windows are answered {codes}, with {len(same)} parts in both"]
    second = codes.index(422) if same else 1
    wanted = {**before, **typed[1 - second], **({} if same else typed[second])}
    held = windows[0].open(where)
    faults = [
        f"{name} holds {held[name]!r}, not {text!r}"
        for name, text in wanted.items()
        if held[name] != text
    ]
    page = answers[second][1]
    unshown = [name for name in same if not all(each[name] in page for each in typed)]
    faults += [f"{name} is not shown as both wrote it" for name in unshown]
    if same and not faults:
        faults += chosen(windows[second], where, page, {**held, **typed[second]})
    return faults


def chosen(window: Window, where: str, page: str, wanted: dict[str, str]) -> list[str]:
    """Let the second insist, having seen both: what they chose is written, and nothing else."""
    window.form = shown_in(Page(page))
    code, _ = window.save(where, {})
    held = window.open(where)
    lost = [name for name in TEXTS if held[name] != wanted[name]]
    return [f"who insisted is answered {code}, and {lost} is not theirs"] if lost else []


def torture(data: Path, times: int, defect: str = "") -> tuple[int, list[str]]:
    """Let two windows save so often; return how often they met in a part, and faults."""
    move_in(data)
    running, chance, met = served(data, defect), random.Random(10), 0
    try:
        windows = [Window(running), Window(running)]
        windows[0].ask("POST", "/clients/new", {"name": "Ben", "once": uuid4().hex})
        where, faults = windows[0].location, list[str]()
        for turn in range(times):
            for window in windows:
                window.open(where)
            typed = [
                {
                    name: f"{name} {turn} {who}"
                    for name in chance.sample(TEXTS, chance.randint(1, 3))
                }
                for who in "ab"
            ]
            met += bool(typed[0].keys() & typed[1].keys())
            faults += both(windows, where, typed)
    finally:
        running.close()
    return met, faults


def main(times: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        _, planted = torture(Path(folder), 10, DEFECT)
    print(
        f"planted: a form that does not look: {planted[0] if planted else 'NOT FOUND'}", flush=True
    )
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        met, faults = torture(Path(folder), times)
    print(
        f"T10: {times:,} pairs saved at once, {met} of them in one part, {len(faults)} faults",
        end="",
    )
    print(f" in {time.monotonic() - began:.0f} s", *faults[:10], sep="\n")
    return 0 if planted and not faults else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
