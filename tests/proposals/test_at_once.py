"""In the same moment: two processes number papers, one client presses yes in two windows."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import sqlalchemy as sa
from flask import Flask

from tests.letters import sent, terms_on, written
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.models import Document, Series
from wowcrm.levels.upkeep import commit
from wowcrm.promises.models import Promise
from wowcrm.proposals.models import Offer, Proposal
from wowcrm.proposals.sending import send
from wowcrm.timeline.models import Interaction, InteractionKind
from wowcrm.traders.models import Trader
from wowcrm.work.models import Milestone, Stage

PROCESSES, EACH = 2, 6

SENDS = """
import sys
from datetime import date
from wowcrm import create_app
from wowcrm.db import db
from wowcrm.levels.upkeep import commit
from wowcrm.proposals.models import Proposal
from wowcrm.proposals.sending import send

with create_app({"SERVER_NAME": "localhost"}).app_context():
    print("ready", flush=True)
    sys.stdin.readline()
    for id in map(int, sys.argv[1:]):
        proposal = db.session.get_one(Proposal, id)
        send(proposal, on=date(2026, 5, 3))
        commit(proposal.client.trader)
"""


def count(model: type[sa.orm.DeclarativeBase]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_two_processes_number_without_a_gap_or_a_double(
    app: Flask, ben: Client, amira: Client, nora: Trader, today: date
) -> None:
    ids = [str(written(client, terms_on(today)).id) for client in (ben, amira) * EACH]
    db.session.remove()
    processes = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", SENDS, *ids[number::PROCESSES]],
            cwd=Path(__file__).parent.parent.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in processes:
            process.wait(timeout=300)
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    assert [process.returncode for process in processes] == [0] * PROCESSES

    numbers = db.session.scalars(sa.select(Document.number).order_by(Document.number)).all()
    assert numbers == [*range(1, PROCESSES * EACH + 1)]
    assert db.session.scalars(sa.select(Series.last)).all() == [PROCESSES * EACH]


def test_a_send_that_fails_takes_no_number(
    ben: Client, amira: Client, nora: Trader, today: date
) -> None:
    first, second = (written(client, terms_on(today)) for client in (ben, amira))
    send(first, on=today)
    db.session.rollback()
    send(second, on=today)
    commit(nora)

    assert [d.number for d in db.session.scalars(sa.select(Document))] == [1]


def test_yes_in_two_windows_at_once_is_one_yes(app: Flask, ben: Client, today: date) -> None:
    proposal = sent(ben, today)
    link = f"/for-you/{proposal.offers[0].document.links[0].token}"
    db.session.remove()
    ready = Barrier(4)

    def say_yes(number: int) -> int:
        ready.wait()
        data = {"name": f"Ben {number}", "version": "1"}
        return ReadingBrowser(app).post(f"{link}/accept", data=data).status_code

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(say_yes, range(4)))

    assert codes == [303] * 4
    assert (count(Promise), count(Milestone), count(Stage), count(Offer)) == (2, 2, 3, 1)
    said = Interaction.kind == InteractionKind.AGREEMENT
    lines = db.session.scalars(sa.select(Interaction.summary).where(said)).all()
    assert sum(" accepted: " in line for line in lines) == 1


def test_yes_and_a_new_version_at_once_end_in_one_truth(
    app: Flask, ben: Client, nora: Trader, today: date
) -> None:
    """Either the yes came first, and the new version waits; or it was read too late, and is refused."""
    from tests.conftest import browser_of

    proposal = sent(ben, today)
    link = f"/for-you/{proposal.offers[0].document.links[0].token}"
    proposal.write(terms_on(today, title="Longer"), on=today)
    commit(nora)
    address = f"/proposals/{proposal.id}/send"
    hers = browser_of(app, nora)
    db.session.remove()
    ready = Barrier(2)

    def say_yes() -> int:
        ready.wait()
        data = {"name": "Ben", "version": "1"}
        return ReadingBrowser(app).post(f"{link}/accept", data=data).status_code

    def send_again() -> int:
        ready.wait()
        return hers.post(address).status_code

    with ThreadPoolExecutor(2) as pool:
        yes, again = pool.submit(say_yes), pool.submit(send_again)
        assert again.result() == 303
        said_yes = yes.result() == 303

    proposal = db.session.scalars(sa.select(Proposal)).one()
    assert proposal.awaits_answer
    assert [offer.document.version for offer in proposal.offers] == [1, 2]
    first = proposal.offers[0].document
    assert (first.accepted_at is not None) == (proposal.accepted_on is not None)
    assert count(Promise) == (2 if proposal.accepted_on else 0)
    assert said_yes or proposal.accepted_on is None
